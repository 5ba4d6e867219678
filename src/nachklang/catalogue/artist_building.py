"""Building the lists of what each artist is credited on and of each year's releases; see `artist_index`."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from nachklang.catalogue.artist_index import ARTISTS_VERSION, NOTE
from nachklang.catalogue.postings_writing import PostingsWriter
from nachklang.catalogue.ranges import cut
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.titles import TitlesWriter

if TYPE_CHECKING:
    from nachklang.catalogue.postings import Ids

MOST_TITLES = 60_000_000
"""A part of more recordings does without their titles."""

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
        (self._folder / NOTE).write_text(json.dumps({"version": ARTISTS_VERSION}), encoding="utf-8")

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


def _numbers(batch: pa.RecordBatch) -> "tuple[Ids, Ids]":
    return batch.column(0).to_numpy(), batch.column(1).to_numpy()
