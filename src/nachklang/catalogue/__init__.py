"""What the archive knows about its music: tables, snapshots of them, and search.

*source*: where rows come from; `deposits` is the first. *snapshot*: one dated, immutable state of
all tables, with a manifest. *identity*: which rows of the sources mean the same thing. *index*: what
search reads; derived from a snapshot and worth nothing by itself. *artist credit*: the ordered names
with join phrases, as printed; composers are artists too. *holding*: an item that holds a recording.
"""

from nachklang.catalogue._disk import MissingIndexError
from nachklang.catalogue.catalogue import Catalogue
from nachklang.catalogue.collecting import Collected
from nachklang.catalogue.engines.settings import EngineSettings
from nachklang.catalogue.manifests import DEPOSITS, IDENTITY, MOST_LISTED, PartInfo, SnapshotInfo
from nachklang.catalogue.reading.details import MOST_TRACKS
from nachklang.catalogue.reading.hits import credit_text
from nachklang.catalogue.reading.snapshots import Snapshot
from nachklang.catalogue.reading.views import (
    Appearance,
    ArtistSummary,
    ArtistView,
    Counts,
    CreditedArtist,
    Hit,
    Identifier,
    Listed,
    MediumView,
    Provenance,
    RecordingSummary,
    RecordingView,
    ReleaseEvent,
    ReleaseGroup,
    ReleaseLabel,
    ReleaseSummary,
    ReleaseView,
    TrackView,
)
from nachklang.catalogue.schema import describe_tables
from nachklang.catalogue.watching import Stage, Watch

__all__ = [
    "DEPOSITS",
    "IDENTITY",
    "MOST_LISTED",
    "MOST_TRACKS",
    "Appearance",
    "ArtistSummary",
    "ArtistView",
    "Catalogue",
    "Collected",
    "Counts",
    "CreditedArtist",
    "EngineSettings",
    "Hit",
    "Identifier",
    "Listed",
    "MediumView",
    "MissingIndexError",
    "PartInfo",
    "Provenance",
    "RecordingSummary",
    "RecordingView",
    "ReleaseEvent",
    "ReleaseGroup",
    "ReleaseLabel",
    "ReleaseSummary",
    "ReleaseView",
    "Snapshot",
    "SnapshotInfo",
    "Stage",
    "TrackView",
    "Watch",
    "credit_text",
    "describe_tables",
]
