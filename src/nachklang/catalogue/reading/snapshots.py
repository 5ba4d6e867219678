"""Reading one snapshot. It never changes, so one object may serve every thread as long as it likes."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Literal

from nachklang.catalogue.manifests import Manifest, SnapshotInfo
from nachklang.catalogue.reading import questions as ask
from nachklang.catalogue.reading.lookup import Lookup
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.reading.views import (
    ArtistSummary,
    ArtistView,
    Counts,
    CreditedArtist,
    Hit,
    RecordingSummary,
    RecordingView,
    ReleaseSummary,
    ReleaseView,
)
from nachklang.catalogue.schema import TABLES
from nachklang.catalogue.search import SearchIndex
from nachklang.model.identifiers import ISRC


class Snapshot:
    """One dated state of the catalogue, by id and by words. Raises CatalogueError on broken files."""

    info: SnapshotInfo

    def __init__(self, folder: Path, *, index: Path) -> None:
        manifest = Manifest.read(folder)
        self.info = manifest.info
        self._tables = Tables({name: manifest.paths(folder, name) for name in TABLES})
        self._lookup = Lookup(self._tables)
        self._index_folder = index
        self._index: SearchIndex | None = None
        self._opening = Lock()

    def counts(self) -> Counts:
        """Count what the snapshot holds."""
        (row,) = self._tables.rows(ask.COUNTS)
        return Counts(**row)

    def recording(self, recording_id: str) -> RecordingView:
        """Return a recording; raises NotFoundError."""
        return self._lookup.recording(recording_id)

    def release(self, release_id: str) -> ReleaseView:
        """Return a release with media and tracks in order; raises NotFoundError."""
        return self._lookup.release(release_id)

    def artist(self, artist_id: str) -> ArtistView:
        """Return an artist with releases, recordings and compositions; raises NotFoundError."""
        return self._lookup.artist(artist_id)

    def recording_of_item(self, item_id: str) -> str | None:
        """Return the id of the recording that the item holds, or None where it is not in the snapshot."""
        return next(iter(self._lookup.ids(ask.BY_ITEM, item_id)), None)

    def recordings(self, *, offset: int = 0, limit: int = 50) -> list[RecordingSummary]:
        """Return one page of the recordings by title."""
        return self._lookup.recordings(self._page(ask.PAGE_OF_RECORDINGS, offset, limit))

    def releases(self, *, offset: int = 0, limit: int = 50) -> list[ReleaseSummary]:
        """Return one page of the releases by title."""
        return self._lookup.releases(self._page(ask.PAGE_OF_RELEASES, offset, limit))

    def artists(self, *, offset: int = 0, limit: int = 50) -> list[ArtistSummary]:
        """Return one page of the artists by name."""
        return self._lookup.artists(self._page(ask.PAGE_OF_ARTISTS, offset, limit))

    def by_isrc(self, isrc: ISRC) -> list[RecordingSummary]:
        """Return every recording that was given this ISRC: none, one or several."""
        return self._lookup.recordings(self._lookup.ids(ask.BY_ISRC, str(isrc)))

    def search(self, words: str, *, limit: int = 20) -> list[Hit]:
        """Return at most `limit` hits (never more than 1,000), best first.

        Any text may be asked. Raises MissingIndexError, and only where the index itself is not to be read.
        """
        found = self._searching().search(words, limit=limit)
        named = self._named(found)
        return [named[reference] for reference in found]

    def _page(self, question: str, offset: int, limit: int) -> list[str]:
        return self._lookup.ids(question, max(limit, 0), max(offset, 0))

    def _searching(self) -> SearchIndex:
        """Open the index when it is first needed: look-ups by id work without one."""
        with self._opening:
            if self._index is None:
                self._index = SearchIndex.open(self._index_folder, content=self.info.content)
            return self._index

    def _named(self, found: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Hit]:
        def ids(kind: str) -> list[str]:
            return [one for of, one in found if of == kind]

        recordings = self._lookup.recordings(ids("recording"))
        releases = self._lookup.releases(ids("release"))
        artists = self._lookup.artists(ids("artist"))
        hits = [
            *(_hit("recording", one, _recording_subtitle(one)) for one in recordings),
            *(_hit("release", one, _release_subtitle(one)) for one in releases),
            *(Hit("artist", one.id, one.name, _artist_subtitle(one)) for one in artists),
        ]
        return {(hit.kind, hit.id): hit for hit in hits}


def _hit(kind: Literal["recording", "release"], one: RecordingSummary | ReleaseSummary, subtitle: str) -> Hit:
    return Hit(kind, one.id, one.title, subtitle)


def credit_text(artists: Sequence[CreditedArtist]) -> str:
    """Return an artist credit as printed."""
    return "".join(artist.name + artist.join_phrase for artist in artists)


def _recording_subtitle(one: RecordingSummary) -> str:
    return " · ".join(filter(None, (credit_text(one.artists), ", ".join(one.release_titles))))


def _release_subtitle(one: ReleaseSummary) -> str:
    tracks = f"{one.tracks} track{'' if one.tracks == 1 else 's'}"
    released = None if one.released is None else str(one.released)
    return " · ".join(filter(None, (credit_text(one.artists), released, tracks)))


def _artist_subtitle(one: ArtistSummary) -> str:
    parts = ((one.recordings, "recording"), (one.compositions, "composition"))
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts if count)
