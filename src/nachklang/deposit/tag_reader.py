"""What a file's own tags say about it. Gaps are filled from here; the depositor's words stand first."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from nachklang.audio import Tags
from nachklang.deposit.given import Given, credit
from nachklang.deposit.statements import EVERY_LAYER, Found, expression, licence_in
from nachklang.errors import InvalidValueError
from nachklang.model.acts import Layer
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode
from nachklang.model.mandates import Author, Evidence

T = TypeVar("T")

# An arranger wrote a part of what is played; an original artist means that this is a cover.
_AUTHORS = ("composer", "lyricist", "arranger", "originalartist")

# "Not under …/by/4.0/" and "…/by/4.0/, no commercial use" name a licence and take it back.
_HEDGE = re.compile(r"\b(?:not|no|non|never|except|only|unless|without|but)\b", re.IGNORECASE)
_FREE_WORDS = re.compile(r"\bno (?:rights reserved|copyright)\b", re.IGNORECASE)

LONGEST = 500
"""Characters of a tag that a description keeps; the file keeps them all."""


@dataclass(frozen=True, slots=True)
class TagReading:
    """The statements of a file's tags, with notes on what could not be used."""

    given: Given
    notes: tuple[str, ...]


def read_tags(tags: Tags) -> TagReading:
    """Read tags into statements; what is no value of its kind is left out and noted."""
    reader = _Reader(tags)
    authors = tuple(Author(name) for name in reader.texts("composer") + reader.texts("lyricist"))
    given = Given(
        title=reader.text("title"),
        artists=credit(reader.texts("artist")),
        release=reader.text("album"),
        release_artists=credit(reader.texts("albumartist")),
        disc=reader.number("discnumber"),
        track=reader.number("tracknumber"),
        isrcs=tuple(one for text in reader.texts("isrc") if (one := reader.parsed("isrc", text, ISRC.parse))),
        iswc=reader.value("iswc", ISWC.parse),
        label=reader.text("label"),
        catalogue_number=reader.text("catalognumber"),
        barcode=reader.value("barcode", Barcode.parse),
        released=reader.value("date", _day),
        authors=tuple(dict.fromkeys(authors)),
    )
    return TagReading(given, tuple(reader.notes))


def licences_in_tags(tags: Tags, said: Given) -> Found:
    """Find licence statements in the licence and copyright tags; `said` is what the depositor says.

    The composition counts as licensed with the rest unless tags or depositor name a composer who is none
    of the artists: that person's licence would have to be shown by other evidence. Where one statement
    is not understood, or two name different licences, none is taken.
    """
    layers = EVERY_LAYER if _own_composition(tags, said) else (Layer.RECORDING, Layer.PERFORMANCE)
    found = [
        one
        for key in ("license", "copyright")
        for field, text in zip(tags.fields.get(key, ()), tags.values.get(key, ()), strict=False)
        if (one := _statement(key, field, text, layers)) != Found()
    ]
    notes = tuple(note for one in found for note in one.notes)
    if notes:
        return Found(notes=notes)
    if len({tuple(mandate.licence for mandate in one.mandates) for one in found}) > 1:
        sources = " and ".join(one.mandates[0].evidence.source for one in found)
        return Found(notes=(f"{sources} name different licences, so none is taken",))
    return found[0] if found else Found()


def _own_composition(tags: Tags, said: Given) -> bool:
    """Whether everybody who is named as an author is named as an artist as well."""
    writers = {author.name for author in said.authors} | _names(tags, *_AUTHORS)
    credited = {one.name for one in (*said.artists, *said.release_artists)}
    artists = credited | _names(tags, "artist", "albumartist")
    return {name.casefold() for name in writers} <= {name.casefold() for name in artists}


def _names(tags: Tags, *keys: str) -> set[str]:
    return {name for key in keys for name in tags.values.get(key, ())}


def _statement(key: str, field: str, text: str, layers: tuple[Layer, ...]) -> Found:
    """Read one tag; a copyright line without a licence in it is no statement at all."""
    named = licence_in(text)
    if named is None and key == "copyright":
        return Found()
    if named is not None and _HEDGE.search(_FREE_WORDS.sub("", text.replace(named, ""))):
        hint = "says more than the licence's name, which is not understood"
        return Found(notes=(f"tag {field}: {text[:80]!a} {hint}",))
    return expression(named or text, Evidence("tag", f"tag {field}", text[:LONGEST]), layers)


class _Reader:
    """Reads values of tags, and notes those that it cannot use."""

    def __init__(self, tags: Tags) -> None:
        self._tags = tags
        self.notes: list[str] = []

    def _named(self, key: str) -> str:
        return f"tag {(self._tags.fields.get(key) or (key,))[0]}"

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._cut(key, text) for text in self._tags.values.get(key, ()) if text.strip())

    def _cut(self, key: str, text: str) -> str:
        plain = " ".join(text.split())
        if len(plain) <= LONGEST:
            return plain
        length = f"{len(plain)} characters, of which the description keeps {LONGEST}"
        self.notes.append(f"{self._named(key)}: {length}; the file keeps them all")
        return plain[:LONGEST]

    def text(self, key: str) -> str | None:
        return next(iter(self.texts(key)), None)

    def parsed(self, key: str, text: str, parse: Callable[[str], T]) -> T | None:
        try:
            return parse(text)
        except InvalidValueError as error:
            self.notes.append(f"{self._named(key)}: {error}; left out of the description")
            return None

    def value(self, key: str, parse: Callable[[str], T]) -> T | None:
        text = self.text(key)
        return None if text is None else self.parsed(key, text, parse)

    def number(self, key: str) -> int | None:
        """Read `3` or `3/12`; 0 counts as not said."""
        return self.value(key, _position) or None


def _position(text: str) -> int:
    match = re.fullmatch(r"\s*([0-9]{1,6})\s*(?:/.*)?", text, re.ASCII)
    if match is None:
        raise InvalidValueError(f"not a position: {text[:60]!a}; expected 3 or 3/12")
    return int(match[1])


def _day(text: str) -> PartialDate:
    """Read a tag's date, which may carry a time of day behind it."""
    return PartialDate.parse(re.split(r"[T ]", text.strip(), maxsplit=1)[0])
