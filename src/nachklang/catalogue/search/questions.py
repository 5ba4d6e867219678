"""What can be asked of the shards, put together from objects: nothing that anybody types is parsed."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple, Protocol

from tantivy import Query

from nachklang.catalogue.search.fields import LONGEST_BEGINNING
from nachklang.catalogue.search.shard import Shard, all_of, any_of, rarity_of

_SHORTEST_BEGINNING = 3
_SHORTEST_WITH_AN_EDIT = 4
_SCORE_OF_A_BEGINNING = 0.1


class Put(NamedTuple):
    """A question as one shard is asked it, and the highest score, the weight aside, that a hit can have."""

    query: Query
    highest: float


class Question(Protocol):
    """Something to ask."""

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard; None where nothing in it can be an answer."""
        ...


def rarities(tokens: Sequence[str], shards: Sequence[Shard]) -> dict[str, float]:
    """Return how much each word counts among the documents of all shards."""
    documents = sum(shard.documents for shard in shards)
    return {token: rarity_of(sum(shard.having(token) for shard in shards), documents) for token in tokens}


class Identifiers:
    """What bears one of these identifiers."""

    def __init__(self, codes: Sequence[str]) -> None:
        self._codes = codes

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        return Put(
            any_of([Query.const_score_query(shard.term("code", code), 1) for code in self._codes]), inf
        )


class AllWords:
    """What has every one of these words."""

    def __init__(self, rarity: Mapping[str, float]) -> None:
        self._rarity = rarity

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        whole = _whole(shard, self._rarity, among=len(self._rarity))
        return whole and Put(all_of(whole.queries), whole.score)


class BegunWord:
    """What has every one of these words, and a frequent word with this beginning.

    Millions of words begin with one or two given letters; the most frequent ones stand for them all.
    """

    def __init__(self, rarity: Mapping[str, float], beginning: str) -> None:
        self._rarity = rarity
        self._beginning = beginning

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        whole = _whole(shard, self._rarity, among=len(self._rarity) + 1)
        words = [] if whole is None else shard.words_beginning_with(self._beginning)
        if whole is None or not words:
            return None
        begun = any_of([shard.term("words", word) for word in words])
        scored = Query.const_score_query(begun, _SCORE_OF_A_BEGINNING)
        return Put(all_of([*whole.queries, scored]), whole.score + _SCORE_OF_A_BEGINNING)


class RarelyBegunWord:
    """What has every one of these words, and any word with this beginning, if it is long enough."""

    def __init__(self, rarity: Mapping[str, float], beginning: str) -> None:
        self._rarity = rarity
        self._beginning = beginning

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        if len(self._beginning) < _SHORTEST_BEGINNING:
            return None
        whole = _whole(shard, self._rarity, among=len(self._rarity) + 1)
        return whole and Put(all_of([*whole.queries, shard.begun(self._beginning)]), whole.score + 1)


class NearWords:
    """What has every one of these words; the longer ones may be off by one edit."""

    def __init__(self, rarity: Mapping[str, float]) -> None:
        self._exact = {token: rare for token, rare in rarity.items() if len(token) < _SHORTEST_WITH_AN_EDIT}
        self._near = [token for token in rarity if len(token) >= _SHORTEST_WITH_AN_EDIT]

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        whole = _whole(shard, self._exact, among=len(self._exact) or 1)
        if whole is None or not self._near:
            return None
        near = [shard.edited(token) for token in self._near]
        return Put(all_of([*whole.queries, *near]), whole.score + len(near))


class Completion:
    """Which names have these words, and a word of their own with this beginning."""

    def __init__(self, tokens: Sequence[str], beginning: str) -> None:
        self._tokens = tokens
        self._beginning = beginning

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard of completions; hits score by their weight alone."""
        queries = [shard.term("words", token) for token in self._tokens]
        queries.append(shard.term("begins", self._beginning[:LONGEST_BEGINNING]))
        if len(self._beginning) > LONGEST_BEGINNING:
            words = [self._beginning, *shard.words_beginning_with(self._beginning)]
            queries.append(any_of([shard.term("words", word) for word in words]))
        return Put(Query.const_score_query(all_of(queries), 1), 1)


class _Whole(NamedTuple):
    queries: list[Query]
    score: float


def _whole(shard: Shard, rarity: Mapping[str, float], *, among: int) -> _Whole | None:
    """Ask for each word, in documents of `among` words or more; None where the shard lacks one of them."""
    if not all(shard.having(token) for token in rarity):
        return None
    queries = [shard.rated(token, rare) for token, rare in rarity.items()]
    return _Whole(queries, sum(rarity.values()) * shard.highest_share(among))
