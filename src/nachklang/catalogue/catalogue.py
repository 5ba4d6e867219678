"""The room's door: take sources in, and read the snapshots that they made."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any

from nachklang.catalogue._disk import storage_errors
from nachklang.catalogue.collecting import Collected, collect
from nachklang.catalogue.engines.settings import EngineSettings
from nachklang.catalogue.manifests import Manifest, SnapshotInfo
from nachklang.catalogue.public_ids import PublicIds
from nachklang.catalogue.publishing import Shelf
from nachklang.catalogue.reading.bulk import BulkTable
from nachklang.catalogue.reading.snapshots import Snapshot
from nachklang.catalogue.schema import TABLES
from nachklang.catalogue.watching import Watch, unwatched
from nachklang.errors import CatalogueError, NotFoundError
from nachklang.model.items import Item

if TYPE_CHECKING:
    from nachklang.catalogue.codes import Codes
    from nachklang.catalogue.diffing import Diff
    from nachklang.catalogue.engines import Engine
    from nachklang.catalogue.linking.explaining import Explanation
    from nachklang.catalogue.reading.bulk import BulkTable
    from nachklang.catalogue.reading.sql import SqlRoom
    from nachklang.catalogue.reading.stats import Stats
    from nachklang.catalogue.sources import Source


class Catalogue:
    """The snapshots below `root` and the indexes of their parts in `index`.

    Public ids are made with `secret`, so that nobody can guess them; whoever loses it keeps the rows
    and loses their addresses. Making the object touches no file.
    """

    def __init__(
        self, root: Path, *, index: Path, secret: bytes, engine: EngineSettings | None = None
    ) -> None:
        self._root = root
        self._index = index
        self._ids = PublicIds(secret)
        self._engine = engine or EngineSettings.of_machine()
        self._shelf = Shelf(root)
        self._newest: Snapshot | None = None
        self._opening = Lock()

    def build(self, items: Iterable[Item], *, at: datetime) -> SnapshotInfo:
        """Make a new snapshot in which the deposits are `items`; all other sources stay as they are.

        Unchanged content gives the snapshot that is there, with new indexes where these are missing or
        broken, of whichever source. Raises LockedError where another build runs, or where an index of
        another source is missing while one is imported; StorageError where the disk is full.
        """
        from nachklang.catalogue.importing.mending import mend_indexes  # noqa: PLC0415  (pyarrow is slow)
        from nachklang.catalogue.sources.deposits import Deposits  # noqa: PLC0415  (as above)

        info = self.take_in(Deposits(items), at=at)
        mend_indexes(self._root, self._index, self._engine, unwatched)
        return info

    def take_in(self, source: "Source", *, at: datetime, watch: Watch = unwatched) -> SnapshotInfo:
        """Import a source and make a new snapshot with it; see `importing.importer.Importer.run`."""
        # Ibis alone takes half a second to import, and whoever only reads does not need it.
        from nachklang.catalogue.importing.importer import Importer  # noqa: PLC0415

        importer = Importer(self._root, index=self._index, engine=self._engine)
        return importer.run(source, at=at, watch=watch)

    def link(self, *, at: datetime, watch: Watch = unwatched) -> SnapshotInfo:
        """Find out which rows of the newest snapshot mean the same, and make a new one that says so."""
        from nachklang.catalogue.importing.linker import Linker  # noqa: PLC0415  (as above)

        return Linker(self._root, index=self._index, engine=self._engine).run(at=at, watch=watch)

    def latest(self) -> Snapshot | None:
        """Return the newest snapshot, None where there is none; raises CatalogueError where it is broken."""
        number = max(self._shelf.numbers(), default=None)
        with self._opening:
            if number is None:
                return None
            if self._newest is None or self._newest.info.number != number:
                self._newest = self.snapshot(number)
            return self._newest

    def snapshot(self, number: int) -> Snapshot:
        """Return a snapshot by its number; raises NotFoundError, or CatalogueError where it is broken."""
        return Snapshot(self._folder(number), index=self._index, ids=self._ids)

    def snapshots(self) -> list[SnapshotInfo]:
        """Return what there is, oldest first; raises CatalogueError where one is broken."""
        return [Manifest.read(self._shelf.folder(number)).info for number in self._shelf.numbers()]

    @contextmanager
    def diff(self, old: int, new: int) -> Iterator["Diff"]:
        """Compare two snapshots; raises NotFoundError, or CatalogueError where one is broken."""
        from nachklang.catalogue.diffing import Dated, Diff  # noqa: PLC0415  (as above)
        from nachklang.catalogue.engines import open_engine  # noqa: PLC0415

        dated = [Dated(self._folder(one), Manifest.read(self._folder(one))) for one in (old, new)]
        with self._spill() as work, open_engine(self._engine, work) as engine:
            yield Diff(engine, *dated)

    def collect(self, *, keep: int) -> Collected:
        """Remove all but the newest `keep` snapshots, and indexes that nothing reads."""
        with storage_errors(self._root):
            return collect(self._root, self._index, keep=keep)

    def codes(self) -> "Codes":
        """Return the ISRCs of the newest snapshot; raises CatalogueError where there is none."""
        from nachklang.catalogue.codes import Codes  # noqa: PLC0415  (its list of prefixes is slow to read)

        return Codes(self._newest_folder(), index=self._index, ids=self._ids)

    def quality(self) -> dict[str, Any]:
        """Report on the ISRCs of the newest snapshot; see `isrc.quality.quality_report`."""
        from nachklang.catalogue.isrc.quality import quality_report  # noqa: PLC0415  (as above)

        with self._reading() as (engine, tables, manifest):
            return quality_report(engine, tables, manifest.parts, self._shelf.folder(manifest.number))

    def stats(self) -> "Stats":
        """Count what the newest snapshot holds, in many ways; see `reading.stats.Stats`."""
        from nachklang.catalogue.reading.stats import stats  # noqa: PLC0415  (as above)

        with self._reading() as (engine, tables, manifest):
            return stats(engine, tables, manifest.rows_by_source)

    def why(self, kind: str, one: str, other: str) -> "Explanation":
        """Explain why two rows of the newest snapshot are in one cluster, or are not.

        Each is named as `SOURCE:ID`, by its row id, or by its public id. Raises NotFoundError.
        """
        from nachklang.catalogue.linking.explaining import why  # noqa: PLC0415  (as above)
        from nachklang.catalogue.linking.naming import row_named  # noqa: PLC0415

        with self._reading() as (engine, tables, _):
            rows = [row_named(engine, tables[kind], kind, text, self._ids) for text in (one, other)]
            return why(engine, tables, kind, *rows)

    @contextmanager
    def _reading(self) -> Iterator[tuple["Engine", dict[str, Any], Manifest]]:
        """Start the engine with the tables of the newest snapshot."""
        from nachklang.catalogue.engines import open_engine  # noqa: PLC0415  (as above)

        folder = self._newest_folder()
        manifest = Manifest.read(folder)
        with self._spill() as work, open_engine(self._engine, work) as engine:
            tables = {
                name: engine.read(name, manifest.paths(folder, name), table.arrow)
                for name, table in TABLES.items()
            }
            yield engine, tables, manifest

    @contextmanager
    def sql(self) -> Iterator["SqlRoom"]:
        """Open the tables of the newest snapshot for anybody's questions in SQL, and for nothing else."""
        engine, snapshot = self._engine, self.required()
        with (
            self._spill() as work,
            snapshot.sql(memory=engine.memory, threads=engine.threads, spill=work) as room,
        ):
            yield room

    @contextmanager
    def _spill(self) -> Iterator[Path]:
        """Give a folder for what memory cannot hold, where the settings name none."""
        with storage_errors(self._root), TemporaryDirectory(prefix=".spill-", dir=self._root) as work:
            yield self._engine.spill or Path(work)

    def _newest_folder(self) -> Path:
        number = max(self._shelf.numbers(), default=None)
        if number is None:
            raise CatalogueError("there is no catalogue yet; run `nachklang catalogue build`")
        return self._shelf.folder(number)

    def _folder(self, number: int) -> Path:
        if number not in self._shelf.numbers():
            raise NotFoundError(f"no snapshot {number}; `nachklang snapshot list` lists those that are there")
        return self._shelf.folder(number)

    def table(self, name: str) -> "BulkTable":
        """Return a whole table of the newest snapshot; raises CatalogueError where there is none."""
        return self.required().table(name)

    def required(self) -> Snapshot:
        """Return the newest snapshot; raises CatalogueError where there is none."""
        snapshot = self.latest()
        if snapshot is None:
            raise CatalogueError("there is no catalogue yet; run `nachklang catalogue build`")
        return snapshot
