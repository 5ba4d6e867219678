"""Which rows of the source mean the same thing.

Inside one archive's deposits a name is enough for an artist or a label, and title, release artists
and barcode (or label) are enough for a release. Recordings are never joined: two items with the
same ISRC stay two recordings, because an ISRC is evidence and no key. Every rule is an Ibis
expression, so that it runs wherever Ibis does.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import ibis

from nachklang.catalogue._engine import Workbench, name_keys, opaque_ids
from nachklang.catalogue.schema import TABLES

_PROVENANCE = ("source", "source_id", "snapshot")


def resolve(bench: Workbench, namespace: UUID) -> dict[str, Any]:
    """Return each table of a snapshot as an Ibis table: final ids, one row a key, rows in order."""
    return _Resolution(bench, namespace).tables()


class _Resolution:
    """One run; the maps from a source's ids to final ids are computed once each."""

    def __init__(self, bench: Workbench, namespace: UUID) -> None:
        self._bench = bench
        self._namespace = namespace
        self._artists = self._named("artist")
        self._labels = self._named("label")
        self._credits = self._moved("artist_credit_name", "artist_id", self._artists)
        self._releases = bench.keep("final_release", self._identified_releases())
        self._media = bench.keep("final_medium", self._identified_media())

    def tables(self) -> dict[str, Any]:
        untouched = ("recording", "recording_isrc", "recording_iswc", "holding")
        found = {name: _unique(name, self._bench.table(name)) for name in untouched}
        found |= {
            "artist": _most_used_spelling("artist", self._artists),
            "label": _most_used_spelling("label", self._labels),
            "artist_credit_name": _unique("artist_credit_name", self._credits),
            "composer": _unique("composer", self._moved("composer", "artist_id", self._artists)),
            "release": _most_complete_release(self._releases),
            "release_label": _unique("release_label", self._release_labels()),
            "medium": _unique("medium", _renamed(self._media)),
            "track": self._tracks(),
        }
        return {name: found[name].order_by(table.names) for name, table in TABLES.items()}

    def _named(self, table: str) -> Any:
        """Keep `table` with `final_id`, made from the name alone."""
        staged = self._bench.table(table)
        final = opaque_ids(self._namespace, table, name_keys(staged.name))
        return self._bench.keep(f"final_{table}", staged.mutate(final_id=final))

    def _moved(self, table: str, column: str, identified: Any) -> Any:
        """Point `column` of a staged table at final ids; what was empty stays empty."""
        staged = self._bench.table(table)
        ids = identified.select(old_id="id", final_id="final_id").distinct()
        joined = staged.left_join(ids, staged[column] == ids.old_id)
        return joined.mutate(**{column: joined.final_id}).select(TABLES[table].names)

    def _identified_releases(self) -> Any:
        releases = self._bench.table("release")
        names = _unique("artist_credit_name", self._credits)
        who = names.group_by("artist_credit_id")
        who = who.agg(who=names.artist_id.group_concat("+", order_by=names.position))
        labels = self._moved("release_label", "label_id", self._labels)
        labels = labels.group_by("release_id").agg(label=labels.label_id.min())
        joined = releases.left_join(who, "artist_credit_id").left_join(
            labels, releases.id == labels.release_id
        )
        # Without release artists only the deposit tells one `Greatest Hits` from another.
        credited = joined.who.fill_null(ibis.literal("deposit ") + joined.snapshot)
        edition = joined.barcode.fill_null(joined.label).fill_null("")
        final = opaque_ids(self._namespace, "release", name_keys(joined.title), credited, edition)
        return joined.mutate(final_id=final).select(*TABLES["release"].names, "final_id")

    def _release_labels(self) -> Any:
        labelled = self._moved("release_label", "label_id", self._labels)
        return _repointed(labelled, "release_id", self._releases)

    def _identified_media(self) -> Any:
        media = _repointed(self._bench.table("medium"), "release_id", self._releases)
        position = media.position.cast("string")
        return media.mutate(final_id=opaque_ids(self._namespace, "medium", media.release_id, position))

    def _tracks(self) -> Any:
        """Count the tracks of each medium: by number, those without one last, by title."""
        tracks = _unique("track", _repointed(self._bench.table("track"), "medium_id", self._media))
        order = [tracks.position.asc(nulls_first=False), tracks.title, tracks.recording_id, tracks.id]
        place = ibis.row_number().over(group_by=tracks.medium_id, order_by=order)
        return tracks.mutate(position=place + 1).select(TABLES["track"].names)


def _repointed(table: Any, column: str, identified: Any) -> Any:
    """Point `column` at final ids; every one of its values must be there."""
    names = table.columns
    ids = identified.select(old_id="id", final_id="final_id").distinct()
    joined = table.inner_join(ids, table[column] == ids.old_id)
    return joined.mutate(**{column: joined.final_id}).select(names)


def _renamed(identified: Any) -> Any:
    return identified.mutate(id=identified.final_id).drop("final_id")


def _first(table: Any, key: Sequence[str], order: Sequence[Any]) -> Any:
    """Keep the first row of each key."""
    ranked = table.mutate(rank=ibis.row_number().over(group_by=list(key), order_by=list(order)))
    return ranked.filter(ranked["rank"] == 0).drop("rank")


def _unique(name: str, table: Any) -> Any:
    """Keep one row a key: that of the first item, so that equal input gives equal rows."""
    rest = [column for column in table.columns if column not in _PROVENANCE]
    return _first(table, TABLES[name].key, (*_PROVENANCE, *rest)).select(TABLES[name].names)


def _most_used_spelling(name: str, identified: Any) -> Any:
    spelt = identified.mutate(uses=identified.count().over(group_by=["final_id", "name"]))
    order = (spelt.uses.desc(), "name", *_PROVENANCE)
    return _renamed(_first(spelt, ("final_id",), order).drop("uses")).select(TABLES[name].names)


def _most_complete_release(identified: Any) -> Any:
    """Take the first of the rows that have a date; their barcodes and artists are the same."""
    order = (identified.released_year.isnull(), *_PROVENANCE, "title", "artist_credit_id")
    return _renamed(_first(identified, ("final_id",), order)).select(TABLES["release"].names)
