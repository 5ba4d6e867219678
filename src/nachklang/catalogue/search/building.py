"""Writing the search index of one part: documents out of the tables, folded here, indexed by tantivy.

DuckDB puts the words of documents together and tantivy indexes them, each in threads of its own, while
Python folds: two cores are kept busy by one process, and no document is sent between processes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import tantivy
from tantivy import Document

from nachklang.catalogue._disk import REBUILD
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.search.documents import KINDS, count_documents, documents
from nachklang.catalogue.search.fields import (
    COMPLETIONS,
    FREQUENT,
    LONGEST_BEGINNING,
    NAMES,
    RECORDINGS,
    index_schema,
    packed_id,
)
from nachklang.catalogue.search.folding import index_texts
from nachklang.errors import StorageError

_COMPLETED = 4_000_000
_SAMPLED = 2_000_000
_FREQUENT_WORDS = 50_000
_SMALLEST_HEAP = 15_000_000
_LARGEST_HEAP = 4_000_000_000


def build_search(folder: Path, tables: Tables, *, memory: int, workers: int, spill: Path) -> None:
    """Write the search index of the part with these tables into the empty `folder`.

    `memory`, in bytes, is shared between DuckDB and tantivy; `workers` counts the threads of each;
    `spill` takes what DuckDB's half cannot hold. Raises StorageError where there is no room.
    """
    try:
        with Tables(tables.paths, memory=memory // 2, threads=workers, spill=spill) as own:
            _Builder(folder, own, memory // 2, workers).build()
    except (ValueError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StorageError(
            f"{folder}: cannot write the search index: {error}; make room, then {REBUILD}"
        ) from error


class _Builder:
    def __init__(self, folder: Path, tables: Tables, memory: int, threads: int) -> None:
        self._folder = folder
        self._tables = tables
        self._memory = memory
        self._threads = threads
        self._sizes = {kind: count_documents(tables, kind) for kind in KINDS}
        self._words = _FrequentWords(sum(self._sizes.values()))

    def build(self) -> None:
        names = self._sizes["artist"] + self._sizes["release"]
        share = min(1.0, _COMPLETED / max(1, names))
        with (
            _Writer(self._folder / COMPLETIONS, self._memory // 4, 1) as completions,
            _Writer(self._folder / NAMES, self._memory * 3 // 4, self._threads) as writer,
        ):
            for kind in ("artist", "release"):
                for batch in documents(self._tables, kind):
                    self._add(writer, kind, batch)
                    _add_completions(completions, kind, batch, share)
        with _Writer(self._folder / RECORDINGS, self._memory, self._threads) as writer:
            for batch in documents(self._tables, "recording"):
                self._add(writer, "recording", batch)
        self._words.write(self._folder / FREQUENT)

    def _add(self, writer: "_Writer", kind: str, batch: pa.RecordBatch) -> None:
        words = index_texts(batch["words"].to_pylist())
        self._words.count(words)
        columns = (batch[name].to_pylist() for name in ("id", "codes", "weight"))
        for one, codes, weight, tokens in zip(*columns, words, strict=True):
            document = Document()
            document.add_unsigned("id", packed_id(kind, one))
            document.add_unsigned("weight", weight)
            document.add_text("words", tokens)
            if codes is not None:
                document.add_text("code", codes)
            writer.add(document)


def _add_completions(writer: "_Writer", kind: str, batch: pa.RecordBatch, share: float) -> None:
    """Add the most popular `share` of a batch, which is what people begin to type."""
    chosen = _most_popular(batch, share)
    titles, words = (index_texts(chosen[name].to_pylist()) for name in ("title", "words"))
    columns = (chosen[name].to_pylist() for name in ("id", "weight"))
    for one, weight, title, tokens in zip(*columns, titles, words, strict=True):
        document = Document()
        document.add_unsigned("id", packed_id(kind, one))
        document.add_unsigned("weight", weight)
        document.add_text("words", tokens)
        document.add_text("begins", " ".join(_beginnings(title.split())))
        writer.add(document)


def _most_popular(batch: pa.RecordBatch, share: float) -> pa.RecordBatch:
    if share == 1.0:
        return batch
    least = pc.quantile(batch["weight"], q=1 - share, interpolation="higher")[0]
    return batch.filter(pc.greater_equal(batch["weight"], least))


def _beginnings(tokens: Sequence[str]) -> Iterator[str]:
    shortened = {token[:LONGEST_BEGINNING] for token in tokens}
    return iter({token[:length] for token in shortened for length in range(1, len(token) + 1)})


class _Writer:
    """One index, written by threads of tantivy's; whole once the context is left."""

    def __init__(self, folder: Path, memory: int, threads: int) -> None:
        folder.mkdir()
        index = tantivy.Index(index_schema(folder.name), path=str(folder), reuse=False)
        heap = max(_SMALLEST_HEAP, min(memory // threads, _LARGEST_HEAP)) * threads
        self._writer = index.writer(heap, num_threads=threads)
        self.add = self._writer.add_document

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._writer.commit()
            self._writer.wait_merging_threads()


class _FrequentWords:
    """Which words many documents have, as every so many-th batch shows."""

    def __init__(self, documents: int) -> None:
        self._every = max(1, documents // _SAMPLED)
        self._batches = 0
        self._counts: Counter[str] = Counter()

    def count(self, texts: Iterable[str]) -> None:
        if self._batches % self._every == 0:
            for text in texts:
                self._counts.update(text.split())
        self._batches += 1

    def write(self, path: Path) -> None:
        found = sorted(self._counts.most_common(_FREQUENT_WORDS))
        path.write_text("".join(f"{word} {count}\n" for word, count in found), encoding="utf-8")
