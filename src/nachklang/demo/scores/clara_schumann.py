"""Clara Schumann (1819-1896), Warum willst du and're fragen, op. 12 no. 11 (1841), the close, without words.

The song's melody goes to a flute. A double flat is written as the key that is struck: Bbb3 as A3.
"""

from fractions import Fraction

from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import FLUTE, PIANO

_MELODY = """
    (mp) C5/8 C5
  | C5/4. A4/8 Bb4 C5 | C5/4 Db5 Db5/8 Db5 | (mf) Db5/8 Db5 (f) Eb5/4. Ab4/8 | F5/2 r/4
  | r/2. | r/2 (mp) F5/8 F5 | G4/4. Ab4/8 Db5 Db5 | Db5/4 C5 C5/8 C5
  | Eb5/4. (p) Db5/8 C5 Bb4 | Ab4/2 r/4 | r/2. | r/2. | r/2. | r/2
"""
_RIGHT = """
    (p) Gb4+C5/8 Gb4+C5
  | Gb4+C5/4. Gb4+A4/8 F4+Bb4 F4+A4+C5 | F4+A4+C5/4 F4+Bb4+Db5 F4+Db5/8 F4+Db5
  | (mf) Gb4+Db5/8 Gb4+Db5 Gb4+Eb5/2 | F4+F5/2 (p) Ab4+F5/8 Ab4+F5
  | Eb4+G4/4. Eb4+Ab4/8 E4+Db5 E4+Db5 | E4+Db5/4 Eb4+C5 F4+Ab4+F5
  | E4+G4/4. Eb4+Ab4/8 E4+Db5 E4+Db5 | E4+Db5/4 Eb4+C5 Ab4
  | F4/4. F4/8 Eb4 Db4 | C4/2 C4+Eb4/8 C4+Eb4
  | Db4+F4/4. Eb4+Ab4/8 F4+Db5 G4+Db5 | Db5/4 C5 C5+Ab5/8 Bb4+G5
  | (pp) Ab4+F5/8 G4+Eb5 F4+Db5/4 Db4+G4 | C4+Ab4/2
"""
_INNER = """
    (p) r/4 | r/2. | r/2. | r/4 Ab4/2~ | Ab4/2 r/4 | r/2. | r/2. | r/2. | r/2 r/8 Gb4
  | Ab4/2 G4/4 | Ab4/2 r/4 | r/2. | Eb4+Ab4/2 r/4 | r/2. | r/2
"""
_LEFT = """
    (p) A3/8 Eb3
  | Db2/8 Db3 A3 Eb4 Db4 C4+Eb4 | C4+Eb4/4 Bb3+Db4 Bb3+Db4/8 Bb3+Db4
  | (mf) Bb3+Db4/8 A3+Db4 Ab3+C4/2 | Db3+Ab3/2 (p) Db4+F4/8 Db4+F4
  | Db3+Bb3/4. C3+Ab3/8 Bb2+G3 Ab2+Ab3 | G2+Bb3/4 Ab2+Ab3 Db3+Ab3+Db4
  | Bb3/4. Ab3/8 G3 Ab3 | Bb3/4 Ab3 Ab3
  | Ab3/2 Eb3/4 | Ab2/8 Eb3 Ab3 Eb3 C4 Eb3
  | Ab2/8 Eb3 Db4 C4 Bb3 Eb3 | Ab2/8 Eb3 Ab3 C4 D4+F4 Eb4+G4
  | (pp) B3+D4/8 C4+Eb4 Bb3+Eb4/4 Eb3+Bb3 | Ab2+Eb3/2
"""
_BASS = """
    (p) r/4 | r/8 r Db3/2 | r/2. | r/2. | r/2. | r/2. | r/2. | Db3/4 C3 Bb2/8 Ab2 | G2/4 Ab2 r
  | Db3/4 Bb2 r | Ab2/2 r/4 | Ab2/2 r/4 | Ab2/2 r/4 | r/2. | r/2
"""

SCORE = Score(
    title="Warum willst du and're fragen, op. 12 no. 11",
    bar=Fraction(3, 4),
    pickup=Fraction(1, 4),
    tempo=82,
    slowing=0.5,
    rubato=0.04,
    parts=(
        Part("melody", FLUTE, _MELODY, 1.0, 0.0),
        Part("right hand", PIANO, _RIGHT, 0.7, 0.25),
        Part("inner voice", PIANO, _INNER, 0.5, 0.15),
        Part("left hand", PIANO, _LEFT, 0.7, -0.25),
        Part("bass", PIANO, _BASS, 0.55, -0.25),
    ),
)
