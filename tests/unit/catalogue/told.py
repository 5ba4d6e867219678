"""A source that says what a test tells it, and can be cut off anywhere."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from nachklang.catalogue.schema import SOURCE_TABLES
from nachklang.catalogue.sources import STAGED, Batch, Keep, Mark, Origin, Step


class CutOffError(Exception):
    """What stands for a kill where a real one would end the test."""


class Told:
    """Steps in groups; a mark follows each group. `files` make the digest."""

    def __init__(
        self,
        groups: Sequence[Sequence[Step]],
        *,
        name: str = "told",
        snapshot: str = "2026-11-22",
        whole: bool = True,
        files: tuple[Path, ...] = (),
        before: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._groups = groups
        self._before = before
        size = sum(file.stat().st_size for file in files)
        self.origin = Origin(name, "CC0-1.0", snapshot, files, size, whole)
        self.staged: Mapping[str, pa.Schema] = STAGED
        self.asked: list[str | None] = []

    def open(self, after: str | None = None) -> Iterator[Step]:
        self.asked.append(after)
        start = 0 if after is None else int(after)
        for number, group in enumerate(self._groups[start:], start=start + 1):
            self._before(number)
            yield from group
            yield Mark(str(number), number)
        if start == len(self._groups):
            yield Mark(str(start), start)

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        del keep
        return {name: staged[name] for name in SOURCE_TABLES}


def rows(table: str, *told: Mapping[str, Any], source: str = "told", snapshot: str = "2026-11-22") -> Batch:
    """Make a batch; `of` is the source id, by default the row's first value."""
    full = []
    for one in told:
        row = dict(one)
        of = row.pop("of", str(next(iter(one.values()))))
        full.append(row | {"source": source, "source_id": of, "snapshot": snapshot})
    return Batch(table, pa.Table.from_pylist(full, schema=STAGED[table]))
