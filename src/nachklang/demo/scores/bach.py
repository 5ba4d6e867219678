"""Johann Sebastian Bach (1685-1750), Prelude in C, BWV 846 (The Well-Tempered Clavier I, 1722), bars 1-19.

Every half bar is one broken chord of five notes, so the chords are what is written down.
"""

from fractions import Fraction

from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import LUTE

_CHORDS = """
    C4 E4 G4 C5 E5  | C4 D4 A4 D5 F5  | B3 D4 G4 D5 F5   | C4 E4 G4 C5 E5
    C4 E4 A4 E5 A5  | C4 D4 F#4 A4 D5 | B3 D4 G4 D5 G5   | B3 C4 E4 G4 C5
    A3 C4 E4 G4 C5  | D3 A3 D4 F#4 C5 | G3 B3 D4 G4 B4   | G3 Bb3 E4 G4 C#5
    F3 A3 D4 A4 D5  | F3 Ab3 D4 F4 B4 | E3 G3 C4 G4 C5   | E3 F3 A3 C4 F4
    D3 F3 A3 C4 F4  | G2 D3 G3 B3 F4  | C3 E3 G3 C4 E4
"""
_LOUDNESS = {0: "(mp)", 4: "(mf)", 7: "(mp)", 11: "(mf)", 14: "(mp)", 18: "(p)"}


def _chords() -> list[list[str]]:
    return [chord.split() for line in _CHORDS.strip().splitlines() for chord in line.split("|")]


def _upper(chord: list[str]) -> str:
    three = " ".join(chord[2:])
    return " ".join([f"r/8 {chord[2]}/16 {chord[3]} {chord[4]} {three}"] * 2)


def _lower(chord: list[str]) -> str:
    return " ".join([f"{chord[0]}/16 {chord[1]}/4.."] * 2)


def _text(bars: list[str]) -> str:
    return " | ".join(f"{_LOUDNESS.get(number, '')} {bar}" for number, bar in enumerate(bars))


SCORE = Score(
    title="Prelude in C major, BWV 846",
    bar=Fraction(1),
    tempo=124,
    slowing=0.45,
    rubato=0.03,
    parts=(
        Part("right hand", LUTE, _text([_upper(chord) for chord in _chords()]), 0.8, 0.25, Fraction(1, 2)),
        Part("left hand", LUTE, _text([_lower(chord) for chord in _chords()]), 1.0, -0.2, Fraction(1, 2)),
    ),
)
