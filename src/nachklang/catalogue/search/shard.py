"""One tantivy index, open."""

import json
from math import log
from pathlib import Path
from typing import Any, NamedTuple, Self

import tantivy
from tantivy import Occur, Query

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.search.fields import KINDS, NOTE, WITHOUT_FREQUENCIES, factor_of
from nachklang.catalogue.search.frequent import FrequentWords

WORDS_A_BEGINNING = 64
"""So many words, the most frequent ones, stand for all that begin in the same way."""

# Of tantivy's BM25; that a document says a word more than once is not indexed.
_K1 = 1.2
_B = 0.75
_ROUNDING = 1.001


class Found(NamedTuple):
    """One hit: the kind, which is the name of its table, its row's id, and how well it fits.

    `near` where no thing has all of the words, and this has them but for one edit each.
    """

    kind: str
    id: int
    score: float
    near: bool = False


class Shard:
    """An index that any number of threads may ask; weight multiplies no score beyond `highest_factor`."""

    def __init__(self, index: tantivy.Index, note: Any, frequent: FrequentWords) -> None:
        self.highest_factor = factor_of(note["heaviest"])
        self._mean_length: float = note["words"]
        self._schema = index.schema
        self._searcher = index.searcher()
        self._frequent = frequent

    @classmethod
    def open(cls, folder: Path, frequent: FrequentWords) -> Self:
        """Open the index in `folder`; raises MissingIndexError."""
        try:
            note = json.loads((folder / NOTE).read_bytes())
            return cls(tantivy.Index.open(str(folder)), note, frequent)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MissingIndexError(f"{folder}: no search index to be read: {error}; {REBUILD}") from error

    def ask(self, query: Query, limit: int) -> list[Found]:
        """Return the best `limit` hits; a score is BM25 times what the weight makes of it."""
        hits = self._searcher.search(query, limit=limit, count=False, weight_by_field="weight").hits
        addresses = [address for _, address in hits]
        kinds, ids = (self._searcher.fast_field_values(name, addresses) for name in ("kind", "id"))
        rows = zip(hits, kinds, ids, strict=True)
        return [Found(KINDS[int(kind or 0)], int(one or 0), score) for (score, _), kind, one in rows]

    def term(self, field: str, token: str) -> Query:
        """Ask for what has the token."""
        return Query.term_query(self._schema, field, token, index_option=WITHOUT_FREQUENCIES)

    def edited(self, token: str) -> Query:
        """Ask for what has a word with at most one letter wrong, missing, added or swapped; scores 1."""
        return Query.fuzzy_term_query(self._schema, "words", token, distance=1, transposition_cost_one=True)

    def begun(self, beginning: str) -> Query:
        """Ask for what has any word that begins so; scores 1."""
        return Query.fuzzy_term_query(self._schema, "words", beginning, distance=0, prefix=True)

    def words_beginning_with(self, beginning: str) -> list[str]:
        """Return the most frequent words that begin so, the word itself not among them."""
        words = self._frequent.beginning_with(beginning, WORDS_A_BEGINNING) or [
            word for word, _ in self._searcher.terms_with_prefix("words", beginning, limit=WORDS_A_BEGINNING)
        ]
        return [word for word in words if word != beginning]

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return int(self._searcher.num_docs)

    def having(self, token: str) -> int:
        """Count the documents that have the word."""
        return int(self._searcher.doc_freq("words", token))

    def rated(self, token: str, rarity: float) -> Query:
        """Ask for what has the word, which scores as rare words of that rarity do.

        By itself a shard would rate it by its own documents only, and hits of two could not be compared.
        """
        here = rarity_of(self.having(token), self.documents)
        return Query.boost_query(self.term("words", token), rarity / here)

    def highest_share(self, among: int) -> float:
        """Return what rarity is multiplied by in documents of `among` words; in longer ones it is less."""
        length = _K1 * (1 - _B + _B * among / self._mean_length)
        return (1 + _K1) / (1 + length) * _ROUNDING


def rarity_of(having: int, documents: int) -> float:
    """Return how much a word counts that so many of the documents have, as BM25 has it."""
    return log(1 + (documents - having + 0.5) / (having + 0.5))


def all_of(queries: list[Query]) -> Query:
    """Ask for what answers every one."""
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: list[Query]) -> Query:
    """Ask for what answers at least one."""
    return Query.boolean_query([(Occur.Should, query) for query in queries])
