"""Frédéric Chopin (1810-1849), Prelude in A, op. 28 no. 7 (1839), all of it."""

from fractions import Fraction

from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import PIANO

_RIGHT = """
    (p) E4/4
  | C#5/8. D5/16 D4+G#4+B4/4 D4+G#4+B4 | D4+G#4+B4/2 D5+F#5/4
  | C5+D#5/8. C#5+E5/16 C#5+A5/4 C#5+A5 | C#5+A5/2 E4+C#5/4
  | C#4+A#4/8. B4/16 F#4+D5/4 F#4+D5 | F#4+D5/2 D4+G#4/4
  | D4+G#4/8. C#4+A4/16 C#4+C#5/4 C#4+C#5 | C#4+C#5/2 E4/4
  | (mp) C#5/8. D5/16 D4+G#4+B4/4 D4+G#4+B4 | D4+G#4+B4/2 D5+F#5/4
  | (mf) C5+D#5/8. C#5+E5/16 A5+C#6/4 (f) A5+C#6 | A#4+C#5+E5+A#5+C#6/2 (mf) A#4+C#5/4
  | A#4+C#5/8. B4+D5/16 B4+F#5/4 A4+F#5 | (mp) G#4+F#5/2 D4+G#4/4
  | (p) D4+B4/8. C#4+A4/16 A4+C#5+A5/4 (pp) C#5+A5 | C#5+A5/2
"""
_INNER = """
    (p) r/4 | r/2. | r/2. | r/2. | r/2.
  | r/8. D4/16~ D4/2~ | D4/2 r/4 | r/2. | r/2.
  | E4+G#4/4 r/2 | r/2. | r/8. r/16 (mf) C#5+E5/2 | r/2. | r/2. | r/2. | r/2. | r/2
"""
_LEFT = """
    r/4
  | (p) E2/4 E3+E4 E3+E4 | E3+E4/2 r/4
  | A2/4 A3+E4 A3+E4 | A3+E4/2 r/4
  | E2/4 E3+B3 E3+B3 | E3+B3/2 r/4
  | A1/4 E3+A3+E4 E3+A3+E4 | E3+A3+E4/2 r/4
  | E2/4 E3+E4 E3+E4 | E3+E4/2 r/4
  | (mp) A2/4 A3+E4+A4 (mf) A3+E4+A4 | F#3+C#4+E4+F#4/2 r/4
  | B1/4 F#3+D4 F#3+B3+D4 | (mp) E3+B3+D4/2 r/4
  | (p) A1/4 E3+A3+E4 (pp) E3+A3+E4 | E3+A3+E4/2
"""

SCORE = Score(
    title="Prelude in A major, op. 28 no. 7",
    bar=Fraction(3, 4),
    pickup=Fraction(1, 4),
    tempo=92,
    slowing=0.5,
    phrase=2,
    rubato=0.06,
    parts=(
        Part("right hand", PIANO, _RIGHT, 1.0, 0.2, Fraction(3, 4)),
        Part("inner voice", PIANO, _INNER, 0.8, 0.1),
        Part("left hand", PIANO, _LEFT, 0.75, -0.2, Fraction(3, 4)),
    ),
)
