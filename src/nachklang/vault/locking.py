"""One writer for an object: a lock file in staging, held by the system for as long as the process lives."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nachklang.errors import LockedError
from nachklang.vault._disk import storing
from nachklang.vault.staging import LOCK


@contextmanager
def locked_object(staging: Path, place: str) -> Iterator[None]:
    """Hold the lock of the object whose folder is `place`; raises LockedError at once where it is held."""
    path = staging / f"{LOCK}{place.rpartition('/')[2]}"
    with storing(path):
        descriptor = _locked(path)
    try:
        yield
    finally:
        # Removed while it is held: whoever waits for nothing finds a new file, and `_locked` looks twice.
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _locked(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise LockedError(
                f"another process writes a version of the object {path.name}; try again later"
            ) from error
        if _names(path, descriptor):
            return descriptor
        os.close(descriptor)


def _names(path: Path, descriptor: int) -> bool:
    """Tell whether the path still leads to the file that is locked: its holder removes it at the end."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def remove_left_locks(staging: Path) -> None:
    """Remove the lock files that killed runs left; those that are held stay."""
    for path in staging.glob(f"{LOCK}*"):
        with suppress(LockedError), locked_object(staging, path.name.removeprefix(LOCK)):
            continue
