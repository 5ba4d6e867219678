"""From links to clusters, strongest first, so that no cluster holds what contradicts itself.

Each row begins as a cluster of its own. In a round, two clusters become one where each is the other's
strongest link. A link between clusters goes when they hold rows of one source (but for certain links: a
redirect, a shared identifier), or when a row of one was found to differ from a row of the other. The
rounds end when no link is left. So the order of the rows counts for nothing, and a wrong link cannot
draw two records together that a better one keeps apart.
"""

from itertools import count
from typing import Any

import ibis

from nachklang.catalogue.linking.workbench import Workbench

CERTAIN = 100
"""Links of at least this weight join rows of one source, too."""


def clusters(bench: Workbench, links: Any, rows: Any, against: Any) -> Any:
    """Return `id`, `cluster_id` of each row that shares a cluster, whose id is the smallest of its rows.

    `links`: `left_id`, `right_id`, `weight`. `rows`: `id`, `source`. `against`: `left_id`, `right_id`.
    """
    edges = bench.keep("edges", links.select(a="left_id", b="right_id", weight="weight"))
    ends = ibis.union(edges.select(id="a"), edges.select(id="b"), distinct=True)
    members = bench.keep("members", ends.join(rows, "id").select("id", "source", cluster_id="id"))
    against = bench.keep("against", against.select(a="left_id", b="right_id"))
    for number in count():
        moves = bench.keep(f"moves{number}", _strongest(edges))
        if not bench.count(moves):
            break
        members = bench.keep(f"members{number}", _moved(members, moves, "cluster_id"))
        against = bench.keep(f"against{number}", _between(against, moves).select("a", "b").distinct())
        edges = bench.keep(f"edges{number}", _allowed(_between(edges, moves), members, against))
    sizes = members.group_by("cluster_id").agg(size=members.count())
    shared = members.semi_join(sizes.filter(sizes["size"] > 1), "cluster_id")
    return bench.keep("clusters", shared.select("id", "cluster_id"))


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
    met = strongest.join(left, strongest.a == left.cluster_id).select("a", "b", "weight", "source")
    met = met.join(right, [met.b == right.cluster_id, met.source == right.source])
    twice = met.filter(met.weight < CERTAIN).select("a", "b").distinct()
    return strongest.anti_join(ibis.union(twice, against), ["a", "b"])
