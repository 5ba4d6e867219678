"""Writing tantivy indexes: tiers by weight, each in shards of no more than some million documents.

tantivy merges eight segments into one, which costs as much as a quarter of the indexing. A shard ends
before it has eight, so nothing is written twice; searching a dozen shards costs no more than searching
as many segments of one.
"""

import json
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import tantivy
from tantivy import Document, Query

from nachklang.catalogue.search.fields import LIGHTEST, NOTE, index_schema

_DOCUMENTS_A_SHARD = 16_000_000
_SMALLEST_HEAP = 15_000_000
_LARGEST_HEAP = 4_000_000_000
_SHARE_OF_THE_LAST_TIER = 0.5
_FROM_THE_LIGHTEST = LIGHTEST[::-1]


class ShardWriter:
    """One tantivy index, made in the folder, which must not exist; whole once it is closed.

    One thread indexes: the cores that are left have processes of their own.
    """

    def __init__(self, folder: Path, texts: Sequence[str], *, heap: int) -> None:
        folder.mkdir()
        self._folder = folder
        self._index = tantivy.Index(index_schema(*texts), path=str(folder), reuse=False)
        self._writer = self._index.writer(max(_SMALLEST_HEAP, min(heap, _LARGEST_HEAP)), num_threads=1)
        self._words = 0
        self.documents = 0

    def add(self, document: Document, tokens: str) -> None:
        """Add a document whose words are `tokens`."""
        self._writer.add_document(document)
        self._words += tokens.count(" ") + 1
        self.documents += 1

    def close(self) -> None:
        """Bring everything to the disk. Raises ValueError, as adding does, where there is no room."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()
        heaviest = {"heaviest": {"max": {"field": "weight"}}}
        found = self._index.searcher().aggregate(Query.all_query(), heaviest)["heaviest"]["value"]
        note = {"heaviest": int(found or 0), "words": self._words / max(1, self.documents)}
        (self._folder / NOTE).write_text(json.dumps(note), encoding="utf-8")


class Tiers:
    """The shards of a part, written at once. Use it as a context manager; `heap` is shared by all tiers.

    `name` tells them from those that other processes write into the same folder.
    """

    def __init__(self, folder: Path, texts: Sequence[str], *, heap: int, name: str) -> None:
        self._folder = folder
        self._name = name
        self._texts = texts
        self._heap = heap
        self._open: list[ShardWriter | None] = [None] * len(LIGHTEST)
        self._begun = 0

    def add(self, document: Document, tokens: str, weight: int) -> None:
        """Add a document to the tier for its weight."""
        tier = len(LIGHTEST) - bisect_right(_FROM_THE_LIGHTEST, weight)
        shard = self._open[tier]
        if shard is None or shard.documents == _DOCUMENTS_A_SHARD:
            shard = self._next(tier)
        shard.add(document, tokens)

    def _next(self, tier: int) -> ShardWriter:
        self._close(tier)
        last = tier == len(LIGHTEST) - 1
        share = _SHARE_OF_THE_LAST_TIER if last else (1 - _SHARE_OF_THE_LAST_TIER) / (len(LIGHTEST) - 1)
        folder = self._folder / f"shard-{self._name}-{self._begun:03}"
        shard = ShardWriter(folder, self._texts, heap=int(self._heap * share))
        self._begun += 1
        self._open[tier] = shard
        return shard

    def _close(self, tier: int) -> None:
        shard = self._open[tier]
        self._open[tier] = None
        if shard is not None:
            shard.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            for tier in range(len(LIGHTEST)):
                self._close(tier)
