"""Writing the search index of one part: documents out of the tables, folded here, indexed by tantivy.

DuckDB puts the words of documents together and tantivy indexes them, each in threads of its own, while
Python folds. That is what takes longest, so each core has a process that does all three for its share
of the documents, and writes shards of its own; no document is sent between processes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from tantivy import Document

from nachklang.catalogue._disk import REBUILD
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.search.documents import documents
from nachklang.catalogue.search.fields import COMPLETIONS, KINDS, LONGEST_BEGINNING
from nachklang.catalogue.search.folding import index_texts
from nachklang.catalogue.search.frequent import WordCount, write_frequent
from nachklang.catalogue.search.sharing import MOST_COMPLETED, Share, shares
from nachklang.catalogue.search.writing import ShardWriter, Tiers
from nachklang.errors import StorageError
from nachklang.workers import processes

_HEAP_FOR_COMPLETIONS = 0.1


def build_search(folder: Path, tables: Tables, *, memory: int, workers: int, spill: Path) -> None:
    """Write the search index of the part with these tables into the empty `folder`.

    Of `memory`, in bytes, DuckDB and tantivy take two fifths each, and Python the rest; `workers` is how
    many processes may work at once; `spill` takes what DuckDB's share cannot hold. Raises StorageError
    where there is no room.
    """
    dealt = shares(tables, workers)
    works = [
        _Work(folder, tables.paths, share, memory * 2 // 5 // len(dealt), spill / f"search-{number}", number)
        for number, share in enumerate(dealt)
    ]
    try:
        counts = [_index(works[0])] if len(works) == 1 else _index_at_once(works)
    except (ValueError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StorageError(
            f"{folder}: cannot write the search index: {error}; make room, then {REBUILD}"
        ) from error
    write_frequent(folder, sum(counts, Counter[str]()))


@dataclass(frozen=True, slots=True)
class _Work:
    """One process's part; `memory` is what DuckDB and tantivy may take each."""

    folder: Path
    paths: Mapping[str, Sequence[Path]]
    share: Share
    memory: int
    spill: Path
    number: int


def _index_at_once(works: Sequence[_Work]) -> list[Counter[str]]:
    with processes(len(works)) as executor:
        try:
            return list(executor.map(_index, works))
        except BaseException:
            # Ctrl-C, or one that failed: to wait for the others would take as long as they do.
            for process in active_children():
                process.terminate()
            raise


def _index(work: _Work) -> Counter[str]:
    """Write the shards of a share; return its most frequent words."""
    work.spill.mkdir(parents=True, exist_ok=True)
    with Tables(work.paths, memory=work.memory, threads=1, spill=work.spill) as tables:
        return _Builder(work, tables).build()


class _Builder:
    def __init__(self, work: _Work, tables: Tables) -> None:
        self._work = work
        self._tables = tables
        self._words = WordCount(work.share.documents)

    def build(self) -> Counter[str]:
        work = self._work
        has_names = work.number == 0
        for_completions = int(work.memory * _HEAP_FOR_COMPLETIONS) if has_names else 0
        heap, name = work.memory - for_completions, f"{work.number:02}"
        with Tiers(work.folder, ("words", "code"), heap=heap, name=name) as tiers:
            if has_names:
                self._add_names(tiers, for_completions)
            for within in work.share.recordings:
                for batch in documents(self._tables, "recording", within):
                    self._add(tiers, "recording", batch)
        return self._words.most_frequent

    def _add_names(self, tiers: Tiers, heap: int) -> None:
        """Add artists and releases, and the more popular of them to the completions, too."""
        share = min(1.0, MOST_COMPLETED / max(1, self._work.share.named))
        completions = ShardWriter(self._work.folder / COMPLETIONS, ("words", "begins"), heap=heap)
        for kind, within in self._work.share.names:
            for batch in documents(self._tables, kind, within):
                self._add(tiers, kind, batch)
                _add_completions(completions, kind, _most_popular(batch, share))
        completions.close()

    def _add(self, tiers: Tiers, kind: str, batch: pa.RecordBatch) -> None:
        words = index_texts(batch["words"].to_pylist())
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
