"""Changes to the log's folder that survive a kill and a power cut, one writer at a time.

What no checkpoint covers yet is written under its own name and waits, at most `UNSYNCED` files at a time, for
one barrier: many files that are synced at once take about as long as one.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

from nachklang.errors import LockedError, StorageError

LOCK_NAME = ".lock"
_TEMPORARY_NAME = ".new"
_PENDING = (".pending-0", ".pending-1")
_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW
_NUMBER_WIDTH = 20
UNSYNCED = 32
_AT_ONCE = 8


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
    _files: dict[Path, int] = field(default_factory=dict)
    _folders: set[Path] = field(default_factory=set)

    @classmethod
    @contextmanager
    def locked(cls, root: Path) -> Iterator[Self]:
        """Hold the log's lock; LockedError at once where another writer has it."""
        path = root / LOCK_NAME
        with _storage(path):
            _make_folders(root)
            lock = os.open(path, os.O_RDWR | os.O_CREAT | _FLAGS, 0o644)
        try:
            _take(lock, path)
            folder = cls(root, lock)
            try:
                yield folder
            finally:
                folder._close()
        finally:
            os.close(lock)

    def begun_at(self) -> int | None:
        """Return the size at which the last append began that filled a tile; None before the first."""
        with _storage(self.root / LOCK_NAME):
            text = os.pread(self.lock, _NUMBER_WIDTH, 0)
        return int(text) if text.isdigit() else None

    def begin_at(self, size: int) -> None:
        """Note, in the lock file, the size at which an append begins that fills a tile."""
        with _storage(self.root / LOCK_NAME):
            os.pwrite(self.lock, b"%0*d" % (_NUMBER_WIDTH, size), 0)
            os.fsync(self.lock)

    def turn(self) -> int:
        """Return the number of the append that began last, by the lock file; 0 before the first.

        It is never waited for: it tells one process from another, and no process outlives a power cut.
        """
        with _storage(self.root / LOCK_NAME):
            text = os.pread(self.lock, _NUMBER_WIDTH, _NUMBER_WIDTH)
        return int(text) if text.isdigit() else 0

    def take_turn(self) -> int:
        """Note that an append begins; return its number."""
        number = self.turn() + 1
        with _storage(self.root / LOCK_NAME):
            os.pwrite(self.lock, b"%0*d" % (_NUMBER_WIDTH, number), _NUMBER_WIDTH)
        return number

    def put(self, path: str, content: bytes) -> None:
        """Write a file that nobody reads before the next `sync`, which makes it durable."""
        target = self.root / path
        with _storage(target):
            self._make_folders(target.parent)
            self._write(target, content)
            self._folders.add(target.parent)
        if len(self._files) >= UNSYNCED:
            self.sync()

    def sync(self) -> None:
        """Wait until everything that was put or removed is durable."""
        waiting: list[Path] = [*self._files, *self._folders]
        try:
            _at_once(self._sync, waiting)
        finally:
            self._close()

    def write(self, path: str, content: bytes) -> None:
        """Put a file in place in one step, whole and durable, after everything that was put before it."""
        target, temporary = self.root / path, self.root / _TEMPORARY_NAME
        with _storage(target):
            self._make_folders(target.parent)
            self._write(temporary, content)
        try:
            self.sync()
        except StorageError:
            temporary.unlink(missing_ok=True)
            raise
        with _storage(target):
            temporary.replace(target)
            _sync_folder(target.parent)

    def commit(self, path: str, content: bytes, slot: int) -> None:
        """Put a file in place after one wait, in which it becomes durable with everything put before it.

        Its name is not waited for, so that after a power cut the file before it may stand there. What is
        durable is the copy in `slot`, 0 or 1, which must not be the slot of the commit before: see `pending`.
        """
        target, places = self.root / path, (self.root / _TEMPORARY_NAME, self.root / _PENDING[slot])
        try:
            for one in places:
                with _storage(target):
                    self._write(one, content)
            self._folders.add(self.root)
            self.sync()
            with _storage(target):
                places[0].replace(target)
        except StorageError:
            # Whoever is told that it failed may do it again, so it must not be finished as well.
            for one in places:
                one.unlink(missing_ok=True)
            raise

    def holds(self, path: str, content: bytes) -> bool:
        """Say whether a file has these bytes, durable after the next `sync`; StorageError if unreadable."""
        target = self.root / path
        with _storage(target):
            try:
                handle = os.open(target, os.O_RDONLY | _FLAGS)
            except FileNotFoundError:
                return False
            self._files[target] = handle
            self._folders.add(target.parent)
            same = os.fstat(handle).st_size == len(content) and target.read_bytes() == content
        if len(self._files) >= UNSYNCED:
            self.sync()
        return same

    def forget(self) -> None:
        """Wait for nothing that was put or looked at since the last `sync`."""
        self._close()

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

    def clear(self, path: str) -> None:
        """Remove a folder with its files, for good after the next `sync`; it may be gone already."""
        target = self.root / path
        if target.is_dir():
            with _storage(target):
                _at_once(Path.unlink, list(target.iterdir()))
                target.rmdir()
            self._folders.add(target.parent)

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file and keep it open until it is synced, so that no error gets lost."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _FLAGS, 0o644)
        self._files[path] = handle
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[os.write(handle, rest) :]
        except OSError:
            # What is left of it would keep a full disk full.
            path.unlink(missing_ok=True)
            raise

    def _make_folders(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folders(folder.parent)
            folder.mkdir(exist_ok=True)
            self._folders.add(folder.parent)

    def _sync(self, path: Path) -> None:
        with _storage(path):
            if path in self._files:
                os.fsync(self._files[path])
            else:
                _sync_folder(path)

    def _close(self) -> None:
        """Let go of what was written, synced or not."""
        for handle in self._files.values():
            os.close(handle)
        self._files.clear()
        self._folders.clear()


def _at_once(do: Callable[[Path], object], paths: Sequence[Path]) -> None:
    """Do something with each path, several at a time: file systems let those that wait wait together."""
    # To start threads takes longer than a fast disk's sync, so they stay. None may still run when this ends.
    others = [_threads().submit(do, path) for path in paths[1:]]
    try:
        for path in paths[:1]:
            do(path)
    finally:
        faults = [one.exception() for one in others]
    for fault in faults:
        if fault is not None:
            raise fault


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="ledger-sync")


# A forked process has none of the threads.
os.register_at_fork(after_in_child=_threads.cache_clear)


def pending(root: Path) -> list[bytes]:
    """Return what the last two commits of a folder put in place, by slot; empty where there was none."""
    return [read_if_there(root / name) for name in _PENDING]


def read_if_there(path: Path) -> bytes:
    """Return the bytes of a file, none where it is missing; StorageError where it cannot be read."""
    with _storage(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return b""


def _take(lock: int, path: Path) -> None:
    """Lock without waiting; the lock goes with the process, even when it is killed."""
    with _storage(path):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(
                f"{path}: another process writes to the log; run the command again when it is done"
            ) from error


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it, each durable before the next."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
