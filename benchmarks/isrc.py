"""ISRCs: building the index, looking up one code in this process, and resolving codes in bulk.

Single codes are asked of SQLite, too, in turns.

The codes are synthetic: of 30,000 registrants, of which few have most, in thirty years. Some codes meet
by chance and stand on several recordings; every twentieth recording has two codes.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from nachklang.catalogue.isrc import IsrcIndex, build_isrc_index
from nachklang.catalogue.reading.tables import Tables
from nachklang.model.identifiers import ISRC

_Ask = Callable[[str], int]
"""Looks a code up; returns how many recordings bear it."""
_Spell = Callable[[str], str]

_MEMORY = 3_000_000_000
_LOOK_UPS = 5_000
_ROUNDS = 15
_ROWS_PER_BATCH = 1_000_000
_BATCHES = 5
_REGISTRANTS = 30_000
_DRAWN = """
select ({base} + number - number // 20)::bigint as recording_id,
  countries[1 + registrant % len(countries)]
    || substr(signs, (1 + hash(registrant, 4) % 36)::bigint, 1)
    || substr(signs, (1 + hash(registrant, 5) % 36)::bigint, 1)
    || substr(signs, (1 + hash(registrant, 6) % 36)::bigint, 1)
    || lpad(((90 + hash(number, 2) % 30) % 100)::varchar, 2, '0')
    || lpad((hash(number, 3) % 100000)::varchar, 5, '0') as isrc
from (
  select range as number, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ' as signs,
    string_split('US GB DE FR QM QZ JP BR IT ES NL SE AU CA KR TC CH AT BE DK NO FI PL PT GR TR IN MX', ' ')
      as countries,
    ({registrants} * pow(hash(range, 1) / 18446744073709551616.0, 2))::bigint as registrant
  from range({codes}))
"""
_DRAWN_AGAIN = "select isrc from read_parquet(?) where hash(isrc, ?) / 18446744073709551616.0 < ?"


def run(codes: int) -> dict[str, Any]:
    """Measure an index of that many rows; times in seconds, look-ups in milliseconds, sizes in bytes."""
    with TemporaryDirectory(prefix="nachklang-bench-isrc-") as name:
        folder = Path(name)
        rows, place = folder / "rows.parquet", folder / "index"
        _write_rows(rows, codes)
        place.mkdir()
        build = _build(rows, place)
        batches = [_sample(rows, codes, seed) for seed in range(_BATCHES)]
        return {
            "codes": codes,
            "build": build,
            "look_up": _look_up(place, rows, batches[0]),
            "bulk": _bulk(place, batches),
        }


def _write_rows(path: Path, codes: int) -> None:
    drawn = _DRAWN.format(base=1 << 62, registrants=_REGISTRANTS, codes=codes)
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        connection.execute(f"copy ({drawn}) to '{path}' (format parquet, compression zstd)")


def _build(rows: Path, place: Path) -> dict[str, Any]:
    began = perf_counter()
    build_isrc_index(place, Tables({"recording_isrc": [rows]}), memory=_MEMORY)
    return {
        "seconds": perf_counter() - began,
        "bytes": sum(file.stat().st_size for file in place.iterdir()),
        # Not ru_maxrss: a process inherits that of the one it was started by.
        "peak_memory": int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) * 1024,
    }


def _sample(rows: Path, total: int, seed: int = 0) -> pa.Array:
    """Return a million codes that are there, from all over and in no order; fewer where there are fewer."""
    share = min(1.0, 1.2 * _ROWS_PER_BATCH / total)
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        drawn = connection.sql(_DRAWN_AGAIN, params=[str(rows), seed, share])
        codes = drawn.to_arrow_table()["isrc"].combine_chunks()
    order = np.random.default_rng(seed).permutation(len(codes))[:_ROWS_PER_BATCH]
    found: pa.Array = codes.take(pa.array(order))
    return found


def _look_up(place: Path, rows: Path, asked: pa.Array) -> dict[str, dict[str, float]]:
    """Time single look-ups, every tenth of them of a code that nobody has; medians of the rounds.

    SQLite takes any text in normal form for a code. Given what `ISRC.parse` reads it does the same work as
    ours: any spelling is read, and what is no code is refused.
    """
    ours, peer = _ours(place), _peer(rows)
    ways: dict[str, tuple[_Ask, _Spell]] = {
        "ours": (ours, str),
        "SQLite": (peer, str),
        "SQLite, code parsed": (lambda code: peer(str(ISRC.parse(code))), str),
        "ours, with hyphens": (ours, _printed),
        "SQLite, with hyphens, code parsed": (lambda code: peer(str(ISRC.parse(code))), _printed),
    }
    codes = asked[: _LOOK_UPS * _ROUNDS].to_pylist()
    codes[::10] = ["ZZZZZ" + code[5:] for code in codes[::10]]
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for start in range(0, len(codes), _LOOK_UPS):
        for name, (ask, spell) in ways.items():
            taken[name].append(_timed(ask, [spell(code) for code in codes[start : start + _LOOK_UPS]]))
    return {
        name: {"median_ms": median(one for one, _ in rounds), "p95_ms": median(one for _, one in rounds)}
        for name, rounds in taken.items()
    }


def _timed(ask: _Ask, codes: list[str]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds; a quarter of the codes is asked before."""
    for code in codes[: len(codes) // 4]:
        ask(code)
    taken = list[float]()
    for code in codes:
        began = perf_counter()
        ask(code)
        taken.append(perf_counter() - began)
    return median(taken) * 1e3, quantiles(taken, n=20)[-1] * 1e3


def _ours(place: Path) -> _Ask:
    index = IsrcIndex.open([place])
    return lambda code: len(index.find_text(code))


def _peer(rows: Path) -> _Ask:
    """Load the rows into SQLite, in memory, with an index that answers by itself."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create table recording_isrc (isrc text, recording_id integer)")
    for batch in pq.ParquetFile(rows).iter_batches(columns=["isrc", "recording_id"]):
        pairs = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        connection.executemany("insert into recording_isrc values (?, ?)", pairs)
    connection.execute("create index isrc_of on recording_isrc (isrc, recording_id)")
    question = "select recording_id from recording_isrc where isrc = ?"
    return lambda code: len(connection.execute(question, (code,)).fetchall())


def _printed(code: str) -> str:
    return f"{code[:2]}-{code[2:5]}-{code[5:7]}-{code[7:]}"


def _bulk(place: Path, batches: list[pa.Array]) -> dict[str, float]:
    """Resolve batches of a million codes as they stand in the table, and as people write them."""
    index = IsrcIndex.open([place])
    figures = {"codes_per_second": _rate(index, batches)}
    return figures | {"hyphenated_per_second": _rate(index, [_hyphenated(batch) for batch in batches])}


def _rate(index: IsrcIndex, batches: list[pa.Array]) -> float:
    began = perf_counter()
    found = sum(int(np.count_nonzero(index.resolve(batch)["recordings"])) for batch in batches)
    seconds = perf_counter() - began
    assert found == sum(map(len, batches)), "every code of the sample is there"
    return found / seconds


def _hyphenated(codes: pa.Array) -> pa.Array:
    parts = [pa.compute.utf8_slice_codeunits(codes, a, b) for a, b in ((0, 2), (2, 5), (5, 7), (7, 12))]
    return pa.compute.binary_join_element_wise(*parts, "-")
