"""Artist credits: who, as printed, and the words between."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from nachklang.catalogue.names import SEPARATOR
from nachklang.catalogue.sources.discogs.names import named_id, number_of, row_id, shown_name

_NO_SPACE_BEFORE = tuple(",.;:!?、")
_NO_SPACE_BEHIND = "、"


@dataclass(frozen=True, slots=True)
class Credited:
    """One artist of a credit: `name` is what the artist is called, `printed` what stands on the release."""

    artist_id: int
    numbered: bool
    name: str
    printed: str
    join: str
    tracks: str


Credit = tuple[Credited, ...]


def read_artists(artists: etree._Element, wanted: Callable[[str], bool] | None = None) -> Iterator[Credited]:
    """Yield the artists of `<artists>` or `<extraartists>`, those with a `wanted` role where that is asked.

    One without a name is no artist.
    """
    for artist in artists:
        if wanted is not None and not wanted(artist.findtext("role", "")):
            continue
        said = {part.tag: (part.text or "").strip() for part in artist}
        if not (full := said.get("name")):
            continue
        number = number_of(said.get("id"))
        name, _ = shown_name(full)
        yield Credited(
            artist_id=named_id("artist", full) if number is None else row_id(number),
            numbered=number is not None,
            name=name,
            printed=said.get("anv") or name,
            join=said.get("join", ""),
            tracks=said.get("tracks", ""),
        )


def credit_id(credit: Credit) -> int | None:
    """Return the id of a credit, the same for equal words: that of its artist, where that says it all."""
    if not credit:
        return None
    first = credit[0]
    if len(credit) == 1 and first.numbered and first.printed == first.name and not join_phrase(credit, 0):
        return first.artist_id
    parts = (
        part
        for place, one in enumerate(credit)
        for part in (str(one.artist_id), one.printed, join_phrase(credit, place))
    )
    return named_id("artist_credit", SEPARATOR.join(parts))


def join_phrase(credit: Credit, place: int) -> str:
    """Return what is printed behind an artist; Discogs leaves the spaces to whoever prints.

    Between two artists without a word there is a comma. Signs behind the last one are left over from
    others that were taken away, words are not.
    """
    join = credit[place].join
    if place == len(credit) - 1:
        return f" {join}" if any(map(str.isalnum, join)) else ""
    if not join:
        return ", "
    before = "" if join.startswith(_NO_SPACE_BEFORE) else " "
    return f"{before}{join}{'' if join.endswith(_NO_SPACE_BEHIND) else ' '}"
