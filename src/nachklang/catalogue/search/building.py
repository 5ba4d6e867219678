"""Writing the search index of one part: documents out of the tables, folded here, indexed by tantivy.

DuckDB puts the words of documents together and tantivy indexes them, each in threads of its own, while
Python folds: two cores are kept busy by one process, and no document is sent between processes.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from tantivy import Document

from nachklang.catalogue._disk import REBUILD
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.search.documents import count_documents, documents
from nachklang.catalogue.search.fields import COMPLETIONS, KINDS, LONGEST_BEGINNING
from nachklang.catalogue.search.folding import index_texts
from nachklang.catalogue.search.frequent import WordCount
from nachklang.catalogue.search.writing import ShardWriter, Tiers
from nachklang.errors import StorageError

_COMPLETED = 4_000_000
_HEAP_FOR_COMPLETIONS = 0.1


def build_search(folder: Path, tables: Tables, *, memory: int, workers: int, spill: Path) -> None:
    """Write the search index of the part with these tables into the empty `folder`.

    Of `memory`, in bytes, DuckDB and tantivy take two fifths each, and Python the rest; `workers` counts
    the threads of each; `spill` takes what DuckDB's share cannot hold. Raises StorageError where there is
    no room.
    """
    share = memory * 2 // 5
    try:
        with Tables(tables.paths, memory=share, threads=workers, spill=spill) as own:
            _Builder(folder, own, share, workers).build()
    except (ValueError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StorageError(
            f"{folder}: cannot write the search index: {error}; make room, then {REBUILD}"
        ) from error


class _Builder:
    def __init__(self, folder: Path, tables: Tables, heap: int, threads: int) -> None:
        self._folder = folder
        self._tables = tables
        self._threads = threads
        self._heap_for_completions = int(heap * _HEAP_FOR_COMPLETIONS)
        self._heap = heap - self._heap_for_completions
        self._sizes = {kind: count_documents(tables, kind) for kind in KINDS}
        self._words = WordCount(sum(self._sizes.values()))

    def build(self) -> None:
        with Tiers(self._folder, ("words", "code"), heap=self._heap, threads=self._threads) as tiers:
            self._add_names(tiers)
            for batch in documents(self._tables, "recording"):
                self._add(tiers, "recording", batch)
        self._words.write(self._folder)

    def _add_names(self, tiers: Tiers) -> None:
        """Add artists and releases, and the more popular of them to the completions, too."""
        share = min(1.0, _COMPLETED / max(1, self._sizes["artist"] + self._sizes["release"]))
        folder = self._folder / COMPLETIONS
        completions = ShardWriter(folder, ("words", "begins"), heap=self._heap_for_completions, threads=1)
        for kind in ("artist", "release"):
            for batch in documents(self._tables, kind):
                self._add(tiers, kind, batch)
                _add_completions(completions, kind, _most_popular(batch, share))
        completions.close()

    def _add(self, tiers: Tiers, kind: str, batch: pa.RecordBatch) -> None:
        # Each word once: else a song that is called as its album is would be the longer document.
        words = [" ".join(dict.fromkeys(text.split())) for text in index_texts(batch["words"].to_pylist())]
        self._words.add(words)
        place = KINDS.index(kind)
        columns = (batch[name].to_pylist() for name in ("id", "codes", "weight"))
        for one, codes, weight, tokens in zip(*columns, words, strict=True):
            document = Document()
            document.add_unsigned("id", one)
            document.add_unsigned("kind", place)
            document.add_unsigned("weight", weight)
            document.add_text("words", tokens)
            if codes is not None:
                document.add_text("code", codes)
            tiers.add(document, tokens, weight)


def _add_completions(shard: ShardWriter, kind: str, batch: pa.RecordBatch) -> None:
    titles, words = (index_texts(batch[name].to_pylist()) for name in ("title", "words"))
    columns = (batch[name].to_pylist() for name in ("id", "weight"))
    place = KINDS.index(kind)
    for one, weight, title, tokens in zip(*columns, titles, words, strict=True):
        document = Document()
        document.add_unsigned("id", one)
        document.add_unsigned("kind", place)
        document.add_unsigned("weight", weight)
        document.add_text("words", tokens)
        document.add_text("begins", " ".join(_beginnings(title.split())))
        shard.add(document, tokens)


def _most_popular(batch: pa.RecordBatch, share: float) -> pa.RecordBatch:
    if share == 1.0:
        return batch
    least = pc.quantile(batch["weight"], q=1 - share, interpolation="higher")[0]
    return batch.filter(pc.greater_equal(batch["weight"], least))


def _beginnings(tokens: Sequence[str]) -> Iterator[str]:
    shortened = {token[:LONGEST_BEGINNING] for token in tokens}
    return iter({token[:length] for token in shortened for length in range(1, len(token) + 1)})
