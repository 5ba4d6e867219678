"""A recomputation: which rows of all sources mean the same, as a part of its own."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from nachklang.catalogue._disk import locked, storage_errors
from nachklang.catalogue.engines import Engine, EngineSettings, open_engine
from nachklang.catalogue.importing.settling import Settler
from nachklang.catalogue.indexes import CLUSTERS, IndexRoom, build_indexes
from nachklang.catalogue.linking import link
from nachklang.catalogue.linking.workbench import Skipped
from nachklang.catalogue.manifests import IDENTITY, Manifest, PartInfo, SnapshotInfo, TableFile, content_of
from nachklang.catalogue.publishing import Shelf
from nachklang.catalogue.schema import IDENTITY_TABLES, SOURCE_TABLES
from nachklang.catalogue.watching import Stage, Watch
from nachklang.errors import CatalogueError
from nachklang.model.plain import to_plain

LICENCE = "CC0-1.0"
"""Which rows mean the same is said by this software about facts; nobody's rights are in it."""


class Linker:
    """Links the newest snapshot."""

    def __init__(self, root: Path, *, index: Path, engine: EngineSettings) -> None:
        self._root = root
        self._index = index
        self._engine = engine
        self._shelf = Shelf(root)

    def run(self, *, at: datetime, watch: Watch) -> SnapshotInfo:
        """Compute the links of all kinds and publish them; CatalogueError where there is no snapshot."""
        work = self._root / "imports" / IDENTITY
        with storage_errors(self._root), locked(self._root / "locks" / "imports"):
            newest = self._shelf.newest()
            if newest is None:
                raise CatalogueError("there is no catalogue yet; run `nachklang catalogue build`")
            if work.exists():
                shutil.rmtree(work)
            (work / "spill").mkdir(parents=True)
            with open_engine(self._engine, work / "spill") as engine:
                skipped: list[Skipped] = []
                files = self._settle(engine, newest, work, watch, skipped)
            part = PartInfo(
                source=IDENTITY,
                licence=LICENCE,
                snapshot=newest.content[:16],
                digest=newest.content,
                imported_at=at,
                set_aside={},
                partly=dict(Counter(f"not-compared-{one.entity}" for one in skipped)),
                report=_report(skipped, work),
                content=content_of(files),
            )
            self._build_index(part, files, work, watch)
            info = self._shelf.publish(part, files, work, at=at)
            shutil.rmtree(work)
        return info

    def _settle(
        self, engine: Engine, newest: Manifest, work: Path, watch: Watch, skipped: list[Skipped]
    ) -> tuple[TableFile, ...]:
        linked = link(engine, self._tables(engine, newest), tell=skipped.append, watch=watch)
        settler = Settler(engine, work, IDENTITY)
        files = []
        for number, (name, table) in enumerate(IDENTITY_TABLES.items()):
            watch(Stage("settle", number, len(IDENTITY_TABLES)))
            file = settler.settle(table, linked[name])
            if file is not None:
                files.append(file)
        return tuple(files)

    def _build_index(self, part: PartInfo, files: tuple[TableFile, ...], work: Path, watch: Watch) -> None:
        watch(Stage(f"index {CLUSTERS}", 0, 1))
        room = IndexRoom(self._engine.memory, self._engine.threads, self._engine.spill or work / "spill")
        tables = {
            name: [work / file.path for file in files if file.table == name] for name in IDENTITY_TABLES
        }
        build_indexes(self._index, part.content, tables, room, lambda _: None, (CLUSTERS,))

    def _tables(self, engine: Engine, newest: Manifest) -> Mapping[str, Any]:
        folder = self._shelf.folder(newest.number)
        return {
            name: engine.read(name, newest.paths(folder, name), table.arrow)
            for name, table in SOURCE_TABLES.items()
        }


def _report(skipped: Sequence[Skipped], work: Path) -> str:
    """Write which rows a rule did not compare because too many are alike, a JSON object a line."""
    name = f"reports/{IDENTITY}.jsonl"
    (work / name).parent.mkdir()
    lines = (json.dumps(to_plain(one)) + "\n" for one in skipped)
    (work / name).write_text("".join(lines), encoding="ascii")
    return name
