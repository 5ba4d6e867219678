"""What is asked of a decision."""

from dataclasses import dataclass
from datetime import date

from nachklang.model.acts import Act, ActorClass, Territory


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a class of actor may do an act, in a territory, on a day."""

    act: Act
    territory: Territory
    on: date
    actor: ActorClass
