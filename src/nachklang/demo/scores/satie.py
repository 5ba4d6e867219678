"""Erik Satie (1866-1925), Gymnopédie no. 1 (1888), bars 1-12."""

from fractions import Fraction

from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import ELECTRIC_PIANO

_MELODY = """
    r/2. | r/2. | r/2. | r/2.
  | (mp) r/4 F#5 A5 | (mf) G5/4 F#5 C#5 | B4/4 C#5 (mp) D5 | A4/2.
  | (p) F#4/2.~ | F#4/2.~ | F#4/2.~ | F#4/2.
"""
_G = "G2/4 B3+D4+F#4/2"
_D = "D2/4 A3+C#4+F#4/2"
_CHORDS = f"(p) {_G} | {_D} | {_G} | {_D} | {_G} | {_D} | {_G} | {_D} | {_G} | {_D} | {_G} | (pp) {_D}"

SCORE = Score(
    title="Gymnopédie no. 1",
    bar=Fraction(3, 4),
    tempo=74,
    slowing=0.2,
    rubato=0.02,
    parts=(
        Part("melody", ELECTRIC_PIANO, _MELODY, 1.0, 0.1),
        Part("chords", ELECTRIC_PIANO, _CHORDS, 0.8, -0.1, Fraction(3, 4)),
    ),
)
