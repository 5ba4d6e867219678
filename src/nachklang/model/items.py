"""An item: one deposited file, what it is called, what it is, and what may be done with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from nachklang.model.dates import Duration, PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode
from nachklang.model.mandates import RightsSignature


@dataclass(frozen=True, slots=True)
class CreditedName:
    """One name of an artist credit, with the words that join it to the next (` feat. `, ` & `)."""

    name: str
    join_phrase: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What an item is called. `disc` and `track` count from 1."""

    title: str
    artists: tuple[CreditedName, ...] = ()
    release: str | None = None
    release_artists: tuple[CreditedName, ...] = ()
    disc: int = 1
    track: int | None = None
    isrcs: tuple[ISRC, ...] = ()
    iswc: ISWC | None = None
    label: str | None = None
    catalogue_number: str | None = None
    barcode: Barcode | None = None
    released: PartialDate | None = None
    composers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Technical:
    """Facts of a real decode of the whole file, never of its header alone.

    `container` and `codec` are FFmpeg's names, `media_type` is the MIME type to serve it by,
    `sample_rate` is in hertz, `samples` counts decoded samples per channel, `bit_depth` is None for
    lossy codecs, `bit_rate` is the mean in bits a second.
    """

    media_type: str
    container: str
    codec: str
    sample_rate: int
    channels: int
    samples: int
    bit_depth: int | None
    bit_rate: int
    decoder: str

    @property
    def duration(self) -> Duration:
        """Length of what was decoded, to the nearest millisecond."""
        return Duration(round(self.samples * 1000 / self.sample_rate))


@dataclass(frozen=True, slots=True)
class Item:
    """A file that was accepted. `original_name` is its path in the deposit, as safe text."""

    id: str
    object_id: str
    deposit_id: str
    original_name: str
    logical_path: str
    size: int
    sha512: str
    description: Description
    technical: Technical
    rights: RightsSignature
    accepted_at: datetime


class EventKind(StrEnum):
    """What happened to an item, in PREMIS event types (id.loc.gov/vocabulary/preservation/eventType)."""

    INGESTION = "ingestion"
    DIGEST_CALCULATION = "message digest calculation"
    FORMAT_IDENTIFICATION = "format identification"
    VALIDATION = "validation"
    RIGHTS_DECISION = "policy assignment"
    FIXITY_CHECK = "fixity check"


@dataclass(frozen=True, slots=True)
class Event:
    """A PREMIS event. `outcome` is `success` or `failure`; `agent` is the software and version."""

    kind: EventKind
    at: datetime
    outcome: str
    detail: str
    agent: str
