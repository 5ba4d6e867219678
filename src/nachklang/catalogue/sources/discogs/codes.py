"""Barcodes, ISRCs and addresses."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from nachklang.catalogue.sources.discogs.rows import Aside
from nachklang.catalogue.sources.musicbrainz.naming import WIKIDATA_ADDRESS
from nachklang.errors import InvalidIdentifierError
from nachklang.model.identifiers import ISRC, Barcode

_WIKIDATA = re.compile(WIKIDATA_ADDRESS)
_MUSICBRAINZ = re.compile(
    r"https?://(?:www\.)?musicbrainz\.org/([a-z-]+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[/?#].*|\.html)?"
)
_MUSICBRAINZ_KINDS = {"artist": "artist", "label": "label"}
_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")
_ISRC_LIKE = re.compile(r"[A-Za-z]{2}[- ]?[0-9A-Za-z]{3}[- ]?[0-9]{2}[- ]?[0-9]{5}")


def read_barcode(values: Iterable[str], aside: Aside) -> str | None:
    """Return the first barcode, as GTIN-13; what is none, and any other besides, is set aside."""
    found = dict[str, None]()
    for value in values:
        try:
            found[Barcode.parse(value.strip(" <>*")).gtin13] = None
        except InvalidIdentifierError as error:
            aside("bad-barcode", str(error))
    first, *others = found or (None,)
    for other in others:
        aside("another-barcode", f"{other}: a release has one here, and {first} came first")
    return first


def read_isrcs(
    identifiers: Iterable[tuple[str, str]], positions: Sequence[str], aside: Aside
) -> Iterator[tuple[int, str]]:
    """Yield track and ISRC; `identifiers` are values with descriptions, which name the track: `Track A1`."""
    known = dict[str, list[int]]()
    for place, position in enumerate(positions):
        known.setdefault(_bare(position), []).append(place)
    for value, description in identifiers:
        places = [0] if len(positions) == 1 else _places(description, known)
        for text in _ISRC_LIKE.findall(value) or [value]:
            try:
                isrc = ISRC.parse(text)
            except InvalidIdentifierError as error:
                aside("bad-isrc", str(error))
                continue
            if len(places) == 1:
                yield places[0], str(isrc)
            else:
                aside("isrc-of-no-track", f"{isrc}: {description[:60]!a} names no single track")


def _places(description: str, known: Mapping[str, list[int]]) -> list[int]:
    words = {_bare(word.rstrip(".-")) for word in _WORD.findall(description)} - {""}
    return [place for word in words for place in known.get(word, ())]


def _bare(position: str) -> str:
    return position.upper().lstrip("0")


def read_links(urls: etree._Element, kind: str) -> Iterator[tuple[str, str]]:
    """Yield scheme and value of the addresses in `<urls>`."""
    for url in urls:
        address = (url.text or "").strip()
        if (found := _MUSICBRAINZ.fullmatch(address)) and found[1] == _MUSICBRAINZ_KINDS.get(kind):
            yield "musicbrainz", found[2]
        elif found := _WIKIDATA.match(address):
            yield "wikidata", found[1]
        elif address:
            yield "url", address
