"""From staged rows to the files of a part: one row a key, in the order of the key."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nachklang.catalogue._disk import sha256_of
from nachklang.catalogue.engines import Engine
from nachklang.catalogue.importing.same_ids import (
    NAMED_BY_RELEASE,
    NAMED_BY_THEMSELVES,
    Lost,
    lost_rows,
)
from nachklang.catalogue.manifests import DEPOSITS, TableFile
from nachklang.catalogue.schema import SCHEMA_VERSION, Table

_PROVENANCE = ("source", "source_id", "snapshot")
_AGE = "nachklang_age"
_TOLD_OF_BY_OTHERS = frozenset({"artist", "recording", "release_group", "release", "label"})
"""Of these a source also speaks where it tells of something else, and then in few words."""
_DATE_PART = re.compile("_(month|day)$")
_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the source said before: files of the table, and the table of source ids that are replaced."""

    files: Sequence[Path]
    replaced: Any


class Settler:
    """Writes the tables of one source into `folder`. `lost` is what the table settled last has lost."""

    def __init__(self, engine: Engine, folder: Path, source: str) -> None:
        self._engine = engine
        self._folder = folder
        self._source = source
        self.lost = Lost()

    def settle(
        self, table: Table, rows: Any, earlier: Earlier | None = None, files: Sequence[Path] = ()
    ) -> TableFile | None:
        """Write `rows`, an Ibis table; None where there are none.

        Where `files` are these rows and lie in order already, they are written as they come. Else sorting
        alone is enough where no key repeats, and to look whether one does costs a second in a hundred;
        else the rows are ranked, which sorts them twice. With `earlier`, what the source said before
        stays, but for what is replaced and for keys that come again; of an artist, a recording, a
        release or a label that is not replaced but spoken of again, what is not said anew stays as well.
        """
        path = self._folder / table.name / f"{self._source}-00000.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.lost = Lost()
        if earlier is None and self._engine.keeps_order and in_order(files, table.key):
            self._write(rows, path, table)
        elif earlier is None:
            self._write(rows.order_by(table.key), path, table)
            if _repeats(path, table.key):
                self._write(first_of_key(table, rows).order_by(table.key), path, table)
                self._look_for_lost(table, NAMED_BY_THEMSELVES | NAMED_BY_RELEASE, path, rows)
        else:
            kept = self._kept(table, earlier)
            self._write(_with_earlier(table, rows, kept).order_by(table.key), path, table)
            self._look_for_lost(table, NAMED_BY_THEMSELVES, path, rows, kept)
        return file_of(path, table.name, self._source)

    def settle_any(
        self, table: Table, rows: Any | None, earlier: Earlier | None, files: Sequence[Path] = ()
    ) -> TableFile | None:
        """Settle a table that the source may not have."""
        if rows is None and earlier is None:
            self.lost = Lost()
            return None
        if rows is None:
            rows = self._engine.read(f"no_{table.name}", (), table.staged)
        return self.settle(table, rows, earlier, files)

    def _write(self, rows: Any, path: Path, table: Table) -> None:
        notes = {"nachklang_schema": str(SCHEMA_VERSION), "nachklang_table": table.name}
        self._engine.write(rows.select(table.names), path, table.arrow, notes)

    def _kept(self, table: Table, earlier: Earlier) -> Any:
        old = self._engine.read(f"earlier_{table.name}", earlier.files, table.arrow)
        return old.anti_join(earlier.replaced, "source_id").select(table.names)

    def _look_for_lost(self, table: Table, among: frozenset[str], path: Path, *told: Any) -> None:
        # One thing of a deposit goes by the ids of all the items that it has a part in.
        if table.name in among and self._source != DEPOSITS:
            named = [rows.select("id", "source_id") for rows in told]
            self.lost = lost_rows(self._engine, table, ibis.union(*named), path)


