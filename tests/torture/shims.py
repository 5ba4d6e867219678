"""What stands between the software and the system: disks that are full, files that cannot be read, no syncs.

`fsync` does nothing, for a fault here is never a loss of power: other harnesses watch the syncs.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class System:
    """The functions of `os` that are stood before. `room` is how many more bytes the disk takes, or None."""

    room: int | None = None
    full_below: str = "/"
    refused: int = 0
    unreadable: dict[int, str] = field(default_factory=dict)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Stand before `os.fsync`, `os.open` and `os.write` of this process, and of those that it forks."""
        real = os.fsync, os.open, os.write
        os.fsync = _unsynced  # type: ignore[assignment]
        os.open = self._opening(os.open)
        os.write = self._writing(os.write)
        try:
            yield
        finally:
            os.fsync, os.open, os.write = real

    def break_file(self, path: Path) -> None:
        """Let a file be one that the disk cannot read any more."""
        self.unreadable[path.stat().st_ino] = _tail(str(path))

    def is_unreadable(self, inode: int, path: str) -> bool:
        """Whether this file under this name cannot be read."""
        return inode in self.unreadable and self.unreadable[inode] == _tail(path)

    @contextmanager
    def full(self, room: int, below: str) -> Iterator[None]:
        """Let the disk be full below a folder after so many more bytes."""
        self.room, self.full_below, self.refused = room, below, 0
        try:
            yield
        finally:
            self.room = None

    def _opening(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, *rest: Any, **options: Any) -> int:
            if self.room is not None and flags & os.O_CREAT and not options and self._is_over(str(path)):
                raise self._refusal(path)
            descriptor = real(path, flags, *rest, **options)
            if self.unreadable and not flags & (os.O_WRONLY | os.O_RDWR):
                inode = os.fstat(descriptor).st_ino
                if inode in self.unreadable and self.is_unreadable(inode, _name(descriptor)):
                    os.close(descriptor)
                    raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
            return descriptor

        return call

    def _writing(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(descriptor: int, data: Any) -> int:
            if self.room is not None and _name(descriptor).startswith(self.full_below):
                self.room -= len(data)
                if self.room < 0:
                    raise self._refusal(_name(descriptor))
            return real(descriptor, data)

        return call

    def _is_over(self, path: str) -> bool:
        return (
            self.room is not None
            and self.room <= 0
            and path.startswith(self.full_below)
            and not os.path.lexists(path)
        )

    def _refusal(self, path: object) -> OSError:
        self.refused += 1
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def _tail(path: str) -> str:
    """Return a path from its object's folder on: the disk that it lies on may be mounted elsewhere."""
    parts = path.split("/")
    return "/".join(parts[next((at for at, one in enumerate(parts) if len(one) == 64), 0) :])


def _name(descriptor: int) -> str:
    return str(Path(f"/proc/self/fd/{descriptor}").readlink())


def _unsynced(_: object) -> None:
    """Stand in for `fsync`."""
