"""The table of all answers about an item, with the days on which each holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.items import Item
from nachklang.model.mandates import RightsSignature
from nachklang.rights.decision import Decision
from nachklang.rights.engine import decide
from nachklang.rights.law import Law
from nachklang.rights.rules import TerritoryLaw
from nachklang.rights.statutes import waiting_ends
from nachklang.rights.terms import Term, find_term


@dataclass(frozen=True, slots=True)
class Answer:
    """What holds on every day from `first` to `last`, both inclusive; None leaves that side open.

    `decision` is that of one of these days: on the others it has the same grounds and prohibitions.
    """

    first: date | None
    last: date | None
    decision: Decision

    def holds(self, on: date) -> bool:
        """Whether this is the answer on that day."""
        return (self.first or date.min) <= on <= (self.last or date.max)


@dataclass(frozen=True, slots=True)
class Table:
    """Every act by every class of actor in some territories: the one source of all documents.

    The answers about one act, territory and class follow each other and leave no day out.
    """

    item: Item
    law: Law
    territories: tuple[Territory, ...]
    answers: tuple[Answer, ...]

    def decision(self, act: Act, territory: Territory, actor: ActorClass, on: date) -> Decision:
        """Return what the table holds about an act, a territory of its own, a class and a day."""
        return next(
            one.decision
            for one in self.answers
            if one.decision.act is act
            and one.decision.territory == territory
            and one.decision.actor is actor
            and one.holds(on)
        )


def tabulate(item: Item, territories: tuple[Territory, ...], law: Law) -> Table:
    """Ask the engine everything about an item in `territories`, at least one."""
    found: list[Answer] = []
    for territory in territories:
        for act in Act:
            days = [date.min, *turning_days(act, item.rights, law.territories.get(territory))]
            for actor in ActorClass:
                decided = [decide(act, territory, on, actor, item.rights, law) for on in days]
                found += _joined(days, decided)
    return Table(item, law, territories, tuple(found))


def turning_days(act: Act, rights: RightsSignature, here: TerritoryLaw | None) -> list[date]:
    """List the days on which an answer about `act` may become another one; between them nothing changes."""
    days = set(_of_signature(act, rights))
    if here is not None:
        days |= {*_of_statutes(act, rights, here), *_of_terms(rights, here)}
    return sorted(days - {date.min})


def _of_signature(act: Act, rights: RightsSignature) -> Iterator[date]:
    for mandate in rights.mandates:
        if mandate.agreement is not None and act in mandate.agreement.acts:
            yield from _period(mandate.agreement.valid_from, mandate.agreement.valid_to)
    for prohibition in rights.prohibitions:
        if act in prohibition.acts:
            yield from _period(prohibition.since, prohibition.until)


def _of_statutes(act: Act, rights: RightsSignature, here: TerritoryLaw) -> Iterator[date]:
    procedures = [one.procedure for one in rights.mandates if one.procedure is not None]
    for statute in here.statutes:
        if act in statute.acts:
            yield from _period(statute.since, statute.until)
            for procedure in procedures:
                yield from _period(waiting_ends(statute, procedure), procedure.ended_on)
            for circumstance in rights.circumstances:
                yield from _period(circumstance.since, None)


def _of_terms(rights: RightsSignature, here: TerritoryLaw) -> Iterator[date]:
    for layer in Layer:
        term = find_term(here, layer, rights.terms)
        if isinstance(term, Term):
            yield term.free_from


def _period(first: date | None, last: date | None) -> Iterator[date]:
    """Yield the first day in a period and the first one after it."""
    if first is not None:
        yield first
    if last is not None and last < date.max:
        yield last + timedelta(days=1)


def _joined(days: list[date], decided: list[Decision]) -> list[Answer]:
    """Make one answer of neighbours that rest on the same."""
    kept = [at for at in range(len(days)) if at == 0 or _rests(decided[at]) != _rests(decided[at - 1])]
    ends = [days[at] - timedelta(days=1) for at in kept[1:]]
    return [
        Answer(days[at] if at else None, last, decided[at])
        for at, last in zip(kept, [*ends, None], strict=True)
    ]


def _rests(decision: Decision) -> tuple[object, ...]:
    return (decision.prohibitions, *(layer.grounds for layer in decision.layers))
