"""What each artist of one part is credited on: recordings, compositions and releases, memory-mapped.

Derived from the tables of the part, and worth nothing by itself. Up to `MOST_TITLES` credits, titles
and lengths lie beside the ids, in the order of the artists, so that a list of any length is one
slice; a larger part takes 25 bytes less for each of them, and the table is read instead.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.postings import Ids, Postings, PostingsWriter
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.titles import Titles, TitlesWriter

ARTISTS_VERSION = 1
"""Raised with every change of the files; those of another version are built anew."""

MOST_TITLES = 60_000_000
RECORDINGS = pa.schema([("id", pa.int64()), ("title", pa.string()), ("duration_ms", pa.int64())])
"""The columns of `recordings_of`."""

_NOTE = "artists.json"
_NONE: Ids = np.empty(0, np.int64)
_BYTES_A_ROW = 64
"""What the engine takes for each row of a list while it joins and sorts."""

_RECORDINGS = """
select artist_id, recording.id{columns}
from artist_credit_name join recording using (artist_credit_id)
where artist_id between ? and ? group by all order by 1, 2
"""
_COMPOSITIONS = """
select artist_id, recording_id from composer where artist_id between ? and ? group by all order by 1, 2
"""
# A release is its artists', and that of everybody who is credited on one of its tracks.
_RELEASES = """
with credited as (
  select artist_credit_id, artist_id from artist_credit_name where artist_id between ? and ?),
placed as (
  select artist_id, medium_id from credited join track using (artist_credit_id)
  union
  select artist_id, medium_id from credited join recording using (artist_credit_id)
    join track on track.recording_id = recording.id and track.artist_credit_id is null)
select artist_id, release.id from credited join release using (artist_credit_id)
union
select artist_id, medium.release_id from placed join medium on medium.id = placed.medium_id
order by 1, 2
"""
_SIZES = """
select count(*) as recordings, coalesce(max(strlen(title)), 0) as title,
  coalesce(min(duration_ms), 0) as shortest, coalesce(max(duration_ms), 0) as longest,
  (select count(*) from track) as tracks
