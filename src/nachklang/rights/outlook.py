"""How an answer changes with the day: the days on which it may differ, and the spans between them.

A decision depends on its day only through days that are on file: where something begins or ends, and where a
term runs out. So asking on those days is asking on all of them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from nachklang.model.acts import Layer
from nachklang.model.mandates import Mandate, RightsSignature
from nachklang.rights.decision import Decision
from nachklang.rights.rules import Statute, TerritoryLaw
from nachklang.rights.statutes import waiting_ends
from nachklang.rights.terms import Term, find_term


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which the answer is the same, both inclusive. `until` is None where it never changes again."""

    since: date
    until: date | None
    permitted: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """The answers to one question from a day on, and the first free day of each layer that has one."""

    spans: tuple[Span, ...]
    free_from: Mapping[Layer, date]


def look_ahead(
    ask: Callable[[date], Decision], first: date, item: RightsSignature, law: TerritoryLaw | None
) -> Outlook:
    """Ask on `first` and on every later day that matters; `law` is that of the territory asked about."""
    days = sorted(day for day in turning_days(item, law) if day > first)
    return Outlook(tuple(_spans(ask, [first, *days])), free_days(item, law))


def turning_days(item: RightsSignature, law: TerritoryLaw | None) -> Collection[date]:
    """Name every day on which a decision about an item may differ from that of the day before."""
    days = {*free_days(item, law).values(), *(one.since for one in item.circumstances)}
    for prohibition in item.prohibitions:
        days |= {prohibition.since, _after(prohibition.until)}
    for mandate in item.mandates:
        days |= {*_of_mandate(mandate)}
    for statute in law.statutes if law is not None else ():
        days |= {*_of_statute(statute, item)}
    return {day for day in days if day is not None}


def free_days(item: RightsSignature, law: TerritoryLaw | None) -> Mapping[Layer, date]:
    """Give the first free day of every layer whose term can be computed."""
    if law is None:
        return {}
    terms = {layer: find_term(law, layer, item.terms) for layer in Layer}
    return {layer: term.free_from for layer, term in terms.items() if isinstance(term, Term)}


def _of_mandate(mandate: Mandate) -> Iterator[date | None]:
    if mandate.agreement is not None:
        yield mandate.agreement.valid_from
        yield _after(mandate.agreement.valid_to)
    if mandate.procedure is not None:
        yield _after(mandate.procedure.ended_on)


def _of_statute(statute: Statute, item: RightsSignature) -> Iterator[date | None]:
    yield statute.since
    yield _after(statute.until)
    for mandate in item.mandates:
        if mandate.procedure is not None:
            yield waiting_ends(statute, mandate.procedure)


def _after(last: date | None) -> date | None:
    return None if last is None or last == date.max else last + timedelta(days=1)


def _spans(ask: Callable[[date], Decision], days: list[date]) -> Iterator[Span]:
    since, permitted = days[0], ask(days[0]).permitted
    for day in days[1:]:
        answer = ask(day).permitted
        if answer != permitted:
            yield Span(since, day - timedelta(days=1), permitted)
            since, permitted = day, answer
    yield Span(since, None, permitted)
