"""The Parquet files of a snapshot, or of one part of it, open for questions from any number of threads."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from nachklang.catalogue._disk import REBUILD
from nachklang.catalogue.reading.questions import WANTED
from nachklang.catalogue.schema import TABLES, Table
from nachklang.errors import CatalogueError

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
_TYPES = {"int8": "tinyint"}
"""Arrow's names of types are DuckDB's too, but for this one, which counts bits here and bytes there."""
_WORD = re.compile(r"\w+")
_MEMORY = 1_000_000_000
_TUNING = (
    "load parquet; set parquet_metadata_cache = true; set dynamic_or_filter_threshold = 2000; "
    "set enable_progress_bar = false"
)
"""Files do not change while they are open; so many wanted ids are handed down to a scan one by one.

DuckDB takes a process that another one started for somebody at a terminal, and draws a bar of its own.
"""


class Tables:
    """One view for each table of the schema; a table without files is empty.

    A view is made when the first question names its table: for each, its files have to be opened. A
    question has its own cursor: connections are not made for two threads. `memory` is in bytes, and
    `spill` takes what that cannot hold; without it such a question fails.
    """

    def __init__(
        self,
        paths: Mapping[str, Sequence[Path]],
        *,
        memory: int = _MEMORY,
        threads: int | None = None,
        spill: Path | None = None,
    ) -> None:
        import duckdb  # noqa: PLC0415  (a tenth of a second, and who does not ask needs it not)

        self._unreadable = duckdb.IOException
        self._connection = duckdb.connect(":memory:", config=_settings(memory, threads, spill))
        self._connection.execute(_TUNING)
        self.paths = paths
        self._viewed = set[str]()
        self._viewing = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Answer one question; raises CatalogueError where a file cannot be read."""
        with self._connection.cursor() as cursor:
            try:
                self._view(sql)
                cursor.execute(sql, list(values))
                names = [column[0] for column in cursor.description or ()]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            except self._unreadable as error:
                raise unreadable(error) from error

    def about(self, sql: str, ids: Sequence[int], heads: Sequence[int], *values: object) -> list[Row]:
        """Answer a question about wanted rows, each with the head that it belongs to; see `questions`."""
        return self.rows(WANTED + sql, ids, heads, *values) if ids else []

    def pairs(self, sql: str, ids: Sequence[int]) -> list[tuple[int, int]]:
        """Answer a question about wanted rows by pairs of ids, of which there may be a million."""
        if not ids:
            return []
        with self._connection.cursor() as cursor:
            try:
                self._view(sql)
                found: list[tuple[int, int]] = cursor.execute(WANTED + sql, [ids, ids]).fetchall()
            except self._unreadable as error:
                raise unreadable(error) from error
            return found

    def batches(self, sql: str, *values: object) -> "pa.RecordBatchReader":
        """Stream the answer as Arrow batches; for one thread at a time."""
        self._view(sql)
        return self._connection.sql(sql, params=list(values) or None).to_arrow_reader(65_536)

    def _view(self, sql: str) -> None:
        """Make the views of all tables that a question names and none before it named."""
        with self._viewing:
            for name in TABLES.keys() & set(_WORD.findall(sql)) - self._viewed:
                view = view_of(TABLES[name], self.paths.get(name, ()))
                self._connection.execute(f"create view {name} as {view}")
                self._viewed.add(name)


def storable(text: str) -> bool:
    """Tell whether a text can be asked for: lone surrogates have no UTF-8 form."""
    return text.encode("utf-8", "replace").decode() == text


def unreadable(error: Exception) -> CatalogueError:
    """Say that a file of the snapshot is gone or broken."""
    return CatalogueError(f"a file of the snapshot cannot be read: {error}; {REBUILD} to make a new snapshot")


def _settings(memory: int, threads: int | None, spill: Path | None) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "memory_limit": f"{memory}B",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": "" if spill is None else str(spill),
        "preserve_insertion_order": False,
    }
    return settings if threads is None else settings | {"threads": threads}


def view_of(table: Table, files: Sequence[Path]) -> str:
    """Return the SQL of a view of a table's files; without files it has no rows."""
    return _of_files(files) if files else _empty(table)


def _of_files(files: Sequence[Path]) -> str:
    return f"from read_parquet([{', '.join(map(_quoted_pattern, files))}])"


def pattern_of(path: Path) -> str:
    """Return a path as DuckDB takes it, where `*`, `?` and `[` would be patterns."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def _quoted_pattern(path: Path) -> str:
    return "'" + pattern_of(path).replace("'", "''") + "'"


def _empty(table: Table) -> str:
    columns = ", ".join(
        f"null::{_TYPES.get(column.type, column.type)} as {column.name}" for column in table.columns
    )
    return f"select {columns} where false"
