"""Sets of days, as what holds on them is weighed once and not day by day.

*days*: spans in order, none of which touches the next one. A *span* is two ordinals of
`date.toordinal`, the first day and the day after the last, so that `date.max` has a day after it.
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

Days = tuple[tuple[int, int], ...]
"""Spans of ordinals: the first day, and the day after the last."""

FIRST = date.min.toordinal()
END = date.max.toordinal() + 1
NEVER: Days = ()
ALWAYS: Days = ((FIRST, END),)


def between(first: date | None, last: date | None) -> Days:
    """Return the days from `first` to `last`, both included; None leaves that side open."""
    begin = FIRST if first is None else first.toordinal()
    end = END if last is None else last.toordinal() + 1
    return ((begin, end),) if begin < end else NEVER


def holds(days: Days, on: date) -> bool:
    """Whether `on` is one of the days."""
    if days is ALWAYS:
        return True
    ordinal = on.toordinal()
    return any(begin <= ordinal < end for begin, end in days)


def joined(several: Iterable[Days]) -> Days:
    """Return the days that lie in any of them."""
    spans = sorted(span for days in several for span in days)
    found: list[tuple[int, int]] = []
    for begin, end in spans:
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def shared(one: Days, other: Days) -> Days:
    """Return the days that lie in both."""
    if one is ALWAYS or other is ALWAYS:
        return other if one is ALWAYS else one
    met = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((begin, end) for begin, end in met if begin < end))


def without(days: Days, taken: Days) -> Days:
    """Return the days that lie in `days` and not in `taken`."""
    return shared(days, _others(taken)) if taken else days


def _others(days: Days) -> Days:
    edges = [FIRST, *(edge for span in days for edge in span), END]
    return tuple((begin, end) for begin, end in zip(edges[::2], edges[1::2], strict=True) if begin < end)


def turns(several: Iterable[Days]) -> list[tuple[int, int]]:
    """Cut all days there are wherever one of `several` begins or ends; every span is alike within."""
    edges = {FIRST, END}.union(edge for days in several for span in days for edge in span)
    return list(pairwise(sorted(edges)))
