"""Files that are either wholly there or not there at all."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nachklang.errors import CatalogueError, LockedError, StorageError

REBUILD = "run `nachklang catalogue build`"
_UNFINISHED = ".unfinished-"


class MissingIndexError(CatalogueError):
    """The search index of a snapshot is missing or cannot be read."""

    code = "catalogue-index"


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into StorageError."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise StorageError(
            f"{where}: cannot write the catalogue: {error.strerror or error}; "
            f"make room or make the folder writable, then {REBUILD}; the earlier snapshots are as they were"
        ) from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's writer lock; raises LockedError at once where somebody else holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".lock"
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(
                f"{path}: another process is building the catalogue; wait until it is done and try again"
            ) from error
        yield


def clear_unfinished(parent: Path) -> None:
    """Remove what killed builds left; only for the holder of the lock."""
    for folder in parent.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(folder)


@contextmanager
def unfinished(parent: Path, name: str) -> Iterator[Path]:
    """Give an empty folder beside its later place, removed at the end unless it was moved there."""
    folder = parent / f"{_UNFINISHED}{name}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def put_in_place(folder: Path, target: Path) -> None:
    """Bring everything in `folder` to the disk, then rename it; a `target` that exists is replaced."""
    for path in [*folder.rglob("*"), folder]:
        flush(path)
    if target.exists():
        target.rename(target.with_name(f"{_UNFINISHED}old-{target.name}"))
    folder.rename(target)
    flush(target.parent)
    clear_unfinished(target.parent)


def flush(path: Path) -> None:
    """Bring a file or a folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Replace a file by one with this text, at once and for good."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    flush(path.parent)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def numbered(parent: Path) -> list[int]:
    """Return the numbers that folders in `parent` are named by, in order."""
    if not parent.is_dir():
        return []
    names = (path.name for path in parent.iterdir())
    return sorted(int(name) for name in names if name.isascii() and name.isdecimal())
