"""Ludwig van Beethoven (1770-1827), Für Elise, WoO 59 (1810), the first section."""

from fractions import Fraction

from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import PIANO

_CALL = "E5/16 D#5 E5 B4 D5 C5 | A4/8 r/16 C4 E4 A4 |"
_RIGHT = f"""
    (p) E5/16 D#5
  | {_CALL} B4/8 r/16 E4 G#4 B4 | C5/8 r/16 E4 E5 D#5
  | {_CALL} B4/8 r/16 E4 C5 B4 | A4/8 r/16 (mp) B4 C5 D5
  | (mf) E5/8. G4/16 F5 E5 | D5/8. F4/16 E5 D5 | C5/8. E4/16 D5 C5 | (mp) B4/8 r/16 E4 E5 r
  | r/16 E5 E6 r r D#5 | (p) E5/8 r/16 D#5 E5 D#5
  | {_CALL} B4/8 r/16 E4 G#4 B4 | C5/8 r/16 E4 E5 D#5
  | {_CALL} B4/8 r/16 E4 C5 B4 | A4/4
"""
_A_MINOR = "A2/16 E3 A3 r r/8"
_E_MAJOR = "E2/16 E3 G#3 r r/8"
_LEFT = f"""
    (p) r/8
  | r/4. | {_A_MINOR} | {_E_MAJOR} | {_A_MINOR} | r/4. | {_A_MINOR} | {_E_MAJOR} | {_A_MINOR}
  | (mp) C3/16 G3 C4 r r/8 | G2/16 G3 B3 r r/8 | A2/16 E3 A3 r r/8 | E2/16 E3 E4 r r E4
  | E5/16 r r D#5 E5 r | r/16 D#5 E5 r r/8
  | (p) r/4. | {_A_MINOR} | {_E_MAJOR} | {_A_MINOR} | r/4. | {_A_MINOR} | {_E_MAJOR} | A2/16 E3 A3/8
"""

SCORE = Score(
    title="Für Elise, WoO 59",
    bar=Fraction(3, 8),
    pickup=Fraction(1, 8),
    tempo=70,
    slowing=0.6,
    rubato=0.05,
    parts=(
        Part("right hand", PIANO, _RIGHT, 1.0, 0.2),
        Part("left hand", PIANO, _LEFT, 0.75, -0.2, Fraction(3, 8)),
    ),
)
