"""Identifiers that several sources give: who shares one, and who has another."""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.linking.ground import Ground, numbered
from nachklang.catalogue.linking.keys import hashed_ids

ALONE = ("musicbrainz", "discogs", "isni", "wikidata")
"""Schemes in which a thing has one identifier: another one speaks against."""


def identifiers(ground: Ground, entity: str) -> Any:
    """Return `id`, `source`, `scheme`, `value`: what a source says, and what a source calls its own rows.

    A MusicBrainz id that was merged away counts as what it is now.
    """
    tables, sources = ground.tables, ground.sources
    said = tables["identifier"].filter(tables["identifier"].entity == entity)
    said = numbered(said.select("id", "source", "scheme", "value"), sources)
    own = tables[entity].select("id", "source", scheme="source", value="source_id")
    return ibis.union(_current(said, tables, entity), numbered(own, sources).select(said.columns)).distinct()


def _current(said: Any, tables: Mapping[str, Any], entity: str) -> Any:
    redirects = tables["redirect"].filter(tables["redirect"].entity == entity).select("old_id", now="id")
    rows = tables[entity].select(now="id", gid="source_id")
    merged = redirects.join(rows, "now").select("old_id", "gid")
    musicbrainz = said.scheme == "musicbrainz"
    old = said.mutate(old_id=musicbrainz.ifelse(hashed_ids(ibis.literal(entity), said.value), ibis.null("int64")))
    found = old.left_join(merged, "old_id")
    return found.mutate(value=found.gid.fill_null(found.value)).select(said.columns)


def one_each(known: Any) -> Any:
    """Return `id` and a column for each scheme of `ALONE`, null where a row has none."""
    columns = {f"id_{name}": known.value.min(where=known.scheme == name) for name in ALONE}
    return known.filter(known.scheme.isin(ALONE)).group_by("id").agg(**columns)


def another(pairs: Any) -> Any:
    """Tell whether left and right have different identifiers of one scheme; `pairs` has `l_` and `r_` columns."""
    differs = [(pairs[f"l_id_{name}"] != pairs[f"r_id_{name}"]).fill_null(False) for name in ALONE]  # noqa: FBT003
    return differs[0] | differs[1] | differs[2] | differs[3]
