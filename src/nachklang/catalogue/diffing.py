"""What one snapshot has that another has not, row by row, so that a mirror or a researcher can follow.

*added*, *removed*: a key that one of them lacks. *changed*: the same key with other values; `snapshot`
does not count, for it changes with every import. *merged*: removed, and a redirect tells into what.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from nachklang.catalogue.engines import Engine
from nachklang.catalogue.manifests import Manifest
from nachklang.catalogue.schema import TABLES, Table

_UNCOMPARED = {"snapshot"}
_KINDS = ("added", "changed", "merged", "removed")


@dataclass(frozen=True, slots=True)
class TableDiff:
    """How many rows of a table differ; `columns` counts the changed rows by the column that differs."""

    added: int
    changed: int
    removed: int
    merged: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Dated:
    """A snapshot on disk."""

    folder: Path
    manifest: Manifest


class Diff:
    """The way from one snapshot to another. Parts whose files are the same are never read."""

    def __init__(self, engine: Engine, old: Dated, new: Dated) -> None:
        self._engine = engine
        self._old = old
        self._new = new
        self._sources = _differing(old.manifest, new.manifest)
        self._kept: dict[str, Any] = {}

    def summary(self) -> dict[str, TableDiff]:
        """Count by table; tables without a difference are left out."""
        found = {name: self._count(name) for name in TABLES}
        return {name: one for name, one in found.items() if one is not None}

    def rows(self, name: str) -> Iterator[pa.RecordBatch]:
        """List the differing rows of a table.

        Columns: `change`, the key, `source`, `source_id`, `merged_into` (an id, for merged rows) and
        `columns`, the names of those that differ, joined by commas.
        """
        table = TABLES[name]
        changes = self._changes(table)
        order = [*table.key, "source"]
        yield from self._engine.batches(changes.order_by(order))

    def _count(self, name: str) -> TableDiff | None:
        table = TABLES[name]
        changes = self._changes(table)
        counts = changes.group_by(["change", "columns"]).agg(n=changes.count())
        found = dict.fromkeys(_KINDS, 0)
        columns: dict[str, int] = {}
        for row in self._engine.batches(counts).read_all().to_pylist():
            found[row["change"]] += row["n"]
            for column in filter(None, (row["columns"] or "").split(",")):
                columns[column] = columns.get(column, 0) + row["n"]
        return TableDiff(**found, columns=dict(sorted(columns.items()))) if any(found.values()) else None

    def _changes(self, table: Table) -> Any:
        if table.name not in self._kept:
            self._kept[table.name] = self._engine.keep(f"changes_{table.name}", self._compare(table))
        return self._kept[table.name]

    def _compare(self, table: Table) -> Any:
        old = self._side(self._old, table, "old")
        new = self._side(self._new, table, "new")
        compared = [name for name in table.names if name not in {*table.key, "source", *_UNCOMPARED}]
        keys = (*table.key, "source")
        joined = old.outer_join(new, [old[f"old_{name}"].identical_to(new[f"new_{name}"]) for name in keys])
        differing = [
            ibis.ifelse(joined[f"old_{name}"].identical_to(joined[f"new_{name}"]), "", f"{name},")
            for name in compared
        ]
        changed = differing[0]
        for one in differing[1:]:
            changed = changed + one
        both = joined.old_here.notnull() & joined.new_here.notnull()
        stated = joined.mutate(
            columns=ibis.ifelse(both, changed.re_replace(",$", ""), ""),
            change=ibis.cases(
                (joined.old_here.isnull(), "added"), (joined.new_here.isnull(), "removed"), else_="changed"
            ),
            **{name: ibis.coalesce(joined[f"new_{name}"], joined[f"old_{name}"]) for name in _shown(table)},
        )
        wanted = stated.filter((stated.change != "changed") | (stated["columns"] != ""))
        return self._with_merged(table, wanted.select("change", *_shown(table), "columns"))

    def _side(self, dated: Dated, table: Table, side: str) -> Any:
        paths = [
            dated.folder / file.path
            for source in sorted(self._sources)
            for file in dated.manifest.files_of(source)
            if file.table == table.name
        ]
        rows = self._engine.read(f"{side}_{table.name}", paths, table.arrow)
        named = rows.select(**{f"{side}_{name}": rows[name] for name in table.names})
        return named.mutate(**{f"{side}_here": ibis.literal(1)})

    def _with_merged(self, table: Table, changes: Any) -> Any:
        """Tell what was merged from what was removed."""
        if table.key != ("id",):
            return changes.mutate(merged_into=ibis.null("int64"))
        paths = self._new.manifest.paths(self._new.folder, "redirect")
        redirect = self._engine.read(f"redirects_{table.name}", paths, TABLES["redirect"].arrow)
        into = redirect.filter(redirect.entity == table.name).select(
            gone=redirect.old_id, merged_into=redirect.id, by=redirect.source
        )
        joined = changes.left_join(into, [changes.id == into.gone, changes.source == into.by])
        merged = (joined.change == "removed") & joined.merged_into.notnull()
        return joined.mutate(
            change=ibis.ifelse(merged, "merged", joined.change),
            merged_into=ibis.ifelse(merged, joined.merged_into, ibis.null("int64")),
        ).drop("gone", "by")


def _shown(table: Table) -> tuple[str, ...]:
    return (*table.key, "source", "source_id")


def _differing(old: Manifest, new: Manifest) -> set[str]:
    """Return the sources whose files are not the same in both."""
    before = {part.source: part.content for part in old.parts}
    after = {part.source: part.content for part in new.parts}
    return {source for source in before.keys() | after.keys() if before.get(source) != after.get(source)}
