"""Names and titles, taken apart into what is compared: words, versions, guests, script.

What two sources spell differently is brought to one form: case, accents, punctuation, `&`, `The`,
Roman numbers, other scripts. What tells recordings apart is kept apart: words such as *live* or
*remaster* become marks, and what stands beside them (`Wembley`, a remixer, a year) the version.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from nachklang.catalogue.ids import NUMBER_BITS, dense_id, hashed_id
from nachklang.catalogue.search.folding import fold

LIVE, REMIX, REMASTER, ACOUSTIC, INSTRUMENTAL, DEMO, EDIT, EXTENDED = (1 << bit for bit in range(8))
COVER, VOICES, TAKE, TEMPO, MONO, DELUXE, CLEAN, OTHER = (1 << bit for bit in range(8, 16))

_MARKS = {
    LIVE: "live concert vivo directo directe konzert konsert koncert onstage unplugged bbc",
    REMIX: "remix rmx remixed rework reworked mix mixed dub vip bootleg mashup refix flip",
    REMASTER: "remaster remastered remastering remasterizado remasterizada remasterise remasterisee "
    "remasterizzato",
    ACOUSTIC: "acoustic acustico acustica acoustique akustik akustisch akustisk unplugged",
    INSTRUMENTAL: "instrumental instrumentals instrumentale playback",
    DEMO: "demo demos rehearsal sketch",
    EDIT: "edit edited short",
    EXTENDED: "extended long maxi",
    COVER: "karaoke cover tribute parody",
    VOICES: "acappella acapella cappella capella vocals",
    TAKE: "take outtake alternate alternative alt unreleased",
    TEMPO: "slowed reverb nightcore sped",
    MONO: "mono",
    DELUXE: "deluxe expanded anniversary special limited collectors collector bonus edition reissue",
    CLEAN: "clean censored",
    OTHER: "session sessions reprise orchestral symphonic piano",
}
_MARK_OF = {word: mark for mark, words in _MARKS.items() for word in words.split()}
_VERSION = "version"
_PLAIN_VERSIONS = frozenset({
    "original mix", "original version", "album version", "lp version", "album mix", "main version",
    "explicit", "explicit version", "stereo", "stereo version", "single", "ep", "bonus track",
    "official audio", "official video", "audio", "video", "lyrics",
})  # fmt: skip
"""What is written beside a title and says nothing: the recording is the one without it."""
_FILLING = frozenset({
    "a", "an", "the", "at", "in", "from", "on", "of", "and", "with",
    "version", "edition", "recording", "recorded", "tracks", "track",
})  # fmt: skip

_GUEST_WORD = r"(?:feat|ft|featuring)\b\.?"
_GUESTS = re.compile(
    rf"\s*[(\[]\s*(?:{_GUEST_WORD}|with\b|w/)\s*([^()\[\]]*)[)\]]|\s+{_GUEST_WORD}\s+([^()\[\]]+)"
)
_GUEST_HINTS = ("feat", "ft", "w/", "with")
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_DASHED = re.compile(r"\s+[-–—~]\s+([^-–—~]*)$")
_DASHES = (" - ", " – ", " — ", " ~ ")
_NUMBERED = re.compile(r"\s*\(\d{1,3}\)$")
_JOINED_SIGNS = re.compile(r"['’‘ʼ`´.]")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_DIGITS = re.compile(r"\d+")
_LATIN_LAST = 0x24F

_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
}  # fmt: skip
_SHORT_ROMAN = {"i": "1", "v": "5", "x": "10"}
_SECTIONS = {
    "pt": "part",
    "vol": "volume",
    "no": "no",
    "nr": "no",
    "op": "op",
    "part": "part",
    "volume": "volume",
}

_SOUNDS = re.compile(r"tsch|tch|sch|shch|sh|ch|cz|sz|zh|ts|tz|ph|th|kh|gh|ck|qu|wh")
_SOUND_OF = {"ph": "f", "th": "t", "kh": "k", "gh": "k", "ck": "k", "qu": "k", "wh": "f"}
_SOUND_LETTERS = str.maketrans("bcdglmnqvwxz", "pktkrnnkffks", "aeiouhjy")
_REPEATED = re.compile(r"(.)\1+")
_LEAST_SOUNDS = 3

ROWS_NAMED_BY = ("musicbrainz", "discogs")
"""Schemes whose identifiers name rows of the source of the same name."""

LATIN, LETTERS, SOUNDS, SIGNS = range(4)
"""How sure Latin letters stand for the script: as written, letter by letter, without vowels, not at all."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name or title, taken apart. Keys are 0 where there is nothing that could be compared.

    `key` is of the words, `loose` of the sounds of their consonants, `numbers` of the numbers among them;
    `marks` are the bits above, `version` is of the words beside them, `guests` of those after "feat.".
    """

    words: str
    key: int
    loose: int
    numbers: int
    marks: int
    version: int
    guests: int
    script: int


def spell_title(text: str) -> Spelling:
    """Take a title apart; every text has a spelling."""
    plain, guests = _without_guests(_folded(text))
    title, asides = _without_versions(plain)
    words = _numerals(_without_article(_words(title)))
    if not words:
        words, asides = _numerals(_words(plain)), []
    marks, rest = _marks_of(asides)
    return _spelling(
        words, words, marks=marks, version=_key(sorted(rest)), guests=guests, script=_script(title)
    )


def spell_name(text: str) -> Spelling:
    """Take the name of an artist or a label apart. The order of its words does not count for the keys."""
    plain, guests = _without_guests(_NUMBERED.sub("", _folded(text)))
    kept = _without_article(_words(plain))
    return _spelling(kept, sorted(kept), marks=0, version=0, guests=guests, script=_script(plain))


def marks_in(text: str) -> int:
    """Return the marks in a comment of a source, such as `live, 1986-07-12: Wembley`."""
    return _marks_of([_folded(text)])[0]


def named_row(scheme: str, entity: str, value: str) -> int | None:
    """Return the id of the row that an identifier names; None where its scheme is not that of a source."""
    if scheme == "musicbrainz":
        return hashed_id(scheme, entity, value)
    number = int(value) if value.isascii() and value.isdigit() else -1
    return dense_id(scheme, number) if 0 <= number < 1 << NUMBER_BITS else None


def _spelling(words: list[str], keyed: list[str], *, script: int, **parts: int) -> Spelling:
    joined = " ".join(words)
    # Without vowels, w is one of them as often as not.
    heard = [word.replace("w", "") for word in keyed] if script == SOUNDS else keyed
    sounds = [_sounds(word) for word in heard]
    heard_enough = sum(map(len, sounds)) >= _LEAST_SOUNDS
    loose = _key(sounds if keyed is words else sorted(sounds)) if heard_enough else 0
    numbers = _key(_DIGITS.findall(joined))
    marks, version, guests = parts["marks"], parts["version"], parts["guests"]
    return Spelling(joined, _key(keyed), loose, numbers, marks, version, guests, script)


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else fold(text)


def _without_guests(text: str) -> tuple[str, int]:
    found = _GUESTS.search(text) if any(map(text.__contains__, _GUEST_HINTS)) else None
    if found is None or not found.start():
        return text, 0
    return text[: found.start()] + text[found.end() :], _key(sorted(_words(found[1] or found[2])))


def _without_versions(text: str) -> tuple[str, list[str]]:
    """Take off what stands in brackets or after a dash and speaks of a version."""
    asides: list[str] = []
    while any(map(text.__contains__, _DASHES)):
        dashed = _DASHED.search(text)
        if dashed is None or not dashed.start() or not _speaks_of_version(dashed[1]):
            break
        asides.append(dashed[1])
        text = text[: dashed.start()]
    if "(" in text or "[" in text or "【" in text:
        for found in reversed(list(_BRACKETS.finditer(text))):
            if found.start() and _speaks_of_version(found[1]):
                asides.append(found[1])
                text = text[: found.start()] + " " + text[found.end() :]
    return text, asides


def _speaks_of_version(text: str) -> bool:
    words = _words(text)
    return " ".join(words) in _PLAIN_VERSIONS or any(word in _MARK_OF or word == _VERSION for word in words)


def _marks_of(asides: Iterable[str]) -> tuple[int, list[str]]:
    marks, rest = 0, list[str]()
    for words in map(_words, asides):
        if " ".join(words) in _PLAIN_VERSIONS:
            continue
        found = 0
        for word in words:
            found |= _MARK_OF.get(word, 0)
        marks |= found or (OTHER if _VERSION in words else 0)
        rest += [word for word in words if word not in _MARK_OF and word not in _FILLING]
    return marks, rest


def _words(text: str) -> list[str]:
    """Cut into words of Latin letters and digits, whatever script they were in."""
    text = _JOINED_SIGNS.sub("", text).replace("&", " and ")
    if not text.isascii():
        text = "".join(map(_latin, text)).lower()
        text = _JOINED_SIGNS.sub("", text)
    return _NO_WORD.sub(" ", text).split()


@lru_cache(maxsize=16384)
def _latin(character: str) -> str:
    return anyascii(character) if character.isalnum() else character


def _without_article(words: list[str]) -> list[str]:
    return [word for word in words if word != "the"] or words


def _numerals(words: list[str]) -> list[str]:
    """Write numbers of parts one way: `Pt. II` is `part 2`."""
    return list(_numeral_words(words))


def _numeral_words(words: list[str]) -> Iterator[str]:
    section = False
    for place, word in enumerate(words):
        if section and word in _SHORT_ROMAN:
            yield _SHORT_ROMAN[word]
        else:
            yield _ROMAN.get(word, word) if place == 0 or word not in _SECTIONS else _SECTIONS[word]
        section = word in _SECTIONS


@lru_cache(maxsize=65536)
def _sounds(word: str) -> str:
    """Return the consonants of a word, those alike that scripts, languages and ears confuse."""
    heard = _SOUNDS.sub(lambda found: _SOUND_OF.get(found[0], "s"), word).translate(_SOUND_LETTERS)
    return _REPEATED.sub(r"\1", heard)


def _script(text: str) -> int:
    """Return the least sure of the scripts of a text."""
    return 0 if text.isascii() else max(map(_script_of, text), default=LATIN)


@lru_cache(maxsize=16384)
def _script_of(character: str) -> int:
    code = ord(character)
    if code <= _LATIN_LAST or not character.isalpha():
        return LATIN
    if 0x0590 <= code <= 0x08FF or 0xAC00 <= code <= 0xD7A3:
        return SOUNDS
    if 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x323AF:
        return SIGNS
    return LETTERS


def _key(words: Iterable[str]) -> int:
    """Return 63 bits of a digest, the same everywhere; 0 for nothing."""
    text = "".join(words)
    if not text:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") >> 1
