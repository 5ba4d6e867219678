"""What the catalogue asks of an engine."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Engine(Protocol):
    """A database for one piece of work. Tables and expressions are Ibis', typed `Any` for want of types."""

    keeps_order: bool
    """Whether rows that are read from files come in the order of the files and of the rows in them."""

    def read(self, name: str, paths: Sequence[Path], schema: "pa.Schema") -> Any:
        """Return the rows of Parquet files of one schema; of no files, an empty table."""
        ...

    def keep(self, name: str, expression: Any) -> Any:
        """Compute `expression` once and return it as a table; a table of that name is replaced."""
        ...

    def drop(self, name: str) -> None:
        """Give back what `keep` computed under that name; nothing may read it afterwards."""
        ...

    def batches(self, expression: Any) -> "pa.RecordBatchReader":
        """Stream the rows of `expression` in their order."""
        ...

    def write(self, expression: Any, path: Path, schema: "pa.Schema", metadata: Mapping[str, str]) -> None:
        """Write the rows of `expression`, in their order, as one Parquet file; equal rows give equal bytes.

        Null in a column that `schema` does not let be null raises CatalogueError.
        """
        ...
