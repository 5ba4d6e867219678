"""Changes to the log's folder that survive a kill and a power cut, one writer at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nachklang.errors import LockedError, StorageError

LOCK_NAME = ".lock"
_TEMPORARY_NAME = ".new"
_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW
_SIZE_WIDTH = 20


@contextmanager
def _storage(path: Path) -> Iterator[None]:
    """Turn a refusal of the file system into a StorageError that names `path`."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{path}: {error.strerror}; the log still stands at its last checkpoint: "
            "free space or make the folder writable, then run the command again"
        ) from error


@dataclass(frozen=True, slots=True)
class DurableFolder:
    """Writing side of a log's folder, only to be had with its lock (see `locked`)."""

    root: Path
    lock: int

    @classmethod
    @contextmanager
    def locked(cls, root: Path) -> Iterator[Self]:
        """Hold the log's lock; LockedError at once where another writer has it."""
        path = root / LOCK_NAME
        with _storage(path):
            make_folders(root)
            lock = os.open(path, os.O_RDWR | os.O_CREAT | _FLAGS, 0o644)
        try:
            _take(lock, path)
            yield cls(root, lock)
        finally:
            os.close(lock)

    def begun_at(self) -> int | None:
        """Return the size at which the last append began; None before the first."""
        with _storage(self.root / LOCK_NAME):
            text = os.pread(self.lock, _SIZE_WIDTH, 0)
        return int(text) if text.isdigit() else None

    def begin_at(self, size: int) -> None:
        """Note, in the lock file, the size at which an append begins."""
        with _storage(self.root / LOCK_NAME):
            os.pwrite(self.lock, b"%0*d" % (_SIZE_WIDTH, size), 0)
            os.fsync(self.lock)

    def write(self, path: str, content: bytes) -> None:
        """Put a file in place in one step: whole and durable, or not at all."""
        target, temporary = self.root / path, self.root / _TEMPORARY_NAME
        with _storage(target):
            make_folders(target.parent)
            try:
                _write_synced(temporary, content)
            except OSError:
                # What is left of it would keep a full disk full.
                temporary.unlink(missing_ok=True)
                raise
            temporary.replace(target)
            _sync_folder(target.parent)

    def remove(self, path: str) -> None:
        """Remove a file for good; it may be gone already."""
        target = self.root / path
        if target.exists():
            with _storage(target):
                target.unlink()
                _sync_folder(target.parent)

    def remove_folder(self, path: str) -> None:
        """Remove a folder for good where it is there and empty."""
        target = self.root / path
        if target.is_dir() and not any(target.iterdir()):
            with _storage(target):
                target.rmdir()
                _sync_folder(target.parent)


def _take(lock: int, path: Path) -> None:
    """Lock without waiting; the lock goes with the process, even when it is killed."""
    with _storage(path):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(
                f"{path}: another process writes to the log; run the command again when it is done"
            ) from error


def make_folders(folder: Path) -> None:
    """Make a folder and those above it, each durable before the next."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_synced(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _FLAGS, 0o644)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
