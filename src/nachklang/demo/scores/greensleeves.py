"""Greensleeves, an English song of the 16th century by nobody knows whom, with a lute part of our own."""

from fractions import Fraction

from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import FLUTE, LUTE

_END = "C5/8. B4/16 A4/8 G#4/8. F#4/16 G#4/8"
_TURN = "D5/4 B4/8 G4/8. A4/16 B4/8"
_MELODY = f"""
    (mp) A4/8
  | C5/4 D5/8 E5/8. F#5/16 E5/8 | {_TURN} | C5/4 A4/8 A4/8. G#4/16 A4/8 | B4/4 G#4/8 E4/4 A4/8
  | C5/4 D5/8 E5/8. F#5/16 E5/8 | {_TURN} | {_END} | A4/2.
  | (mf) G5/4. G5/8. F#5/16 E5/8 | {_TURN} | C5/4 A4/8 A4/8. G#4/16 A4/8 | B4/4 G#4/8 E4/4.
  | G5/4. G5/8. F#5/16 E5/8 | {_TURN} | (mp) {_END} | A4/2~ A4/8
"""
_AM = "A2/8 E3 A3 C4 A3 E3"
_G = "G2/8 D3 G3 B3 G3 D3"
_E = "E2/8 B2 E3 G#3 E3 B2"
_C = "C3/8 G3 C4 E4 C4 G3"
_AM_E = "A2/8 E3 A3 E2 B2 E3"
_LUTE = f"""
    (mp) r/8
  | {_AM} | {_G} | {_AM} | {_E} | {_AM} | {_G} | {_AM_E} | {_AM}
  | (mf) {_C} | {_G} | {_AM} | {_E} | {_C} | {_G} | (mp) {_AM_E} | A2/8 E3 A3 C4 E4
"""

SCORE = Score(
    title="Greensleeves",
    bar=Fraction(3, 4),
    pickup=Fraction(1, 8),
    tempo=94,
    slowing=0.4,
    rubato=0.03,
    parts=(
        Part("melody", FLUTE, _MELODY, 0.9, 0.15),
        Part("lute", LUTE, _LUTE, 0.8, -0.2, Fraction(3, 8)),
    ),
)
