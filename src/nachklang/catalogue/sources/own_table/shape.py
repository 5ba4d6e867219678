"""What several tables say of one thing, brought together, as Ibis expressions."""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.schema import SOURCE_TABLES, Table
from nachklang.catalogue.sources.own_table.fields import Holds
from nachklang.catalogue.sources.own_table.mapping import SourceMapping
from nachklang.catalogue.sources.own_table.rows import SAID, UNNAMED

_TOLD_TWICE = {Holds.RELEASES: "release", Holds.ARTISTS: "artist", Holds.LABELS: "label"}
"""What rows about recordings name, and rows of its own tell more of."""


def shape(staged: Mapping[str, Any], mapping: SourceMapping) -> Mapping[str, Any]:
    """Return every table. What costs a sort is done only where the mapping makes it needed."""
    shaped = {name: staged[name] for name in SOURCE_TABLES}
    for holds, name in _TOLD_TWICE.items():
        if any(table.holds is holds for table in mapping.tables):
            shaped[name] = _fullest(SOURCE_TABLES[name], staged[name])
    if any("artists" not in table.columns and "artist_ids" in table.columns for table in mapping.tables):
        shaped["artist_credit_name"] = _named(staged["artist_credit_name"], shaped["artist"])
    if any(table.holds is Holds.RECORDINGS and "track" not in table.columns for table in mapping.tables):
        shaped["track"] = _counted(staged["track"])
    return {name: rows.select(SOURCE_TABLES[name].names) for name, rows in shaped.items()}


def _fullest(table: Table, rows: Any) -> Any:
    """Keep the row of each key that says most."""
    said = sum((rows[column.name].notnull().cast("int8") for column in table.columns), ibis.literal(0))
    ranked = rows.mutate(full=said)
    order = [ranked.full.desc(), *(ranked[name] for name in table.names)]
    place = ibis.row_number().over(group_by=list(table.key), order_by=order)
    return ranked.mutate(place=place).filter(ibis._.place == 0)


def _named(credits_: Any, artists: Any) -> Any:
    """Give names to those of a credit that are known by their id; one that nobody names keeps the id."""
    names = artists.select(of="id", known=artists.name)
    joined = credits_.left_join(names, credits_.artist_id == names.of)
    unknown = ibis.literal("[artist ").concat(joined[UNNAMED], "]")
    return joined.mutate(name=ibis.coalesce(joined.name, joined.known, unknown))


def _counted(tracks: Any) -> Any:
    """Count the tracks of each medium in the order of their rows, where they have no place."""
    place = ibis.row_number().over(group_by=tracks.medium_id, order_by=[tracks[SAID], tracks.id])
    counted = tracks.mutate(position=ibis.coalesce(tracks.position, (place + 1).cast("int32")))
    return counted.mutate(number=ibis.coalesce(counted.number, counted.position.cast("string")))
