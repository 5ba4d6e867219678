"""Artist credits: the printed line, taken apart by the names of those who stand in it.

A message has both: `DisplayArtistName`, one line as it is to be shown, and `DisplayArtist`, each artist with
a role and a place in the order. Where all performers are found in the line, the words between them are
the join phrases, and those after the last name stay with it. Else the artists stand in their own order,
with ` feat. ` before the first featured one and commas between the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nachklang.catalogue.sources.ddex.statements import Credit, Credited, Party

FEATURED = "FeaturedArtist"
BRAND = "Brand"
COMPOSING = frozenset({"Composer", "ComposerLyricist", "ComposerAndOrLyricist", "ComposerWriter"})
"""Roles of those who wrote music; of `ComposerAndOrLyricist` it is not known whether music or words."""
_WRITING = COMPOSING | {
    "Author",
    "Lyricist",
    "Librettist",
    "Adapter",
    "Arranger",
    "Translator",
    "MusicPublisher",
}
_LINE_MAX = 2_000
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DisplayArtist:
    """An artist whom the message wants shown, with all the roles that it gives."""

    party: Party
    roles: frozenset[str]

    @property
    def performs(self) -> bool:
        """Whether there is any role besides writing."""
        return not self.roles or bool(self.roles - _WRITING)


def credit_of(line: str | None, artists: Iterable[DisplayArtist]) -> Credit:
    """Make the credit; where only a line is given, it is the one name."""
    shown = [artist for artist in _merged(artists) if artist.roles != {BRAND}]
    if not shown:
        return (Credited(Party(line), line),) if line else ()
    return _as_printed(line, shown) or _by_role(shown)


def _merged(artists: Iterable[DisplayArtist]) -> list[DisplayArtist]:
    """Let nobody stand twice for having two roles."""
    roles: dict[Party, frozenset[str]] = {}
    for artist in artists:
        roles[artist.party] = roles.get(artist.party, frozenset()) | artist.roles
    return [DisplayArtist(party, said) for party, said in roles.items()]


def _by_role(artists: Sequence[DisplayArtist]) -> Credit:
    performing = [artist for artist in artists if artist.performs] or list(artists)
    featured = [FEATURED in artist.roles for artist in performing]
    joins = [" feat. " if then and not now else ", " for now, then in pairwise(featured)]
    return tuple(
        Credited(artist.party, artist.party.name, join)
        for artist, join in zip(performing, [*joins, ""], strict=True)
    )


def _as_printed(line: str | None, artists: Sequence[DisplayArtist]) -> Credit | None:
    """Take the line apart; None where a performer is not in it, or it begins with other words."""
    if line is None or len(line) > _LINE_MAX or sum(len(one.party.name) for one in artists) > _LINE_MAX:
        return None
    found = _places(line, artists)
    if any(artist.performs and artist.party not in found for artist in artists):
        return None
    order = sorted(found.items(), key=lambda item: item[1])
    if not order or order[0][1][0] != 0:
        return None
    ends = [start for _, (start, _) in order[1:]] + [len(line)]
    return tuple(
        Credited(party, line[start:end], line[end:until])
        for (party, (start, end)), until in zip(order, ends, strict=True)
    )


def _places(line: str, artists: Sequence[DisplayArtist]) -> dict[Party, _Span]:
    """Find each artist by any spelling; longer ones first: `Prince` is also in `Prince & The Revolution`."""
    spellings = [(name, one.party) for one in artists for name in (one.party.name, *one.party.aliases)]
    found: dict[Party, _Span] = {}
    for name, party in sorted(spellings, key=lambda item: -len(item[0])):
        if party not in found:
            span = _free_place(line, name, found.values())
            if span is not None:
                found[party] = span
    return found


def _free_place(line: str, name: str, taken: Iterable[_Span]) -> _Span | None:
    start = _find(line, name, 0)
    while start >= 0:
        span = (start, start + len(name))
        if _is_word(line, span) and all(span[1] <= left or right <= span[0] for left, right in taken):
            return span
        start = _find(line, name, start + 1)
    return None


def _find(line: str, name: str, after: int) -> int:
    """Find without regard to case, where folding leaves each letter at its place."""
    low_line, low_name = line.lower(), name.lower()
    if len(low_line) == len(line) and len(low_name) == len(name):
        return low_line.find(low_name, after)
    return line.find(name, after)


def _is_word(line: str, span: _Span) -> bool:
    """Tell whether no letter of a script with spaces between words goes on before or after."""
    start, end = span
    before, after = line[max(start - 1, 0) : start], line[end : end + 1]
    return not (_goes_on(before, line[start]) or _goes_on(line[end - 1], after))


def _goes_on(left: str, right: str) -> bool:
    return _in_words(left) and _in_words(right)


def _in_words(sign: str) -> bool:
    return sign.isdigit() or sign.lower() != sign.upper()
