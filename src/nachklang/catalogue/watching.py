"""How far long work got, for whoever watches it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """`name` says what is being done: `hash`, `read`, `settle`, `link` or `index …`.

    `total` and `done` count bytes of the input for the first two, and steps for the others; `rows`
    counts the rows that were taken.
    """

    name: str
    done: int
    total: int
    rows: int = 0


Watch = Callable[[Stage], None]


def unwatched(stage: Stage) -> None:
    """Take no note."""
    del stage
