"""What one run of linking keeps in its engine: tables under names of its own, and what was left out."""

from dataclasses import dataclass, field
from typing import Any

from nachklang.catalogue.engines import Engine


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows that a rule did not compare, because too many share one key: how many keys, and rows under them."""

    entity: str
    rule: str
    keys: int
    rows: int


@dataclass(slots=True)
class Workbench:
    """An engine and the tables that are kept in it, each under its entity."""

    engine: Engine
    entity: str
    skipped: list[Skipped] = field(default_factory=list)

    def keep(self, name: str, expression: Any) -> Any:
        """Compute once; a table of that name is replaced."""
        return self.engine.keep(f"linking_{self.entity}_{name}", expression)

    def count(self, table: Any) -> int:
        """Return how many rows there are."""
        (row,) = self.engine.batches(table.aggregate(n=table.count())).read_all().to_pylist()
        return int(row["n"])

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """Return a few rows."""
        found: list[dict[str, Any]] = self.engine.batches(expression).read_all().to_pylist()
        return found
