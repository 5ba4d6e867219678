"""Pairs of rows, and what is known of them: the same for pairs that blocks propose and for any two rows."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Protocol

import ibis

from nachklang.catalogue.linking.blocking import Rule
from nachklang.catalogue.linking.evidence import CERTAIN, graded, weighed
from nachklang.catalogue.linking.workbench import Workbench

PAIR = ("left_id", "right_id")


class Entity(Protocol):
    """How one kind of thing is compared. Pairs are tables of `left_id` < `right_id`."""

    name: str
    """The table of the catalogue."""
    rows: Any
    """What is compared of each row, with `id`, `source` as a number, and `several`.

    `several` says whether the source may have several rows of one thing without meaning that they differ.
    """

    def rules(self) -> Mapping[str, Rule]:
        """Return what makes rows candidates."""
        ...

    def facts(self, pairs: Any) -> Any:
        """Add to a kept table of pairs what is known of both together, null where nothing is."""
        ...

    def evidence(self, pair: Any) -> Mapping[str, Any]:
        """Return the weights of a pair; it has the facts, and the columns of both rows as `l_…` and `r_…`."""
        ...


def redirected(redirect: Any, entity: Entity) -> Any:
    """Return the pairs of rows of which a source says that one is the other now, where it still has both."""
    ids = entity.rows.select("id")
    found = redirect.filter(redirect.entity == entity.name).select("old_id", now="id")
    found = found.semi_join(ids.select(old_id="id"), "old_id").semi_join(ids.select(now="id"), "now")
    return found.select(
        left_id=ibis.least(found.old_id, found.now), right_id=ibis.greatest(found.old_id, found.now)
    )


def compared(bench: Workbench, entity: Entity, pairs: Any, redirects: Any, name: str) -> Any:
    """Return `left_id`, `right_id`, a column for each kind of evidence, and `weight`."""
    merged = redirects.select(*PAIR, by_redirect=ibis.literal(True)).distinct()  # noqa: FBT003
    facts = bench.keep(f"{name}_facts", beside(entity.facts(pairs), merged))
    either = ibis.union(pairs.select(id="left_id"), pairs.select(id="right_id"), distinct=True)
    rows = bench.keep(f"{name}_rows", entity.rows.semi_join(either, "id"))
    sides = _both_sides(facts, rows)
    evidence = {**entity.evidence(sides), "redirect": graded((sides.by_redirect, CERTAIN))}
    return bench.keep(name, weighed(sides, evidence).select(*PAIR, *evidence, "weight"))


def _both_sides(pairs: Any, rows: Any) -> Any:
    columns = [name for name in rows.columns if name not in {"id", "several"}]
    left = rows.select(left_id="id", **{f"l_{name}": name for name in columns})
    right = rows.view().select(right_id="id", **{f"r_{name}": name for name in columns})
    return pairs.join(left, "left_id").join(right, "right_id")


def beside(table: Any, facts: Any, on: Sequence[str] = PAIR) -> Any:
    """Join facts that some rows have; null for the others."""
    joined = table.left_join(facts, list(on))
    return joined.drop(*(f"{name}_right" for name in on))


def with_facts(pairs: Any, parts: Sequence[Any]) -> Any:
    """Join several tables of facts to pairs."""
    return reduce(beside, parts, pairs)


def met(pairs: Any, keyed: Any) -> Any:
    """Return pairs once for each key that both rows have; `keyed` has `id`, `key`."""
    keyed = keyed.select("id", "key").distinct()
    left, right = keyed.select("key", left_id="id"), keyed.view().select("key", right_id="id")
    return pairs.select(*PAIR).join(left, "left_id").join(right, ["right_id", "key"])


def sharing(pairs: Any, keyed: Any, name: str) -> Any:
    """Return the pairs that have a key in common, with a column `name` that is true."""
    return met(pairs, keyed).select(*PAIR, **{name: ibis.literal(True)}).distinct()  # noqa: FBT003
