"""What is asked of a decision."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from nachklang.model.acts import Act, ActorClass, Territory


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a class of actor may do an act, in a territory, on a day."""

    act: Act
    territory: Territory
    on: date
    actor: ActorClass


class Use(NamedTuple):
    """What is asked whatever the day: an act, where, and by whom."""

    act: Act
    territory: Territory
    actor: ActorClass

    def on(self, day: date) -> Question:
        """Ask it of one day."""
        return Question(self.act, self.territory, day, self.actor)

    @property
    def who(self) -> str:
        """The code of the class."""
        return self.actor.value


class OwnUse(NamedTuple):
    """An act by the archive itself, where, and the classes that it declares: see `rights.here`."""

    act: Act
    territory: Territory
    own: tuple[ActorClass, ...]

    @property
    def who(self) -> str:
        """The code that stands where a class of actor would."""
        return "archive"


AnyUse: TypeAlias = Use | OwnUse
