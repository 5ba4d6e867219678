"""From staged rows to the files of a part: one row a key, in the order of the key."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nachklang.catalogue._disk import sha256_of
from nachklang.catalogue.engines import Engine
from nachklang.catalogue.manifests import TableFile
from nachklang.catalogue.schema import SCHEMA_VERSION, Table

_PROVENANCE = ("source", "source_id", "snapshot")
_AGE = "nachklang_age"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the source said before: files of the table, and the table of source ids that are replaced."""

    files: Sequence[Path]
    replaced: Any


class Settler:
    """Writes the tables of one source into `folder`."""

    def __init__(self, engine: Engine, folder: Path, source: str) -> None:
        self._engine = engine
        self._folder = folder
        self._source = source

    def settle(self, table: Table, rows: Any, earlier: Earlier | None = None) -> TableFile | None:
        """Write `rows`, an Ibis table; None where there are none.

        Sorting alone is enough where no key repeats, and to look whether one does costs a second in a
        hundred; else the rows are ranked, which sorts them twice. With `earlier`, what the source said
        before stays, but for what is replaced and for keys that come again.
        """
        path = self._folder / table.name / f"{self._source}-00000.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        if earlier is None:
            self._write(rows.order_by(table.key), path, table)
            if _repeats(path, table.key):
                self._write(first_of_key(table, rows).order_by(table.key), path, table)
        else:
            self._write(self._with_earlier(table, rows, earlier), path, table)
        return file_of(path, table.name, self._source)

    def settle_any(self, table: Table, rows: Any | None, earlier: Earlier | None) -> TableFile | None:
        """Settle a table that the source may not have."""
        if rows is None and earlier is None:
            return None
        if rows is None:
            rows = self._engine.read(f"no_{table.name}", (), table.staged)
        return self.settle(table, rows, earlier)

    def _write(self, rows: Any, path: Path, table: Table) -> None:
        notes = {"nachklang_schema": str(SCHEMA_VERSION), "nachklang_table": table.name}
        self._engine.write(rows.select(table.names), path, table.arrow, notes)

    def _with_earlier(self, table: Table, rows: Any, earlier: Earlier) -> Any:
        old = self._engine.read(f"earlier_{table.name}", earlier.files, table.arrow)
        kept = old.anti_join(earlier.replaced, "source_id").select(table.names)
        aged = ibis.union(
            rows.select(table.names).mutate(**{_AGE: ibis.literal(0)}),
            kept.mutate(**{_AGE: ibis.literal(1)}),
        )
        return first_of_key(table, aged, before=(_AGE,)).order_by(table.key)


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
    last: list[Any] | None = None
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(1_048_576, columns=list(key)):
            if batch.num_rows == 0:
                continue
            columns = [batch.column(name) for name in key]
            if last == [column[0].as_py() for column in columns] or _neighbours_alike(columns):
                return True
            last = [column[-1].as_py() for column in columns]
    return False


def _neighbours_alike(columns: Sequence[pa.Array]) -> bool:
    alike = np.ones(len(columns[0]) - 1, dtype=bool)
    for column in columns:
        before, after = column.slice(0, len(column) - 1), column.slice(1)
        same = pc.fill_null(pc.equal(before, after), False)  # noqa: FBT003
        both_null = pc.and_(pc.is_null(before), pc.is_null(after))
        alike &= pc.or_(same, both_null).to_numpy(zero_copy_only=False)
        if not alike.any():
            return False
    return True
