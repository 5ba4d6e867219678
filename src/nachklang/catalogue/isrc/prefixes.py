"""Which prefixes agencies give out. One that is not known is worth a look, and never wrong by that alone."""

from iso3901 import DB_DATE, Allocation

KNOWN_ON = DB_DATE
"""The day of the list, which IFPI changes every few months."""

_LETTERS = frozenset(Allocation.__members__)


def is_allocated(prefix: str) -> bool:
    """Tell whether the first two letters of a prefix, or of a code, are given out, now or formerly."""
    return prefix[:2] in _LETTERS
