"""Building the lists of where recordings stand; see `place_index`."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from nachklang.catalogue.place_index import LISTS, NOTE
from nachklang.catalogue.postings_writing import PostingsWriter
from nachklang.catalogue.ranges import cut
from nachklang.catalogue.reading.tables import Tables

MOST_GROUPS = 4
"""How many row groups a question may have to read without a list."""

_MADE_OF = {
    "tracks_of_recordings": ("track", "recording_id", "recording_id, id"),
    "tracks_of_media": ("track", "medium_id", "medium_id, position, id"),
    "media_of_releases": ("medium", "release_id", "release_id, position, id"),
}


def build_place_index(folder: Path, tables: Tables, *, memory: int) -> None:
    """Write the lists of one part, where it needs them, into the empty `folder`."""
    kept = any(_groups_read(tables, table, column) > MOST_GROUPS for table, column, _ in _MADE_OF.values())
    if kept:
        for name in LISTS:
            _write(folder, name, tables, memory)
    (folder / NOTE).write_text(json.dumps({"kept": kept}), encoding="utf-8")


def _write(folder: Path, name: str, tables: Tables, memory: int) -> None:
    table, column, order = _MADE_OF[name]
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
