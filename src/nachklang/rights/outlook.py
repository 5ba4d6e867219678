"""How an answer changes with the day: the days on which it may differ, and the spans between them.

A decision depends on its day only through days that are on file: where something begins or ends, and where a
term runs out. So asking on those days is asking on all of them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from nachklang.model.acts import Act, Layer
from nachklang.model.mandates import RightsSignature
from nachklang.rights.decision import Decision
from nachklang.rights.rules import TerritoryLaw
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
    act: Act, ask: Callable[[date], Decision], first: date, item: RightsSignature, law: TerritoryLaw | None
) -> Outlook:
    """Ask on `first` and on every later day that matters; `law` is that of the territory asked about."""
    days = [day for day in turning_days(act, item, law) if day > first]
    return Outlook(tuple(_spans(ask, [first, *days])), free_days(item, law))


def turning_days(act: Act, item: RightsSignature, law: TerritoryLaw | None) -> list[date]:
    """List the days on which an answer about `act` may become another one; between them nothing changes."""
    days = {*_of_signature(act, item), *free_days(item, law).values()}
    if law is not None:
        days |= {*_of_statutes(act, item, law)}
    return sorted(days - {date.min})


def free_days(item: RightsSignature, law: TerritoryLaw | None) -> Mapping[Layer, date]:
    """Give the first free day of every layer whose term can be computed."""
    if law is None:
        return {}
    terms = {layer: find_term(law, layer, item.terms) for layer in Layer}
    return {layer: term.free_from for layer, term in terms.items() if isinstance(term, Term)}


def _of_signature(act: Act, item: RightsSignature) -> Iterator[date]:
    for mandate in item.mandates:
        if mandate.agreement is not None and act in mandate.agreement.acts:
            yield from _period(mandate.agreement.valid_from, mandate.agreement.valid_to)
    for prohibition in item.prohibitions:
        if act in prohibition.acts:
            yield from _period(prohibition.since, prohibition.until)


def _of_statutes(act: Act, item: RightsSignature, law: TerritoryLaw) -> Iterator[date]:
    procedures = [one.procedure for one in item.mandates if one.procedure is not None]
    for statute in law.statutes:
        if act in statute.acts:
            yield from _period(statute.since, statute.until)
            for procedure in procedures:
                yield from _period(waiting_ends(statute, procedure), procedure.ended_on)
            for circumstance in item.circumstances:
                yield from _period(circumstance.since, None)


def _period(first: date | None, last: date | None) -> Iterator[date]:
    """Yield the first day in a period and the first one after it."""
    if first is not None:
        yield first
    if last is not None and last < date.max:
        yield last + timedelta(days=1)


def _spans(ask: Callable[[date], Decision], days: list[date]) -> Iterator[Span]:
    since, permitted = days[0], ask(days[0]).permitted
    for day in days[1:]:
        answer = ask(day).permitted
        if answer != permitted:
            yield Span(since, day - timedelta(days=1), permitted)
            since, permitted = day, answer
    yield Span(since, None, permitted)
