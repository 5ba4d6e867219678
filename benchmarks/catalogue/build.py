"""The build of a world by the real importer: settling, indexes, publishing; the reading is done already."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self

import pyarrow as pa

from benchmarks.catalogue.stages import Recorder
from benchmarks.world import SNAPSHOT, World, make_world
from nachklang.catalogue.engines import EngineSettings
from nachklang.catalogue.importing.importer import Importer, _digest
from nachklang.catalogue.publishing import Shelf
from nachklang.catalogue.schema import SOURCE_TABLES
from nachklang.catalogue.sources import STAGED, Keep, Origin, Step
from nachklang.catalogue.watching import Stage, unwatched

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
_TABLES = tuple(SOURCE_TABLES)


class StagedWorld:
    """A source that was read: its rows lie staged in the folder of its import."""

    staged: Mapping[str, pa.Schema] = STAGED

    def __init__(self, name: str, note: Path) -> None:
        self.origin = Origin(name, "CC0-1.0", SNAPSHOT, (note,), note.stat().st_size, whole=True)

    def open(self, after: str | None = None) -> Iterator[Step]:
        """Yield nothing: all was read."""
        del after
        yield from ()

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        """Return the tables as they are."""
        del keep
        return staged


def stage_world(catalogue: Path, world: World, name: str) -> StagedWorld:
    """Move what one source of the world tells to where the importer looks for what it has read already."""
    work = catalogue / "imports" / name
    work.mkdir(parents=True)
    source = StagedWorld(name, world.folder / "world.json")
    progress = {
        "digest": _digest(source.origin, unwatched),
        "done": True,
        "files": {
            table: [f"staged/{table}/{path.name}" for path in world.files(name, table)]
            for table in world.rows[name]
        },
        "rows": world.rows[name],
    }
    (world.folder / name).rename(work / "staged")
    (work / "progress.json").write_text(json.dumps(progress), encoding="utf-8")
    return source


class Build:
    """The archive below `folder`: `catalogue` with the snapshot, `index` with the indexes."""

    def __init__(self, folder: Path, recorder: Recorder, engine: EngineSettings) -> None:
        self.catalogue = folder / "catalogue"
        self.index = folder / "index"
        self._made = folder / "made"
        self._recorder = recorder
        self._engine = engine

    def make(self, rows: int) -> None:
        """Make the world where the importer looks for what it has read already."""
        if self._recorder.has("world"):
            return
        with self._recorder.stage("world"), ProcessPoolExecutor(1, get_context("spawn")) as pool:
            world = pool.submit(make_world, self._made, rows, threads=self._engine.threads).result()
        for name in world.sources:
            stage_world(self.catalogue, world, name)
        self._recorder.note("rows", world.rows)

    def places(self) -> dict[str, Path]:
        """Return the folders of tables and indexes, by what they hold."""
        snapshots = {"tables": self.catalogue / "snapshots"}
        return snapshots | {path.name: path for path in self.index.glob("parts/*/*") if path.is_dir()}

    def totals(self) -> dict[str, dict[str, float]]:
        """Add up the stages, ours and the peer's; the making of the world is no part of either."""
        parts = {"nachklang": ("hash", "settle ", "index "), "SQLite": ("sqlite ",)}
        found = {
            who: [stage for stage in self._recorder.stages if stage.name.startswith(names)]
            for who, names in parts.items()
        }
        return {
            who: {
                "seconds": round(sum(stage.seconds for stage in stages), 1),
                "private": max(stage.private for stage in stages),
                "disk": max(stage.disk for stage in stages),
            }
            for who, stages in found.items()
            if stages
        }

    def settle(self, name: str = "world") -> None:
        """Import what was made; what stands of an earlier run is not done again."""
        if Shelf(self.catalogue).newest() is not None:
            return
        with _Watched(self._recorder, self.catalogue / "imports" / name) as watch:
            importer = Importer(self.catalogue, index=self.index, engine=self._engine)
            importer.run(StagedWorld(name, self._made / "world.json"), at=AT, watch=watch.reached)


class _Watched:
    """Cuts one import into stages, and removes what was staged for a table that is settled."""

    def __init__(self, recorder: Recorder, work: Path) -> None:
        self._recorder = recorder
        self._work = work
        self._stack = ExitStack()
        self._name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._stack.close()
        else:
            self._stack.pop_all()

    def reached(self, stage: Stage) -> None:
        """Begin the next stage."""
        name = f"settle {_TABLES[stage.done]}" if stage.name == "settle" else stage.name
        if name != self._name:
            self._end()
            self._name = name
            self._stack.enter_context(self._recorder.stage(name))

    def _end(self) -> None:
        self._stack.close()
        if self._name.startswith("settle "):
            self._remove(self._name.removeprefix("settle "))

    def _remove(self, table: str) -> None:
        """Make room; a note says that nothing is staged for the table, as for one that the source has not."""
        note = self._work / "progress.json"
        progress = json.loads(note.read_text(encoding="utf-8"))
        files = progress["files"].pop(table, [])
        note.write_text(json.dumps(progress), encoding="utf-8")
        for name in files:
            (self._work / name).unlink()
