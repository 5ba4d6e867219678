"""Which rows are compared at all: those of different sources that share a key of some rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from nachklang.catalogue.linking.workbench import Skipped, Workbench


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows under keys: `id`, `source`, `key`. Where more than `most` rows have a key, it proposes nothing."""

    keyed: Any
    most: int


def candidates(bench: Workbench, entity: str, rules: Mapping[str, Rule]) -> Any:
    """Return `left_id` < `right_id` of different sources, once each.

    What a rule leaves out because too many rows share a key is told in `bench.skipped`.
    """
    with bench.clearing("candidates"):
        pairs = [_pairs(bench, entity, name, rule) for name, rule in rules.items()]
        return bench.keep("candidates", ibis.union(*pairs, distinct=True))


def _pairs(bench: Workbench, entity: str, name: str, rule: Rule) -> Any:
    with bench.clearing(f"pairs_{name}"):
        keyed = bench.keep("keyed", rule.keyed.select("id", "source", "key").distinct())
        sizes = keyed.group_by("key").agg(
            rows=keyed.count(), first_source=keyed.source.min(), last_source=keyed.source.max()
        )
        blocks = bench.keep(
            "blocks", sizes.filter(sizes.first_source != sizes.last_source).select("key", "rows")
        )
        _tell(bench, entity, name, blocks.filter(blocks.rows > rule.most))
        rows = bench.keep("blocked", keyed.semi_join(blocks.filter(blocks.rows <= rule.most), "key"))
        other = rows.view()
        found = rows.join(other, [rows.key == other.key, rows.source != other.source, rows.id < other.id])
        return bench.keep(f"pairs_{name}", found.select(left_id=rows.id, right_id=other.id).distinct())


def _tell(bench: Workbench, entity: str, rule: str, blocks: Any) -> None:
    (row,) = bench.rows(blocks.aggregate(keys=blocks.count(), rows=blocks.rows.sum().fill_null(0)))
    if row["keys"]:
        bench.skipped.append(Skipped(entity, rule, int(row["keys"]), int(row["rows"])))
