"""Identifiers and addresses of the things that rows are about."""

import re
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pyarrow as pa

from nachklang.catalogue.sources import Batch
from nachklang.catalogue.sources.own_table.cells import Cells, Several
from nachklang.catalogue.sources.own_table.rows import RowMaker
from nachklang.catalogue.sources.own_table.values import form_reader
from nachklang.errors import InvalidValueError
from nachklang.model.identifiers import IPI, ISNI

_MBID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def _mbid(text: str) -> str:
    if _MBID.fullmatch(text.lower()) is None:
        raise InvalidValueError(f"expected an MBID, found {text[:60]!a}")
    return text.lower()


_SCHEMES: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "musicbrainz": ("musicbrainz", _mbid),
    "discogs": ("discogs", form_reader("[1-9][0-9]{0,11}", "a number of Discogs")),
    "wikidata": ("wikidata", form_reader("Q[1-9][0-9]{0,15}", "an item of Wikidata such as Q42")),
    "isni": ("isni", lambda text: str(ISNI.parse(text))),
    "ipi": ("ipi", lambda text: str(IPI.parse(text))),
    "urls": ("url", form_reader(r"https?://[^\s]+", "an address that begins with https:// or http://")),
}
"""For each field its scheme, and what reads it."""


def identifiers(cells: Cells, maker: RowMaker, entity: str, ids: pa.Array, keys: pa.Array) -> Iterator[Batch]:
    """Yield what `cells` say of the things with these ids, which are called `keys` in `source_id`."""
    for field, (scheme, parse) in _SCHEMES.items():
        if cells.has(field):
            several = cells.several(field) if field == "urls" else cells.one_each(field)
            found = cells.coded(several, field, none_plain, parse, f"bad-{scheme}")
            if len(found.rows):
                yield maker.batch("identifier", _columns(found, entity, scheme, ids, keys))


def _columns(
    found: Several, entity: str, scheme: str, ids: pa.Array, keys: pa.Array
) -> Mapping[str, pa.Array]:
    count = len(found.rows)
    rows = pa.array(found.rows)
    return {
        "entity": pa.repeat(pa.scalar(entity), count),
        "id": ids.take(rows),
        "scheme": pa.repeat(pa.scalar(scheme), count),
        "value": found.values,
        "source_id": keys.take(rows),
    }


def none_plain(texts: pa.Array) -> pa.Array:
    """Know nothing at once: these are few, and each is read."""
    return pa.nulls(len(texts), pa.string())


def first_of_each(ids: pa.Array, taken: pa.Array) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return the number of the first row of each different id, among the rows of which `taken` is true."""
    rows = np.flatnonzero(taken.to_numpy(zero_copy_only=False))
    _, first = np.unique(ids.take(pa.array(rows)).to_numpy(), return_index=True)
    return rows[np.sort(first)]
