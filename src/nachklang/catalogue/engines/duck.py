"""DuckDB: everything in one process, and on the disk what memory cannot hold."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from nachklang.catalogue._disk import REBUILD
from nachklang.catalogue.engines.settings import EngineSettings
from nachklang.catalogue.reading.tables import pattern_of
from nachklang.errors import StorageError

ROWS_PER_GROUP = 122_880
_ROWS_PER_BATCH = 65_536


class DuckEngine:
    """An engine in memory."""

    keeps_order = True

    def __init__(self, settings: EngineSettings, work: Path) -> None:
        self._connection: Any = ibis.duckdb.connect(
            ":memory:",
            threads=settings.threads,
            memory_limit=f"{settings.memory}B",
            temp_directory=str(settings.spill or work),
            autoinstall_known_extensions=False,
        )

    def read(self, name: str, paths: Sequence[Path], schema: pa.Schema) -> Any:
        """Return a view of the files."""
        if not paths:
            # Files do not say what may be null, so an empty table does not either.
            plain = pa.schema([field.with_nullable(True) for field in schema])  # noqa: FBT003
            return self._connection.create_table(name, schema=ibis.Schema.from_pyarrow(plain))
        return self._connection.read_parquet([pattern_of(path) for path in paths], table_name=name)

    def keep(self, name: str, expression: Any) -> Any:
        """Compute into a table of the database; the expression may read the table that it replaces."""
        # Ibis 12 replaces a table with words that DuckDB 2 does not know.
        sql = self._connection.compile(expression)
        self._connection._run_pre_execute_hooks(expression)  # noqa: SLF001  (for tables in memory)
        for step in (
            f'create table "{name}_fresh" as {sql}',
            f'drop table if exists "{name}"',
            f'alter table "{name}_fresh" rename to "{name}"',
        ):
            self._connection.con.execute(step)
        return self._connection.table(name)

    def drop(self, name: str) -> None:
        """Drop the table."""
        self._connection.con.execute(f'drop table if exists "{name}"')

    def batches(self, expression: Any) -> pa.RecordBatchReader:
        """Stream from DuckDB."""
        # Ibis 12 streams by a name that DuckDB 2 no longer has, so the SQL that Ibis writes is run here.
        sql = self._connection.compile(expression)
        return self._connection.con.sql(sql).to_arrow_reader(_ROWS_PER_BATCH)

    def write(self, expression: Any, path: Path, schema: pa.Schema, metadata: Mapping[str, str]) -> None:
        """Let DuckDB write, on all its threads; version 2 of Parquet packs ids and sorted text far better."""
        checked = expression.select([_required(expression, field) for field in schema])
        notes = ", ".join(f"{key}: '{_quoted(value)}'" for key, value in metadata.items())
        self._connection.con.execute(
            f"copy ({self._connection.compile(checked)}) to '{_quoted(str(path))}' (format parquet, "
            f"compression zstd, parquet_version v2, row_group_size {ROWS_PER_GROUP}, kv_metadata {{{notes}}})"
        )

    def close(self) -> None:
        """Give memory and files back."""
        self._connection.disconnect()


@contextmanager
def open_duckdb(settings: EngineSettings, work: Path) -> Iterator[DuckEngine]:
    """Start DuckDB; StorageError where memory and disk are not enough."""
    with warnings.catch_warnings():
        # Ibis 12 asks DuckDB 2 for Arrow by a name that DuckDB has given up since.
        warnings.filterwarnings("ignore", r"fetch_arrow_table\(\) is deprecated", DeprecationWarning)
        engine = DuckEngine(settings, work)
        try:
            yield engine
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise StorageError(
                f"{settings.spill or work}: no room to build the catalogue: {error}; "
                f"make room, or set more memory under [engine], then {REBUILD}"
            ) from error
        finally:
            engine.close()


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _required(table: Any, field: pa.Field) -> Any:
    return table[field.name].cast(ibis.DataType.from_pyarrow(field.type))
