"""Reading one snapshot. It never changes, so one object may serve every thread as long as it likes."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from nachklang.catalogue.indexes import CLUSTERS, open_folders
from nachklang.catalogue.manifests import DEPOSITS, Manifest, SnapshotInfo
from nachklang.catalogue.public_ids import PublicIds
from nachklang.catalogue.reading import questions as ask
from nachklang.catalogue.reading.bulk import BulkTable
from nachklang.catalogue.reading.clusters import Clusters
from nachklang.catalogue.reading.details import Details, no_such
from nachklang.catalogue.reading.hits import Hits
from nachklang.catalogue.reading.summaries import Summaries
from nachklang.catalogue.reading.tables import Tables, storable
from nachklang.catalogue.reading.views import (
    ArtistSummary,
    ArtistView,
    Counts,
    Hit,
    Listed,
    RecordingSummary,
    RecordingView,
    ReleaseSummary,
    ReleaseView,
)
from nachklang.catalogue.schema import TABLES
from nachklang.errors import CatalogueError
from nachklang.model.identifiers import ISRC

Kind = Literal["artist", "release", "recording"]

if TYPE_CHECKING:
    import pyarrow as pa

    from nachklang.catalogue.artist_index import ArtistIndex
    from nachklang.catalogue.cluster_index import ClusterIndex
    from nachklang.catalogue.isrc import IsrcIndex
    from nachklang.catalogue.reading.artists import Artists
    from nachklang.catalogue.reading.places import Places
    from nachklang.catalogue.reading.sql import SqlRoom
    from nachklang.catalogue.search import SearchIndex


class Snapshot:
    """One dated state of the catalogue, by id and by words. Raises CatalogueError on broken files.

    Ids are public ones. The id of any row leads to the thing that the row stands for, also where its
    source has merged it into another; a thing's own id is that of the head of its cluster.
    """

    info: SnapshotInfo

    def __init__(self, folder: Path, *, index: Path, ids: PublicIds) -> None:
        manifest = Manifest.read(folder)
        self.info = manifest.info
        self._ids = ids
        self._tables = Tables({name: manifest.paths(folder, name) for name in TABLES})
        self._clusters = Clusters(self._tables, _Once(partial(_open_clusters, index, self.info)))
        self._search = _Once(partial(_open_search, index, self.info))
        self._isrcs = _Once(partial(_open_isrcs, index, self.info))
        self._artists_of = _Once(partial(_open_artists, index, self.info))
        self._code_count = _Once(partial(_count_codes, self._isrcs))
        places = _Once(partial(_open_places, folder, manifest, index, self._tables))
        self._summaries = Summaries(self._tables, self._clusters, ids, self._artists_of, places)
        # Each deposited item has grounds of its own, which its page tells.
        licences = {part.source: part.licence for part in self.info.parts if part.source != DEPOSITS}
        self._details = Details(self._summaries, licences)
        self._artists = _Once(partial(_artists, self._summaries, self._details, self._artists_of))
        self._hits = Hits(self._summaries)

    def counts(self) -> Counts:
        """Count what the snapshot holds; quick but for the codes, which are counted once."""
        rows = self.info.rows
        return Counts(rows["recording"], rows["release"], rows["artist"], self._code_count())

    def recording(self, recording_id: str) -> RecordingView:
        """Return a recording; raises NotFoundError."""
        return self._details.recording(self._head("recording", recording_id))

    def release(self, release_id: str, *, offset: int = 0) -> ReleaseView:
        """Return a release with media and 1,000 tracks from `offset`, in order; raises NotFoundError."""
        return self._details.release(self._head("release", release_id), offset=max(offset, 0))

    def artist(self, artist_id: str) -> ArtistView:
        """Return an artist with the first releases, recordings and compositions; raises NotFoundError."""
        return self._artists().artist(self._head("artist", artist_id))

    def artist_summary(self, artist_id: str) -> ArtistSummary:
        """Return an artist as lists have it; raises NotFoundError."""
        found = self._summaries.artists([self._head("artist", artist_id)])
        if not found:
            raise no_such("artist")
        return found[0]

    def artist_recordings(
        self, artist_id: str, *, offset: int = 0, limit: int = 50
    ) -> Listed[RecordingSummary]:
        """Return some of the recordings credited to an artist, by title; raises NotFoundError."""
        return self._artists().recordings(self._head("artist", artist_id), max(offset, 0), max(limit, 0))

    def artist_compositions(
        self, artist_id: str, *, offset: int = 0, limit: int = 50
    ) -> Listed[RecordingSummary]:
        """Return some of the recordings of what an artist composed, by title; raises NotFoundError."""
        return self._artists().compositions(self._head("artist", artist_id), max(offset, 0), max(limit, 0))

    def artist_releases(self, artist_id: str, *, offset: int = 0, limit: int = 50) -> Listed[ReleaseSummary]:
        """Return some of the releases that an artist is credited on, by date; raises NotFoundError."""
        return self._artists().releases(self._head("artist", artist_id), max(offset, 0), max(limit, 0))

    def recording_of_item(self, item_id: str) -> str | None:
        """Return the id of the recording that the item holds, or None where it is not in the snapshot."""
        rows = self._tables.rows(ask.BY_ITEM, item_id) if storable(item_id) else []
        heads = self._clusters.heads("recording", [row["recording_id"] for row in rows])
        return next(iter(self._ids.many("recording", heads)), None)

    def holds(self, item_ids: Collection[str]) -> frozenset[str]:
        """Return those of the items that hold a recording of this snapshot."""
        asked = [one for one in item_ids if storable(one)]
        return (
            frozenset(row["item_id"] for row in self._tables.rows(ask.HELD, asked)) if asked else frozenset()
        )

    def recordings(self, *, offset: int = 0, limit: int = 50) -> list[RecordingSummary]:
        """Return one page of the recordings that were deposited, by title."""
        return self._summaries.recordings(self._page(ask.PAGE_OF_RECORDINGS, offset, limit))

    def releases(self, *, offset: int = 0, limit: int = 50) -> list[ReleaseSummary]:
        """Return one page of the releases that deposits are of, by title."""
        return self._summaries.releases(self._page(ask.PAGE_OF_RELEASES, offset, limit))

    def artists(self, *, offset: int = 0, limit: int = 50) -> list[ArtistSummary]:
        """Return one page of the artists that deposits name, by name."""
        return self._summaries.artists(self._page(ask.PAGE_OF_ARTISTS, offset, limit))

    def by_isrc(self, isrc: ISRC) -> list[RecordingSummary]:
        """Return every recording that was given this ISRC: none, one or several."""
        heads = dict.fromkeys(self._clusters.heads("recording", self._isrcs().find(isrc)))
        return sorted(self._summaries.recordings(list(heads)), key=lambda one: (one.title.lower(), one.id))

    def search(self, words: str, *, limit: int = 20) -> list[Hit]:
        """Return at most `limit` hits (never more than 1,000), best first.

        Any text may be asked. Raises MissingIndexError, and only where the index itself is not to be read.
        """
        found = self._search().search(words, limit=limit)
        hits = self._hits.of([(one.kind, one.id) for one in found])
        return [replace(hit, near=True) for hit in hits] if found and found[0].near else hits

    def complete(self, text: str, *, limit: int = 10) -> list[Hit]:
        """Return artists and releases whose names begin as the text does, most popular first."""
        found = self._search().complete(text, limit=limit)
        return self._hits.of([(one.kind, one.id) for one in found])

    def table(self, name: str) -> BulkTable:
        """Return a whole table for programs; raises CatalogueError for a name that none has."""
        if name not in TABLES:
            raise CatalogueError(f"no table {name!a}; there are {', '.join(TABLES)}")
        return BulkTable(TABLES[name], self._tables.paths[name], self.info.rows[name])

    def sql(self, *, memory: int, threads: int, spill: Path | None = None) -> "SqlRoom":
        """Open a room in which SQL can be asked over all tables, with so many bytes of memory."""
        from nachklang.catalogue.reading.sql import SqlRoom  # noqa: PLC0415  (few ask in SQL)

        return SqlRoom(self._tables.paths, memory=memory, threads=threads, spill=spill)

    def recordings_of(self, artist_id: str) -> "pa.Table":
        """Return all recordings credited to an artist: columns `id`, `title` and `duration_ms`.

        Row by row with row ids, for programs: what several sources tell of is there several times.
        """
        members = self._clusters.members("artist", [self._head("artist", artist_id)])
        return self._artists().recordings_of(members.ids)

    def releases_of_year(self, year: int) -> "pa.Table":
        """Return all releases of a year: columns `id` and `title`, row by row as `recordings_of`."""
        return self._artists_of().releases_of_year(year)

    def _head(self, kind: Kind, public: str) -> int:
        return self._clusters.head(kind, self._ids.read(kind, public))

    def _page(self, question: str, offset: int, limit: int) -> Sequence[int]:
        return [row["head"] for row in self._tables.rows(question, max(limit, 0), max(offset, 0))]


def _count_codes(isrcs: "Callable[[], IsrcIndex]") -> int:
    return isrcs().count()


def _artists(summaries: Summaries, details: Details, index: "Callable[[], ArtistIndex]") -> "Artists":
    from nachklang.catalogue.reading.artists import Artists  # noqa: PLC0415  (Arrow and NumPy are slow)

    return Artists(summaries, details, index)


# Each index is read with libraries of its own, which a question to another does not need.
def _open_search(index: Path, info: SnapshotInfo) -> "SearchIndex":
    from nachklang.catalogue.search import SearchIndex  # noqa: PLC0415

    return SearchIndex.open(open_folders(index, info.parts, "search"))


def _open_isrcs(index: Path, info: SnapshotInfo) -> "IsrcIndex":
    from nachklang.catalogue.isrc import IsrcIndex  # noqa: PLC0415

    return IsrcIndex.open(open_folders(index, info.parts, "isrc"))


def _open_clusters(index: Path, info: SnapshotInfo) -> "ClusterIndex":
    from nachklang.catalogue.cluster_index import ClusterIndex  # noqa: PLC0415

    (folder,) = open_folders(index, info.parts, CLUSTERS)
    return ClusterIndex.open(folder)


def _open_places(folder: Path, manifest: Manifest, index: Path, tables: Tables) -> "Places":
    from nachklang.catalogue.reading.places import Places  # noqa: PLC0415

    return Places.open(folder, manifest, index, tables)


def _open_artists(index: Path, info: SnapshotInfo) -> "ArtistIndex":
    from nachklang.catalogue.artist_index import ArtistIndex  # noqa: PLC0415

    return ArtistIndex.open(open_folders(index, info.parts, "artists"))


_Made = TypeVar("_Made")


class _Once(Generic[_Made]):
    """Makes a value when it is first asked for: opening an index that nobody needs would take its time."""

    def __init__(self, make: Callable[[], _Made]) -> None:
        self._make = make
        self._made: _Made | None = None
        self._lock = Lock()

    def __call__(self) -> _Made:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made
