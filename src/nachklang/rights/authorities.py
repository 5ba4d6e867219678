"""Something that may ground an act in one layer, weighed for all days at once."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from nachklang.model.mandates import Basis
from nachklang.rights.days import NEVER, Days, holds, without
from nachklang.rights.decision import Ground, MissingCode, MissingFact

Weighed = Sequence[Ground | MissingFact]
"""What an authority says of one day: its grounds, or else what is missing for one."""


class Authority(NamedTuple):
    """The days on which it grounds the act and by which basis, and the first that it lacks on others.

    `tell` says the same of one day in words, which take far longer to make. A day of neither is one on
    which the authority says nothing.
    """

    grounds: tuple[tuple[Basis, Days], ...]
    lacks: tuple[tuple[MissingCode, Days], ...]
    tell: Callable[[date], Weighed]

    def silent_on(self, days: Days) -> "Authority":
        """Return the same authority, which has nothing to say on `days`."""
        if days == NEVER:
            return self
        return Authority(
            tuple((basis, without(held, days)) for basis, held in self.grounds),
            tuple((code, without(held, days)) for code, held in self.lacks),
            lambda on: () if holds(days, on) else self.tell(on),
        )


def lacking(fact: MissingFact, days: Days) -> Authority:
    """Return what grounds nothing on any day, and says why on `days`."""
    return Authority((), ((fact.code, days),), lambda on: (fact,) if holds(days, on) else ())
