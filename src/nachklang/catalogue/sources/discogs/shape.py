"""What releases name without there being a record of it, as Ibis expressions."""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.schema import SOURCE_TABLES
from nachklang.catalogue.sources import Keep
from nachklang.catalogue.sources.discogs.names import NAME, row_id

_FIRST = row_id(0)


def shape(staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
    """Return every table; artists, labels and release groups without a record get a row of what is said."""
    del keep
    credited, composed = (_named(staged[name], "artist") for name in ("artist_credit_name", "composer"))
    chosen = {
        "artist": _completed("artist", staged["artist"], ibis.union(credited, composed)),
        "label": _completed("label", staged["label"], _named(staged["release_label"], "label")),
        "release_group": _release_groups(staged["release_group"], staged["release"]),
    }
    return {name: chosen.get(name, staged[name]).select(table.names) for name, table in SOURCE_TABLES.items()}


def _named(rows: Any, kind: str) -> Any:
    return rows.select(id=rows[f"{kind}_id"], name=rows[f"{kind}_name"], snapshot=rows.snapshot)


def _completed(name: str, told: Any, named: Any) -> Any:
    """Add what is named and not told of, once each, under the first of its names."""
    missing = named.filter(named.id.notnull() & named.name.notnull()).anti_join(told, "id")
    once = missing.group_by("id").agg(name=missing.name.min(), snapshot=missing.snapshot.min())
    # What has no number of its own has the number 0 in the dump.
    number = (once.id >= _FIRST).ifelse((once.id - _FIRST).cast("string"), "0")
    return ibis.union(
        _select(name, told), _select(name, once.mutate(source=ibis.literal(NAME), source_id=number))
    )


def _release_groups(masters: Any, releases: Any) -> Any:
    """Give each master the type of its main release; those that are not told of are made from that."""
    main = releases.filter(releases.is_main & releases.release_group_id.notnull())
    types = main.group_by(main.release_group_id).agg(kind=main.group_type.min())
    typed = masters.drop("type").left_join(types, masters.id == types.release_group_id)
    missing = main.mutate(
        id=main.release_group_id,
        type=main.group_type,
        source_id=(main.release_group_id - _FIRST).cast("string"),
    ).anti_join(masters, "id")
    return ibis.union(
        _select("release_group", typed.mutate(type=typed.kind)), _select("release_group", missing)
    )


def _select(name: str, rows: Any) -> Any:
    columns = {
        column.name: rows[column.name]
        if column.name in rows.columns
        else ibis.null(ibis.DataType.from_pyarrow(column.arrow))
        for column in SOURCE_TABLES[name].columns
    }
    return rows.select(**columns)
