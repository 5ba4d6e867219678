"""Scott Joplin (about 1868-1917), The Entertainer (1902), introduction and first strain."""

from fractions import Fraction

from nachklang.demo.score import Part, Score
from nachklang.demo.timbre import PIANO

_VAMP = "(mp) E4/16 C5/8 E4/16 C5/8 E4/16 C5~"
_ANSWER = "(mf) E5+G5+E6/16 C5+E5+C6 D5+F5+D6 E5+G5+E6/8 B4+D5+B5/16 D5+F5+D6/8"
_CLIMB = "C5/4~ C5/16 C5+E5+C6 D5+F5+D6 D#5+F#5+D#6"
_SPIN = "(mf) E5+E6/16 C5+C6 D5+D6 E5+E6/8 C5+C6/16 D5+D6 C5+C6"
_RIGHT = f"""
    (f) D6/16 E6 C6 A5/8 B5/16 G5/8 | D5/16 E5 C5 A4/8 B4/16 G4/8
  | D4/16 E4 C4 A3/8 B3/16 A3 Ab3 | G3/8 r G4+B4+D5+G5 (mp) D4/16 D#4
  | {_VAMP} | {_CLIMB} | {_ANSWER} | C5+E5+C6/4. (mp) D4/16 D#4
  | {_VAMP} | C5/4~ C5/8 A4+C5+A5/16 G4+C5+G5
  | (mf) F#4+C5+F#5/16 A4+A5 C5+C6 E5+E6/8 D5+D6/16 C5+C6 A4+A5 | D5+F5+D6/4. (mp) D4/16 D#4
  | {_VAMP} | {_CLIMB} | {_ANSWER} | C5+E5+C6/4. C5+C6/16 D5+D6
  | {_SPIN} | {_SPIN} | {_ANSWER} | C5+E5+C6/4 C4+E4+G4+C5/8 r
"""
_STEP = "C3/8 E3+G3+C4 G2+G3 G3+Bb3+C4"
_WALK = "F2+F3/8 A3+C4 E2+E3 G3+C4"
_HALF = "G2/8 E3+G3+C4 G2 F3+G3+B3"
_LEFT = f"""
    (f) D5/16 E5 C5 A4/8 B4/16 G4/8 | D4/16 E4 C4 A3/8 B3/16 G3/8
  | D3/16 E3 C3 A2/8 B2/16 A2 Ab2 | G2/8 r G1+G2 G3+B3
  | (mp) {_STEP} | {_WALK} | {_HALF} | C3/8 E3+G3+C4 E3+G3+C4 G3+B3
  | {_STEP} | F2+F3/8 A3+C4 E2+E3 Eb2+Eb3
  | (mf) D2+D3/8 D3+F#3+A3+C4 D3 F#3+A3+C4 | G3+B3/8 G2+G3 A2+A3 B2+B3
  | (mp) {_STEP} | {_WALK} | {_HALF} | C3/8 E3+G3+C4 G3+C4+E4 r
  | (mf) C3+C4/8 G3+C4+E4 Bb2+Bb3 G3+C4+E4 | A2+A3/8 A3+C4+F4 Ab2+Ab3 Ab3+C4+F4
  | G2+G3/8 G3+C4+E4 G2 G3+B3 | C3+G3+C4/8 G2+G3 C2+C3 r
"""

SCORE = Score(
    title="The Entertainer",
    bar=Fraction(1, 2),
    tempo=84,
    slowing=0.15,
    rubato=0.0,
    parts=(Part("right hand", PIANO, _RIGHT, 1.0, 0.2), Part("left hand", PIANO, _LEFT, 0.8, -0.2)),
)
