"""The Parquet files of one snapshot, open for questions from any number of threads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa

from nachklang.catalogue._disk import REBUILD
from nachklang.catalogue.schema import TABLES
from nachklang.errors import CatalogueError

Row = dict[str, Any]
_MEMORY = 1_000_000_000
_TYPES = {
    pa.string(): "varchar",
    pa.int64(): "bigint",
    pa.int32(): "integer",
    pa.int16(): "smallint",
    pa.int8(): "tinyint",
    pa.float32(): "float",
}


class Tables:
    """One view a table. A question has its own cursor: connections are not made for two threads."""

    def __init__(
        self, paths: Mapping[str, Sequence[Path]], *, memory: int = _MEMORY, spill: Path | None = None
    ) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory}B",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if spill is not None:
            settings["temp_directory"] = str(spill)
        self._connection = duckdb.connect(":memory:", config=settings)
        for table, files in paths.items():
            self._connection.execute(f"create view {table} as {_rows_of(table, files)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Answer one question; raises CatalogueError where a file cannot be read."""
        with self._connection.cursor() as cursor:
            try:
                cursor.execute(sql, list(values))
                names = [column[0] for column in cursor.description or ()]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            except duckdb.IOException as error:
                raise CatalogueError(
                    f"a file of the snapshot cannot be read: {error}; {REBUILD} to make a new snapshot"
                ) from error

    def batches(self, sql: str) -> pa.RecordBatchReader:
        """Stream the answer as Arrow batches; for one thread at a time."""
        return self._connection.sql(sql).to_arrow_reader(65_536)


def _rows_of(table: str, files: Sequence[Path]) -> str:
    if files:
        listed = ", ".join(f"'{_literal(path)}'" for path in files)
        return f"from read_parquet([{listed}])"
    columns = ", ".join(f"null::{_TYPES[column.type]} as {column.name}" for column in TABLES[table].columns)
    return f"select {columns} where false"


def _literal(path: Path) -> str:
    """Quote a path for SQL, where `*`, `?` and `[` would be patterns."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path)).replace("'", "''")
