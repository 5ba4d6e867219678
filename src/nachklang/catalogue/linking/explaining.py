"""Why two rows are the same, or are not: computed for any two, whether they were ever compared or not."""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import ibis

from nachklang.catalogue.engines import Engine
from nachklang.catalogue.linking.artists import Artists
from nachklang.catalogue.linking.comparing import PAIR, Entity, compared, redirected
from nachklang.catalogue.linking.evidence import ACCEPTED, REFUSED, probability_of
from nachklang.catalogue.linking.ground import Ground, first_artists, lay_ground
from nachklang.catalogue.linking.groups import Groups
from nachklang.catalogue.linking.neighbourhood import around
from nachklang.catalogue.linking.recordings import Recordings
from nachklang.catalogue.linking.releases import Releases
from nachklang.catalogue.linking.workbench import Workbench
from nachklang.errors import NotFoundError

Reason = Literal[
    "linked", "linked-through-others", "never-compared", "too-common", "one-source", "evidence-against",
    "not-enough-evidence", "closer-elsewhere",
]  # fmt: skip
"""Why the two are, or are not, in one cluster."""

ENTITIES = ("artist", "release", "release_group", "recording")


@dataclass(frozen=True, slots=True)
class Block:
    """A key of a rule that both rows have, how many rows have it, and how many may for the rule to count."""

    rule: str
    rows: int
    most: int


@dataclass(frozen=True, slots=True)
class Link:
    """A pair that was joined, how sure it is, and what for: kind to weight in decibans."""

    left_id: int
    right_id: int
    score: float
    evidence: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is to be said of two rows.

    `weight` is the sum of the evidence in decibans and `score` the probability that it makes. `path` are
    the links from one to the other, where they are in one cluster.
    """

    entity: str
    left_id: int
    right_id: int
    joined: bool
    reason: Reason
    weight: int
    score: float
    evidence: Mapping[str, int]
    blocks: tuple[Block, ...]
    path: tuple[Link, ...]


def why(engine: Engine, tables: Mapping[str, Any], entity: str, one: int, other: int) -> Explanation:
    """Explain two rows of a snapshot, whose `tables` hold its `cluster` and `match`, too.

    Raises NotFoundError where the snapshot has no such rows.
    """
    bench = Workbench(engine)
    with bench.clearing():
        return _Question(bench, tables, entity, min(one, other), max(one, other)).answer()


class _Question:
    def __init__(
        self, bench: Workbench, tables: Mapping[str, Any], entity: str, left: int, right: int
    ) -> None:
        self._bench = bench
        self._tables = tables
        self._entity = entity
        self._ids = (left, right)

    def answer(self) -> Explanation:
        sources = self._sources()
        near = around(self._bench, self._tables, self._entity, self._ids)
        ground = lay_ground(self._bench, near)
        rules = self._rules(ground)
        links = self._links()
        direct = next((link for link in links if (link.left_id, link.right_id) == self._ids), None)
        evidence = direct.evidence if direct else self._evidence(rules, near["redirect"])
        weight, blocks = sum(evidence.values()), self._blocks(rules)
        path = _path(links, *self._ids)
        return Explanation(
            self._entity, *self._ids, bool(path), _reason(weight, blocks, path, one_source=len(sources) == 1),
            weight, probability_of(weight), evidence, blocks, path,
        )  # fmt: skip

    def _sources(self) -> set[str]:
        rows = self._tables[self._entity].filter(ibis._.id.isin(self._ids)).select("id", "source")
        found = {row["id"]: row["source"] for row in self._bench.rows(rows)}
        for one in self._ids:
            if one not in found:
                raise NotFoundError(f"the snapshot has no {self._entity} {one}")
        return set(found.values())

    def _clusters(self, entity: str) -> Any:
        clusters = self._tables["cluster"]
        return clusters.filter(clusters.entity == entity).select("id", "cluster_id")

    def _rules(self, ground: Ground) -> Entity:
        if self._entity == "artist":
            return Artists(self._bench, ground)
        who = self._bench.keep("who", first_artists(ground, self._clusters("artist")))
        if self._entity == "release":
            return Releases(self._bench, ground, who)
        releases = self._clusters("release")
        if self._entity == "release_group":
            return Groups(self._bench, ground, who, releases)
        return Recordings(self._bench, ground, who, releases)

    def _evidence(self, rules: Entity, redirect: Any) -> dict[str, int]:
        left, right = (rules.rows.filter(rules.rows.id == one) for one in self._ids)
        pair = left.select(left_id="id").cross_join(right.select(right_id="id"))
        pairs = self._bench.keep("pair", pair)
        weighed = compared(self._bench, rules, pairs, redirected(redirect, rules), "explained")
        (found,) = self._bench.rows(weighed)
        return {kind: value for kind, value in found.items() if kind not in {*PAIR, "weight"} and value}

    def _blocks(self, rules: Entity) -> tuple[Block, ...]:
        found = []
        for name, rule in rules.rules().items():
            keyed = self._bench.keep("explained_keys", rule.keyed.select("id", "key").distinct())
            own = keyed.filter(keyed.id.isin(self._ids)).group_by("key").agg(rows=ibis._.count())
            shared = keyed.semi_join(own.filter(own.rows == 2), "key")
            shared = shared.group_by("key").agg(rows=ibis._.count())
            found += [Block(name, int(row["rows"]), rule.most) for row in self._bench.rows(shared)]
        return tuple(sorted(found, key=lambda block: (block.rule, block.rows)))

    def _links(self) -> list[Link]:
        """Return the links inside the clusters of the two."""
        groups = self._clusters(self._entity)
        own = groups.filter(groups.id.isin(self._ids)).select("cluster_id").distinct()
        members = groups.semi_join(own, "cluster_id").select("id")
        match = self._tables["match"].filter(ibis._.entity == self._entity)
        inside = match.semi_join(members.select(left_id="id"), "left_id").select(*PAIR, "score", "evidence")
        rows = self._bench.rows(inside.order_by(*PAIR))
        return [
            Link(row["left_id"], row["right_id"], row["score"], json.loads(row["evidence"])) for row in rows
        ]


def _reason(weight: int, blocks: tuple[Block, ...], path: tuple[Link, ...], *, one_source: bool) -> Reason:
    if path:
        return "linked" if len(path) == 1 else "linked-through-others"
    if one_source:
        return "one-source"
    if weight <= REFUSED:
        return "evidence-against"
    if weight < ACCEPTED:
        return "not-enough-evidence"
    if not blocks:
        return "never-compared"
    return "too-common" if all(block.rows > block.most for block in blocks) else "closer-elsewhere"


def _path(links: Iterable[Link], start: int, end: int) -> tuple[Link, ...]:
    """Return the shortest way over links; empty where there is none."""
    ways: dict[int, list[tuple[int, Link]]] = {}
    for link in links:
        ways.setdefault(link.left_id, []).append((link.right_id, link))
        ways.setdefault(link.right_id, []).append((link.left_id, link))
    reached: dict[int, tuple[Link, ...]] = {start: ()}
    waiting = deque([start])
    while waiting and end not in reached:
        here = waiting.popleft()
        for there, link in ways.get(here, ()):
            if there not in reached:
                reached[there] = (*reached[here], link)
                waiting.append(there)
    return reached.get(end, ())
