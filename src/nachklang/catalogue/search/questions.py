"""Questions for one tantivy index, put together from objects: nothing that anybody types is parsed."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from heapq import nlargest
from pathlib import Path
from threading import Lock

import tantivy
from tantivy import Occur, Query

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.search.fields import LONGEST_BEGINNING, WITHOUT_FREQUENCIES
from nachklang.errors import InvalidIdentifierError
from nachklang.model.identifiers import ISRC, ISWC, Barcode

_SHORTEST_WITH_AN_EDIT = 4
_WORDS_A_BEGINNING = 64
_LAST = "\U0010ffff"


class FrequentWords:
    """The words that many documents of a part have, read when they are first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def beginning_with(self, beginning: str) -> list[str]:
        """Return the most frequent words that begin so, none where too few are known here."""
        words, counts = self._table
        start, end = bisect_left(words, beginning), bisect_left(words, beginning + _LAST)
        if end - start < _WORDS_A_BEGINNING:
            return []
        return [
            words[place] for place in nlargest(_WORDS_A_BEGINNING, range(start, end), key=counts.__getitem__)
        ]

    @cached_property
    def _table(self) -> tuple[list[str], list[int]]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise MissingIndexError(f"{self._path}: cannot be read: {error}; {REBUILD}") from error
        cells = text.split()
        return cells[::2], [int(cell) for cell in cells[1::2]]


class Asker:
    """One index, and how it is asked. `folder` is the name of its folder, by which its ids are read."""

    def __init__(self, folder: str, index: tantivy.Index, words: FrequentWords) -> None:
        self.folder = folder
        self._schema = index.schema
        self._searcher = index.searcher()
        self._words = words

    def ask(self, query: Query, limit: int) -> Iterator[tuple[float, int]]:
        """Yield score and packed id of the best `limit` hits: BM25 times the weight."""
        hits = self._searcher.search(query, limit=limit, count=False, weight_by_field="weight").hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return ((score, int(packed or 0)) for (score, _), packed in zip(hits, ids, strict=True))

    def codes(self, codes: Iterable[str]) -> Query:
        """Ask for what bears one of the identifiers."""
        return _any(self._term("code", code) for code in codes)

    def whole(self, tokens: Sequence[str]) -> Query:
        """Ask for all words."""
        return _all(self._term("words", token) for token in tokens)

    def begun(self, tokens: Sequence[str]) -> Query:
        """Ask for all words, the last one as a beginning of some frequent word.

        A beginning of one or two letters has millions of words; the most frequent ones stand for them.
        """
        *before, last = (self._term("words", token) for token in tokens)
        return _all([*before, _any([last, *self._begun_words(tokens[-1])])])

    def begun_rarely(self, tokens: Sequence[str]) -> Query:
        """Ask for all words, the last one as a beginning of any word."""
        before = (self._term("words", token) for token in tokens[:-1])
        begun = Query.fuzzy_term_query(self._schema, "words", tokens[-1], distance=0, prefix=True)
        return _all([*before, begun])

    def nearly(self, tokens: Sequence[str]) -> Query:
        """Ask for all words, each longer one with at most one letter wrong, missing, added or swapped."""
        return _all(self._nearly(token) for token in tokens)

    def completed(self, tokens: Sequence[str]) -> Query:
        """Ask for all words, the last one as a beginning of a word of the name itself."""
        *before, last = tokens
        begun = [self._term("begins", last[:LONGEST_BEGINNING])]
        if len(last) > LONGEST_BEGINNING:
            begun.append(_any([self._term("words", last), *self._begun_words(last)]))
        return _all([*(self._term("words", token) for token in before), *begun])

    def _begun_words(self, beginning: str) -> list[Query]:
        words = self._words.beginning_with(beginning) or [
            word for word, _ in self._searcher.terms_with_prefix("words", beginning, limit=_WORDS_A_BEGINNING)
        ]
        return [self._term("words", word) for word in words if word != beginning]

    def _nearly(self, token: str) -> Query:
        if len(token) < _SHORTEST_WITH_AN_EDIT:
            return self._term("words", token)
        return Query.fuzzy_term_query(self._schema, "words", token, distance=1, transposition_cost_one=True)

    def _term(self, field: str, token: str) -> Query:
        return Query.term_query(self._schema, field, token, index_option=WITHOUT_FREQUENCIES)


def _all(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def codes_of(text: str) -> list[str]:
    """Return the identifiers that the whole text can be read as, as they stand in the tables."""
    found = []
    for read in (_isrc, _iswc, _barcode):
        with suppress(InvalidIdentifierError):
            found.append(read(text))
    return found


def _isrc(text: str) -> str:
    return str(ISRC.parse(text))


def _iswc(text: str) -> str:
    return str(ISWC.parse(text))


def _barcode(text: str) -> str:
    return Barcode.parse(text).gtin13
