"""ISRCs: building the index, looking up one code in this process, and resolving codes in bulk.

The codes are synthetic: of 30,000 registrants, of which few have most, in thirty years. Some codes meet
by chance and stand on several recordings; every twentieth recording has two codes.
"""

import resource
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from nachklang.catalogue.isrc import IsrcIndex, build_isrc_index
from nachklang.catalogue.reading.tables import Tables
from nachklang.model.identifiers import ISRC

_MEMORY = 3_000_000_000
_LOOK_UPS = 20_000
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
            "look_up": _look_up(place, batches[0]),
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
        "peak_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
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


def _look_up(place: Path, asked: pa.Array) -> dict[str, float]:
    """Time single look-ups, every tenth of them of a code that nobody has."""
    index = IsrcIndex.open([place])
    codes = [ISRC.parse(text) for text in asked[:_LOOK_UPS].to_pylist()]
    codes[::10] = [ISRC("ZZZZZ", one.year, one.designation) for one in codes[::10]]
    taken = list[float]()
    for isrc in codes:
        began = perf_counter()
        index.find(isrc)
        taken.append(perf_counter() - began)
    return {"median_ms": median(taken) * 1e3, "p95_ms": quantiles(taken, n=20)[-1] * 1e3}


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
