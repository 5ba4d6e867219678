"""One writer at a time, among the processes and threads of this archive."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nachklang.errors import LockedError
from nachklang.vault._disk import storing

WAIT_SECONDS = 30.0
"""How long a writer waits for another one."""

_PAUSE = 0.02


@contextmanager
def held(file: Path, what: str) -> Iterator[None]:
    """Hold the lock of `file`, which the kernel gives back however its holder ends; raises LockedError."""
    with storing(file):
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        _wait(descriptor, file, what)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, file: Path, what: str) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while not _taken(descriptor, file):
        if time.monotonic() > until:
            raise LockedError(f"{what} is being written by another process; try again later")
        time.sleep(_PAUSE)


def _taken(descriptor: int, file: Path) -> bool:
    with storing(file):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
