"""What MusicBrainz' things are called here, the same for its dump and its JSON."""

import re
from collections.abc import Iterable
from functools import lru_cache

from nachklang.catalogue.ids import hashed_id
from nachklang.catalogue.names import SEPARATOR

NAME = "musicbrainz"
LICENCE = "CC0-1.0"

DISCOGS_ADDRESS = (
    r"^https?://(?:www\.)?discogs\.com/(?:[a-z]{2}/)?(artist|label|master|release)/([0-9]{1,12})(?:[-?#/]|$)"
)
"""A page of Discogs: what it is of, and its number."""
WIKIDATA_ADDRESS = r"^https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9][0-9]{0,15})(?:[?#]|$)"
"""An item of Wikidata."""
DISCOGS_KINDS = {"artist": "artist", "label": "label", "release_group": "master", "release": "release"}
"""Which page of Discogs tells of what; a link to any other is an address and no identifier."""

_DISCOGS = re.compile(DISCOGS_ADDRESS)
_WIKIDATA = re.compile(WIKIDATA_ADDRESS)


@lru_cache(maxsize=1 << 17)
def entity_id(kind: str, gid: str) -> int:
    """Return the id of what has this gid; `kind` is its table."""
    return hashed_id(NAME, kind, gid)


def credit_id(names: Iterable[tuple[str, str, str]]) -> int:
    """Return the id of an artist credit: gid of the artist, name as printed and join phrase of each.

    MusicBrainz numbers its credits in the dump only, so the words make the id.
    """
    return hashed_id(NAME, "artist_credit", SEPARATOR.join(part for name in names for part in name))


def identifier_of(kind: str, address: str) -> tuple[str, str]:
    """Return scheme and value of an address that MusicBrainz links a thing of `kind` to."""
    if (found := _DISCOGS.match(address)) and found[1] == DISCOGS_KINDS.get(kind):
        return "discogs", found[2].lstrip("0") or "0"
    if found := _WIKIDATA.match(address):
        return "wikidata", found[1]
    return "url", address
