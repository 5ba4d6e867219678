"""Identifiers that several sources give: who shares one, and who has another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from nachklang.catalogue.linking.ground import Ground, numbered
from nachklang.catalogue.linking.keys import named_rows
from nachklang.catalogue.linking.spelling import ROWS_NAMED_BY

_ALONE = (*ROWS_NAMED_BY, "isni", "wikidata")
"""Schemes in which a thing has one identifier: another one speaks against."""


@dataclass(frozen=True, slots=True)
class Identifiers:
    """`keyed`: `id`, `source`, `key`. `alone`: `id`, and its identifier of a scheme where it has but one."""

    keyed: Any
    alone: Any


def identifiers(ground: Ground, entity: str) -> Identifiers:
    """Return what sources say; a row that another source names is under the key of its name, too.

    A MusicBrainz id that was merged away counts as what it is now.
    """
    said = _current(_said(ground, entity), ground.tables, entity)
    own = _own(ground, entity)
    named = own.semi_join(said.filter(said.scheme.isin(ROWS_NAMED_BY)), ["scheme", "value"])
    keyed = ibis.union(said, named)
    everything = ibis.union(said, own).filter(ibis._.scheme.isin(_ALONE))
    columns = {f"id_{name}": everything.value.min(where=everything.scheme == name) for name in _ALONE}
    return Identifiers(
        keyed.select("id", "source", key=keyed.scheme + " " + keyed.value),
        everything.group_by("id").agg(**columns),
    )


def another(pair: Any) -> Any:
    """Tell whether both rows have an identifier of one scheme, and not the same."""
    found = ibis.literal(False)  # noqa: FBT003
    for name in _ALONE:
        found |= (pair[f"l_id_{name}"] != pair[f"r_id_{name}"]).fill_null(False)  # noqa: FBT003
    return found


def _said(ground: Ground, entity: str) -> Any:
    table = ground.tables["identifier"]
    said = table.filter(table.entity == entity).select("id", "source", "scheme", "value")
    return numbered(said, ground.sources)


def _own(ground: Ground, entity: str) -> Any:
    """Return the rows of the sources after which schemes are named, each under its own id."""
    rows = ground.tables[entity].select("id", "source", scheme="source", value=ibis._.id.cast("string"))
    return numbered(rows.filter(rows.scheme.isin(ROWS_NAMED_BY)), ground.sources)


def _current(said: Any, tables: Mapping[str, Any], entity: str) -> Any:
    """Put ids of rows in the place of what MusicBrainz and Discogs call them."""
    redirects = tables["redirect"].filter(tables["redirect"].entity == entity).select("old_id", now="id")
    naming = said.filter(said.scheme.isin(ROWS_NAMED_BY))
    naming = naming.mutate(old_id=named_rows(naming.scheme, ibis.literal(entity), naming.value))
    found = naming.filter(naming.old_id.notnull()).left_join(redirects, "old_id")
    named = found.mutate(value=found.now.fill_null(found.old_id).cast("string")).select(said.columns)
    return ibis.union(said.filter(said.scheme.notin(ROWS_NAMED_BY)), named, distinct=True)
