"""The words of the synthetic world, in twelve languages and six scripts, each with its Latin form."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("vocabulary.txt")

SHARES = {
    "en": 400, "es": 120, "pt": 70, "fr": 70, "de": 80, "ru": 60,
    "ja": 60, "ko": 30, "tr": 30, "pl": 30, "ar": 30, "el": 20,
}  # fmt: skip
"""How many artists of a thousand name themselves in the language."""
LANGUAGES = tuple(SHARES)
ISO = {
    "en": ("eng", "Latn"), "es": ("spa", "Latn"), "pt": ("por", "Latn"), "fr": ("fra", "Latn"),
    "de": ("deu", "Latn"), "ru": ("rus", "Cyrl"), "ja": ("jpn", "Jpan"), "ko": ("kor", "Kore"),
    "tr": ("tur", "Latn"), "pl": ("pol", "Latn"), "ar": ("ara", "Arab"), "el": ("ell", "Grek"),
}  # fmt: skip
"""Language as ISO 639-3, script as ISO 15924."""

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)) | {
    "ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
}  # fmt: skip
_GREEK = dict(zip("αβγδεζηικλμνξοπρστυφως", "avgdeziiklmnxoprstyfos", strict=True)) | {
    "θ": "th",
    "χ": "ch",
    "ψ": "ps",
}
_LATIN = {"ł": "l", "ı": "i", "ß": "ss", "œ": "oe"}
_FORMS: dict[str, str] = _CYRILLIC | _GREEK | _LATIN
_INITIALS: tuple[str, ...] = (
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "",
    "j",
    "jj",
    "ch",
    "k",
    "t",
    "p",
    "h",
)
_VOWELS: tuple[str, ...] = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae",
    "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
)  # fmt: skip
_FINALS: tuple[str, ...] = ("", *"kkknnntlkmlllplmpptt", "ng", *"ttktpt")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words in one list, with the place of each language's part in it.

    `latin` goes with `words`. `at` and `count` say by kind, in the order of LANGUAGES, where (from 1, as
    lists of DuckDB count) the words of the language begin and how many they are.
    """

    words: tuple[str, ...]
    latin: tuple[str, ...]
    at: dict[str, tuple[int, ...]]
    count: dict[str, tuple[int, ...]]

    @classmethod
    def load(cls) -> "Vocabulary":
        """Read the list that lies beside this module."""
        lists = dict(_lists())
        words, latin = list[str](), list[str]()
        at, count = dict[str, tuple[int, ...]](), dict[str, tuple[int, ...]]()
        for kind in ("words", "given", "surname", "tail"):
            starts = list[int]()
            for language in LANGUAGES:
                pairs = lists[language, kind]
                starts.append(len(words) + 1)
                words += [native for native, _ in pairs]
                latin += [romanised for _, romanised in pairs]
            at[kind] = tuple(starts)
            count[kind] = tuple(len(lists[language, kind]) for language in LANGUAGES)
        return cls(tuple(words), tuple(latin), at, count)


def _lists() -> Iterator[tuple[tuple[str, str], list[tuple[str, str]]]]:
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, kind, *entries = line.split()
            unique = dict.fromkeys(entries)
            yield (language, kind), [_pair(entry, kind) for entry in unique]


def _pair(entry: str, kind: str) -> tuple[str, str]:
    native, _, given = entry.replace("_", " ").partition("=")
    latin = given or romanise(native)
    if kind == "tail":
        return native, latin
    return native[:1].upper() + native[1:], latin[:1].upper() + latin[1:]


def romanise(word: str) -> str:
    """Return Cyrillic, Greek and Korean words in Latin letters; what is Latin loses its diacritics."""
    letters = (_letter(letter) for letter in word)
    return unicodedata.normalize("NFKC", "".join(letters))


def _letter(letter: str) -> str:
    place = ord(letter) - 0xAC00
    if 0 <= place < 11_172:
        return _INITIALS[place // 588] + _VOWELS[place % 588 // 28] + _FINALS[place % 28]
    low = letter.lower()
    bare = low if low in "ёй" else unicodedata.normalize("NFD", low)[0]
    romanised = _FORMS.get(bare, bare)
    return romanised.title() if letter.isupper() else romanised
