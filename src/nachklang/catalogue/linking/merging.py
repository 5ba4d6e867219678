"""From links to clusters, strongest first, so that no cluster holds what contradicts itself.

Each row begins as a cluster of its own. In a round, two clusters become one where each is the other's
strongest link. A link between clusters goes when they hold rows of one source, or when a row of one was
found to differ from a row of the other; only redirects hold all the same. The rounds end when no link is
left. So the order of rows counts for nothing, and a wrong link cannot join what better ones keep apart.

Some sources do not tell their own rows apart: Discogs has a recording for each track. What is left of
theirs then follows its strongest link, several rows to one cluster.
"""

from typing import Any

import ibis

from nachklang.catalogue.linking.evidence import SURE
from nachklang.catalogue.linking.workbench import Workbench


def clusters(bench: Workbench, links: Any, rows: Any, against: Any) -> Any:
    """Return `id`, `cluster_id` of each row that shares a cluster, whose id is the smallest of its rows.

    `links`: `left_id`, `right_id`, `weight`. `rows`: `id`, `source`, `several`: whether a cluster may hold
    more rows of this source. `against`: `left_id`, `right_id` of rows that are never in one cluster.
    """
    with bench.clearing("clusters"):
        edges = bench.keep("edges", links.select(a="left_id", b="right_id", weight="weight"))
        ends = bench.keep("ends", ibis.union(edges.select(id="a"), edges.select(id="b"), distinct=True))
        members = bench.keep(
            "members", ends.join(rows, "id").select("id", "source", "several", cluster_id="id")
        )
        against = against.select(a="left_id", b="right_id")
        against = against.semi_join(ends.select(a="id"), "a").semi_join(ends.select(b="id"), "b")
        against = bench.keep("against", against)
        members = _merged(bench, edges, members, against)
        members = _followed(bench, edges, members, against)
        of_cluster = ibis.window(group_by="cluster_id")
        sized = members.mutate(head=members.id.min().over(of_cluster), rows=members.count().over(of_cluster))
        return bench.keep("clusters", sized.filter(sized.rows > 1).select("id", cluster_id="head"))


def _merged(bench: Workbench, edges: Any, members: Any, against: Any) -> Any:
    """Let clusters become one, two by two, until no link between them is left."""
    edges, against = bench.keep("open", _allowed(edges, members, against)), bench.keep("closed", against)
    while True:
        moves = bench.keep("moves", _strongest(edges))
        if not bench.count(moves):
            return members
        members = bench.keep("members", _moved(members, moves, "cluster_id"))
        against = bench.keep("closed", _between(against, moves).select("a", "b").distinct())
        edges = bench.keep("open", _allowed(_between(edges, moves), members, against))


def _strongest(edges: Any) -> Any:
    """Return `old`, `new` for pairs of clusters of which each is the other's strongest."""
    ways = ibis.union(edges, edges.select(a="b", b="a", weight="weight"))
    place = ibis.row_number().over(group_by="a", order_by=[ibis.desc("weight"), "b"])
    best = ways.mutate(place=place).filter(ibis._.place == 0)
    other = best.view()
    met = best.join(other, [best.a == other.b, best.b == other.a])
    return met.filter(met.a < met.b).select(old="b", new="a")


def _moved(table: Any, moves: Any, column: str) -> Any:
    joined = table.left_join(moves, table[column] == moves.old)
    return joined.mutate(**{column: joined.new.fill_null(joined[column])}).select(table.columns)


def _between(pairs: Any, moves: Any) -> Any:
    """Return pairs as pairs of the clusters that they are in now, one way round, without those inside one."""
    moved = _moved(_moved(pairs, moves, "a"), moves.view(), "b")
    ordered = moved.mutate(a=ibis.least(moved.a, moved.b), b=ibis.greatest(moved.a, moved.b))
    return ordered.filter(ordered.a != ordered.b)


def _allowed(edges: Any, members: Any, against: Any) -> Any:
    strongest = edges.group_by("a", "b").agg(weight=edges.weight.max())
    left, right = members, members.view()
    met = strongest.join(left, strongest.a == left.cluster_id).select("a", "b", "source")
    met = met.join(right, [met.b == right.cluster_id, met.source == right.source])
    contrary = ibis.union(met.select("a", "b"), against.select("a", "b"))
    return strongest.filter(strongest.weight >= SURE).union(
        strongest.filter(strongest.weight < SURE).anti_join(contrary, ["a", "b"])
    )


def _followed(bench: Workbench, edges: Any, members: Any, against: Any) -> Any:
    """Let clusters of sources that do not tell rows apart follow their strongest link to one that does."""
    sizes = members.group_by("cluster_id").agg(loose=members.several.all())
    placed = bench.keep("placed", members.join(sizes, "cluster_id").select("id", "cluster_id", "loose"))
    across = _across(edges, placed)
    across = across.filter(across.a_loose != across.b_loose)
    refused = _across(against, placed).select("a", "b")
    offers = ibis.union(
        across, across.select(a="b", b="a", weight="weight", a_loose="b_loose", b_loose="a_loose")
    )
    refusals = ibis.union(refused, refused.select(a="b", b="a"))
    offers = offers.filter(offers.a_loose).anti_join(refusals, ["a", "b"])
    place = ibis.row_number().over(group_by="a", order_by=[ibis.desc("weight"), "b"])
    moves = offers.mutate(place=place).filter(ibis._.place == 0).select("weight", old="a", new="b")
    moves = bench.keep("followers", moves)
    met = refusals.join(moves, refusals.a == moves.old).select("a", "b", "new", "weight")
    rival = moves.view()
    met = met.join(rival, [met.b == rival.old, met.new == rival.new])
    weaker = (met.weight < met.weight_right) | ((met.weight == met.weight_right) & (met.a > met.b))
    lost = met.filter(weaker).select(old="a").distinct()
    return bench.keep(
        "members", _moved(members, moves.anti_join(lost, "old").select("old", "new"), "cluster_id")
    )


def _across(pairs: Any, placed: Any) -> Any:
    """Return pairs of rows as pairs of clusters, and whether each holds rows of such sources alone."""
    left = placed.select(a="id", a_cluster="cluster_id", a_loose="loose")
    right = placed.view().select(b="id", b_cluster="cluster_id", b_loose="loose")
    found = pairs.join(left, "a").join(right, "b").mutate(a=ibis._.a_cluster, b=ibis._.b_cluster)
    return found.filter(found.a != found.b).drop("a_cluster", "b_cluster")
