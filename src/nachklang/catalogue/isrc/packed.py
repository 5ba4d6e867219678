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
_LENGTH = 12

# What the signs of a prefix are worth at their places: looking up two at a time is quicker than reckoning.
_COUNTRIES = {
    first + second: (high * 26 + low) * REGISTRANTS * NUMBERS
    for high, first in enumerate(_SIGNS[_FIRST_LETTER:])
    for low, second in enumerate(_SIGNS[_FIRST_LETTER:])
}
_MIDDLES = {
    first + second: (high * 36 + low) * 36 * NUMBERS
    for high, first in enumerate(_SIGNS)
    for low, second in enumerate(_SIGNS)
}
_LASTS = {sign: worth * NUMBERS for worth, sign in enumerate(_SIGNS)}


def pack(isrc: ISRC) -> int:
    """Return the number of a code."""
    prefix = isrc.prefix
    number = int(isrc.year + isrc.designation)
    return _COUNTRIES[prefix[:2]] + _MIDDLES[prefix[2:4]] + _LASTS[prefix[4]] + number


def pack_text(text: str) -> int:
    """Return the number of a code in any spelling that `ISRC.parse` reads; raises what that raises.

    Normal form, which is what programs ask in, takes a tenth of the time of all others.
    """
    number = text[5:]
    if number.isdigit() and text.isascii() and len(text) == _LENGTH:
        try:
            return _COUNTRIES[text[:2]] + _MIDDLES[text[2:4]] + _LASTS[text[4]] + int(number)
        except KeyError:  # lower case, or no ISRC
            pass
    return pack(ISRC.parse(text))


def unpack(packed: int) -> ISRC:
    """Return the code with that number, which `pack` made."""
    rest, number = divmod(packed, NUMBERS)
    letters, registrant = divmod(rest, REGISTRANTS)
    first, second = divmod(letters, 26)
    middle, third = divmod(registrant, 36)
    signs = (first + _FIRST_LETTER, second + _FIRST_LETTER, *divmod(middle, 36), third)
    digits = f"{number:07d}"
    return ISRC("".join(_SIGNS[sign] for sign in signs), digits[:2], digits[2:])
