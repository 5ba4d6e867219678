"""What each artist of one part is credited on, and what came out in each year, memory-mapped.

Derived from the tables of the part, and worth nothing by itself. Titles and durations lie beside the ids
in the order of the list, so that a list of any length is one slice; a part of more than `MOST_TITLES`
does without them, which saves 25 bytes a row, and the table is read instead.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.postings import Ids, Postings, PostingsWriter
from nachklang.catalogue.ranges import cut
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.titles import Titles, TitlesWriter

ARTISTS_VERSION = 1
"""Raised with every change of the files; those of another version are built anew."""

MOST_TITLES = 60_000_000
RECORDINGS = pa.schema([("id", pa.int64()), ("title", pa.string()), ("duration_ms", pa.int64())])
"""The columns of `recordings_of`."""
RELEASES = pa.schema([("id", pa.int64()), ("title", pa.string())])
"""The columns of `releases_of_year`."""

_NOTE = "artists.json"
_INT64 = pa.int64()
_NONE: Ids = np.empty(0, np.int64)

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
_YEARS = """
select released_year::bigint, id, title from release where released_year between ? and ? order by 1, 2
"""
_SIZES = """
select count(*) as recordings, coalesce(max(strlen(title)), 0) as recording_title,
  coalesce(min(duration_ms), 0) as shortest, coalesce(max(duration_ms), 0) as longest,
  (select count(*) from track) as tracks, (select count(*) from release) as releases,
  (select coalesce(max(strlen(title)), 0) from release) as release_title
