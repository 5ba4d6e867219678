"""An ISRC as a whole number that sorts as its text does.

Two letters, three letters or digits and seven digits leave 26² · 36³ · 10⁷ codes: fewer than 2^49.
"""

from nachklang.model.identifiers import ISRC

REGISTRANTS = 36**3
NUMBERS = 10**7
PACKED_CODES = 26**2 * REGISTRANTS * NUMBERS
"""How many codes there are: every packed one is below."""

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST_LETTER = 10


def pack(isrc: ISRC) -> int:
    """Return the number of a code."""
    first, second = (_SIGNS.index(letter) - _FIRST_LETTER for letter in isrc.prefix[:2])
    registrants = (first * 26 + second) * REGISTRANTS + int(isrc.prefix[2:], 36)
    return registrants * NUMBERS + int(isrc.year + isrc.designation)


def unpack(packed: int) -> ISRC:
    """Return the code with that number, which `pack` made."""
    rest, number = divmod(packed, NUMBERS)
    letters, registrant = divmod(rest, REGISTRANTS)
    first, second = divmod(letters, 26)
    middle, third = divmod(registrant, 36)
    signs = (first + _FIRST_LETTER, second + _FIRST_LETTER, *divmod(middle, 36), third)
    digits = f"{number:07d}"
    return ISRC("".join(_SIGNS[sign] for sign in signs), digits[:2], digits[2:])
