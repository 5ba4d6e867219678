"""Writing down each call of the vault's writer that changes the disk or syncs it, with the data."""

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import pytest
from tests.unit.vault.power_loss import Change, Inode, Log, Named, Resized, Step, Written, read_tree

CALLS = (
    *("open", "write", "pwrite", "fsync", "fdatasync", "sync", "mkdir", "rename", "replace"),
    *("link", "unlink", "remove", "rmdir", "truncate", "ftruncate"),
)
"""The functions of `os` that are watched; syncs are written down and not done, for nothing is cut here."""


class Recorder:
    """Appends to `steps` what happens below `folder`; `known` maps real inodes to those of the log."""

    def __init__(self, folder: Path, log: Log, known: dict[int, Inode]) -> None:
        self.folder, self.log, self.known = folder, Log(log.start, list(log.steps)), known
        self._next = 1 + max(inode.number for inode in self._every())
        self._lock = RLock()

    def _every(self) -> Iterator[Inode]:
        yield from self.known.values()
        yield from (change.inode for step in self.log.steps for change in step.changes)
        named = (change for step in self.log.steps for change in step.changes if isinstance(change, Named))
        yield from (change.target for change in named if change.target)

    def promise(self, path: str) -> None:
        """Write down that a call returned: what lies at `path` must not be lost from now on."""
        self._append(Step("promise", path, promised=read_tree(self.folder / path)))

    def sync_everything(self, *_: object, **__: object) -> None:
        """Write down a sync of a whole file system."""
        self._append(Step("sync", "", everything=True))

    def watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Stand before one function of `os`."""
        seen = getattr(self, f"_{name}")

        def call(*args: Any, **options: Any) -> Any:
            with self._lock:
                return seen(real, *args, **options)

        return call

    def _append(self, step: Step) -> None:
        assert isinstance(self.log.steps, list)
        self.log.steps.append(step)

    def _did(self, call: str, path: str | None, *changes: Change) -> None:
        if path is not None:
            self._append(Step(call, path, changes))

    def _open(self, real: Callable[..., int], path: Any, flags: int, *args: Any, **options: Any) -> int:
        full = _full(path, options.get("dir_fd"))
        fresh = bool(flags & os.O_CREAT) and not os.path.lexists(full)
        descriptor = real(path, flags, *args, **options)
        if fresh:
            self._did("create", self._inside(full), *self._new(full, folder=False))
        elif flags & os.O_TRUNC:
            self._did("truncate", self._inside(full), *self._resized(os.fstat(descriptor)))
        return descriptor

    def _write(self, real: Callable[..., int], descriptor: int, data: bytes) -> int:
        offset = os.lseek(descriptor, 0, os.SEEK_CUR) if self._of(descriptor) else 0
        taken = real(descriptor, data)
        inode = self._of(descriptor)
        if inode is not None:
            written = Written(inode, offset, bytes(data)[:taken])
            self._did("write", self._inside(_open_path(descriptor)), written)
        return taken

    def _pwrite(self, real: Callable[..., int], descriptor: int, data: bytes, offset: int) -> int:
        taken = real(descriptor, data, offset)
        inode = self._of(descriptor)
        if inode is not None:
            written = Written(inode, offset, bytes(data)[:taken])
            self._did("write", self._inside(_open_path(descriptor)), written)
        return taken

    def _fsync(self, _: object, descriptor: int) -> None:
        inode = self._of(descriptor)
        path = self._inside(_open_path(descriptor))
        if inode is not None and path is not None:
            self._append(Step("sync", path, synced=inode))

    _fdatasync = _fsync

    def _sync(self, _: object) -> None:
        self.sync_everything()

    def _mkdir(self, real: Callable[..., None], path: Any, *args: Any, **options: Any) -> None:
        real(path, *args, **options)
        full = _full(path, options.get("dir_fd"))
        self._did("mkdir", self._inside(full), *self._new(full, folder=True))

    def _rename(self, real: Callable[..., None], source: Any, target: Any) -> None:
        old, new = _full(source), _full(target)
        inode = self.known.get(os.lstat(old).st_ino)
        real(source, target)
        self._did("rename", self._inside(new), self._named(new, inode), self._named(old, None))

    _replace = _rename

    def _link(self, real: Callable[..., None], source: Any, target: Any) -> None:
        real(source, target)
        inode = self.known.get(os.lstat(source).st_ino)
        self._did("link", self._inside(_full(target)), self._named(_full(target), inode))

    def _unlink(self, real: Callable[..., None], path: Any, **options: Any) -> None:
        full = _full(path, options.get("dir_fd"))
        real(path, **options)
        self._did("unlink", self._inside(full), self._named(full, None))

    _remove = _rmdir = _unlink

    def _truncate(self, real: Callable[..., None], path: Any, size: int) -> None:
        real(path, size)
        self._did("truncate", self._inside(_full(path)), *self._resized(_full(path).stat()))

    def _ftruncate(self, real: Callable[..., None], descriptor: int, size: int) -> None:
        real(descriptor, size)
        path = self._inside(_open_path(descriptor))
        self._did("truncate", path, *self._resized(os.fstat(descriptor)))

    def _inside(self, full: Path) -> str | None:
        return str(full.relative_to(self.folder)) if full.is_relative_to(self.folder) else None

    def _of(self, descriptor: int) -> Inode | None:
        return self.known.get(os.fstat(descriptor).st_ino)

    def _new(self, full: Path, *, folder: bool) -> list[Change]:
        """Name a new inode; the system may give the number of one that was removed."""
        if self._inside(full) is None:
            return []
        inode = self.known[full.lstat().st_ino] = Inode(self._next, folder=folder)
        self._next += 1
        return [self._named(full, inode)]

    def _named(self, full: Path, inode: Inode | None) -> Named:
        return Named(self.known[full.parent.stat().st_ino], full.name, inode)

    def _resized(self, found: os.stat_result) -> list[Change]:
        inode = self.known.get(found.st_ino)
        return [] if inode is None else [Resized(inode, found.st_size)]


def _open_path(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


def _full(path: Any, folder: int | None = None) -> Path:
    return Path(path) if folder is None else _open_path(folder) / os.fsdecode(path)


@contextmanager
def recording(
    folder: Path, log: Log, known: dict[int, Inode], barriers: Collection[str] = ()
) -> Iterator[Recorder]:
    """Record below `folder`, after what `log` has; calls of `barriers`, of `_disk`, sync everything."""
    recorder = Recorder(folder, log, known)
    vault = [module for name, module in sys.modules.items() if name.startswith("nachklang.vault")]
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, recorder.watched(name, getattr(os, name)))
        # It is called in the C library, so not through `os`.
        for name in {"syncfs", *barriers}:
            for module in [one for one in vault if hasattr(one, name)]:
                patch.setattr(module, name, recorder.sync_everything)
        yield recorder
    assert recorder.log.disk().tree() == read_tree(folder), "a call that changed the disk was not recorded"