from recording
"""
_BOUNDS = {
    "artists": """
        select min(artist_id) as least, max(artist_id) as most
        from (select artist_id from artist_credit_name union all select artist_id from composer)""",
    "recordings": "select min(id) as least, max(id) as most from recording",
    "compositions": "select min(recording_id) as least, max(recording_id) as most from composer",
    "releases": "select min(id) as least, max(id) as most from release",
    "years": "select min(released_year) as least, max(released_year) as most from release",
}
_OF_ARTISTS = ("recordings", "compositions", "releases")
_LISTS = (*_OF_ARTISTS, "years")


def build_artist_index(folder: Path, tables: Tables, *, memory: int) -> None:
    """Write the lists of one part into the empty `folder`, joining and sorting in about `memory` bytes."""
    _Build(folder, tables, memory).run()


class _Build:
    """One run. A range of artists is joined and sorted at a time, so that it fits the memory."""

    def __init__(self, folder: Path, tables: Tables, memory: int) -> None:
        self._folder = folder
        self._tables = tables
        (self._sizes,) = tables.rows(_SIZES)
        self._bounds = {name: self._bounded(question) for name, question in _BOUNDS.items()}
        largest = max(self._sizes["recordings"], self._sizes["tracks"])
        self._ranges = self._whole(
            cut(tables, "artist_credit_name", "artist_id", rows=largest, memory=memory)
        )

    def run(self) -> None:
        self._write_recordings()
        for name, question in (("compositions", _COMPOSITIONS), ("releases", _RELEASES)):
            with self._of_artists(name) as writer:
                for batch in self._batches(question, self._ranges):
                    writer.add(*_numbers(batch))
        self._write_years()
        (self._folder / _NOTE).write_text(json.dumps({"version": ARTISTS_VERSION}), encoding="utf-8")

    def _write_recordings(self) -> None:
        titled = self._sizes["recordings"] <= MOST_TITLES
        question = _RECORDINGS.format(columns=", title, duration_ms" if titled else "")
        durations = self._sizes["shortest"], self._sizes["longest"]
        longest = self._sizes["recording_title"]
        with ExitStack() as stack:
            writer = stack.enter_context(self._of_artists("recordings"))
            titles = None
            if titled:
                made = TitlesWriter(self._folder, "recordings", longest=longest, durations=durations)
                titles = stack.enter_context(made)
            for batch in self._batches(question, self._ranges):
                begins = writer.add(*_numbers(batch))
                if titles is not None:
                    titles.add(begins, batch.column(2), batch.column(3))

    def _write_years(self) -> None:
        writer = PostingsWriter(
            self._folder, "years", keys=self._bounds["years"], ids=self._bounds["releases"]
        )
        titles = TitlesWriter(self._folder, "years", longest=self._sizes["release_title"])
        first, last = self._bounds["years"]
        step = max(1, (last - first + 1) // len(self._ranges))
        ranges = [(year, min(year + step - 1, last)) for year in range(first, last + 1, step)]
        with writer, titles:
            for batch in self._batches(_YEARS, ranges):
                titles.add(writer.add(*_numbers(batch)), batch.column(2))

    def _of_artists(self, name: str) -> PostingsWriter:
        return PostingsWriter(self._folder, name, keys=self._bounds["artists"], ids=self._bounds[name])

    def _batches(self, question: str, ranges: Sequence[tuple[int, int]]) -> Iterator[pa.RecordBatch]:
        for first, last in ranges:
            yield from self._tables.batches(question, first, last)

    def _whole(self, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Let the ranges of those who are credited hold those who only composed, too."""
        (first, last), (_, end) = self._bounds["artists"], ranges[-1]
        ranges[0] = (min(first, ranges[0][0]), ranges[0][1])
        ranges[-1] = (ranges[-1][0], max(last, end))
        return ranges

    def _bounded(self, question: str) -> tuple[int, int]:
        (row,) = self._tables.rows(question)
        return row["least"] or 0, row["most"] or 0


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

    def count(self, name: str, artist_id: int) -> int:
        """Return how long the list `recordings`, `releases` or `compositions` of the artist is."""
        return sum(len(part.lists[name].of(artist_id)) for part in self._parts)

    def recordings_of(self, artist_id: int) -> pa.Table | None:
        """Return `recordings` with titles and durations, in the schema `RECORDINGS`.

        None where a part that has some is too large to keep them here.
        """
        batches = []
        for part in self._parts:
            place = part.lists["recordings"].place(artist_id)
            if place is not None:
                titles = part.titles["recordings"]
                if titles is None:
                    return None
                ids, span = part.ids("recordings", place)
                columns = [ids, titles.titles(place, *span), titles.durations(*span)]
                batches.append(pa.RecordBatch.from_arrays(columns, schema=RECORDINGS))
        return pa.Table.from_batches(batches, RECORDINGS)

    def releases_of_year(self, year: int) -> pa.Table:
        """Return the releases of a year, in the schema `RELEASES`, by id in each part."""
        batches = []
        for part in self._parts:
            place, titles = part.lists["years"].place(year), part.titles["years"]
            if place is not None and titles is not None:
                ids, span = part.ids("years", place)
                columns = [ids, titles.titles(place, *span)]
                batches.append(pa.RecordBatch.from_arrays(columns, schema=RELEASES))
        return pa.Table.from_batches(batches, RELEASES)

    def _joined(self, name: str, artist_id: int) -> Ids:
        found = [part.lists[name].of(artist_id) for part in self._parts]
        return found[0] if len(found) == 1 else np.concatenate([_NONE, *found])


class _Part:
    """The lists of one part; `titles` are None beside those that have none."""

    def __init__(self, folder: Path) -> None:
        self.lists = {name: Postings.open(folder, name) for name in _LISTS}
        self.titles = {name: Titles.open(folder, name) for name in ("recordings", "years")}

    @classmethod
    def open(cls, folder: Path) -> Self:
        try:
            note: Any = json.loads((folder / _NOTE).read_bytes())
            version = note["version"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MissingIndexError(
                f"{folder}: no index of artists to be read: {error}; {REBUILD}"
            ) from error
        if version != ARTISTS_VERSION:
            raise MissingIndexError(f"{folder}: the index of artists is of version {version}; {REBUILD}")
        return cls(folder)

    def ids(self, name: str, place: int) -> tuple[pa.Int64Array, tuple[int, int]]:
        """Return the ids at `place` of a list, and where they begin and end."""
        postings = self.lists[name]
        start, end = postings.span(place)
        numbers = pa.py_buffer(postings.ids.part(start, end))
        return pa.Array.from_buffers(_INT64, end - start, [None, numbers]), (start, end)
