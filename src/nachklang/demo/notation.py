"""A tiny notation for one voice of a score: `E5/8 C4+G4/4. r/2 | A4/2~ A4/8 ...`.

A text is a row of bars, parted by `|`. A token is a rest (`r`), a pitch or several joined by `+`
(scientific pitch names, C4 is middle C), then `/` and the length as a fraction of a whole note
(`4` is a quarter, `8.` a dotted eighth); without one the last length stays. `~` ties to the same
pitches. `(mf)` sets how loud it goes on, from `(pp)` to `(ff)`; a voice begins at `(mf)`.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from nachklang.errors import ArchiveError

_TOKEN = re.compile(
    r"(?P<pitches>r|[A-G](?:#|b)?[0-8](?:\+[A-G](?:#|b)?[0-8])*)"
    r"(?:/(?P<length>1|2|4|8|16|32|64)(?P<dots>\.{0,2}))?(?P<tie>~?)",
    re.ASCII,
)
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_DYNAMICS = {"(pp)": 0.35, "(p)": 0.48, "(mp)": 0.6, "(mf)": 0.72, "(f)": 0.86, "(ff)": 1.0}


class NotationError(ArchiveError):
    """A text is not music in the notation of this module."""

    code: ClassVar[str] = "notation"


@dataclass(frozen=True, slots=True)
class Sound:
    """Pitches struck together. `start` and `length` in whole notes, `pitches` as MIDI numbers."""

    start: Fraction
    length: Fraction
    pitches: tuple[int, ...]
    loudness: float


@dataclass(frozen=True, slots=True)
class Voice:
    """What a text says: its sounds in order, and the length of every bar in whole notes."""

    sounds: tuple[Sound, ...]
    bars: tuple[Fraction, ...]


def pitch_number(name: str) -> int:
    """Read `C#4` or `Bb2` as a MIDI number; raises NotationError."""
    match = re.fullmatch(r"([A-G])(#|b)?([0-8])", name, re.ASCII)
    if match is None:
        raise NotationError(f"not a pitch: {name!a}; expected a letter A-G, # or b, and an octave 0-8")
    shift = {"#": 1, "b": -1, None: 0}[match[2]]
    return 12 * (int(match[3]) + 1) + _LETTERS[match[1]] + shift


def parse(text: str) -> Voice:
    """Read one voice; raises NotationError naming the bar and the token."""
    reader = _Reader()
    bars = tuple(reader.bar(number, bar) for number, bar in enumerate(text.split("|"), start=1))
    if reader.tied is not None:
        raise NotationError("the last note is tied to nothing; take the ~ away or write the note it leads to")
    return Voice(tuple(reader.sounds), bars)


class _Reader:
    """Where the reading stands: time, the length and loudness that last, an open tie."""

    def __init__(self) -> None:
        self.sounds: list[Sound] = []
        self.at = Fraction(0)
        self.length: Fraction | None = None
        self.loudness = _DYNAMICS["(mf)"]
        self.tied: tuple[int, ...] | None = None

    def bar(self, number: int, text: str) -> Fraction:
        """Read one bar and return its length."""
        begin = self.at
        for token in text.split():
            try:
                self._token(token)
            except NotationError as error:
                raise NotationError(f"bar {number}, {token!a}: {error}") from error
        if self.at == begin:
            raise NotationError(f"bar {number} is empty; write its rests")
        return self.at - begin

    def _token(self, token: str) -> None:
        if token in _DYNAMICS:
            self.loudness = _DYNAMICS[token]
            return
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise NotationError("expected pitches or r, then /length, then ~, or a loudness like (mf)")
        length = self._length(match["length"], match["dots"])
        if match["pitches"] == "r":
            self._rest(tie=bool(match["tie"]))
        else:
            pitches = tuple(sorted(pitch_number(name) for name in match["pitches"].split("+")))
            self._strike(pitches, length, tie=bool(match["tie"]))
        self.at += length

    def _length(self, number: str | None, dots: str | None) -> Fraction:
        if number is not None:
            base = Fraction(1, int(number))
            self.length = base * (2 - Fraction(1, 2 ** len(dots or "")))
        if self.length is None:
            raise NotationError("the first token needs a length, for example /4")
        return self.length

    def _rest(self, *, tie: bool) -> None:
        if tie or self.tied is not None:
            raise NotationError("a rest cannot be tied")

    def _strike(self, pitches: tuple[int, ...], length: Fraction, *, tie: bool) -> None:
        if self.tied is None:
            self.sounds.append(Sound(self.at, length, pitches, self.loudness))
        elif self.tied == pitches:
            self.sounds[-1] = replace(self.sounds[-1], length=self.sounds[-1].length + length)
        else:
            raise NotationError("a tie must lead to the same pitches")
        self.tied = pitches if tie else None
