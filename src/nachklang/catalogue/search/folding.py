"""Text as search compares it: one analyser for what is indexed and for what is asked.

A text is brought into its compatibility form, case and accents are taken off, and it is cut at
everything that is neither letter nor digit. Words joined by punctuation are also kept whole
(`R.E.M.` is found by `rem`). Chinese, Japanese and Korean, which are written without spaces or glue
particles to their words, are cut into single characters and pairs. Japanese voicing marks stay:
they are letters there, not accents.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

MAX_TOKEN = 64
"""Longer words are cut, when indexing and when asking."""

_WORDS_KEPT = 500_000

_LETTERS = str.maketrans(
    {
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "þ": "th", "æ": "ae", "œ": "oe",
        "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ـ": "",
    }
)  # fmt: skip
"""Letters that do not come apart into a base and a mark, but are typed as if they did."""

_UNSPACED = (
    "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff"  # iteration marks, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Han
    "\uac00-\ud7a3"  # Hangul
)
_RUNS = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_UNSPACED_START = re.compile(f"[{_UNSPACED}]")


def index_texts(texts: Iterable[str]) -> list[str]:
    """Return, for each text, the tokens that `index_tokens` yields, with spaces between.

    A word that is written twice in the same way counts once: else a song that is called as its album is
    would be the longer document. Most texts are plain letters and digits, most other words were seen
    before: this takes a tenth of the time. No word has a part in how its neighbours are folded, so each
    can be done by itself.
    """
    tokens = _TOKENS.__getitem__
    return [
        " ".join(dict.fromkeys(text.lower().split()))
        if text.isascii() and text.replace(" ", "").isalnum() and _short(text)
        else " ".join(map(tokens, dict.fromkeys(text.split())))
        for text in texts
    ]


def _short(text: str) -> bool:
    return len(text) <= MAX_TOKEN or max(map(len, text.split())) <= MAX_TOKEN


class _Tokens(dict[str, str]):
    """The tokens of words, kept for the words to come; emptied where there are too many of them."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        plain = word.isascii() and word.isalnum()
        found = self[word] = word.lower()[:MAX_TOKEN] if plain else " ".join(index_tokens(word))
        return found


_TOKENS = _Tokens()


def index_tokens(text: str) -> Iterator[str]:
    """Yield every token under which `text` can be found."""
    for word in fold(text).split():
        pieces = _pieces(word)
        for piece in pieces or [word]:
            yield from _cut(piece, asked=False)
        if len(pieces) > 1:
            yield "".join(pieces)[:MAX_TOKEN]


def query_tokens(text: str) -> list[str]:
    """Return the tokens that must all be there. Signs alone count only where nothing else was asked."""
    words = fold(text).split()
    pieces = [piece for word in words for piece in _pieces(word)]
    return [token for piece in pieces or words for token in _cut(piece, asked=True)]


def fold(text: str) -> str:
    """Take off compatibility forms, case, accents and what cannot be seen; keep where words end."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(map(_folded_character, folded))


@lru_cache(maxsize=8192)
def _folded_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Cs", "Zl", "Zp", "Zs"}:
        return " "
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if _UNSPACED_START.match(character):
        return character
    bare = "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    return bare.translate(_LETTERS)


def _pieces(word: str) -> list[str]:
    """Cut at everything that is no letter, digit or vowel sign."""
    shown = (part if unicodedata.category(part)[0] in "LNM" else " " for part in word)
    return "".join(shown).split()


def _cut(piece: str, *, asked: bool) -> Iterator[str]:
    for run in _RUNS.findall(piece):
        if not _UNSPACED_START.match(run):
            yield run[:MAX_TOKEN]
        elif asked and len(run) > 1:
            yield from _pairs(run)
        else:
            yield from run
            yield from () if asked else _pairs(run)


def _pairs(run: str) -> Iterator[str]:
    return (first + second for first, second in pairwise(run))
