"""Christian Petzold (1677-1733), Minuet in G, BWV Anh. 114, bars 1-16.

It stands in the Notebook for Anna Magdalena Bach (1725) and was long taken for a work of Bach.
The appoggiatura of bar 8 is written out; the mordents are left to other players.
"""

from fractions import Fraction

from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import FLUTE, ORGAN

_MELODY = """
    (f) D5/4 G4/8 A4 B4 C5 | D5/4 G4 G4 | E5/4 C5/8 D5 E5 F#5 | G5/4 G4 G4
  | C5/4 D5/8 C5 B4 A4 | B4/4 C5/8 B4 A4 G4 | F#4/4 G4/8 A4 B4 G4 | B4/8 A4/2~ A4/8
  | (mp) D5/4 G4/8 A4 B4 C5 | D5/4 G4 G4 | E5/4 C5/8 D5 E5 F#5 | G5/4 G4 G4
  | (mf) C5/4 D5/8 C5 B4 A4 | B4/4 C5/8 B4 A4 G4 | A4/4 B4/8 A4 G4 F#4 | G4/2.
"""
_BASS = """
    (mf) G3+B3+D4/2 A3/4 | B3/2. | C4/2. | B3/2.
  | A3/2. | G3/2. | D4/4 B3 G3 | D4/4 D3/8 C4 B3 A3
  | (mp) B3/2 A3/4 | G3/4 B3 G3 | C4/2. | B3/4 C4/8 B3 A3 G3
  | A3/2 F#3/4 | G3/2 B3/4 | C4/4 D4 D3 | G3/2 G2/4
"""

SCORE = Score(
    title="Minuet in G major, BWV Anh. 114",
    bar=Fraction(3, 4),
    tempo=126,
    rubato=0.015,
    parts=(Part("melody", FLUTE, _MELODY, 1.0, 0.2), Part("bass", ORGAN, _BASS, 0.5, -0.2)),
)
