"""What is told of many items: counts, and the first few of those that are counted."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Answered:
    """How many items have one answer to a use. `bases` has one basis a layer for a yes, and else is empty."""

    act: str
    territory: str
    actor: str
    permitted: bool
    bases: tuple[str, ...]
    why_not: str | None
    items: int


@dataclass(frozen=True, slots=True)
class Turned:
    """How many items gain a use on a day, or lose it. `day` is the first one with the new answer."""

    day: date
    act: str
    territory: str
    actor: str
    gained: bool
    items: int


@dataclass(frozen=True, slots=True)
class Named:
    """One item that gains or loses a use."""

    day: date
    act: str
    territory: str
    actor: str
    gained: bool
    item: Any
