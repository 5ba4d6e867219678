"""What may go: old snapshots, and indexes that no snapshot reads."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from nachklang.catalogue._disk import locked
from nachklang.catalogue.indexes import index_folder
from nachklang.catalogue.manifests import DEPOSITS, Manifest
from nachklang.catalogue.publishing import Shelf
from nachklang.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class Collected:
    """What went. `bytes` counts what the disk got back: files that another snapshot shares stay."""

    snapshots: tuple[int, ...]
    indexes: int
    bytes: int


def collect(root: Path, index: Path, *, keep: int) -> Collected:
    """Remove all but the newest `keep` snapshots, then the indexes that none of those left reads.

    A snapshot that cannot be read counts as old, but the newest that can be read is never removed.
    Raises LockedError while an import or a build runs, whose indexes no snapshot names yet.
    """
    with locked(root / "locks" / "imports"), locked(root / "locks" / DEPOSITS):
        return _collect(Shelf(root), index, keep)


def _collect(shelf: Shelf, index: Path, keep: int) -> Collected:
    newest = shelf.newest()
    if newest is None:
        return Collected((), 0, 0)
    numbers = shelf.numbers()
    kept = {*numbers[-keep:], newest.number}
    going = tuple(number for number in numbers if number not in kept)
    freed = sum(_freed(shelf.folder(number)) for number in going)
    for number in going:
        shelf.remove(number)
    stale = _stale_indexes(shelf, index)
    freed += sum(_freed(folder) for folder in stale)
    for folder in stale:
        shutil.rmtree(folder)
    return Collected(going, len(stale), freed)


def _stale_indexes(shelf: Shelf, index: Path) -> list[Path]:
    """Return the folders of indexes that no snapshot names; of one that cannot be read nothing is known."""
    read: set[Path] = set()
    for number in shelf.numbers():
        try:
            manifest = Manifest.read(shelf.folder(number))
        except CatalogueError:
            continue
        read |= {index_folder(index, part.content, "search").parent for part in manifest.parts}
    return sorted(folder for folder in (index / "parts").glob("*") if folder not in read)


def _freed(folder: Path) -> int:
    """Count the bytes of files that have no other name."""
    stats = (path.stat() for path in folder.rglob("*") if path.is_file())
    return sum(one.st_size for one in stats if one.st_nlink == 1)
