"""What readers of a snapshot get: values without a trace of tables."""

from dataclasses import dataclass
from typing import Literal

from nachklang.model.dates import Duration, PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row came from: the source, its own id, and the state of the source that was read."""

    source: str
    source_id: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class CreditedArtist:
    """One name of an artist credit as printed; `id` is the artist's."""

    id: str
    name: str
    join_phrase: str = ""


@dataclass(frozen=True, slots=True)
class RecordingSummary:
    """A recording in a list. `release_titles` names the releases that it stands on."""

    id: str
    title: str
    artists: tuple[CreditedArtist, ...]
    duration: Duration | None
    isrcs: tuple[ISRC, ...]
    release_titles: tuple[str, ...]
    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """A release in a list. `artists` is empty where no release artist was given."""

    id: str
    title: str
    artists: tuple[CreditedArtist, ...]
    released: PartialDate | None
    tracks: int


@dataclass(frozen=True, slots=True)
class ArtistSummary:
    """An artist in a list, with the number of recordings performed and composed."""

    id: str
    name: str
    recordings: int
    compositions: int


@dataclass(frozen=True, slots=True)
class Appearance:
    """A place where a recording stands: disc and position count from 1, `number` is as deposited."""

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
    isrcs: tuple[ISRC, ...]
    iswcs: tuple[ISWC, ...]
    appearances: tuple[Appearance, ...]
    item_ids: tuple[str, ...]
    provenance: Provenance


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
    tracks: tuple[TrackView, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ReleaseLabel:
    """A label with the catalogue number that it gave; either may be missing, not both."""

    id: str | None
    name: str | None
    catalogue_number: str | None


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """Everything that is known of a release, media and tracks in order."""

    id: str
    title: str
    artists: tuple[CreditedArtist, ...]
    released: PartialDate | None
    barcode: Barcode | None
    labels: tuple[ReleaseLabel, ...]
    media: tuple[MediumView, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ArtistView:
    """An artist, with what is credited to them, where they appear, and what they composed."""

    id: str
    name: str
    releases: tuple[ReleaseSummary, ...]
    recordings: tuple[RecordingSummary, ...]
    compositions: tuple[RecordingSummary, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a snapshot holds. `isrcs` counts different codes; `duration_ms` adds up recordings."""

    recordings: int
    releases: int
    artists: int
    isrcs: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that search found; `subtitle` says in a few words what makes it that one."""

    kind: Literal["artist", "release", "recording"]
    id: str
    title: str
    subtitle: str
