"""What can be asked of a shard, put together from objects: nothing that anybody types is parsed."""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple, Protocol

from tantivy import Query

from nachklang.catalogue.search.fields import LONGEST_BEGINNING
from nachklang.catalogue.search.shard import Shard, all_of, any_of

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


class Identifiers:
    """What bears one of these identifiers."""

    def __init__(self, codes: Sequence[str]) -> None:
        self._codes = codes

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        return Put(any_of([shard.term("code", code) for code in self._codes]), inf)


class AllWords:
    """What has every one of these words."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        whole = _whole(shard, self._tokens, among=len(self._tokens))
        return whole and Put(all_of(whole.queries), whole.score)


class BegunWord:
    """What has every one of these words, the last one as a beginning of some frequent word.

    Millions of words begin with one or two given letters; the most frequent ones stand for them all.
    """

    def __init__(self, tokens: Sequence[str]) -> None:
        *self._before, self._last = tokens

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        words = shard.words_beginning_with(self._last)
        whole = _whole(shard, self._before, among=len(self._before) + 1)
        if not words or whole is None:
            return None
        begun = Query.const_score_query(
            any_of([shard.term("words", word) for word in words]), _SCORE_OF_A_BEGINNING
        )
        return Put(all_of([*whole.queries, begun]), whole.score + _SCORE_OF_A_BEGINNING)


class RarelyBegunWord:
    """What has every one of these words, the last one as a beginning of any word, if it is long enough."""

    def __init__(self, tokens: Sequence[str]) -> None:
        *self._before, self._last = tokens

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        whole = _whole(shard, self._before, among=len(self._before) + 1)
        if whole is None or len(self._last) < _SHORTEST_BEGINNING:
            return None
        return Put(all_of([*whole.queries, shard.begun(self._last)]), whole.score + 1)


class NearWords:
    """What has every one of these words; the longer ones may be off by one edit."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._exact = [token for token in tokens if len(token) < _SHORTEST_WITH_AN_EDIT]
        self._near = [token for token in tokens if len(token) >= _SHORTEST_WITH_AN_EDIT]

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard."""
        whole = _whole(shard, self._exact, among=1)
        if whole is None or not self._near:
            return None
        near = [shard.edited(token) for token in self._near]
        return Put(all_of([*whole.queries, *near]), whole.score + len(near))


class Completion:
    """Which names have these words, the last one as a beginning of a word of the name itself."""

    def __init__(self, tokens: Sequence[str]) -> None:
        *self._before, self._last = tokens

    def put(self, shard: Shard) -> Put | None:
        """Put the question to a shard of completions."""
        queries = [shard.term("words", token) for token in self._before]
        queries.append(shard.term("begins", self._last[:LONGEST_BEGINNING]))
        if len(self._last) > LONGEST_BEGINNING:
            words = [self._last, *shard.words_beginning_with(self._last)]
            queries.append(any_of([shard.term("words", word) for word in words]))
        return Put(all_of(queries), inf)


class _Whole(NamedTuple):
    queries: list[Query]
    score: float


def _whole(shard: Shard, tokens: Sequence[str], *, among: int) -> _Whole | None:
    """Ask for each word, in documents of `among` words or more; None where one of them is nowhere."""
    scores = [shard.highest_score(token, among=among) for token in tokens]
    if not all(scores):
        return None
    return _Whole([shard.term("words", token) for token in tokens], sum(scores))
