"""Rights that are recorded for many items at once, after the items came or before they do.

A *statement* is what somebody wrote down: mandates, a prohibition or a circumstance, with the *scope* that
says which items it covers. A *record* is a statement with an id and a life: it stands until it is ended.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from nachklang.model.identifiers import ISRC, Barcode
from nachklang.model.mandates import Circumstance, Mandate, Prohibition
from nachklang.model.names import name_key


class ProhibitionKind(StrEnum):
    """Why an act is forbidden, whatever permits it."""

    OPT_OUT = "opt-out"
    """A creator or rightsholder does not want it."""
    HOLD = "hold"
    """It is in dispute, or being looked into."""
    EMBARGO = "embargo"
    """Not before a day."""
    TAKEDOWN = "takedown"
    """A notice or an order asks for it."""


class RecordedKind(StrEnum):
    """What a statement is about."""

    MANDATE = "mandate"
    PROHIBITION = "prohibition"
    CIRCUMSTANCE = "circumstance"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which items a statement covers: each that any of its parts names.

    `items` and `recordings` are ids of the archive, `registrants` the first five characters of ISRCs,
    `labels` names however they are spelt, `releases` barcodes.
    """

    items: frozenset[str] = frozenset()
    recordings: frozenset[str] = frozenset()
    isrcs: frozenset[ISRC] = frozenset()
    registrants: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    releases: frozenset[Barcode] = frozenset()

    def names_every(self, isrcs: tuple[ISRC, ...]) -> bool:
        """Whether each ISRC is listed here, or its registrant is."""
        return all(one in self.isrcs or one.prefix in self.registrants for one in isrcs)

    def meets(self, other: "Scope") -> bool:
        """Whether both name the same thing, so that an item may be covered by both."""
        return bool(
            self.items & other.items
            or self.recordings & other.recordings
            or self.isrcs & other.isrcs
            or self.registrants & other.registrants
            or self.registrants & {one.prefix for one in other.isrcs}
            or other.registrants & {one.prefix for one in self.isrcs}
            or {*map(name_key, self.labels)} & {*map(name_key, other.labels)}
            or self.releases & other.releases
        )


@dataclass(frozen=True, slots=True)
class RightsStatement:
    """What was written down; exactly one of `mandates`, `prohibition` and `circumstance` is there.

    `mandates` are the same authority over several layers. `statement` are the words that it rests on,
    `proof` is the SHA-512 of the file that proves it.
    """

    scope: Scope
    mandates: tuple[Mandate, ...] = ()
    prohibition: Prohibition | None = None
    circumstance: Circumstance | None = None
    statement: str | None = None
    proof: str | None = None

    @property
    def kind(self) -> RecordedKind:
        """What it is about."""
        if self.prohibition is not None:
            return RecordedKind.PROHIBITION
        return RecordedKind.MANDATE if self.mandates else RecordedKind.CIRCUMSTANCE


@dataclass(frozen=True, slots=True)
class RightsRecord:
    """A statement that was recorded. `resolved` are the items that its recordings were on that day.

    `ended_on` is the last day on which it stands; None while nobody ended it.
    """

    id: str
    statement: RightsStatement
    recorded_at: datetime
    resolved: frozenset[str] = frozenset()
    ended_on: date | None = None
    ended_because: str | None = None
    ended_at: datetime | None = None
