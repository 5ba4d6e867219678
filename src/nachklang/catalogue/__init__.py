"""What the archive knows about its music: tables, snapshots of them, and search.

*source*: where rows come from; `deposits` is the first. *snapshot*: one dated, immutable state of
all tables, with a manifest. *identity*: which rows of the sources mean the same thing. *index*: what
search reads; derived from a snapshot and worth nothing by itself. *artist credit*: the ordered names
with join phrases, as printed; composers are artists too. *holding*: an item that holds a recording.
"""

from nachklang.catalogue._disk import MissingIndexError
from nachklang.catalogue.catalogue import Catalogue
from nachklang.catalogue.manifests import SnapshotInfo
from nachklang.catalogue.reading.snapshots import Snapshot, credit_text
from nachklang.catalogue.reading.views import (
    Appearance,
    ArtistSummary,
    ArtistView,
    Counts,
    CreditedArtist,
    Hit,
    MediumView,
    Provenance,
    RecordingSummary,
    RecordingView,
    ReleaseLabel,
    ReleaseSummary,
    ReleaseView,
    TrackView,
)
from nachklang.catalogue.schema import describe_tables

__all__ = [
    "Appearance",
    "ArtistSummary",
    "ArtistView",
    "Catalogue",
    "Counts",
    "CreditedArtist",
    "Hit",
    "MediumView",
    "MissingIndexError",
    "Provenance",
    "RecordingSummary",
    "RecordingView",
    "ReleaseLabel",
    "ReleaseSummary",
    "ReleaseView",
    "Snapshot",
    "SnapshotInfo",
    "TrackView",
    "credit_text",
    "describe_tables",
]
