"""What came of a deposit, file by file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Status(StrEnum):
    """What came of one file."""

    ACCEPTED = "accepted"
    """It is kept from now on."""
    WAITING = "waiting"
    """It is kept here, and is accepted once it has as many copies as the archive's policy asks for."""
    HELD = "held"
    """The archive keeps these very bytes already; nothing was changed."""
    REFUSED = "refused"
    """It is not kept, for the reason that is named."""
    SET_ASIDE = "set-aside"
    """Its name is not that of an audio file; it was not looked into."""
    READ = "read"
    """It was read as description or evidence of the other files."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file. `code` and `reason` are set unless it was accepted or read."""

    name: str
    status: Status
    size: int
    code: str | None = None
    reason: str | None = None
    item_id: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a whole deposit, in the order of the files' names."""

    deposit_id: str
    folder: str
    started_at: datetime
    finished_at: datetime
    outcomes: tuple[Outcome, ...]

    def counts(self) -> Mapping[Status, int]:
        """Return how many files each status has."""
        return Counter(outcome.status for outcome in self.outcomes)

    def size(self, status: Status) -> int:
        """Return the bytes of the files of one status."""
        return sum(outcome.size for outcome in self.outcomes if outcome.status is status)


class Progress(Protocol):
    """Whoever wants to follow a deposit."""

    def begin(self, files: int, size: int) -> None:
        """Learn how many audio files there are, and their bytes."""

    def bytes_read(self, count: int) -> None:
        """Learn that so many more bytes were read."""

    def finished(self, outcome: Outcome) -> None:
        """Learn what came of one file."""
