"""One run over all entities: artists first, then releases by them, then groups and recordings by both."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from nachklang.catalogue.engines import Engine
from nachklang.catalogue.linking.artists import Artists
from nachklang.catalogue.linking.blocking import candidates
from nachklang.catalogue.linking.comparing import PAIR, Entity, compared, redirected
from nachklang.catalogue.linking.evidence import ACCEPTED, REFUSED, as_json, probability
from nachklang.catalogue.linking.ground import first_artists, lay_ground
from nachklang.catalogue.linking.groups import Groups
from nachklang.catalogue.linking.merging import clusters
from nachklang.catalogue.linking.recordings import Recordings
from nachklang.catalogue.linking.releases import Releases
from nachklang.catalogue.linking.workbench import Skipped, Workbench
from nachklang.catalogue.schema import IDENTITY_TABLES
from nachklang.catalogue.watching import Stage, Watch, unwatched

SOURCE = "identity"
RULES = "rules-1"
"""The name of this set of rules; another one gives other clusters of the same rows."""
ENTITIES = ("artist", "release", "release_group", "recording")
"""What is linked, in this order."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """One entity, when it is done. `links`: the pairs that may be joined, with their evidence and `weight`.

    `clusters`: `id`, `cluster_id` of the rows that share one.
    """

    entity: Entity
    links: Any
    clusters: Any


def link(
    engine: Engine,
    tables: Mapping[str, Any],
    *,
    tell: Callable[[Skipped], None],
    watch: Watch = unwatched,
) -> dict[str, Any]:
    """Return the tables `cluster` and `match` for a snapshot's tables, the rows of all sources together.

    `tell` is called for each rule that left rows uncompared because too many have one key, `watch` before
    each of ENTITIES.
    """
    bench = Workbench(engine)
    done = list[Resolved]()
    watch(Stage("link", 0, len(ENTITIES)))
    for one in resolve(bench, tables):
        done.append(one)
        if len(done) < len(ENTITIES):
            watch(Stage("link", len(done), len(ENTITIES)))
    for skipped in bench.skipped:
        tell(skipped)
    return {
        "cluster": ibis.union(*(_cluster_rows(one) for one in done)),
        "match": ibis.union(*(_match_rows(one) for one in done)),
    }


def resolve(bench: Workbench, tables: Mapping[str, Any]) -> Iterator[Resolved]:
    """Yield each entity when it is done; what it was compared by can be asked until the next is wanted."""
    ground = lay_ground(bench, tables)
    redirects = tables["redirect"]
    artists = _resolved(bench, Artists(bench, ground), redirects)
    yield artists
    who = bench.keep("who", first_artists(ground, artists.clusters))
    releases = _resolved(bench, Releases(bench, ground, who), redirects)
    yield releases
    yield _resolved(bench, Groups(bench, ground, who, releases.clusters), redirects)
    yield _resolved(bench, Recordings(bench, ground, who, releases.clusters), redirects)


def _resolved(bench: Workbench, entity: Entity, redirects: Any) -> Resolved:
    links, joined = f"{entity.name}_links", f"{entity.name}_clusters"
    with bench.clearing(links, joined):
        merged = bench.keep("merged", redirected(redirects, entity))
        pairs = ibis.union(candidates(bench, entity.name, entity.rules()), merged, distinct=True)
        weighed = compared(bench, entity, bench.keep("pairs", pairs), merged, "compared")
        found = bench.keep(links, weighed.filter(weighed.weight >= ACCEPTED))
        vouched = bench.keep("vouched", _vouched(found))
        refused = weighed.filter(weighed.weight <= REFUSED).select(PAIR)
        against = bench.keep("refused", refused.anti_join(vouched, PAIR))
        known = weighed.select(PAIR)
        while True:
            groups = clusters(bench, found, entity.rows, against)
            unseen = bench.keep("unseen", _unseen(groups, entity, known))
            more = compared(bench, entity, unseen, merged, "compared_later")
            worse = more.filter(more.weight <= REFUSED).select(PAIR).anti_join(vouched, PAIR)
            if not bench.count(worse):
                return Resolved(entity, found, bench.keep(joined, groups))
            against = bench.keep("refused", ibis.union(against, worse))
            known = bench.keep("known", ibis.union(known, more.select(PAIR)))


def _vouched(links: Any) -> Any:
    """Return the pairs that identifiers join to one third row: what else they have may differ."""
    named = links.filter(links.identifier > 0).select(PAIR)
    ways = ibis.union(named, named.select(left_id="right_id", right_id="left_id"))
    ways = ways.select(id="left_id", key="right_id")
    other = ways.view()
    met = ways.join(other, [ways.key == other.key, ways.id < other.id])
    return met.select(left_id=ways.id, right_id=other.id).distinct()


def _unseen(groups: Any, entity: Entity, known: Any) -> Any:
    """Return the pairs that are in one cluster now and were never compared, as they share no block.

    Rows that only followed are compared with the rows of sources that tell theirs apart.
    """
    members = groups.join(entity.rows.select("id", "source", "several"), "id")
    other = members.view()
    same = [members.cluster_id == other.cluster_id, members.id < other.id, members.source != other.source]
    met = members.join(other, [*same, ~(members.several & other.several)])
    return met.select(left_id=members.id, right_id=other.id).anti_join(known, PAIR)


def _cluster_rows(done: Resolved) -> Any:
    return _given(done.clusters.mutate(entity=ibis.literal(done.entity.name)), "cluster")


def _match_rows(done: Resolved) -> Any:
    """Return the links whose two rows are in one cluster."""
    groups = done.clusters
    placed = done.links.join(groups.select(left_id="id", one="cluster_id"), "left_id")
    placed = placed.join(groups.view().select(right_id="id", two="cluster_id"), "right_id")
    inside = placed.filter(placed.one == placed.two)
    kinds = [name for name in done.links.columns if name not in {*PAIR, "weight"}]
    return _given(
        inside.mutate(
            entity=ibis.literal(done.entity.name),
            score=probability(inside.weight),
            evidence=as_json(inside, kinds),
        ),
        "match",
    )


def _given(rows: Any, table: str) -> Any:
    marked = rows.mutate(
        source=ibis.literal(SOURCE), source_id=ibis.literal(RULES), snapshot=ibis.literal("")
    )
    return marked.select(IDENTITY_TABLES[table].names)
