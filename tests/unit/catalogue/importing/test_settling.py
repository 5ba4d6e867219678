"""Rows that lie in order are written as they come; all others are sorted, and a key stands once."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from nachklang.catalogue.engines import EngineSettings, open_engine
from nachklang.catalogue.importing.settling import Settler, in_order
from nachklang.catalogue.schema import SOURCE_TABLES

_TABLE = SOURCE_TABLES["recording_isrc"]
_KEYS = st.lists(st.tuples(st.integers(0, 3) | st.none(), st.sampled_from(["A", "B", "a", "é"])), max_size=8)


def _files(folder: Path, chunks: list[list[tuple[int | None, str]]]) -> list[Path]:
    files = []
    for number, chunk in enumerate(chunks):
        rows = [
            {"recording_id": one, "isrc": isrc, "source": "s", "source_id": "x", "snapshot": ""}
            for one, isrc in chunk
        ]
        files.append(folder / f"{number:05}.parquet")
        pq.write_table(pa.Table.from_pylist(rows, schema=_TABLE.staged), files[-1])
    return files


def _rises(keys: list[tuple[Any, ...]]) -> bool:
    if any(part is None for key in keys for part in key):
        return len(keys) < 2  # there is no pair to compare
    texts = [tuple(part.encode() if isinstance(part, str) else part for part in key) for key in keys]
    return all(before < after for before, after in pairwise(texts))


@settings(deadline=None, max_examples=60)
@given(st.lists(_KEYS, min_size=1, max_size=3))
def test_order_is_seen_across_files_and_columns(
    tmp_path_factory: Any, chunks: list[list[tuple[int | None, str]]]
) -> None:
    files = _files(tmp_path_factory.mktemp("order"), chunks)
    assert in_order(files, _TABLE.key) == _rises([key for chunk in chunks for key in chunk])


def test_rows_in_order_and_rows_that_are_not_give_the_same_file(tmp_path: Path) -> None:
    keys: list[tuple[int | None, str]] = [(number // 2, "AB"[number % 2]) for number in range(40)]
    cut = [keys[:17], keys[17:]]
    with open_engine(EngineSettings("duckdb", 1 << 30, 2), tmp_path) as engine:
        contents = []
        for number, chunks in enumerate((cut, cut[::-1], [*cut, cut[0]])):
            (tmp_path / str(number)).mkdir()
            files = _files(tmp_path / str(number), chunks)
            rows = engine.read(f"rows_{number}", files, _TABLE.staged)
            file = Settler(engine, tmp_path / f"out-{number}", "s").settle(_TABLE, rows, None, files)
            assert file is not None
            contents.append((file.rows, file.sha256))
    assert contents[0][0] == 40
    assert contents == [contents[0]] * 3
