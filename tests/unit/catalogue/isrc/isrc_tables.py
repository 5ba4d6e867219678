"""Small catalogues of recordings with codes, for tests."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nachklang.catalogue.isrc import IsrcIndex, build_isrc_index
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.schema import TABLES

MEMORY = 500_000_000
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def a_recording(number: int, title: str, seconds: int | None, credit: int | None = None) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "duration_ms": None if seconds is None else 1000 * seconds,
        "artist_credit_id": credit,
    }


def a_credit(number: int, *names: tuple[str, str]) -> list[dict[str, Any]]:
    """Return the rows of a credit, by name and join phrase."""
    return [
        {
            "artist_credit_id": number,
            "position": place,
            "artist_id": number,
            "name": name,
            "join_phrase": join,
        }
        for place, (name, join) in enumerate(names, start=1)
    ]


def codes_of(*pairs: tuple[int, str]) -> list[dict[str, Any]]:
    """Return the rows of codes, by recording and code."""
    return [{"recording_id": recording, "isrc": isrc} for recording, isrc in pairs]


def in_one_cluster(*members: int) -> list[dict[str, Any]]:
    """Return the rows of a cluster of recordings, whose head is the first."""
    return [{"entity": "recording", "id": member, "cluster_id": members[0]} for member in members]


def write_tables(folder: Path, rows: Rows) -> dict[str, list[Path]]:
    """Write a file a table; each row's source is `test`, and its source id its first column."""
    paths = {}
    for name, table_rows in rows.items():
        schema = TABLES[name].staged
        filled = [
            {"source": "test", "source_id": str(next(iter(row.values()))), "snapshot": "s1", **row}
            for row in table_rows
        ]
        paths[name] = [folder / f"{name}.parquet"]
        pq.write_table(pa.Table.from_pylist(filled, schema=schema), paths[name][0])
    return paths


def index_of(folder: Path, pairs: Iterable[tuple[int, str]]) -> Path:
    """Build the index of a part that holds these pairs of recording and code; return its folder."""
    paths = write_tables(folder, {"recording_isrc": codes_of(*pairs)})
    place = folder / "index"
    place.mkdir()
    build_isrc_index(place, Tables(paths), memory=MEMORY)
    return place


def opened(folder: Path, pairs: Iterable[tuple[int, str]]) -> IsrcIndex:
    """Build and open an index."""
    return IsrcIndex.open([index_of(folder, pairs)])
