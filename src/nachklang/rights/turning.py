"""What changes: for one item on its way through the days, or between two sets of decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from nachklang.rights.decision import Decision
from nachklang.rights.intervals import Answer, Interval
from nachklang.rights.question import Use


@dataclass(frozen=True, slots=True)
class Turn:
    """The first day on which a yes has become a no, or a no a yes, with the answers before and after."""

    day: date
    before: Answer
    after: Answer

    @property
    def gained(self) -> bool:
        """Whether it is permitted from this day on."""
        return self.after.permitted


def turns(cut: Sequence[Interval], first: date, last: date) -> tuple[Turn, ...]:
    """List the turns of one use from `first` to `last`, both included; another ground alone is none."""
    return tuple(
        Turn(after.first, before.answer, after.answer)
        for before, after in pairwise(cut)
        if before.answer.permitted != after.answer.permitted and first <= after.first <= last
    )


def lost(before: Iterable[Decision], after: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions of `after` that deny what `before` permitted, in their order.

    Both are about one item; two decisions belong together where they are about the same use. What was
    permitted and is not decided again is not known to be lost: ask the same of both.
    """
    had = {_use(one) for one in before if one.permitted}
    return tuple(one for one in after if not one.permitted and _use(one) in had)


def gained(before: Iterable[Decision], after: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions of `after` that permit what `before` denied, in their order."""
    denied = {_use(one) for one in before if not one.permitted}
    return tuple(one for one in after if one.permitted and _use(one) in denied)


def _use(decision: Decision) -> Use:
    return Use(decision.act, decision.territory, decision.actor)