def _with_earlier(table: Table, rows: Any, kept: Any) -> Any:
    if table.name in _TOLD_OF_BY_OTHERS:
        rows = _filled(table, first_of_key(table, rows), kept)
    aged = ibis.union(
        rows.select(table.names).mutate(**{_AGE: ibis.literal(0)}),
        kept.mutate(**{_AGE: ibis.literal(1)}),
    )
    return first_of_key(table, aged, before=(_AGE,))


def _filled(table: Table, rows: Any, earlier: Any) -> Any:
    """Fill what is empty in `rows` from the `earlier` row of the same key; a date is one thing."""
    (key,) = table.key
    before = earlier.rename({f"earlier_{name}": name for name in table.names})
    both = rows.left_join(before, rows[key] == before[f"earlier_{key}"])
    filled = {}
    for column in table.columns:
        name = column.name
        if not column.required:
            decides = _DATE_PART.sub("_year", name)
            filled[name] = ibis.ifelse(both[decides].isnull(), both[f"earlier_{name}"], both[name])
    return both.select(*(filled[name].name(name) if name in filled else name for name in table.names))


def first_of_key(table: Table, rows: Any, *, before: Sequence[str] = ()) -> Any:
    """Keep one row a key, the first by `before`, provenance and the rest: equal input gives equal rows."""
    rest = [name for name in table.names if name not in {*_PROVENANCE, *table.key}]
    order = [*before, *_PROVENANCE, *rest]
    rank = ibis.row_number().over(group_by=list(table.key), order_by=order)
    ranked = rows.mutate(nachklang_rank=rank)
    return ranked.filter(ranked.nachklang_rank == 0).select(table.names)


def file_of(path: Path, table: str, source: str) -> TableFile | None:
    """Describe a settled file; one without rows is removed, and None returned."""
    rows = pq.read_metadata(path).num_rows
    if not rows:
        path.unlink()
        return None
    name = f"{table}/{path.name}"
    return TableFile(table, source, name, rows, path.stat().st_size, sha256_of(path))


def _repeats(path: Path, key: Sequence[str]) -> bool:
    """Tell whether two neighbours of a sorted file have the same key."""
    return any(same.any() for same, _ in _neighbours([path], key))


def in_order(files: Sequence[Path], key: Sequence[str]) -> bool:
    """Tell whether the keys of these files, read one after the other, rise from row to row, without a null.

    A look at the keys alone takes seconds for a hundred million rows, where sorting takes minutes.
    """
    return bool(files) and all(rising.all() for _, rising in _neighbours(files, key))


def _neighbours(files: Sequence[Path], key: Sequence[str]) -> Iterator[tuple[_Flags, _Flags]]:
    """Yield for each pair of rows that follow one another whether their keys are the same, and rise."""
    last: pa.RecordBatch | None = None
    for path in files:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(1_048_576, columns=list(key)):
                rows = pa.Table.from_batches([batch] if last is None else [last, batch]).combine_chunks()
                if rows.num_rows > 1:
                    yield _compare([rows.column(name).chunk(0) for name in key])
                last = batch.slice(max(batch.num_rows - 1, 0)) if batch.num_rows else last


def _compare(columns: Sequence[pa.Array]) -> tuple[_Flags, _Flags]:
    same = np.ones(len(columns[0]) - 1, dtype=bool)
    rising = np.zeros(len(columns[0]) - 1, dtype=bool)
    for column in columns:
        before, after = column.slice(0, len(column) - 1), column.slice(1)
        if column.null_count:
            alike = pc.or_(
                pc.fill_null(pc.equal(before, after), False),  # noqa: FBT003
                pc.and_(pc.is_null(before), pc.is_null(after)),
            )
            same &= _flags(alike)
        else:
            rising |= same & _flags(pc.less(before, after))
            same &= _flags(pc.equal(before, after))
    return same, rising if not any(column.null_count for column in columns) else np.zeros_like(rising)


def _flags(values: Any) -> _Flags:
    found: _Flags = values.to_numpy(zero_copy_only=False)
    return found
