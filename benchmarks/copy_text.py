"""COPY text to Parquet, against DuckDB's own reader of the same file: the same columns, the same packing."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measuring import FULL, Case, Contestant, Result, Role, at_once, measure
from nachklang.catalogue.sources.musicbrainz.copy_blocks import blocks
from nachklang.catalogue.sources.musicbrainz.copy_layout import Text
from nachklang.catalogue.sources.musicbrainz.copy_text import parse_block
from nachklang.catalogue.sources.musicbrainz.dump_schema import TABLES
from nachklang.catalogue.sources.musicbrainz.dump_values import take
from nachklang.catalogue.sources.musicbrainz.gid_hash import GidHash
from nachklang.catalogue.sources.read_ahead import read_ahead

_TABLE = TABLES["recording"]
_CORES = len(os.sched_getaffinity(0))
_BLOCKS_AHEAD = 12
_LEVEL = 1
_ROWS_PER_GROUP = 122_880

# One recording in seven has no length, one in eleven a comment; one title in a thousand needs an escape.
_LINES = r"""
copy (
    select concat_ws(
        chr(9), i + 1, uuid(),
        ['Love', 'Nacht', 'Étude', 'Σονάτα', '夜に駆ける', 'The Night We Met', 'Ночь', 'Blue',
         'Symphony No. 5 in C minor, op. 67: I. Allegro con brio'][1 + (hash(i) % 9)::int]
            || ' ' || hash(i * 7) % 100000 || case when i % 1000 = 0 then ' \\ live' else '' end,
        hash(i * 3) % 3000000,
        case when i % 7 = 0 then '\N' else (120000 + hash(i) % 300000)::varchar end,
        case when i % 11 = 0 then 'live, 1977-02-04: Rainbow Theatre' else '' end,
        0, '2024-05-01 12:34:56.' || lpad((hash(i) % 1000000)::varchar, 6, '0') || '+00', 'f'
    )
    from range($rows) numbers(i)
) to '{path}' (format csv, header false, quote '', escape '', delimiter chr(1))
"""


def run(rows: int) -> dict[str, Any]:
    """Measure with so many recordings; MB/s of text for each contestant, and how much ours are faster."""
    with TemporaryDirectory(prefix="nachklang-copy-text-") as made:
        folder = Path(made)
        text = folder / "recording"
        _write(text, rows)
        result = measure(_case(text, folder), FULL.slow)
    return {
        "rows": rows,
        "megabytes": result.case.amount,
        "note": result.case.note,
        "contestants": [_figures(result, name) for name in range(len(result.timings))],
    }


def _figures(result: Result, place: int) -> dict[str, Any]:
    timing = result.timings[place]
    return {
        "name": timing.name,
        "role": timing.role.value,
        "wall_seconds": timing.wall,
        "cpu_seconds": timing.cpu,
        "megabytes_per_second": result.case.amount / timing.wall,
        "wall_ratio": timing.wall / result.ours.wall,
    }


def _write(text: Path, rows: int) -> None:
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(_LINES.format(path=text).replace("$rows", str(rows)))


def _case(text: Path, folder: Path) -> Case:
    output = folder / "out.parquet"
    contestants = [
        ("COPY text, columns as they are", Role.OURS, partial(_ours, text, output, with_ids=False)),
        ("read_csv of DuckDB", Role.PEER, partial(_peer, text, output)),
        ("COPY text, values checked and ids made", Role.OURS, partial(_ours, text, output, with_ids=True)),
    ]
    return Case(
        "copy_text",
        "COPY text of recordings to Parquet",
        text.stat().st_size / 1e6,
        "MB",
        [Contestant(name, role, at_once(work)) for name, role, work in contestants],
        f"six of nine columns, zstd at level {_LEVEL}, {_CORES} threads; read_csv resolves no escapes",
    )


def _ours(text: Path, output: Path, *, with_ids: bool) -> None:
    """Read as an import does, and write as it does."""
    with (
        closing(GidHash()) as hashed,
        ThreadPoolExecutor(_CORES) as readers,
        text.open("rb", buffering=0) as file,
        closing(
            read_ahead(_parts(file, readers, _checked(hashed) if with_ids else _plain), _BLOCKS_AHEAD)
        ) as parts,
    ):
        first = next(parts).result()
        with _writer(output, first.schema) as writer:
            held = [first]
            for part in parts:
                held.append(part.result())
                if sum(table.num_rows for table in held) >= _ROWS_PER_GROUP:
                    writer.write_table(pa.concat_tables(held), _ROWS_PER_GROUP)
                    held = []
            if held:
                writer.write_table(pa.concat_tables(held), _ROWS_PER_GROUP)


def _writer(output: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        output, schema, compression="zstd", compression_level=_LEVEL, use_dictionary=False
    )


_Part = Callable[[Text, int], pa.Table]


def _parts(file: Any, readers: ThreadPoolExecutor, read: _Part) -> Iterator[Future[pa.Table]]:
    for block in blocks(file, "recording"):
        yield readers.submit(read, block.data, block.first_line)


def _plain(block: Text, first_line: int) -> pa.Table:
    return parse_block(block, _TABLE.layout, first_line).rows


def _checked(hashed: GidHash) -> _Part:
    return lambda block, first_line: take(parse_block(block, _TABLE.layout, first_line), _TABLE, hashed)[0]


_READ_CSV = r"""
copy (
    select {names}
    from read_csv('{text}', delim = chr(9), quote = '', escape = '', nullstr = '\N', header = false,
                  auto_detect = false, columns = {types})
) to '{output}' (format parquet, compression zstd, compression_level {level})
"""


def _peer(text: Path, output: Path) -> None:
    taken = _TABLE.layout.taken
    types = {name: "integer" if taken.get(name) == pa.int32() else "varchar" for name in _TABLE.columns}
    names = ", ".join(taken)
    with duckdb.connect(config={"threads": _CORES}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(_READ_CSV.format(names=names, text=text, types=types, output=output, level=_LEVEL))
