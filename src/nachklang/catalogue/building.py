"""Building a snapshot: sources in, tables and index out, everything in place at once."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from nachklang.catalogue._disk import (
    clear_unfinished,
    locked,
    numbered,
    put_in_place,
    storage_errors,
    unfinished,
)
from nachklang.catalogue._engine import Workbench
from nachklang.catalogue._tables import Tables
from nachklang.catalogue.identity import resolve
from nachklang.catalogue.index import build_index, index_is_sound
from nachklang.catalogue.manifests import Manifest, SnapshotInfo, TableFile
from nachklang.catalogue.schema import TABLES
from nachklang.catalogue.sources import Source
from nachklang.catalogue.writing import write_table
from nachklang.errors import CatalogueError


class Builder:
    """Makes snapshots below `root` and their indexes in `index`, one process at a time."""

    def __init__(self, root: Path, *, index: Path, namespace: UUID) -> None:
        self._snapshots = root / "snapshots"
        self._root = root
        self._index = index
        self._namespace = namespace

    def build(self, sources: Iterable[Source], *, at: datetime) -> SnapshotInfo:
        """Make the snapshot of what `sources` say now, or return the newest where it says the same.

        The index is put in place before the snapshot, and the snapshot by one rename: whoever sees
        the snapshot can search it. Raises LockedError and StorageError; nothing is left behind.
        """
        with storage_errors(self._root), locked(self._root):
            for parent in (self._snapshots, self._index):
                parent.mkdir(parents=True, exist_ok=True)
                clear_unfinished(parent)
            with unfinished(self._snapshots, "snapshot") as folder:
                files = self._write_tables(sources, folder)
                return self._settle(folder, files, at)

    def _write_tables(self, sources: Iterable[Source], folder: Path) -> tuple[TableFile, ...]:
        with unfinished(self._snapshots, "work") as work, Workbench.open(work) as bench:
            for source in sources:
                bench.load(source)
            rows = resolve(bench, self._namespace)
            return tuple(
                write_table(folder, table, bench.batches(rows[name])) for name, table in TABLES.items()
            )

    def _settle(self, folder: Path, files: tuple[TableFile, ...], at: datetime) -> SnapshotInfo:
        """Keep the newest snapshot where it is sound and says the same, else put the new one beside it."""
        number = max(numbered(self._snapshots), default=0)
        manifest = Manifest.of(files, number=number + 1, at=at)
        newest = self._sound(number)
        if newest is not None and newest.content == manifest.content:
            self._index_tables(self._snapshots / str(number), newest)
            return newest.info
        manifest.write(folder)
        self._index_tables(folder, manifest)
        put_in_place(folder, self._snapshots / str(manifest.number))
        return manifest.info

    def _sound(self, number: int) -> Manifest | None:
        """Return the manifest of a snapshot whose every byte is as it was written."""
        folder = self._snapshots / str(number)
        try:
            manifest = Manifest.read(folder)
        except CatalogueError:
            return None  # there is none, or it is broken: either way a new snapshot is due
        return manifest if manifest.sound(folder) else None

    def _index_tables(self, folder: Path, manifest: Manifest) -> None:
        """Make sure that the index of these tables is there and can be read."""
        target = self._index / str(manifest.number)
        if not index_is_sound(target, content=manifest.content):
            with unfinished(self._index, "index") as place:
                tables = Tables({name: manifest.paths(folder, name) for name in TABLES})
                build_index(place, tables, content=manifest.content)
                put_in_place(place, target)
