"""Rows of the catalogue by hand: a world of a few things, written as the files of a snapshot."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nachklang.catalogue._disk import sha256_of
from nachklang.catalogue.ids import hashed_id
from nachklang.catalogue.indexes import CLUSTERS, KINDS, IndexRoom, build_indexes
from nachklang.catalogue.manifests import IDENTITY, Manifest, PartInfo, TableFile, content_of
from nachklang.catalogue.public_ids import PublicIds
from nachklang.catalogue.reading.snapshots import Snapshot
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.schema import TABLES

PUBLIC_IDS = PublicIds(b"the secret of a test")
MADE_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Rows:
    """The rows of one source. Each method adds a row and returns the id of what it is about.

    Things are named by `key`, their title or name where nothing else is said: one key, one id.
    """

    def __init__(
        self, source: str = "musicbrainz", *, snapshot: str = "20261101", licence: str = "CC0-1.0"
    ) -> None:
        self.source = source
        self.snapshot = snapshot
        self.licence = licence
        self.tables: dict[str, list[dict[str, Any]]] = {}

    def id(self, kind: str, key: str) -> int:
        """Return the id of what this source calls `key`."""
        return hashed_id(self.source, kind, key)

    def add(self, table: str, *, of: str = "", **values: Any) -> None:
        """Add a row as it is; `of` is the source's own id of what it was made from."""
        provenance = {"source": self.source, "source_id": of, "snapshot": self.snapshot}
        self.tables.setdefault(table, []).append(values | provenance)

    def artist(self, name: str, *, key: str | None = None, **values: Any) -> int:
        """Add an artist."""
        return self._thing("artist", key or name, name=name, **values)

    def credit(self, *names: str, join: str = " & ") -> int:
        """Add an artist credit to artists of these names, and the artists that are not there yet."""
        credit = self.id("artist_credit", "|".join(names))
        known = {row["id"] for row in self.tables.get("artist", ())}
        for position, name in enumerate(names, start=1):
            artist = self.id("artist", name)
            if artist not in known:
                self.artist(name)
            row: dict[str, Any] = {"artist_credit_id": credit, "position": position, "artist_id": artist}
            row |= {"name": name, "join_phrase": join if position < len(names) else ""}
            self.add("artist_credit_name", **row)
        return credit

    def recording(
        self, title: str, credit: int | None = None, *, key: str | None = None, **values: Any
    ) -> int:
        """Add a recording of three minutes."""
        given = {"artist_credit_id": credit, "duration_ms": 180_000} | values
        return self._thing("recording", key or title, title=title, **given)

    def isrc(self, recording: int, isrc: str) -> None:
        """Give a recording an ISRC."""
        self.add("recording_isrc", recording_id=recording, isrc=isrc)

    def release(self, title: str, credit: int | None = None, *, key: str | None = None, **values: Any) -> int:
        """Add a release."""
        return self._thing("release", key or title, title=title, artist_credit_id=credit, **values)

    def medium(self, release: int, *recordings: int, position: int = 1, **values: Any) -> int:
        """Add a medium to a release, with recordings as its tracks."""
        medium = self._thing(
            "medium", f"{release}/{position}", release_id=release, position=position, **values
        )
        for place, recording in enumerate(recordings, start=1):
            self.track(medium, recording, place)
        return medium

    def track(self, medium: int, recording: int, position: int, **values: Any) -> int:
        """Put a recording on a medium."""
        given = {
            "medium_id": medium,
            "recording_id": recording,
            "position": position,
            "number": str(position),
        }
        return self._thing("track", f"{medium}/{position}", **given, **values)

    def holding(self, recording: int, item: str) -> None:
        """Say that an item holds a recording."""
        self.add("holding", recording_id=recording, item_id=item)

    def identifier(self, entity: str, one: int, scheme: str, value: str) -> None:
        """Give something an identifier or a link."""
        self.add("identifier", entity=entity, id=one, scheme=scheme, value=value)

    def cluster(self, entity: str, head: int, *others: int) -> None:
        """Say that rows mean the same thing as `head`."""
        for one in (head, *others):
            self.add("cluster", entity=entity, id=one, cluster_id=head)

    def _thing(self, kind: str, key: str, **values: Any) -> int:
        one = self.id(kind, key)
        self.add(kind, of=key, id=one, **values)
        return one

    def write(self, folder: Path) -> list[TableFile]:
        """Write the files of this source below `folder`, and describe them."""
        return [self._write(folder, table, rows) for table, rows in self.tables.items()]

    def _write(self, folder: Path, table: str, rows: list[dict[str, Any]]) -> TableFile:
        name = f"{table}/{self.source}-00000.parquet"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = pa.Table.from_pylist(rows, schema=TABLES[table].arrow)
        columns = columns.sort_by([(column, "ascending") for column in TABLES[table].key])
        pq.write_table(columns, path, compression="zstd")
        return TableFile(table, self.source, name, len(rows), path.stat().st_size, sha256_of(path))


def tables_of(folder: Path, *parts: Rows) -> Tables:
    """Write the parts and open them."""
    paths: dict[str, list[Path]] = {}
    for file in (file for part in parts for file in part.write(folder)):
        paths.setdefault(file.table, []).append(folder / file.path)
    return Tables(paths)


def write_snapshot(folder: Path, *parts: Rows) -> Path:
    """Write the parts as the snapshot `folder`, whose name is its number; returns the folder."""
    folder.mkdir(parents=True)
    files = {part.source: part.write(folder) for part in parts}
    infos = tuple(_info(part, files[part.source]) for part in parts)
    listed = tuple(file for found in files.values() for file in found)
    Manifest.of(infos, listed, number=int(folder.name), at=MADE_AT).write(folder)
    return folder


def open_snapshot(folder: Path, *parts: Rows) -> Snapshot:
    """Write the parts as snapshot 1 below `folder`, build their indexes, and open it."""
    place, index = folder / "snapshots" / "1", folder / "index"
    write_snapshot(place, *parts)
    manifest = Manifest.read(place)
    room = IndexRoom(memory=200_000_000, workers=1, spill=folder / "spill")
    for part in manifest.parts:
        tables = {name: manifest.paths(place, name, part.source) for name in TABLES}
        kinds = (CLUSTERS,) if part.source == IDENTITY else KINDS
        build_indexes(index, part.content, tables, room, lambda _: None, kinds)
    return Snapshot(place, index=index, ids=PUBLIC_IDS)


def _info(part: Rows, files: Iterable[TableFile]) -> PartInfo:
    nothing: Mapping[str, int] = {}
    return PartInfo(
        source=part.source,
        licence=part.licence,
        snapshot=part.snapshot,
        digest="",
        imported_at=MADE_AT,
        set_aside=nothing,
        partly=nothing,
        report=None,
        content=content_of(files),
    )
