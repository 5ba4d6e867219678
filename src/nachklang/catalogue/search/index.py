"""Asking the search indexes of several parts as if they were one."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

from nachklang.catalogue.search.fields import COMPLETIONS
from nachklang.catalogue.search.folding import query_tokens
from nachklang.catalogue.search.frequent import FrequentWords
from nachklang.catalogue.search.identifiers import identifiers_in
from nachklang.catalogue.search.questions import (
    AllWords,
    BegunWord,
    Completion,
    Identifiers,
    NearWords,
    Question,
    RarelyBegunWord,
    rarities,
)
from nachklang.catalogue.search.shard import Found, Shard

_MOST_HITS = 1_000
_MAX_TEXT = 2_000
_MAX_WORDS = 32


class SearchIndex:
    """The indexes of all parts, open for any number of threads. Every text is a question, none an error."""

    def __init__(self, shards: Iterable[Shard], completions: Iterable[Shard]) -> None:
        self._shards = sorted(shards, key=lambda shard: -shard.highest_factor)
        self._completions = sorted(completions, key=lambda shard: -shard.highest_factor)

    @classmethod
    def open(cls, folders: Sequence[Path]) -> Self:
        """Open what `build_search` wrote into each of the folders; raises MissingIndexError."""
        shards, completions = [], []
        for folder in folders:
            words = FrequentWords(folder)
            completions.append(Shard.open(folder / COMPLETIONS, words))
            shards += [Shard.open(path, words) for path in sorted(folder.glob("shard-*"))]
        return cls(shards, completions)

    def search(self, words: str, *, limit: int) -> list[Found]:
        """Return at most `limit` hits (never more than 1,000), best first.

        An identifier, in any spelling, finds what bears it. Else every word must be there; what has all
        of them whole comes before what has the last one as a beginning. Where nothing is found, each
        longer word may be off by one edit.
        """
        wanted = max(0, min(limit, _MOST_HITS))
        if not wanted:
            return []
        codes = identifiers_in(words[:_MAX_TEXT])
        found = _best(self._shards, Identifiers(codes), wanted) if codes else []
        tokens = _tokens(words)
        if found or not tokens:
            return found
        return self._by_words(tokens, wanted)

    def _by_words(self, tokens: list[str], wanted: int) -> list[Found]:
        rarity = rarities(tokens, self._shards)
        found = _best(self._shards, AllWords(rarity), wanted)
        last = tokens[-1]
        before = {token: rarity[token] for token in tokens[:-1]}
        if len(found) < wanted:
            known = {(one.kind, one.id) for one in found}
            begun = _best(self._shards, BegunWord(before, last), wanted)
            found += [one for one in begun if (one.kind, one.id) not in known]
        found = found[:wanted] or _best(self._shards, RarelyBegunWord(before, last), wanted)
        if found:
            return found
        return [one._replace(near=True) for one in _best(self._shards, NearWords(rarity), wanted)]

    def complete(self, text: str, *, limit: int) -> list[Found]:
        """Return artists and releases by their names, as far as they are typed; most popular first.

        All words but the last are whole. Of a very large part only the more popular names are offered.
        """
        wanted, tokens = max(0, min(limit, _MOST_HITS)), _tokens(text)
        if not wanted or not tokens:
            return []
        return _best(self._completions, Completion(tokens[:-1], tokens[-1]), wanted)


def _tokens(text: str) -> list[str]:
    return list(dict.fromkeys(query_tokens(text[:_MAX_TEXT])))[:_MAX_WORDS]


def _best(shards: Iterable[Shard], question: Question, wanted: int) -> list[Found]:
    """Ask the shards, heaviest first, and return the best of all hits; equal scores in the order of ids.

    A shard that can have nothing better than what was found already is not asked: whatever is left out
    by that, the answer is the same as if every shard had been asked.
    """
    found: list[Found] = []
    for shard in shards:
        put = question.put(shard)
        if put is None or (len(found) == wanted and put.highest * shard.highest_factor < found[-1].score):
            continue
        found += shard.ask(put.query, wanted)
        found.sort(key=lambda one: (-one.score, one.kind, one.id))
        del found[wanted:]
    return found
