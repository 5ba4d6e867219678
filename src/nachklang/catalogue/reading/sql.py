"""Anyone's SQL over the tables of a snapshot: questions alone, nothing that writes or reads elsewhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import duckdb

from nachklang.catalogue.reading.tables import pattern_of, view_of
from nachklang.catalogue.schema import TABLES
from nachklang.errors import CatalogueError

if TYPE_CHECKING:
    import pyarrow as pa

_EXPLAIN = re.compile(r"\s*explain\s+(analyze\s+)?", re.IGNORECASE)
_ROWS_PER_BATCH = 65_536


class SqlRoom:
    """A database of views, one a table, in which questions can be asked and nothing else be done.

    Only the snapshot's files can be read, and no file be written but in `spill`, which takes what
    `memory` (in bytes) does not hold; no setting can be changed. Use it as a context manager, from
    one thread at a time.
    """

    def __init__(
        self, paths: Mapping[str, Sequence[Path]], *, memory: int, threads: int, spill: Path | None
    ) -> None:
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{memory}B",
                "threads": threads,
                "temp_directory": "" if spill is None else str(spill),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,
                "preserve_insertion_order": False,
            },
        )
        run = self._connection.execute
        run("load parquet")
        for name, table in TABLES.items():
            run(f"create view {name} as {view_of(table, paths.get(name, ()))}")
        files = [path for listed in paths.values() for path in listed]
        # A file is looked for by the pattern that stands for it, and then opened by its name.
        run("set allowed_paths = ?", [[name for path in files for name in (str(path), pattern_of(path))]])
        run("set enable_external_access = false")
        run("set lock_configuration = true")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, question: str) -> "pa.RecordBatchReader":
        """Answer one question as a stream, to be read before the room is closed.

        Raises CatalogueError in the engine's own words, also while the stream is read.
        """
        import pyarrow as pa  # noqa: PLC0415  (a quarter of a second that other questions do not need)

        try:
            self._check(question)
            reader = self._connection.sql(question).to_arrow_reader(_ROWS_PER_BATCH)
        except duckdb.Error as error:
            raise CatalogueError(str(error)) from error
        return pa.RecordBatchReader.from_batches(reader.schema, _told(reader))

    def _check(self, question: str) -> None:
        """Let nothing pass but one question: the files that may be read must not be written."""
        statements = self._connection.extract_statements(question)
        if len(statements) != 1:
            raise CatalogueError(f"{len(statements)} statements; expected one question, such as a select")
        (statement,) = statements
        if statement.type == duckdb.StatementType.EXPLAIN:
            self._check(_EXPLAIN.sub("", question, count=1))
        elif statement.type != duckdb.StatementType.SELECT:
            kind = statement.type.name.lower()
            raise CatalogueError(
                f"this is no question but a statement of the kind {kind}; a snapshot never changes"
            )


def _told(reader: "pa.RecordBatchReader") -> Iterator[Any]:
    """Pass the batches on; what goes wrong meanwhile is told like all other errors."""
    try:
        yield from reader
    except (duckdb.Error, OSError) as error:
        raise CatalogueError(str(error)) from error
