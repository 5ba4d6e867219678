"""The words that many documents of a part have: what a short beginning stands for."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from heapq import nlargest
from pathlib import Path

from nachklang.catalogue._disk import REBUILD, MissingIndexError

_FILE = "frequent-words.txt"
_SAMPLED = 500_000
_KEPT = 50_000
_LAST = "\U0010ffff"


class WordCount:
    """Counts the words of every so many-th batch of documents, of which there are `documents` in all."""

    def __init__(self, documents: int) -> None:
        self._every = max(1, documents // _SAMPLED)
        self._batches = 0
        self._counts: Counter[str] = Counter()

    def add(self, texts: Iterable[str]) -> None:
        """Take note of a batch."""
        if self._batches % self._every == 0:
            for text in texts:
                self._counts.update(text.split())
        self._batches += 1

    @property
    def most_frequent(self) -> Counter[str]:
        """The counts, without the words of which there are so few that they are not written in the end."""
        return Counter(dict(self._counts.most_common(_KEPT * 4)))


def write_frequent(folder: Path, counts: Counter[str]) -> None:
    """Write the most frequent words, in order, each with its count: `word count`, a line each."""
    found = sorted(counts.most_common(_KEPT))
    lines = "".join(f"{word} {count}\n" for word, count in found)
    (folder / _FILE).write_text(lines, encoding="utf-8")


class FrequentWords:
    """The words of one part, read when they are first needed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def beginning_with(self, beginning: str, most: int) -> list[str]:
        """Return the `most` most frequent words that begin so; none where fewer are known here."""
        words, counts = self._table
        start, end = bisect_left(words, beginning), bisect_left(words, beginning + _LAST)
        if end - start < most:
            return []
        return [words[place] for place in nlargest(most, range(start, end), key=counts.__getitem__)]

    @cached_property
    def _table(self) -> tuple[list[str], list[int]]:
        try:
            cells = self._path.read_text(encoding="utf-8").split()
        except (OSError, ValueError) as error:
            raise MissingIndexError(f"{self._path}: cannot be read: {error}; {REBUILD}") from error
        return cells[::2], [int(cell) for cell in cells[1::2]]
