"""Which medium a track is on, by what is printed before its title.

Discogs lists tracks without their media. `1-03` and `CD2-4` name the disc; so does `2.05`, where every
position of the release is of that form and discs are several (else it is a part of a track). `A1` and
`B2` are the two sides of one record or cassette, `C1` begins the next, and `AA` is another word for `B`.
`CD-4` and `DVD-1` stand on media of different kinds. What says nothing is where the track before it is.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

_DISC = re.compile(r"([A-Z][A-Z ]*?)?[ ]*([0-9]{1,4})[ ]*[-–][ ]*[0-9A-Z]", re.IGNORECASE)
_DOTTED = re.compile(r"([0-9]{1,4})\.[0-9]")
_KIND = re.compile(r"([A-Z][A-Z ]*[A-Z])[ ]*-?[ ]*[0-9]", re.IGNORECASE)
_SIDE = re.compile(r"([A-Z])(\1)?(?![A-Za-z]{2}|[A-Z])")
_PLAIN = re.compile(r"[0-9]")

_FORMATS = {
    "CD": ("CD",),
    "SACD": ("SACD",),
    "DVD": ("DVD",),
    "BD": ("Blu-ray",),
    "BR": ("Blu-ray",),
    "VHS": ("VHS",),
    "LP": ("Vinyl",),
    "MC": ("Cassette",),
    "FILE": ("File",),
}

Medium = tuple[str, int]
"""Kind and number: `("CD", 2)`, `("side", 0)` for sides A and B, `("", 1)` where nothing is said."""


def media_of(positions: Sequence[str], formats: Sequence[str]) -> list[int]:
    """Return the medium of each track, from 1, in the order in which they come first."""
    places = dict[Medium, int]()
    return [places.setdefault(medium, len(places) + 1) for medium in _media(positions, formats)]


def formats_of(positions: Sequence[str], formats: Sequence[str]) -> list[str | None]:
    """Return what each medium is: by the kind that its positions name, else by its place among the others."""
    media = list(dict.fromkeys(_media(positions, formats)))
    left = list(formats)
    found: list[str | None] = [_take(left, kind) for kind, _ in media]
    return [_next(left, formats) if one is None else one for one in found]


def _media(positions: Sequence[str], formats: Sequence[str]) -> Iterator[Medium]:
    dotted = len(formats) != 1 and all(map(_DOTTED.match, positions))
    last: Medium = ("", 1)
    for position in positions:
        last = _medium(position, len(formats), dotted=dotted) or last
        yield last


@lru_cache(maxsize=1 << 16)
def _medium(position: str, media: int, *, dotted: bool) -> Medium | None:
    if found := _DISC.match(position):
        return (found[1] or "").strip().upper(), int(found[2])
    if dotted and (found := _DOTTED.match(position)):
        return "", int(found[1])
    if found := _SIDE.match(position):
        side = 1 if found[2] and found[1] == "A" else ord(found[1]) - ord("A")
        return "side", min(side // 2, media - 1) if media else side // 2
    if found := _KIND.match(position):
        return found[1].upper(), 1
    return ("", 1) if _PLAIN.match(position) else None


def _take(left: list[str], kind: str) -> str | None:
    """Take the first format that is of this kind out of those that are left."""
    names = ("Vinyl", "Cassette", "Shellac") if kind == "side" else _FORMATS.get(kind, ())
    for one in left:
        if one.endswith(names) and names:
            left.remove(one)
            return one
    return None


def _next(left: list[str], formats: Sequence[str]) -> str | None:
    if left:
        return left.pop(0)
    return formats[0] if len(set(formats)) == 1 else None
