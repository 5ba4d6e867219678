"""Locks that die with their holder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nachklang.errors import LockedError, StorageError


@contextmanager
def exclusive(file: Path, work: str) -> Iterator[None]:
    """Hold `file` locked while `work` is done; raises LockedError at once where another process does.

    The kernel gives the lock back when its holder ends, however it ends; the file itself stays and
    means nothing.
    """
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StorageError(f"{file}: cannot be opened for locking: {error.strerror}") from error
    try:
        _lock(descriptor, file, work)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, file: Path, work: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip() or "another process"
        raise LockedError(f"{file}: {work} is being done by {holder}; wait until it ends") from error
    except OSError as error:
        raise StorageError(f"{file}: cannot be locked: {error.strerror}; put it on a local disk") from error
    # Who holds it is a courtesy: a full disk may not keep it from being held.
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}\n".encode(), 0)
