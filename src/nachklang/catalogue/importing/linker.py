"""A recomputation: which rows of all sources mean the same, as a part of its own."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from nachklang.catalogue._disk import locked, storage_errors
from nachklang.catalogue.engines import Engine, EngineSettings, open_engine
from nachklang.catalogue.importing.settling import Settler
from nachklang.catalogue.linking import link
from nachklang.catalogue.manifests import IDENTITY, Manifest, PartInfo, SnapshotInfo, TableFile, content_of
from nachklang.catalogue.publishing import Shelf
from nachklang.catalogue.schema import IDENTITY_TABLES, SOURCE_TABLES
from nachklang.catalogue.watching import Stage, Watch
from nachklang.errors import CatalogueError

LICENCE = "CC0-1.0"
"""Which rows mean the same is said by this software about facts; nobody's rights are in it."""


class Linker:
    """Links the newest snapshot."""

    def __init__(self, root: Path, *, engine: EngineSettings) -> None:
        self._root = root
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
                files = self._settle(engine, newest, work, watch)
            part = PartInfo(IDENTITY, LICENCE, newest.content, "", at, {}, {}, None, content_of(files))
            info = self._shelf.publish(part, files, work, at=at)
            shutil.rmtree(work)
        return info

    def _settle(self, engine: Engine, newest: Manifest, work: Path, watch: Watch) -> tuple[TableFile, ...]:
        watch(Stage("link", 0, 1))
        linked = link(engine, self._tables(engine, newest))
        settler = Settler(engine, work, IDENTITY)
        files = []
        for number, (name, table) in enumerate(IDENTITY_TABLES.items()):
            watch(Stage("settle", number, len(IDENTITY_TABLES)))
            file = settler.settle(table, linked[name])
            if file is not None:
                files.append(file)
        return tuple(files)

    def _tables(self, engine: Engine, newest: Manifest) -> Mapping[str, Any]:
        folder = self._shelf.folder(newest.number)
        return {
            name: engine.read(name, newest.paths(folder, name), table.arrow)
            for name, table in SOURCE_TABLES.items()
        }
