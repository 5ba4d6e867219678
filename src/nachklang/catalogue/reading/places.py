"""Which tracks are of which recording or medium, and which media of which release, in all parts."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

from nachklang.catalogue.indexes import open_folders
from nachklang.catalogue.manifests import IDENTITY, Manifest
from nachklang.catalogue.place_index import PlaceIndex
from nachklang.catalogue.reading import questions as ask
from nachklang.catalogue.reading.tables import Tables


class Places:
    """Answers by row id: parts with lists are asked by these, the others by their tables."""

    def __init__(self, listed: Sequence[PlaceIndex], plain: Tables | None) -> None:
        self._listed = listed
        self._plain = plain

    @classmethod
    def open(cls, folder: Path, manifest: Manifest, index: Path, tables: Tables) -> Self:
        """Open the lists of a snapshot, of which `tables` are all tables; raises MissingIndexError."""
        parts = [part for part in manifest.parts if part.source != IDENTITY]
        opened = [PlaceIndex.open(one) for one in open_folders(index, parts, "places")]
        listed = [one for one in opened if one.kept]
        if not listed:
            return cls([], tables)
        plain = [part.source for part, one in zip(parts, opened, strict=True) if not one.kept]
        if not plain:
            return cls(listed, None)
        paths = {
            name: [path for source in plain for path in manifest.paths(folder, name, source)]
            for name in ("track", "medium")
        }
        return cls(listed, Tables(paths))

    def tracks_of_recordings(self, recordings: Sequence[int]) -> dict[int, list[int]]:
        """Return by recording the tracks that it stands as."""
        listed = {
            one: [track for part in self._listed for track in part.tracks_of_recording(one)]
            for one in recordings
        }
        return self._with_plain(listed, ask.TRACKS_OF_RECORDINGS)

    def tracks_of_media(self, media: Sequence[int]) -> dict[int, list[int]]:
        """Return by medium its tracks, in their order."""
        listed = {
            one: [track for part in self._listed for track in part.tracks_of_medium(one)] for one in media
        }
        return self._with_plain(listed, ask.TRACKS_OF_MEDIA)

    def media_of_releases(self, releases: Sequence[int]) -> dict[int, list[int]]:
        """Return by release its media, in their order."""
        listed = {
            one: [medium for part in self._listed for medium in part.media_of_release(one)]
            for one in releases
        }
        return self._with_plain(listed, ask.MEDIA_OF_RELEASES)

    def track_counts(self, releases: Iterable[int]) -> dict[int, int]:
        """Return by release how many tracks it has; releases without any are left out."""
        wanted = list(releases)
        rows = self._plain.about(ask.TRACK_COUNTS, wanted, wanted) if self._plain else []
        counts = {row["release_id"]: row["tracks"] for row in rows}
        for part in self._listed:
            for one in wanted:
                media = part.media_of_release(one)
                tracks = sum(len(part.tracks_of_medium(medium)) for medium in media)
                if tracks:
                    counts[one] = counts.get(one, 0) + tracks
        return counts

    def _with_plain(self, listed: dict[int, list[int]], question: str) -> dict[int, list[int]]:
        wanted = list(listed)
        for one, found in self._plain.pairs(question, wanted) if self._plain else ():
            listed[one].append(found)
        return listed
