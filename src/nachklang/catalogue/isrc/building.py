"""Building the index of ISRCs: pack, sort, write, in streams."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from nachklang.catalogue._disk import REBUILD, storage_errors
from nachklang.catalogue.isrc.columns import Codes, pack_column
from nachklang.catalogue.isrc.index import HEAD, INDEX_VERSION, LOW_BITS
from nachklang.catalogue.reading.tables import Tables
from nachklang.errors import CatalogueError, StorageError

_SCHEMA = pa.schema([("code", pa.uint64()), ("recording", pa.int64())])
_ROWS_PER_BATCH = 1 << 18
_SHARE_OF_SORT = 0.7
"""The rest of the memory is for the batches on their way, and for what DuckDB does not count."""


def build(folder: Path, tables: Tables, *, memory: int) -> None:
    """Write the index; see `build_isrc_index`. The head comes last, so that no half of one is opened."""
    (bounds,) = tables.rows("select min(recording_id) as low, max(recording_id) as high from recording_isrc")
    base = bounds["low"] or 0
    width = 4 if (bounds["high"] or 0) - base < 1 << 32 else 8
    with storage_errors(folder):
        directory = _Directory()
        with (folder / "codes").open("wb") as lower, (folder / "recordings").open("wb") as recordings:
            for batch in _sorted(_Pairs(tables), folder / "spill", memory):
                codes = batch["code"].to_numpy()
                lower.write(codes.astype(np.uint32).data)
                recordings.write((batch["recording"].to_numpy() - base).astype(f"u{width}").data)
                directory.add(codes)
        directory.write(folder)
        head = {"index_version": INDEX_VERSION, "byte_order": sys.byteorder, "base": base, "width": width}
        sizes = {"rows": directory.rows, "buckets": directory.buckets}
        (folder / HEAD).write_text(json.dumps(head | sizes), encoding="utf-8")


class _Pairs:
    """Streams packed codes and recordings. What went wrong stays here: DuckDB has words of its own for it."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.fault: CatalogueError | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for batch in self._tables.batches("select isrc, recording_id from recording_isrc"):
            codes, valid = pack_column(batch["isrc"])
            if not valid.all():
                wrong = batch["isrc"][int(np.argmin(valid))].as_py()
                self.fault = CatalogueError(
                    f"recording_isrc: {wrong!a} is no ISRC in normal form; import its source again"
                )
                raise self.fault
            yield pa.record_batch([pa.array(codes), batch["recording_id"]], schema=_SCHEMA)


def _sorted(pairs: _Pairs, spill: Path, memory: int) -> Iterator[pa.RecordBatch]:
    """Let DuckDB sort: in memory what fits there, by way of the disk what does not."""
    settings = {"memory_limit": f"{int(memory * _SHARE_OF_SORT)}B", "temp_directory": str(spill)}
    with duckdb.connect(":memory:", config={**settings, "preserve_insertion_order": False}) as connection:
        connection.register("pairs", pa.RecordBatchReader.from_batches(_SCHEMA, pairs))
        try:
            yield from connection.sql("from pairs order by all").to_arrow_reader(_ROWS_PER_BATCH)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise StorageError(
                f"{spill}: no room to sort the ISRCs: {error}; make room, or give more memory, then {REBUILD}"
            ) from error
        except duckdb.InvalidInputException as error:
            raise pairs.fault or error from None
        finally:
            shutil.rmtree(spill, ignore_errors=True)


class _Directory:
    """Which buckets there are, and where each begins."""

    def __init__(self) -> None:
        self.rows = 0
        self._last = -1
        self._uppers: list[npt.NDArray[np.uint32]] = []
        self._starts: list[npt.NDArray[np.uint64]] = []

    @property
    def buckets(self) -> int:
        return sum(map(len, self._uppers))

    def add(self, codes: Codes) -> None:
        """Take in the next codes, which are at least one."""
        upper = (codes >> np.uint64(LOW_BITS)).astype(np.int64)
        begun = np.flatnonzero(np.diff(upper, prepend=self._last))
        self._uppers.append(upper[begun].astype(np.uint32))
        self._starts.append((begun + self.rows).astype(np.uint64))
        self.rows += len(codes)
        self._last = int(upper[-1])

    def write(self, folder: Path) -> None:
        uppers = [np.zeros(0, np.uint32), *self._uppers]
        (folder / "buckets").write_bytes(np.concatenate(uppers).data)
        starts = [*self._starts, np.array([self.rows], np.uint64)]
        (folder / "starts").write_bytes(np.concatenate(starts).data)
