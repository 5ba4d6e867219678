"""The engine for bulk work: Ibis on DuckDB, in memory, with a folder for what memory cannot hold."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid5

import duckdb
import ibis
import pyarrow as pa

from nachklang.catalogue._disk import REBUILD
from nachklang.catalogue.names import SEPARATOR, name_key
from nachklang.catalogue.schema import TABLES
from nachklang.catalogue.sources import Source
from nachklang.errors import StorageError

_MEMORY_LIMIT = "2GB"
_ROWS_PER_BATCH = 65_536


def _name_keys(names: pa.ChunkedArray) -> pa.Array:
    return pa.array([name_key(name) for name in names.to_pylist()], pa.string())


def _opaque_ids(namespaces: pa.ChunkedArray, keys: pa.ChunkedArray) -> pa.Array:
    pairs = zip(namespaces.to_pylist(), keys.to_pylist(), strict=True)
    return pa.array([str(uuid5(UUID(namespace), key)) for namespace, key in pairs], pa.string())


name_keys: Any = ibis.udf.scalar.pyarrow(_name_keys, signature=((str,), str))
_ids: Any = ibis.udf.scalar.pyarrow(_opaque_ids, signature=((str, str), str))


def opaque_ids(namespace: UUID, kind: str, *parts: Any) -> Any:
    """Return the expression of `nachklang.catalogue.names.opaque_id` over columns of text."""
    key = ibis.literal(kind)
    for part in parts:
        key = key + SEPARATOR + part
    return _ids(ibis.literal(str(namespace)), key)


class Workbench:
    """A database for one build: the tables as their sources gave them, and what is made of them."""

    def __init__(self, folder: Path) -> None:
        self._connection: Any = ibis.duckdb.connect(
            ":memory:",
            threads=os.cpu_count() or 1,
            memory_limit=_MEMORY_LIMIT,
            temp_directory=str(folder),
        )
        self._tables: dict[str, Any] = {}

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator[Self]:
        """Set up empty tables; `folder` takes what spills, and is the caller's to remove."""
        with warnings.catch_warnings():
            # Ibis 12 asks DuckDB 2 for Arrow by a name that DuckDB has given up since.
            warnings.filterwarnings("ignore", r"fetch_arrow_table\(\) is deprecated", DeprecationWarning)
            bench = cls(folder)
            try:
                for name, table in TABLES.items():
                    schema = ibis.Schema.from_pyarrow(table.staged)
                    bench._tables[name] = bench._connection.create_table(name, schema=schema)
                yield bench
            except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
                raise StorageError(
                    f"{folder}: no room to build the catalogue: {error}; make room, then {REBUILD}"
                ) from error
            finally:
                bench._connection.disconnect()

    def load(self, source: Source) -> None:
        """Take in everything that `source` has."""
        for batch in source.open():
            self._connection.insert(batch.table, batch.rows)

    def table(self, name: str) -> Any:
        """Return a staged table as an Ibis table."""
        return self._tables[name]

    def keep(self, name: str, expression: Any) -> Any:
        """Compute `expression` once and return it as a table; `name` must be new."""
        return self._connection.create_table(name, expression)

    def batches(self, expression: Any) -> pa.RecordBatchReader:
        """Stream the rows of `expression` in their order."""
        # Ibis 12 streams by a name that DuckDB 2 no longer has, so the SQL that Ibis writes is run here.
        sql = self._connection.compile(expression)
        return self._connection.con.sql(sql).to_arrow_reader(_ROWS_PER_BATCH)
