"""The Parquet files of one snapshot, open for questions from any number of threads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from nachklang.catalogue._disk import REBUILD
from nachklang.errors import CatalogueError

Row = dict[str, Any]
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "1GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class Tables:
    """One view a table. A question has its own cursor: connections are not made for two threads."""

    def __init__(self, paths: Mapping[str, Sequence[Path]]) -> None:
        self._connection = duckdb.connect(":memory:", config=_SETTINGS)
        for table, files in paths.items():
            listed = ", ".join(f"'{_literal(path)}'" for path in files)
            self._connection.execute(f"create view {table} as from read_parquet([{listed}])")

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


def _literal(path: Path) -> str:
    """Quote a path for SQL, where `*`, `?` and `[` would be patterns."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path)).replace("'", "''")
