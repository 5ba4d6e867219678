"""A disk that can fail: every call of the operating system that changes it is seen, and may be the last.

`Disk` stands between Python and the operating system, not between parts of the archive.
"""

import errno
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

import pytest

CHANGING = ("open", "write", "pwrite", "fsync", "replace", "rename", "mkdir", "unlink", "remove", "rmdir")


class Killed(BaseException):
    """Stands for SIGKILL: from here on the process does nothing to the disk any more."""


@dataclass
class Disk:
    """Lets calls pass, and notes them, until the one numbered `last` (from 0).

    `stop` is called in that call's place; where `done_first` is set, after it was done (a write: to a
    half). After a kill every later call is killed too, so that no clean-up runs that a real one would
    not run.
    """

    last: int | None = None
    stop: Callable[[], None] = lambda: None
    done_first: bool = False
    calls: list[tuple[str, Path]] = field(default_factory=list)
    dead: bool = False
    _names: dict[int, Path] = field(default_factory=dict)
    _turn: RLock = field(default_factory=RLock)

    def install(self, patch: Callable[[str, Callable[..., Any]], None]) -> None:
        """Put the disk in place of the functions of `os`, by `patch(name, function)`."""
        for name in CHANGING:
            patch(name, self._wrap(name, getattr(os, name)))

    def _wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            # Files are synced by several threads; here one after the other, so that calls can be counted.
            with self._turn:
                return called(*args, **options)

        def called(*args: Any, **options: Any) -> Any:
            if name == "open" and not args[1] & os.O_CREAT:
                return self._opened(real(*args, **options), args[0])
            at_last = len(self.calls) == self.last
            if self.dead or (at_last and not self.done_first):
                self._stop()
            result = real(args[0], args[1][: len(args[1]) // 2]) if at_last and name == "write" else None
            result = real(*args, **options) if result is None else result
            self._note(name, args, result)
            if at_last:
                self._stop()
            return result

        return call

    def _stop(self) -> None:
        # The call that failed is counted as one, so that those after it pass where `stop` raises OSError.
        self.calls.append(("stopped", Path()))
        try:
            self.stop()
        except Killed:
            self.dead = True
            raise

    def _opened(self, handle: int, path: str | Path) -> int:
        self._names[handle] = Path(path)
        return handle

    def _note(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        if name == "open":
            self._opened(result, args[0])
        named = args[1] if name in {"replace", "rename"} else args[0]
        self.calls.append((name, self._names[named] if isinstance(named, int) else Path(named)))


def kill() -> None:
    """End as by SIGKILL, within this process."""
    raise Killed


def kill_by_signal() -> None:
    """End this process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def fill() -> None:
    """Fail as on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def install(monkeypatch: pytest.MonkeyPatch, disk: Disk) -> None:
    """Put `disk` in place until the context of `monkeypatch` ends."""
    disk.install(lambda name, function: monkeypatch.setattr(os, name, function))
