"""Resolving a file of codes: a CSV, TSV or Parquet file in, a CSV or Parquet file out, in bounded memory."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from nachklang.catalogue.isrc.bulk import RESOLVED
from nachklang.catalogue.isrc.columns import read_column
from nachklang.catalogue.isrc.index import IsrcIndex
from nachklang.errors import SourceError, StorageError

_ROWS_PER_BATCH = 250_000
_BLOCK = 1 << 24
_LONGEST_HEAD = 1 << 16
_PARQUET, _CSV, _TSV = ".parquet", ".csv", ".tsv"
_IN_ONE_CELL = " "
"""What stands between several ids in one cell of a CSV file."""

Shown = Callable[[Sequence[int]], Sequence[str]]
"""Gives row ids the form in which they are shown."""


@dataclass(slots=True)
class Resolved:
    """How many codes there were, and of them: found, found on several recordings, unknown, and no ISRC."""

    codes: int = 0
    found: int = 0
    several: int = 0
    unknown: int = 0
    invalid: int = 0


def resolve_file(
    path: Path, target: Path, index: IsrcIndex, shown: Shown, *, column: str | None = None
) -> Resolved:
    """Resolve the codes in a column of `path` and write a row for each, in their order, to `target`.

    The column is `column`, else the one that is called `isrc`, else the only one; a file of bare codes
    needs no first line. The rows are those of `IsrcIndex.resolve`, with ids as `shown` gives them; in a
    CSV file spaces stand between several. `target` is there whole or not at all. Raises SourceError, and
    StorageError where there is no room.
    """
    if target.suffix.lower() not in {_PARQUET, _CSV}:
        raise SourceError(f"{target}: results are written as .csv or .parquet; name the file so")
    resolved = Resolved()
    fresh = target.with_name(f".{target.name}.unfinished")
    try:
        with _writer(fresh, target.suffix.lower()) as writer:
            for codes in _codes(path, column):
                rows = index.resolve(codes)
                _count(resolved, rows)
                writer.write(_shown_rows(rows, shown, in_one_cell=target.suffix.lower() == _CSV))
        fresh.replace(target)
    except OSError as error:
        raise StorageError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        fresh.unlink(missing_ok=True)
    return resolved


def _count(resolved: Resolved, rows: pa.Table) -> None:
    recordings = rows["recordings"].to_numpy()
    resolved.codes += rows.num_rows
    resolved.found += int(np.count_nonzero(recordings))
    resolved.several += int(np.count_nonzero(recordings > 1))
    resolved.invalid += rows["isrc"].null_count
    resolved.unknown = resolved.codes - resolved.found - resolved.invalid


def _shown_rows(rows: pa.Table, shown: Shown, *, in_one_cell: bool) -> pa.Table:
    lists = rows["recording_ids"].combine_chunks()
    texts = pa.array(shown(lists.flatten().to_pylist()), pa.string())
    ids = pa.ListArray.from_arrays(pa.array(_offsets(lists)), texts)
    if in_one_cell:
        ids = pc.binary_join(ids, _IN_ONE_CELL)
    return rows.set_column(rows.schema.get_field_index("recording_ids"), "recording_ids", ids)


def _offsets(lists: pa.ListArray) -> Any:
    lengths = lists.value_lengths().to_numpy()
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)


class _Writer(Protocol):
    def write(self, rows: pa.Table, /) -> None: ...


@contextmanager
def _writer(path: Path, suffix: str) -> Iterator[_Writer]:
    ids = pa.string() if suffix == _CSV else pa.list_(pa.string())
    place = RESOLVED.get_field_index("recording_ids")
    schema = RESOLVED.set(place, pa.field("recording_ids", ids))
    with (
        pacsv.CSVWriter(path, schema)
        if suffix == _CSV
        else pq.ParquetWriter(path, schema, compression="zstd")
    ) as writer:
        yield writer


def _codes(path: Path, column: str | None) -> Iterator[pa.Array]:
    """Yield the codes in batches; what cannot be read is a SourceError by name."""
    read = _parquet_codes if path.suffix.lower() == _PARQUET else _csv_codes
    try:
        yield from read(path, column)
    except pa.ArrowInvalid as error:
        raise SourceError(f"{path}: cannot be read: {error}; a table in UTF-8 was expected") from error
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error


def _parquet_codes(path: Path, column: str | None) -> Iterator[pa.Array]:
    with pq.ParquetFile(path) as file:
        name = _column(path, file.schema_arrow.names, column)
        kind = file.schema_arrow.field(name).type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            raise SourceError(f"{path}: column {name} holds {kind}, and codes are text")
        for batch in file.iter_batches(_ROWS_PER_BATCH, columns=[name]):
            yield batch.column(0).cast(pa.string())


def _csv_codes(path: Path, column: str | None) -> Iterator[pa.Array]:
    delimiter = "\t" if path.suffix.lower() == _TSV else ","
    names = _first_line(path, delimiter)
    bare = column is None and len(names) == 1 and not read_column(pa.array(names)).reasons
    name = names[0] if bare else _column(path, names, column)
    reader = pacsv.open_csv(
        path,
        pacsv.ReadOptions(block_size=_BLOCK, column_names=[name] if bare else None),
        pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=not bare),
        pacsv.ConvertOptions(include_columns=[name], column_types={name: pa.string()}),
    )
    with reader:
        for batch in reader:
            for start in range(0, batch.num_rows, _ROWS_PER_BATCH):
                yield batch.column(0).slice(start, _ROWS_PER_BATCH)


def _first_line(path: Path, delimiter: str) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        line = file.readline(_LONGEST_HEAD)
    return next(csv.reader([line], delimiter=delimiter), [])


def _column(path: Path, names: Sequence[str], column: str | None) -> str:
    if column is not None and column in names:
        return column
    called = [name for name in names if name.strip().casefold() == "isrc"]
    if column is None and (len(called) == 1 or len(names) == 1):
        return (called or list(names))[0]
    asked = "one that is called isrc" if column is None else column
    raise SourceError(f"{path}: expected the column {asked}, found {', '.join(names)[:200] or 'nothing'}")
