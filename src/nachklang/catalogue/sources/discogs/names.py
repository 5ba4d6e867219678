"""Names and numbers as Discogs writes them."""

import re
from functools import lru_cache

from nachklang.catalogue.ids import NUMBER_BITS, dense_base, hashed_id

NAME = "discogs"
TRACKS_A_RELEASE = 10_000
"""How many of a release's tracks have numbers of their own; later ones are hashed."""

_BASE = dense_base(NAME)
_MOST = (1 << NUMBER_BITS) - 1
_NUMBER = re.compile("[0-9]{1,13}")
_NUMBERED = re.compile(r"(.+) (\((?:[2-9]|[1-9][0-9]+)\))", re.DOTALL)


def number_of(text: str | None) -> int | None:
    """Return a number of Discogs' own; None for any other text, and for 0, which names nothing."""
    if text is None or not _NUMBER.fullmatch(text):
        return None
    number = int(text)
    return number if 0 < number <= _MOST else None


def row_id(number: int) -> int:
    """Return the id of what has this number."""
    return _BASE + number


def named_id(kind: str, name: str) -> int:
    """Return the id of something that has a name but no number."""
    return hashed_id(NAME, kind, name)


def part_id(kind: str, release: int, index: int) -> int:
    """Return the id of the `index`th recording, track or medium of a release, from 1."""
    number = release * TRACKS_A_RELEASE + index
    if index < TRACKS_A_RELEASE and number <= _MOST:
        return _BASE + number
    return hashed_id(NAME, kind, f"{release}/{index}")


@lru_cache(maxsize=1 << 16)
def shown_name(name: str) -> tuple[str, str | None]:
    """Return a name without the number that tells it from others alike, and that: `Soleil (2)`."""
    found = _NUMBERED.fullmatch(name)
    return (found[1], found[2]) if found else (name, None)
