"""A small catalogue of several sources, put together by hand, and what linking makes of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nachklang.catalogue.engines import Engine
from nachklang.catalogue.ids import hashed_id
from nachklang.catalogue.linking import Skipped, link
from nachklang.catalogue.schema import SOURCE_TABLES


@dataclass(frozen=True)
class Track:
    """A track that a test asks for; `recording` names one that is there already."""

    title: str
    seconds: float | None = 200.0
    isrcs: Sequence[str] = ()
    recording: int | None = None
    comment: str | None = None


@dataclass
class Shelf:
    """Rows by table. What is added is named by its id."""

    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {name: [] for name in SOURCE_TABLES}
    )

    def add(self, table: str, source: str, **row: Any) -> int:
        """Add a row; of tables with ids, return the new id."""
        number = len(self.rows[table])
        if SOURCE_TABLES[table].key == ("id",):
            row.setdefault("id", hashed_id(source, table, str(number)))
        self.rows[table].append({"source": source, "source_id": str(number), "snapshot": "2026-11-22"} | row)
        return int(row.get("id", 0))

    def artist(self, source: str, name: str, *, aliases: Sequence[str] = (), **row: Any) -> int:
        """Add an artist with a credit of its own, which has the artist's id."""
        artist = self.add("artist", source, name=name, **row)
        for alias in aliases:
            self.add("artist_alias", source, artist_id=artist, name=alias)
        self.credit(source, artist, name=name, credit=artist)
        return artist

    def credit(self, source: str, *artists: int, name: str = "", credit: int | None = None) -> int:
        """Add a credit of several artists."""
        credit = credit or hashed_id(source, "artist_credit", "+".join(map(str, artists)))
        for position, artist in enumerate(artists, 1):
            self.add(
                "artist_credit_name", source, artist_credit_id=credit, position=position, artist_id=artist,
                name=name, join_phrase="",
            )  # fmt: skip
        return credit

    def recording(self, source: str, credit: int, track: Track) -> int:
        """Add a recording that stands nowhere."""
        length = None if track.seconds is None else int(track.seconds * 1000)
        recording = self.add(
            "recording", source, title=track.title, artist_credit_id=credit, duration_ms=length,
            disambiguation=track.comment,
        )  # fmt: skip
        for isrc in track.isrcs:
            self.add("recording_isrc", source, recording_id=recording, isrc=isrc)
        return recording

    def release(
        self, source: str, credit: int, title: str, *tracks: Track, label: str | None = None,
        number: str | None = None, **row: Any,
    ) -> tuple[int, list[int]]:  # fmt: skip
        """Add a release of one medium; return its id and its recordings'."""
        release = self.add("release", source, title=title, artist_credit_id=credit, **row)
        medium = self.add("medium", source, release_id=release, position=1, format="CD")
        recordings = [track.recording or self.recording(source, credit, track) for track in tracks]
        for position, recording in enumerate(recordings, 1):
            self.add("track", source, medium_id=medium, recording_id=recording, position=position)
        if label or number:
            named = self.add("label", source, name=label) if label else None
            self.add("release_label", source, release_id=release, label_id=named, catalogue_number=number)
        return release, recordings

    def tables(self, engine: Engine, folder: Path) -> dict[str, Any]:
        """Write the tables as files, and let the engine read them."""
        folder.mkdir(parents=True, exist_ok=True)
        found = {}
        for name, table in SOURCE_TABLES.items():
            path = folder / f"{name}.parquet"
            if not path.exists():
                pq.write_table(pa.Table.from_pylist(self.rows[name], schema=table.staged), path)
            found[name] = engine.read(name, [path], table.arrow)
        return found


@dataclass(frozen=True)
class Linked:
    """What linking made: rows of both tables, and what was not compared."""

    cluster: list[dict[str, Any]]
    match: list[dict[str, Any]]
    skipped: list[Skipped]

    @classmethod
    def of(cls, engine: Engine, tables: dict[str, Any]) -> "Linked":
        """Link the tables."""
        skipped: list[Skipped] = []
        made = link(engine, tables, tell=skipped.append)
        rows = {
            name: engine.batches(engine.keep(f"made_{name}", expression)).read_all().to_pylist()
            for name, expression in made.items()
        }
        return cls(rows["cluster"], rows["match"], skipped)

    def joined(self, entity: str, *ids: int) -> bool:
        """Tell whether all are in one cluster."""
        heads = {row["id"]: row["cluster_id"] for row in self.cluster if row["entity"] == entity}
        return len({heads.get(one, one) for one in ids}) == 1

    def evidence(self, entity: str, one: int, other: int) -> dict[str, int]:
        """Return what joined two; nothing where no link is between them."""
        wanted = (entity, min(one, other), max(one, other))
        for row in self.match:
            if (row["entity"], row["left_id"], row["right_id"]) == wanted:
                found: dict[str, int] = json.loads(row["evidence"])
                return found
        return {}
