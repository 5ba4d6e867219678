"""A whole table of a snapshot, for programs: as Arrow, Polars or Ibis."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nachklang.catalogue.reading.tables import pattern_of
from nachklang.catalogue.schema import Table
from nachklang.errors import CatalogueError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset as ds

_ROWS_PER_BATCH = 65_536


class BulkTable:
    """One table: the rows of all sources, row by row as they lie in the files, with row ids.

    `rows` counts them, `schema` describes them; `docs/reference/catalogue-tables.md` says what they mean.
    """

    def __init__(self, table: Table, paths: Sequence[Path], rows: int) -> None:
        self.name = table.name
        self.paths = tuple(paths)
        self.rows = rows
        self._table = table

    @property
    def schema(self) -> "pa.Schema":
        """The columns in Arrow's types."""
        return self._table.arrow

    def arrow(self, *columns: str) -> "pa.Table":
        """Read the columns, all where none is named, into memory."""
        return self._dataset().to_table(columns=self._named(columns))

    def batches(self, *columns: str) -> "pa.RecordBatchReader":
        """Stream the columns, all where none is named, in portions that any memory holds."""
        scanner = self._dataset().scanner(columns=self._named(columns), batch_size=_ROWS_PER_BATCH)
        return scanner.to_reader()

    def polars(self) -> Any:
        """Return a `polars.LazyFrame`; CatalogueError where Polars is not installed."""
        try:
            import polars as pl  # noqa: PLC0415  (an extra)
        except ImportError as error:
            raise CatalogueError(
                "Polars is not installed; install it with `pip install nachklang[polars]`"
            ) from error
        if not self.paths:
            return pl.LazyFrame(self.schema.empty_table())
        return pl.scan_parquet(list(self.paths), glob=False)

    def ibis(self) -> Any:
        """Return an Ibis table on DuckDB, in memory of its own."""
        import ibis  # noqa: PLC0415  (half a second that others do not need)

        connection = ibis.duckdb.connect(":memory:")
        if not self.paths:
            schema = ibis.Schema.from_pyarrow(self.schema)
            return connection.create_table(self.name, schema=schema)
        return connection.read_parquet([pattern_of(path) for path in self.paths], table_name=self.name)

    def _dataset(self) -> "ds.Dataset":
        import pyarrow.dataset as ds  # noqa: PLC0415  (a quarter of a second that questions do not need)
        from pyarrow.fs import LocalFileSystem  # noqa: PLC0415

        return ds.dataset(
            [str(path) for path in self.paths],
            schema=self.schema,
            format="parquet",
            filesystem=LocalFileSystem(),
        )

    def _named(self, columns: Sequence[str]) -> list[str] | None:
        strange = sorted(set(columns) - set(self._table.names))
        if strange:
            raise CatalogueError(
                f"{self.name} has no column {strange[0]!a}; it has {', '.join(self._table.names)}"
            )
        return list(columns) or None
