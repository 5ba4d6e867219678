"""Where recordings stand, the tables of tracks and media the other way round, memory-mapped.

Tracks and media are sorted by their own ids. Where those follow their recordings and releases, as the
numbers of a dump do, a look into a few row groups is enough, and nothing is kept here. Where ids are
hashed, every question would read a whole column, so three lists are kept: the tracks of each recording,
the media of each release, the tracks of each medium.
"""

import json
from pathlib import Path
from typing import Any, Self

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.postings import Postings

NOTE = "places.json"
LISTS = ("tracks_of_recordings", "tracks_of_media", "media_of_releases")


class PlaceIndex:
    """The lists of one part, for any number of threads; where none are `kept`, its tables can be asked."""

    def __init__(self, lists: dict[str, Postings]) -> None:
        self._lists = lists

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map what `build_place_index` wrote; raises MissingIndexError."""
        try:
            note: Any = json.loads((folder / NOTE).read_bytes())
            kept = note["kept"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MissingIndexError(f"{folder}: no index of places to be read: {error}; {REBUILD}") from error
        return cls({name: Postings.open(folder, name) for name in LISTS} if kept else {})

    @property
    def kept(self) -> bool:
        """Tell whether the lists are there."""
        return bool(self._lists)

    def tracks_of_recording(self, recording: int) -> list[int]:
        """Return the ids of the tracks of a recording."""
        return self._lists["tracks_of_recordings"].listed(recording)

    def tracks_of_medium(self, medium: int) -> list[int]:
        """Return the ids of the tracks of a medium, in their order."""
        return self._lists["tracks_of_media"].listed(medium)

    def media_of_release(self, release: int) -> list[int]:
        """Return the ids of the media of a release, in their order."""
        return self._lists["media_of_releases"].listed(release)
