"""What an artist did, and on which tracks."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_COMPOSING = {"written-by", "written by", "composed by", "music by", "songwriter"}
"""`Lyrics By`, `Words By` and `Libretto By` wrote no music; `Written-By` may have written both."""

_BRACKETS = re.compile(r"\[[^\]]*\]?")
_RANGE = re.compile(r"(.+?)(?:\s+to\s+|\s*[-–]\s*)(.+)", re.IGNORECASE)


@lru_cache(maxsize=1 << 15)
def composes(role: str) -> bool:
    """Tell whether one of the roles, whose details stand in brackets, is a composer's."""
    return any(part.strip(" ]").casefold() in _COMPOSING for part in _BRACKETS.sub("", role).split(","))


def named_tracks(tracks: str, places: Mapping[str, int]) -> Iterator[int | str]:
    """Yield the places of the positions that `A1, A3 to B2` names, and each name that is none of them."""
    for part in re.split(r"[,;]", tracks):
        name = part.strip()
        if not name:
            continue
        first = last = places.get(name)
        if first is None and (ends := _RANGE.fullmatch(name)):  # `1-03` is a position, no range
            first, last = places.get(ends[1].strip()), places.get(ends[2].strip())
        if first is None or last is None or last < first:
            yield name
        else:
            yield from range(first, last + 1)
