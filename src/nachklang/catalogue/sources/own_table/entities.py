"""Rows about releases, artists or labels."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.sources import Replaced, Step
from nachklang.catalogue.sources.own_table.cells import Cells
from nachklang.catalogue.sources.own_table.issued import ABOUT_RELEASES, issued, release_rows
from nachklang.catalogue.sources.own_table.links import identifiers
from nachklang.catalogue.sources.own_table.making import Making, taken
from nachklang.catalogue.sources.own_table.rows import dated
from nachklang.catalogue.sources.own_table.values import word_reader

_MOST = 2**31 - 1
_TYPES = frozenset({"person", "group", "orchestra", "choir", "character", "other"})


def about_releases(cells: Cells, making: Making) -> Iterator[Step]:
    """Yield what rows say of the releases that they are about."""
    taken(cells, "release", "title", making)
    of = issued(cells, ABOUT_RELEASES, making)
    yield from _replaced(of.keys, making)
    yield from release_rows(cells, ABOUT_RELEASES, of, making)


def about_artists(cells: Cells, making: Making) -> Iterator[Step]:
    """Yield what rows say of artists."""
    ids, keys = _named(cells, "artist", making)
    yield from _replaced(keys, making)
    yield making.maker.batch(
        "artist",
        {
            "id": ids,
            "source_id": keys,
            "name": cells.texts("name"),
            "sort_name": cells.texts("sort_name"),
            "type": cells.unique("type", word_reader(_TYPES), "bad-type").column(str, pa.string()),
            "area": cells.texts("area"),
            "disambiguation": cells.texts("disambiguation"),
            "popularity": cells.numbers("popularity", least=0, most=_MOST),
            **dated("begun", cells.days("begun")),
            **dated("ended", cells.days("ended")),
        },
    )
    aliases = cells.several("aliases")
    if len(aliases.rows):
        rows = pa.array(aliases.rows)
        columns = {"artist_id": ids.take(rows), "name": aliases.values, "source_id": keys.take(rows)}
        yield making.maker.batch("artist_alias", columns)
    yield from identifiers(cells, making.maker, "artist", ids, keys)


def about_labels(cells: Cells, making: Making) -> Iterator[Step]:
    """Yield what rows say of labels."""
    ids, keys = _named(cells, "label", making)
    yield from _replaced(keys, making)
    yield making.maker.batch("label", {"id": ids, "source_id": keys, "name": cells.texts("name")})
    yield from identifiers(cells, making.maker, "label", ids, keys)


def _named(cells: Cells, kind: str, making: Making) -> tuple[pa.Array, pa.Array]:
    """Return the ids of what rows are about, by their own or by the names, and what they are called."""
    ids = taken(cells, kind, "name", making)
    keys = cells.texts("id")
    if ids is None:
        names = cells.texts("name").dictionary_encode()
        known = [making.naming.of_name(kind, name) for name in names.dictionary.to_pylist()]
        ids = pa.array([identity for identity, _ in known], pa.int64()).take(names.indices)
        keys = pa.array([key for _, key in known], pa.string()).take(names.indices)
    return ids, pc.binary_join_element_wise(kind, keys, " ")


def _replaced(keys: pa.Array, making: Making) -> Iterator[Replaced]:
    """Say of what comes that it stands for what came before, where the tables do not say everything."""
    if making.adds:
        yield from (Replaced(key) for key in dict.fromkeys(keys.to_pylist()))
