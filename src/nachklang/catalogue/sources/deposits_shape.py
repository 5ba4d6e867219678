"""What deposits say of one thing in different words, brought to one row, as Ibis expressions."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis

from nachklang.catalogue.schema import SOURCE_TABLES

_PROVENANCE = ("source", "source_id", "snapshot")


def shape(staged: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return every table; those that are not chosen from here have one row a key, or equal ones."""
    chosen = {
        "artist": _most_used_spelling("artist", staged["artist"]),
        "label": _most_used_spelling("label", staged["label"]),
        "release": _most_complete_release(staged["release"]),
        "track": _counted_tracks(staged["track"], staged["recording"]),
    }
    return {name: chosen.get(name, staged[name]) for name in SOURCE_TABLES}


def _first(table: Any, key: Sequence[str], order: Sequence[Any]) -> Any:
    """Keep the first row of each key."""
    ranked = table.mutate(rank=ibis.row_number().over(group_by=list(key), order_by=list(order)))
    return ranked.filter(ranked["rank"] == 0).drop("rank")


def _most_used_spelling(name: str, table: Any) -> Any:
    spelt = table.mutate(uses=table.count().over(group_by=["id", "name"]))
    order = (spelt.uses.desc(), "name", *_PROVENANCE)
    return _first(spelt, ("id",), order).select(SOURCE_TABLES[name].names)


def _most_complete_release(releases: Any) -> Any:
    """Take the first of the rows that have a date; their barcodes and artists are the same."""
    order = (releases.released_year.isnull(), *_PROVENANCE, "title", "artist_credit_id")
    return _first(releases, ("id",), order).select(SOURCE_TABLES["release"].names)


def _counted_tracks(tracks: Any, recordings: Any) -> Any:
    """Count the tracks of each medium: by number, those without one last, by title."""
    titles = recordings.select(of="id", nachklang_title="title").distinct()
    titled = tracks.left_join(titles, tracks.recording_id == titles.of)
    order = [
        titled.position.asc(nulls_first=False),
        titled.nachklang_title,
        titled.recording_id,
        titled.id,
    ]
    place = ibis.row_number().over(group_by=titled.medium_id, order_by=order)
    return titled.mutate(position=(place + 1).cast("int32")).select(SOURCE_TABLES["track"].names)
