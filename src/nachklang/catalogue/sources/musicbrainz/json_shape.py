"""What several documents say of one thing, brought together, as Ibis expressions."""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.schema import SOURCE_TABLES, Table
from nachklang.catalogue.sources import Keep
from nachklang.catalogue.sources.musicbrainz.json_rows import SAID

_OF_RELEASES = frozenset({"release", "release_event", "release_label", "medium", "track", "identifier"})
_BY_MANY = frozenset({"artist", "recording", "release_group", "label"})


def shape(staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
    """Return every table; rows that are left with one key differ in nothing that could be chosen by."""
    again = keep("said_again", _said_again(staged["release"]))
    shaped = {}
    for name, table in SOURCE_TABLES.items():
        rows = staged[name]
        if name in _OF_RELEASES:
            rows = _last_said(rows, again)
        elif name in _BY_MANY:
            rows = _fullest(table, rows)
        shaped[name] = rows.select(table.names)
    return shaped


def _said_again(releases: Any) -> Any:
    """Return the releases that several documents are about, with the number of the last."""
    said = releases.group_by("source_id").agg(first=releases[SAID].min(), last=releases[SAID].max())
    return said.filter(said["first"] < said["last"]).select(again="source_id", last="last")


def _last_said(rows: Any, again: Any) -> Any:
    joined = rows.left_join(again, rows.source_id == again.again)
    return joined.filter(joined["last"].isnull() | (joined["last"] == joined[SAID]))


def _fullest(table: Table, rows: Any) -> Any:
    """Keep the row of each key that says most, the latest of several."""
    said = sum((rows[column.name].notnull().cast("int8") for column in table.columns), ibis.literal(0))
    ranked = rows.mutate(full=said)
    order = [ranked.full.desc(), ranked[SAID].desc()]
    place = ibis.row_number().over(group_by=list(table.key), order_by=order)
    return ranked.mutate(place=place).filter(ibis._.place == 0)
