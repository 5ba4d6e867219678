"""What each artist of one part is credited on, and what came out in each year, memory-mapped.

Derived from the tables of the part, and worth nothing by itself. Titles and durations lie beside the ids
in the order of the list, so that a list of any length is one slice; a part of more than
`artist_building.MOST_TITLES` does without them, which saves 25 bytes a row, and the table is read instead.
How long a list is can be told without NumPy and Arrow, which take longer to be imported.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.postings import Postings

if TYPE_CHECKING:
    import pyarrow as pa

    from nachklang.catalogue.postings import Ids
    from nachklang.catalogue.titles import Titles

ARTISTS_VERSION = 1
"""Raised with every change of the files; those of another version are built anew."""

NOTE = "artists.json"
_LISTS = ("recordings", "compositions", "releases", "years")


class ArtistIndex:
    """The lists of several parts as one; any number of threads may ask."""

    def __init__(self, parts: Sequence["_Part"]) -> None:
        self._parts = parts

    @classmethod
    def open(cls, folders: Sequence[Path]) -> Self:
        """Map what `build_artist_index` wrote; raises CatalogueError where a part cannot be read."""
        return cls([_Part.open(folder) for folder in folders])

    def recordings(self, artist_id: int) -> "Ids":
        """Return the ids of the recordings that are credited to the artist, ascending in each part."""
        return self._joined("recordings", artist_id)

    def releases(self, artist_id: int) -> "Ids":
        """Return the ids of the releases that are the artist's, or hold a track that is."""
        return self._joined("releases", artist_id)

    def compositions(self, artist_id: int) -> "Ids":
        """Return the ids of the recordings of what the artist composed."""
        return self._joined("compositions", artist_id)

    def count(self, name: str, artist_id: int) -> int:
        """Return how long the list `recordings`, `releases` or `compositions` of the artist is."""
        return sum(part.lists[name].count(artist_id) for part in self._parts)

    def recordings_of(self, artist_id: int) -> "pa.Table | None":
        """Return `recordings` with titles and durations, in the schema `RECORDINGS`.

        None where a part that has some is too large to keep them here.
        """
        from nachklang.catalogue.titles import RECORDINGS, joined  # noqa: PLC0415  (Arrow; see above)

        batches = []
        for part in self._parts:
            postings = part.lists["recordings"]
            place, titles = postings.place(artist_id), part.titles["recordings"]
            if place is not None and titles is None:
                return None
            if place is not None and titles is not None:
                batches.append(titles.rows(postings, place))
        return joined(batches, RECORDINGS)

    def releases_of_year(self, year: int) -> "pa.Table":
        """Return the releases of a year, in the schema `RELEASES`, by id in each part."""
        from nachklang.catalogue.titles import RELEASES, joined  # noqa: PLC0415  (Arrow; see above)

        batches = []
        for part in self._parts:
            postings = part.lists["years"]
            place, titles = postings.place(year), part.titles["years"]
            if place is not None and titles is not None:
                batches.append(titles.rows(postings, place))
        return joined(batches, RELEASES)

    def _joined(self, name: str, artist_id: int) -> "Ids":
        import numpy as np  # noqa: PLC0415  (see above)

        found = [part.lists[name].of(artist_id) for part in self._parts]
        return found[0] if len(found) == 1 else np.concatenate([np.empty(0, np.int64), *found])


class _Part:
    """The lists of one part; `titles` are None beside those that have none."""

    def __init__(self, folder: Path) -> None:
        self.lists = {name: Postings.open(folder, name) for name in _LISTS}
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> Self:
        try:
            note: Any = json.loads((folder / NOTE).read_bytes())
            version = note["version"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MissingIndexError(
                f"{folder}: no index of artists to be read: {error}; {REBUILD}"
            ) from error
        if version != ARTISTS_VERSION:
            raise MissingIndexError(f"{folder}: the index of artists is of version {version}; {REBUILD}")
        return cls(folder)

    @cached_property
    def titles(self) -> "Mapping[str, Titles | None]":
        """What lies beside the lists `recordings` and `years`; CatalogueError where it cannot be read."""
        from nachklang.catalogue.titles import Titles  # noqa: PLC0415  (Arrow; see above)

        return {name: Titles.open(self._folder, name) for name in ("recordings", "years")}
