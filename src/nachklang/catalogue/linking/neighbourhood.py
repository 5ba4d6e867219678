"""The rows of a snapshot that two rows are compared by: their own, their artists', those that share keys."""

from collections.abc import Mapping
from typing import Any

import ibis

from nachklang.catalogue.linking.workbench import Workbench


def around(bench: Workbench, tables: Mapping[str, Any], entity: str, ids: tuple[int, int]) -> dict[str, Any]:
    """Return small tables of the same names, in which the two rows compare as in the whole snapshot.

    Namesakes and titles of others are found by their exact spelling only, so that a rule that counts them
    may count too few.
    """
    return _Around(bench, tables, entity, ids).tables()


class _Around:
    def __init__(
        self, bench: Workbench, tables: Mapping[str, Any], entity: str, ids: tuple[int, int]
    ) -> None:
        self._bench = bench
        self._tables = tables
        self._entity = entity
        self._asked = bench.keep("asked", tables[entity].filter(tables[entity].id.isin(ids)))

    def tables(self) -> dict[str, Any]:
        """Return what was found, each table kept."""
        artists = self._ids("artist", *self._artists())
        credited = self._tables["artist_credit_name"].semi_join(artists.select(artist_id="id"), "artist_id")
        near = self._bench.keep("near_credits", credited.select(id="artist_credit_id").distinct())
        standing = self._bench.keep("near_standing", self._standing())
        ids = {
            "recording": self._ids("recording", *self._recordings(near, standing)),
            "release": self._ids("release", *self._releases(near), standing),
            "release_group": self._ids("release_group", self._by_credit("release_group", near)),
        }
        return self._cut(ids, standing)

    def _cut(self, ids: dict[str, Any], standing: Any) -> dict[str, Any]:
        """Cut every table to what hangs on the rows that were found."""
        tables = self._tables
        found = {name: _having(tables[name], "id", ids[name]) for name in ids}
        used = ibis.union(*(rows.select(id="artist_credit_id") for rows in found.values()), distinct=True)
        found["artist_credit_name"] = _having(tables["artist_credit_name"], "artist_credit_id", used)
        near = self._ids("artist", *self._artists(), found["artist_credit_name"].select(id="artist_id"))
        found["artist"] = _having(tables["artist"], "id", near)
        found["artist_alias"] = _having(tables["artist_alias"], "artist_id", near)
        found["recording_isrc"] = _having(tables["recording_isrc"], "recording_id", ids["recording"])
        found["release_label"] = _having(tables["release_label"], "release_id", ids["release"])
        found["label"] = _having(tables["label"], "id", found["release_label"].select(id="label_id"))
        found["medium"] = _having(tables["medium"], "release_id", standing)
        found["track"] = _having(tables["track"], "medium_id", found["medium"].select("id"))
        everything = ibis.union(near, *ids.values(), distinct=True)
        found["identifier"] = _having(tables["identifier"], "id", everything)
        found["redirect"] = _having(tables["redirect"], "id", everything)
        return {name: self._bench.keep(f"near_{name}", rows) for name, rows in found.items()}

    def _ids(self, table: str, *found: Any) -> Any:
        own = [self._asked.select("id")] if table == self._entity else []
        return self._bench.keep(f"near_{table}_ids", ibis.union(*own, *found, distinct=True))

    def _artists(self) -> tuple[Any, ...]:
        """Return the artists asked for with all of the same name, or the first ones of what is asked for."""
        if self._entity == "artist":
            names = self._asked.select(spelled=self._asked.name.lower()).distinct()
            artists = self._tables["artist"]
            spelled = artists.select("id", spelled=artists.name.lower())
            return (spelled.semi_join(names, "spelled").select("id"),)
        leading = self._tables["artist_credit_name"].filter(ibis._.position == 1)
        first = _having(leading, "artist_credit_id", self._asked.select(id="artist_credit_id"))
        first = first.select(id="artist_id").distinct()
        return first, self._clustered("artist", first)

    def _clustered(self, entity: str, ids: Any) -> Any:
        """Return the rows that are in one cluster with these."""
        cluster = self._tables["cluster"].filter(ibis._.entity == entity)
        heads = _having(cluster, "id", ids).select(id="cluster_id")
        return _having(cluster, "cluster_id", heads).select("id")

    def _standing(self) -> Any:
        """Return the releases whose tracks matter."""
        if self._entity == "release":
            return self._asked.select("id")
        if self._entity != "recording":
            return self._asked.filter(ibis.literal(False)).select("id")  # noqa: FBT003
        tracks = _having(self._tables["track"], "recording_id", self._asked.select("id"))
        media = _having(self._tables["medium"], "id", tracks.select(id="medium_id"))
        return media.select(id="release_id").distinct()

    def _recordings(self, near: Any, standing: Any) -> tuple[Any, ...]:
        media = _having(self._tables["medium"], "release_id", standing)
        tracks = _having(self._tables["track"], "medium_id", media.select("id"))
        found = [self._by_credit("recording", near), tracks.select(id="recording_id")]
        isrcs = self._tables["recording_isrc"]
        if self._entity == "recording":
            shared = _having(isrcs, "recording_id", self._asked.select("id")).select("isrc")
            found.append(isrcs.semi_join(shared, "isrc").select(id="recording_id"))
        if self._entity == "artist":
            found.append(self._titled("recording", near))
        return tuple(found)

    def _releases(self, near: Any) -> tuple[Any, ...]:
        releases = self._tables["release"]
        found = [self._by_credit("release", near)]
        if self._entity == "release":
            codes = self._asked.filter(self._asked.barcode.notnull()).select("barcode")
            found.append(releases.semi_join(codes, "barcode").select("id"))
        if self._entity == "release_group":
            found.append(_having(releases, "release_group_id", self._asked.select("id")).select("id"))
        if self._entity == "artist":
            found += [self._titled("release", near), self._on_labels(found[0])]
        return tuple(found)

    def _by_credit(self, table: str, near: Any) -> Any:
        return _having(self._tables[table], "artist_credit_id", near).select("id")

    def _titled(self, table: str, near: Any) -> Any:
        """Return all that is titled like something of several of the credits, whoever made it."""
        rows = self._tables[table].select("id", "artist_credit_id", spelled=ibis._.title.lower())
        own = _having(rows, "artist_credit_id", near)
        often = own.group_by("spelled").agg(credits=own.artist_credit_id.nunique())
        return rows.semi_join(often.filter(often.credits > 1), "spelled").select("id")

    def _on_labels(self, releases: Any) -> Any:
        """Return all releases on labels of which several sources speak here."""
        issued = self._tables["release_label"].select("label_id", "release_id")
        labels = self._tables["label"].select("source", label_id="id", spelled=ibis._.name.lower())
        own = _having(issued, "release_id", releases).join(labels, "label_id")
        shared = own.group_by("spelled").agg(sources=own.source.nunique())
        wanted = labels.semi_join(shared.filter(shared.sources > 1), "spelled")
        return issued.semi_join(wanted, "label_id").select(id="release_id")


def _having(table: Any, column: str, ids: Any) -> Any:
    return table.semi_join(ids.select(**{column: "id"}), column)
