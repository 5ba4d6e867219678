"""The table of all answers about an item, with the days on which each holds."""

from dataclasses import dataclass
from datetime import date, timedelta

from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.items import Item
from nachklang.rights.decision import Decision
from nachklang.rights.engine import decide
from nachklang.rights.law import Law
from nachklang.rights.outlook import turning_days


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
