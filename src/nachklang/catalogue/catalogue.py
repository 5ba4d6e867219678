"""The room's door: build, and read the newest snapshot."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import UUID

from nachklang.catalogue._disk import numbered
from nachklang.catalogue.manifests import SnapshotInfo
from nachklang.catalogue.reading.snapshots import Snapshot
from nachklang.catalogue.sources.deposits import Deposits
from nachklang.model.items import Item


class Catalogue:
    """The snapshots below `root` and their search indexes in `index`.

    `namespace` is the archive's id: ids of things are made from it, so that they stay the same from
    snapshot to snapshot and cannot be guessed from another archive's. Making the object touches no file.
    """

    def __init__(self, root: Path, *, index: Path, namespace: UUID) -> None:
        self._root = root
        self._index = index
        self._namespace = namespace
        self._newest: Snapshot | None = None
        self._opening = Lock()

    def build(self, items: Iterable[Item], *, at: datetime) -> SnapshotInfo:
        """Make a new snapshot of `items` with its index.

        Unchanged content gives the snapshot that is there, with a new index where that is missing or
        broken. Raises LockedError where another build runs, StorageError where the disk is full.
        """
        # Ibis alone takes half a second to import, and whoever only reads does not need it.
        from nachklang.catalogue.building import Builder  # noqa: PLC0415

        builder = Builder(self._root, index=self._index, namespace=self._namespace)
        return builder.build([Deposits(items, self._namespace)], at=at)

    def latest(self) -> Snapshot | None:
        """Return the newest snapshot, None where there is none; raises CatalogueError where it is broken."""
        snapshots = self._root / "snapshots"
        number = max(numbered(snapshots), default=None)
        with self._opening:
            if number is None:
                return None
            if self._newest is None or self._newest.info.number != number:
                self._newest = Snapshot(snapshots / str(number), index=self._index / str(number))
            return self._newest
