"""What an audit is asked for, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """Damage of one copy, and whether it was put right; `detail` says what it is, or why it was not."""

    object_id: str
    place: str
    detail: str
    repaired: bool


@dataclass(slots=True)
class Audited:
    """What an audit read and found. `skipped` maps places that could not be asked to the reason."""

    objects: int = 0
    copies: int = 0
    bytes: int = 0
    found: list[Finding] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    unfinished: bool = False

    @property
    def damaged(self) -> list[Finding]:
        """What is still damaged."""
        return [one for one in self.found if not one.repaired]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to audit: by SHA-512 or by seals, with repairs or without, and until when.

    `goes_on` is asked before each object; where it says no, the audit ends unfinished.
    """

    deep: bool = False
    repair: bool = True
    goes_on: Callable[[], bool] = lambda: True
