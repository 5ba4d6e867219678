"""Where recordings stand, the tables of tracks and media the other way round, memory-mapped.

Tracks and media are sorted by their own ids. Where those follow their recordings and releases, as the
numbers of a dump do, a look into a few row groups is enough, and nothing is kept here. Where ids are
hashed, every question would read a whole column, so three lists are kept: the tracks of each recording,
the media of each release, the tracks of each medium.
"""

import json
from pathlib import Path
from typing import Any, Self

import pyarrow.parquet as pq

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.postings import Ids, Postings, PostingsWriter
from nachklang.catalogue.ranges import cut
from nachklang.catalogue.reading.tables import Tables

MOST_GROUPS = 4
"""How many row groups a question may have to read without a list."""

_NOTE = "places.json"
_LISTS = {
    "tracks_of_recordings": ("track", "recording_id", "recording_id, id"),
    "tracks_of_media": ("track", "medium_id", "medium_id, position, id"),
    "media_of_releases": ("medium", "release_id", "release_id, position, id"),
}


def build_place_index(folder: Path, tables: Tables, *, memory: int) -> None:
    """Write the lists of one part, where it needs them, into the empty `folder`."""
    kept = any(_groups_read(tables, table, column) > MOST_GROUPS for table, column, _ in _LISTS.values())
    if kept:
        for name in _LISTS:
            _write(folder, name, tables, memory)
    (folder / _NOTE).write_text(json.dumps({"kept": kept}), encoding="utf-8")


def _write(folder: Path, name: str, tables: Tables, memory: int) -> None:
    table, column, order = _LISTS[name]
    (row,) = tables.rows(f"select min(id) as least, max(id) as most, count(*) as rows from {table}")  # noqa: S608
    ranges = cut(tables, table, column, rows=row["rows"], memory=memory)
    keys, ids = (ranges[0][0], ranges[-1][1]), (row["least"] or 0, row["most"] or 0)
    question = f"select {column}, id from {table} where {column} between ? and ? order by {order}"  # noqa: S608
    with PostingsWriter(folder, name, keys=keys, ids=ids) as writer:
        for first, last in ranges:
            for batch in tables.batches(question, first, last):
                writer.add(batch.column(0).to_numpy(), batch.column(1).to_numpy())


def _groups_read(tables: Tables, table: str, column: str) -> float:
    """Return in how many row groups of a part's files a value of the column can stand, on average."""
    spans: list[tuple[int, int]] = []
    for path in tables.paths.get(table, ()):
        metadata = pq.read_metadata(path)
        place = metadata.schema.to_arrow_schema().get_field_index(column)
        for number in range(metadata.num_row_groups):
            statistics = metadata.row_group(number).column(place).statistics
            if statistics is None or not statistics.has_min_max:
                return float("inf")
            spans.append((statistics.min, statistics.max))
    if not spans:
        return 0
    whole = max(last for _, last in spans) - min(first for first, _ in spans) + 1
    return sum(last - first + 1 for first, last in spans) / whole


class PlaceIndex:
    """The lists of one part, for any number of threads; where none are `kept`, its tables can be asked."""

    def __init__(self, lists: dict[str, Postings]) -> None:
        self._lists = lists

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map what `build_place_index` wrote; raises MissingIndexError."""
        try:
            note: Any = json.loads((folder / _NOTE).read_bytes())
            kept = note["kept"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MissingIndexError(f"{folder}: no index of places to be read: {error}; {REBUILD}") from error
        return cls({name: Postings.open(folder, name) for name in _LISTS} if kept else {})

    @property
    def kept(self) -> bool:
        """Tell whether the lists are there."""
        return bool(self._lists)

    def tracks_of_recording(self, recording: int) -> Ids:
        """Return the ids of the tracks of a recording."""
        return self._lists["tracks_of_recordings"].of(recording)

    def tracks_of_medium(self, medium: int) -> Ids:
        """Return the ids of the tracks of a medium, in their order."""
        return self._lists["tracks_of_media"].of(medium)

    def media_of_release(self, release: int) -> Ids:
        """Return the ids of the media of a release, in their order."""
        return self._lists["media_of_releases"].of(release)
