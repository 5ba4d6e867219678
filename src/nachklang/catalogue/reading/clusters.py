"""Which rows stand for one thing: clusters of sources, and rows that their source merged into others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nachklang.catalogue.reading import questions as ask
from nachklang.catalogue.reading.tables import Tables

if TYPE_CHECKING:
    from nachklang.catalogue.cluster_index import ClusterIndex

_MOST_MERGES = 8
"""How often a row that was merged into another may have been merged again; more is a circle."""


@dataclass(frozen=True, slots=True)
class Members:
    """Rows, and the head that each belongs to, in two lists of one length."""

    ids: list[int]
    heads: list[int]

    def of(self, head: int) -> list[int]:
        """Return the rows of one head."""
        return [one for one, its in zip(self.ids, self.heads, strict=True) if its == head]


class Clusters:
    """Answers for the tables of one snapshot; a row that no cluster names stands alone."""

    def __init__(self, tables: Tables, index: "Callable[[], ClusterIndex]") -> None:
        self._tables = tables
        self._index = index
        self._clustered = bool(tables.paths.get("cluster"))
        self._redirected = bool(tables.paths.get("redirect"))

    def head(self, entity: str, one: int) -> int:
        """Return the head of a row that somebody names; of a merged row, that of what it became."""
        (head,) = self.heads(entity, [self._followed(entity, one) if self._redirected else one])
        return head

    def heads(self, entity: str, ids: Sequence[int]) -> list[int]:
        """Return the head of each row that others point at, in the order of the rows."""
        wanted = list(ids)
        if not self._clustered or not wanted:
            return wanted
        rows = self._tables.about(ask.HEADS, wanted, wanted, entity)
        found = {row["id"]: row["head"] for row in rows}
        return [found.get(one, one) for one in wanted]

    def members(self, entity: str, heads: Iterable[int]) -> Members:
        """Return the rows of each head, the head's own among them."""
        wanted = list(dict.fromkeys(heads))
        if not self._clustered or not wanted:
            return Members(wanted, wanted)
        index = self._index()
        found = {one: head for head in wanted for one in (head, *index.members(entity, head))}
        return Members(list(found), list(found.values()))

    def _followed(self, entity: str, one: int) -> int:
        for _ in range(_MOST_MERGES):
            rows = self._tables.about(ask.REDIRECTED, [one], [one], entity)
            if not rows:
                break
            one = rows[0]["now"]
        return one
