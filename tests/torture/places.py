"""The places of an archive as the harness sees them: files, read and spoiled past the software."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.torture.shims import System
from tests.torture.truth import EMPTY, NO_FILE, UNREADABLE, Tree, place_of


class Place(Protocol):
    """A place of copies, behind the software's back."""

    @property
    def name(self) -> str:
        """What the archive calls it."""

    def tree(self, object_id: str) -> Tree:
        """Read all that lies there of an object."""

    def put(self, object_id: str, tree: Tree) -> None:
        """Make what lies there of an object this tree, touching what differs only."""

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the place, with its name."""


@dataclass
class FolderPlace:
    """A folder. `root` is its storage root, `home` all of it; `away` whether it is moved aside."""

    name: str
    home: Path
    root: Path
    system: System
    away: bool = False

    @property
    def aside(self) -> Path:
        """Where the folder lies while its disk is not there."""
        return self.home.with_name(f"{self.home.name}.away")

    def leave(self) -> None:
        """Take the disk away."""
        self.home.rename(self.aside)
        self.away = True

    def come_back(self) -> None:
        """Put the disk back."""
        self.aside.rename(self.home)
        self.away = False

    def folder(self, object_id: str) -> Path:
        """Return the folder of an object, wherever the disk is now."""
        root = self.aside / self.root.relative_to(self.home) if self.away else self.root
        return root / place_of(object_id)

    def tree(self, object_id: str) -> Tree:
        """Read all that lies there of an object."""
        top = self.folder(object_id)
        return dict(_files(top, "", self.system)) if top.is_dir() else {}

    def put(self, object_id: str, tree: Tree) -> None:
        """Make what lies there of an object this tree, touching what differs only."""
        top, now = self.folder(object_id), self.tree(object_id)
        for path in now.keys() - tree.keys():
            _remove(top / path.rstrip("/"))
        for path, data in tree.items():
            if now.get(path) != data:
                _write(top / path, data)
        if not tree:
            _prune(top)

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the place, with its name."""
        home = self.aside if self.away else self.home
        for path in home.rglob("*"):
            if path.is_file() and not path.is_symlink():
                yield str(path), path.read_bytes()

    def lose(self) -> None:
        """Lose the disk with all that was on it; an empty one comes."""
        shutil.rmtree(self.home)
        self.home.mkdir()


def _files(top: Path, below: str, system: System) -> Iterator[tuple[str, bytes]]:
    with os.scandir(top / below) as scan:
        found = list(scan)
    if not found:
        yield f"{below}/", EMPTY
    for one in found:
        path = f"{below}/{one.name}" if below else one.name
        if one.is_symlink():
            yield path, NO_FILE
        elif one.is_dir():
            yield from _files(top, path, system)
        elif system.is_unreadable(one.inode(), one.path):
            yield path, UNREADABLE
        else:
            yield path, Path(one.path).read_bytes()


def _remove(path: Path) -> None:
    """Remove a file, or an empty folder, and no folder above it that is left empty but by this."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink()
    folder = path.parent
    while not any(folder.iterdir()) and len(folder.name) < 64:
        folder.rmdir()
        folder = folder.parent


def _prune(folder: Path) -> None:
    """Remove the folders above an object that is gone, as far as they are empty."""
    if folder.is_dir():
        shutil.rmtree(folder)
    for above in list(folder.parents)[:3]:
        if above.is_dir() and not any(above.iterdir()):
            above.rmdir()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or path.exists():
        path.unlink()
    path.write_bytes(data)
