"""Which rows are compared at all: those of different sources that share a key of some rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from nachklang.catalogue.linking.workbench import Skipped, Workbench


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows under keys: `id`, `source`, `key`; no more than `most` rows of a key are compared."""

    keyed: Any
    most: int


def candidates(bench: Workbench, rules: Mapping[str, Rule]) -> Any:
    """Return `left_id` < `right_id` of different sources, once each, with a column `by_…` for each rule: 1 or 0.

    What has more rows than its rule lets be is not compared by this rule, and told in `bench.skipped`.
    """
    pairs = []
    for name, rule in rules.items():
        found = bench.keep(f"pairs_{name}", _pairs(bench, name, rule))
        pairs.append(found.mutate(**{f"by_{other}": ibis.literal(int(other == name), "int8") for other in rules}))
    together = ibis.union(*pairs) if len(pairs) > 1 else pairs[0]
    flags = {f"by_{name}": together[f"by_{name}"].max() for name in rules}
    return bench.keep("candidates", together.group_by("left_id", "right_id").agg(**flags))


def _pairs(bench: Workbench, name: str, rule: Rule) -> Any:
    keyed = bench.keep(f"keyed_{name}", rule.keyed.select("id", "source", "key").distinct())
    blocks = keyed.group_by("key").agg(rows=keyed.count(), first=keyed.source.min(), last=keyed.source.max())
    blocks = bench.keep(f"blocks_{name}", blocks.filter(blocks.first != blocks["last"]).select("key", "rows"))
    _tell(bench, name, blocks.filter(blocks.rows > rule.most))
    rows = bench.keep(f"blocked_{name}", keyed.semi_join(blocks.filter(blocks.rows <= rule.most), "key"))
    other = rows.view()
    met = rows.join(other, [rows.key == other.key, rows.source != other.source, rows.id < other.id])
    return met.select(left_id=rows.id, right_id=other.id).distinct()


def _tell(bench: Workbench, rule: str, blocks: Any) -> None:
    (row,) = bench.rows(blocks.aggregate(keys=blocks.count(), rows=blocks.rows.sum().fill_null(0)))
    if row["keys"]:
        bench.skipped.append(Skipped(bench.entity, rule, int(row["keys"]), int(row["rows"])))
