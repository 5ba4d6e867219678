"""Asking the search indexes of several parts as if they were one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import tantivy
from tantivy import Query

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.search.fields import COMPLETIONS, FREQUENT, NAMES, RECORDINGS, unpacked_id
from nachklang.catalogue.search.folding import query_tokens
from nachklang.catalogue.search.questions import Asker, FrequentWords, codes_of

_MOST_HITS = 1_000
_MAX_TEXT = 2_000
_MAX_WORDS = 32
_SHORTEST_BEGINNING = 3


class Found(NamedTuple):
    """One hit: the kind, which is the name of its table, its row's id, and how well it fits."""

    kind: str
    id: int
    score: float


class SearchIndex:
    """The indexes of all parts, open for any number of threads. Every text is a question, none an error."""

    def __init__(self, searched: Sequence[Asker], completed: Sequence[Asker]) -> None:
        self._searched = searched
        self._completed = completed

    @classmethod
    def open(cls, folders: Sequence[Path]) -> Self:
        """Open what `build_search` wrote into each of the folders; raises MissingIndexError."""
        searched, completed = [], []
        for folder in folders:
            words = FrequentWords(folder / FREQUENT)
            searched += [_opened(folder / name, words) for name in (NAMES, RECORDINGS)]
            completed.append(_opened(folder / COMPLETIONS, words))
        return cls(searched, completed)

    def search(self, words: str, *, limit: int) -> list[Found]:
        """Return at most `limit` hits (never more than 1,000), best first.

        An identifier, in any spelling, finds what bears it. Else every word must be there; what has all
        of them whole comes before what has the last one as a beginning. Where nothing is found, each
        longer word may be off by one edit.
        """
        wanted = max(0, min(limit, _MOST_HITS))
        codes = codes_of(words[:_MAX_TEXT])
        tokens = _tokens(words)
        if not wanted:
            return []
        if codes and (found := _best(self._searched, lambda asker: asker.codes(codes), wanted)):
            return found
        if not tokens:
            return []
        return self._by_words(tokens, wanted)

    def _by_words(self, tokens: list[str], wanted: int) -> list[Found]:
        found: list[Found] = []
        for ask in (lambda asker: asker.whole(tokens), lambda asker: asker.begun(tokens)):
            known = {(one.kind, one.id) for one in found}
            if len(found) < wanted:
                more = _best(self._searched, ask, wanted)
                found += [one for one in more if (one.kind, one.id) not in known]
        if found:
            return found[:wanted]
        if len(tokens[-1]) >= _SHORTEST_BEGINNING:
            found = _best(self._searched, lambda asker: asker.begun_rarely(tokens), wanted)
        return found or _best(self._searched, lambda asker: asker.nearly(tokens), wanted)

    def complete(self, text: str, *, limit: int) -> list[Found]:
        """Return artists and releases by their names, as far as they are typed; most popular first.

        All words but the last are whole.
        """
        wanted, tokens = max(0, min(limit, _MOST_HITS)), _tokens(text)
        if not wanted or not tokens:
            return []
        return _best(self._completed, lambda asker: asker.completed(tokens), wanted)


def _opened(folder: Path, words: FrequentWords) -> Asker:
    try:
        return Asker(folder.name, tantivy.Index.open(str(folder)), words)
    except (OSError, ValueError) as error:
        raise MissingIndexError(f"{folder}: no search index to be read: {error}; {REBUILD}") from error


def _tokens(text: str) -> list[str]:
    return list(dict.fromkeys(query_tokens(text[:_MAX_TEXT])))[:_MAX_WORDS]


def _best(askers: Iterable[Asker], question: Callable[[Asker], Query], wanted: int) -> list[Found]:
    """Ask every index and return the best of all that they find; equal scores in the order of ids."""

    def hits() -> Iterator[Found]:
        for asker in askers:
            for score, packed in asker.ask(question(asker), wanted):
                yield Found(*unpacked_id(asker.folder, packed), score)

    return sorted(hits(), key=lambda one: (-one.score, one.kind, one.id))[:wanted]
