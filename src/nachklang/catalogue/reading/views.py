"""What readers of a snapshot get: values without a trace of tables.

Ids are public ones. What several sources say of one thing is one view: title, names and dates as the
preferred row has them, everything that can be several put together, each row's provenance listed.
"""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from nachklang.model.dates import Duration, PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row came from: the source, its own id, the state that was read, and its licence (SPDX)."""

    source: str
    source_id: str
    snapshot: str
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in its scheme's own form (`isni`, `wikidata`, …), or an address with the scheme `url`."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Listed(Generic[Shown]):
    """The first rows of a list, and how many there are."""

    rows: tuple[Shown, ...]
    total: int


@dataclass(frozen=True, slots=True)
class CreditedArtist:
    """One name of an artist credit as printed; `id` is the artist's."""

    id: str
    name: str
    join_phrase: str = ""


@dataclass(frozen=True, slots=True)
class RecordingSummary:
    """A recording in a list."""

    id: str
    title: str
    artists: tuple[CreditedArtist, ...]
    duration: Duration | None
    isrcs: tuple[ISRC, ...]
    item_ids: tuple[str, ...]
    disambiguation: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """A release in a list. `artists` is empty where no release artist was given."""

    id: str
    title: str
    artists: tuple[CreditedArtist, ...]
    released: PartialDate | None
    tracks: int
    disambiguation: str | None = None


@dataclass(frozen=True, slots=True)
class ArtistSummary:
    """An artist in a list, with the number of recordings performed and composed, row by row."""

    id: str
    name: str
    recordings: int
    compositions: int
    disambiguation: str | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """A place where a recording stands: disc and position count from 1, `number` is as printed."""

    release: ReleaseSummary
    disc: int
    position: int
    number: str | None


@dataclass(frozen=True, slots=True)
class RecordingView:
    """Everything that is known of a recording."""

    id: str
    title: str
    artists: tuple[CreditedArtist, ...]
    composers: tuple[CreditedArtist, ...]
    duration: Duration | None
    recorded: PartialDate | None
    published: PartialDate | None
    disambiguation: str | None
    isrcs: tuple[ISRC, ...]
    iswcs: tuple[ISWC, ...]
    appearances: Listed[Appearance]
    item_ids: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    provenances: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True)
class TrackView:
    """A recording at its place on a medium."""

    id: str
    position: int
    number: str | None
    title: str
    artists: tuple[CreditedArtist, ...]
    recording: RecordingSummary
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class MediumView:
    """A disc, side or file of a release, with its tracks in order."""

    id: str
    position: int
    format: str | None
    title: str | None
    tracks: tuple[TrackView, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ReleaseLabel:
    """A label with the catalogue number that it gave; either may be missing, not both."""

    id: str | None
    name: str | None
    catalogue_number: str | None


@dataclass(frozen=True, slots=True)
class ReleaseEvent:
    """When a release came out where; `territory` is a code of ISO 3166-1, `XW` for the whole world."""

    territory: str | None
    released: PartialDate | None


@dataclass(frozen=True, slots=True)
class ReleaseGroup:
    """What joins the editions of one album or single, with the other editions."""

    id: str
    title: str
    type: str | None
    editions: Listed[ReleaseSummary]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """Everything that is known of a release. `media` hold some of its `tracks` tracks, in order.

    The media are those of the row that has most tracks; a medium of another row follows where it holds
    a deposited recording that is not among them.
    """

    id: str
    title: str
    artists: tuple[CreditedArtist, ...]
    released: PartialDate | None
    disambiguation: str | None
    status: str | None
    language: str | None
    script: str | None
    barcodes: tuple[Barcode, ...]
    labels: tuple[ReleaseLabel, ...]
    events: tuple[ReleaseEvent, ...]
    group: ReleaseGroup | None
    media: tuple[MediumView, ...]
    tracks: int
    identifiers: tuple[Identifier, ...]
    provenances: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True)
class ArtistView:
    """An artist, with what is credited to them, where they appear, and what they composed."""

    id: str
    name: str
    sort_name: str | None
    type: str | None
    area: str | None
    disambiguation: str | None
    begun: PartialDate | None
    ended: PartialDate | None
    aliases: tuple[str, ...]
    releases: Listed[ReleaseSummary]
    recordings: Listed[RecordingSummary]
    compositions: Listed[RecordingSummary]
    identifiers: tuple[Identifier, ...]
    provenances: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a snapshot holds. What two sources tell of counts twice; `isrcs` counts the codes of each."""

    recordings: int
    releases: int
    artists: int
    isrcs: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that search found; `subtitle` says in a few words what makes it that one.

    `near` where nothing has the words that were asked for, and this has others, one edit away from them.
    """

    kind: Literal["artist", "release", "recording"]
    id: str
    title: str
    subtitle: str
    near: bool = False
