"""Staging: copies of what was handed over, and objects that are not yet whole.

Every name in it starts with `nachklang-`, so that clearing it can never remove what is not ours.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from nachklang.errors import SourceError, StorageError
from nachklang.vault._disk import create_file, remove_tree, storing, write_all
from nachklang.vault._reading import Measured, measure, opened
from nachklang.vault.values import StagedFile

_PREFIX = "nachklang-"
LOCK = f"{_PREFIX}lock-"
VERSION = "version"
"""What the folders are called in which versions are made."""
MENDED = "mended"
"""What is called so that is on its way into a damaged object."""


@dataclass(frozen=True, slots=True)
class Staging:
    """A folder on the file system of the vault, which belongs to whoever holds the deposit lock."""

    folder: Path

    def new_path(self, kind: str) -> Path:
        """Return a path that nothing has."""
        return self.folder / f"{_PREFIX}{kind}-{secrets.token_hex(8)}"

    def pattern(self, kind: str) -> str:
        """Return the pattern of the names that `new_path` makes."""
        return f"{_PREFIX}{kind}-*"

    def copy(self, source: Path, on_bytes: Callable[[int], None] | None) -> StagedFile:
        """Copy a plain file and make the copy durable; SourceError and StorageError leave nothing."""
        target = self.new_path("file")
        with ExitStack() as undo:
            undo.callback(self._remove, target)
            with storing(target):
                descriptor = create_file(target)
            undo.callback(os.close, descriptor)

            def keep(chunk: bytes) -> None:
                with storing(target):
                    write_all(descriptor, chunk)

            measured = _read_unchanged(source, keep, on_bytes)
            with storing(target):
                os.fsync(descriptor)
            undo.pop_all()
            os.close(descriptor)
        return StagedFile(target, measured.size, measured.sha512, measured.sha256)

    def check(self, staged: StagedFile) -> None:
        """Make sure that a staged file is one of ours and still there; raises StorageError."""
        ours = staged.path.parent == self.folder and staged.path.name.startswith(_PREFIX)
        if not (ours and staged.path.is_file() and staged.path.lstat().st_size == staged.size):
            raise StorageError(f"{staged.path} is no staged file of this vault any more: stage it again")

    def discard(self, staged: StagedFile) -> None:
        """Remove a staged copy; one that is gone already is no error."""
        self._remove(staged.path)

    def clear(self) -> None:
        """Remove what killed runs left here, but for versions and locks, which may be somebody's."""
        kept = {*self.folder.glob(self.pattern(VERSION)), *self.folder.glob(f"{LOCK}*")}
        for path in sorted({*self.folder.glob(f"{_PREFIX}*")} - kept):
            self._remove(path)

    @staticmethod
    def _remove(path: Path) -> None:
        with storing(path):
            remove_tree(path)


def _read_unchanged(
    source: Path, keep: Callable[[bytes], None], on_bytes: Callable[[int], None] | None
) -> Measured:
    """Read a file once, and make sure that it was one and the same file from first to last."""
    try:
        with opened(source) as descriptor:
            before = os.fstat(descriptor)
            measured = measure(descriptor, on_chunk=keep, on_bytes=on_bytes)
            after = os.fstat(descriptor)
        named = source.lstat()
    except OSError as error:
        raise SourceError(f"cannot read {str(source)!a}: {error.strerror}; check the file") from error
    states = {_state(one) for one in (before, after, named)}
    if len(states) != 1 or measured.size != before.st_size:
        raise SourceError(f"{str(source)!a} changed while it was read: wait until it is written, then repeat")
    return measured


def _state(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
