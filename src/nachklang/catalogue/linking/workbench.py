"""What one run of linking keeps in its engine: tables under names of its own, and what was not compared."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from nachklang.catalogue.engines import Engine


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows that a rule did not compare, because too many share a key: how many keys, and rows under them."""

    entity: str
    rule: str
    keys: int
    rows: int


@dataclass(slots=True)
class Workbench:
    """An engine, and the names of the tables that were kept in it."""

    engine: Engine
    skipped: list[Skipped] = field(default_factory=list)
    _kept: list[str] = field(default_factory=list)

    def keep(self, name: str, expression: Any) -> Any:
        """Compute once; a table of that name is replaced."""
        name = f"linking_{name}"
        if name not in self._kept:
            self._kept.append(name)
        return self.engine.keep(name, expression)

    @contextmanager
    def clearing(self, *but: str) -> Iterator[None]:
        """Give back, at the end, what was kept meanwhile, except the tables of these names."""
        before = set(self._kept)
        yield
        for name in [name for name in self._kept if name not in before]:
            if name.removeprefix("linking_") not in but:
                self.engine.drop(name)
                self._kept.remove(name)

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """Return rows, where they are few."""
        found: list[dict[str, Any]] = self.engine.batches(expression).read_all().to_pylist()
        return found

    def count(self, table: Any) -> int:
        """Return how many rows there are."""
        return int(self.rows(table.aggregate(rows=table.count()))[0]["rows"])