from recording
"""
_BOUNDS = {
    "artists": """
        select min(artist_id) as least, max(artist_id) as most
        from (select artist_id from artist_credit_name union all select artist_id from composer)""",
    "recordings": "select min(id) as least, max(id) as most from recording",
    "compositions": "select min(recording_id) as least, max(recording_id) as most from composer",
    "releases": "select min(id) as least, max(id) as most from release",
}
_LISTS = ("recordings", "compositions", "releases")


def build_artist_index(folder: Path, tables: Tables, *, memory: int) -> None:
    """Write the lists of one part into the empty `folder`, joining and sorting in about `memory` bytes."""
    _Build(folder, tables, memory).run()


class _Build:
    """One run. A range of artists is joined and sorted at a time, so that it fits the memory."""

    def __init__(self, folder: Path, tables: Tables, memory: int) -> None:
        self._folder = folder
        self._tables = tables
        (self._sizes,) = tables.rows(_SIZES)
        self._artists = self._bounds("artists")
        self._ids = {name: self._bounds(name) for name in _LISTS}
        largest = max(self._sizes["recordings"], self._sizes["tracks"])
        self._ranges = self._cut(1 + largest * _BYTES_A_ROW // memory)

    def run(self) -> None:
        titled = self._sizes["recordings"] <= MOST_TITLES
        if titled:
            self._write_with_titles()
        else:
            self._write("recordings", _RECORDINGS.format(columns=""))
        self._write("compositions", _COMPOSITIONS)
        self._write("releases", _RELEASES)
        note = {"version": ARTISTS_VERSION, "titled": titled}
        (self._folder / _NOTE).write_text(json.dumps(note), encoding="utf-8")

    def _write_with_titles(self) -> None:
        question = _RECORDINGS.format(columns=", title, duration_ms")
        durations = self._sizes["shortest"], self._sizes["longest"]
        with (
            self._writer("recordings") as writer,
            TitlesWriter(self._folder, durations=durations, longest=self._sizes["title"]) as titles,
        ):
            for batch in self._batches(question):
                begins = writer.add(*_numbers(batch))
                titles.add(begins, batch.column(2), batch.column(3))

    def _write(self, name: str, question: str) -> None:
        with self._writer(name) as writer:
            for batch in self._batches(question):
                writer.add(*_numbers(batch))

    def _writer(self, name: str) -> PostingsWriter:
        return PostingsWriter(self._folder, name, keys=self._artists, ids=self._ids[name])

    def _batches(self, question: str) -> Iterator[pa.RecordBatch]:
        for first, last in self._ranges:
            yield from self._tables.batches(question, first, last)

    def _bounds(self, name: str) -> tuple[int, int]:
        (row,) = self._tables.rows(_BOUNDS[name])
        return row["least"] or 0, row["most"] or 0

    def _cut(self, count: int) -> list[tuple[int, int]]:
        """Cut the artists into ranges with about as many credits each."""
        (row,) = self._tables.rows(
            "select approx_quantile(artist_id, ?::float[]) as cuts from artist_credit_name",
            [place / count for place in range(1, count)],
        )
        first, last = self._artists
        inner = sorted({cut for cut in row["cuts"] or () if first <= cut < last})
        return list(zip([first, *(cut + 1 for cut in inner)], [*inner, last], strict=True))


def _numbers(batch: pa.RecordBatch) -> tuple[Ids, Ids]:
    return batch.column(0).to_numpy(), batch.column(1).to_numpy()


class ArtistIndex:
    """The lists of several parts as one; any number of threads may ask."""

    def __init__(self, parts: Sequence["_Part"]) -> None:
        self._parts = parts

    @classmethod
    def open(cls, folders: Sequence[Path]) -> Self:
        """Map what `build_artist_index` wrote; raises CatalogueError where a part cannot be read."""
        return cls([_Part.open(folder) for folder in folders])

    def recordings(self, artist_id: int) -> Ids:
        """Return the ids of the recordings that are credited to the artist, ascending in each part."""
        return self._joined("recordings", artist_id)

    def releases(self, artist_id: int) -> Ids:
        """Return the ids of the releases that are the artist's, or hold a track that is."""
        return self._joined("releases", artist_id)

    def compositions(self, artist_id: int) -> Ids:
        """Return the ids of the recordings of what the artist composed."""
        return self._joined("compositions", artist_id)

    def recordings_of(self, artist_id: int) -> pa.Table | None:
        """Return `recordings` with titles and lengths, in the schema `RECORDINGS`.

        None where a part that has some is too large to keep them here.
        """
        batches = []
        for part in self._parts:
            place = part.lists["recordings"].place(artist_id)
            if place is not None:
                if part.titles is None:
                    return None
                batches.append(part.rows(place, part.titles))
        return pa.Table.from_batches(batches, RECORDINGS)

    def _joined(self, name: str, artist_id: int) -> Ids:
        found = [part.lists[name].of(artist_id) for part in self._parts]
        return found[0] if len(found) == 1 else np.concatenate([_NONE, *found])


class _Part:
    """The lists of one part."""

    def __init__(self, lists: dict[str, Postings], titles: Titles | None) -> None:
        self.lists = lists
        self.titles = titles

    @classmethod
    def open(cls, folder: Path) -> Self:
        try:
            note: Any = json.loads((folder / _NOTE).read_bytes())
            version, titled = note["version"], note["titled"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MissingIndexError(
                f"{folder}: no index of artists to be read: {error}; {REBUILD}"
            ) from error
        if version != ARTISTS_VERSION:
            raise MissingIndexError(f"{folder}: the index of artists is of version {version}; {REBUILD}")
        lists = {name: Postings.open(folder, name) for name in _LISTS}
        return cls(lists, Titles.open(folder) if titled else None)

    def rows(self, place: int, titles: Titles) -> pa.RecordBatch:
        """Return the recordings of the artist at `place`."""
        recordings = self.lists["recordings"]
        start, end = recordings.span(place)
        ids = pa.Array.from_buffers(
            pa.int64(), end - start, [None, pa.py_buffer(recordings.ids.part(start, end))]
        )
        return pa.RecordBatch.from_arrays([ids, *titles.columns(place, start, end)], schema=RECORDINGS)
