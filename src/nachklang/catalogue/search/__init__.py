"""Search over artists, releases and recordings: words as people type them, identifiers in any spelling.

*document*: what search knows of one row: its words, its identifiers, its weight. *token*: a word as
search compares it. *weight*: how much a row is asked for and how often it appears; a hit's score is BM25
times it. *beginning*: the first letters of a word. *completion*: an artist or release by its beginning.
"""

from typing import TYPE_CHECKING, Any

from nachklang.catalogue.search.index import SearchIndex
from nachklang.catalogue.search.shard import Found

if TYPE_CHECKING:
    from nachklang.catalogue.search.building import build_search

__all__ = ["Found", "SearchIndex", "build_search"]


def __getattr__(name: str) -> Any:
    # Whoever only searches does not wait for DuckDB and Arrow.
    if name == "build_search":
        from nachklang.catalogue.search.building import build_search  # noqa: PLC0415

        return build_search
    raise AttributeError(name)
