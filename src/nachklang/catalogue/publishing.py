"""New snapshots: what is new of one source beside what there is of all others, in place at once."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

from nachklang.catalogue._disk import clear_unfinished, locked, numbered, put_in_place, unfinished
from nachklang.catalogue.manifests import Manifest, PartInfo, SnapshotInfo, TableFile
from nachklang.errors import CatalogueError, LockedError

_PATIENCE = 60.0
_PAUSE = 0.1


class Shelf:
    """The snapshots below `root`. Files that do not change are shared by hard links, never copied."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "snapshots"

    def folder(self, number: int) -> Path:
        """Return the folder of a snapshot."""
        return self._folder / str(number)

    def numbers(self) -> list[int]:
        """Return the numbers of all snapshots, in order."""
        return numbered(self._folder)

    def newest(self) -> Manifest | None:
        """Return the newest snapshot that can be read and lacks nothing."""
        for number in reversed(self.numbers()):
            try:
                manifest = Manifest.read(self.folder(number))
                for table in {file.table for file in manifest.files}:
                    manifest.paths(self.folder(number), table)
            except CatalogueError:
                continue  # broken, or of another schema: the one before it may be better than none
            return manifest
        return None

    def publish(
        self, part: PartInfo, files: tuple[TableFile, ...], folder: Path, *, at: datetime
    ) -> SnapshotInfo:
        """Put a snapshot in place that has this part, its files in `folder`, for the source's earlier one.

        Equal content gives the snapshot that is there. Waits a minute for whoever publishes too.
        """
        with self._alone():
            newest = self.newest()
            was = newest.part(part.source) if newest else None
            same = newest is not None and was is not None and was.content == part.content
            if newest and same and newest.sound(self.folder(newest.number), part.source):
                return newest.info
            return self._put(newest, part, files, folder, at)

    def remove(self, number: int) -> None:
        """Remove a snapshot: first its name, so that no reader opens half of it."""
        with self._alone():
            gone = self._folder / f".unfinished-gone-{number}"
            self.folder(number).rename(gone)
            shutil.rmtree(gone)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        until = monotonic() + _PATIENCE
        while True:
            try:
                with locked(self._root):
                    self._folder.mkdir(parents=True, exist_ok=True)
                    clear_unfinished(self._folder)
                    yield
                    return
            except LockedError:
                if monotonic() > until:
                    raise
                sleep(_PAUSE)

    def _put(
        self,
        newest: Manifest | None,
        part: PartInfo,
        files: tuple[TableFile, ...],
        folder: Path,
        at: datetime,
    ) -> SnapshotInfo:
        number = max(self.numbers(), default=0) + 1
        with unfinished(self._folder, "snapshot") as fresh:
            kept = self._carry(newest, part.source, fresh)
            for name in [*(file.path for file in files), *filter(None, [part.report])]:
                _share(folder / name, fresh / name)
            parts = tuple(sorted([*(kept.parts if kept else ()), part], key=lambda one: one.source))
            everything = tuple(sorted([*(kept.files if kept else ()), *files], key=_place))
            manifest = Manifest.of(parts, everything, number=number, at=at)
            manifest.write(fresh)
            put_in_place(fresh, self.folder(number))
        return manifest.info

    def _carry(self, newest: Manifest | None, but: str, fresh: Path) -> Manifest | None:
        """Share the files of all other sources; return what stays."""
        if newest is None:
            return None
        parts = tuple(part for part in newest.parts if part.source != but)
        files = tuple(file for file in newest.files if file.source != but)
        old = self.folder(newest.number)
        for name in [*(file.path for file in files), *filter(None, (part.report for part in parts))]:
            _share(old / name, fresh / name)
        return Manifest.of(parts, files, number=newest.number, at=newest.made_at)


def _place(file: TableFile) -> tuple[str, str, str]:
    return file.table, file.source, file.path


def _share(path: Path, target: Path) -> None:
    """Link, or copy where the file system has no links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, target)
