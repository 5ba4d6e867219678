"""Copies of the log elsewhere, each read file by file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from nachklang.ledger.tiles import Row, TileReader


@dataclass(frozen=True, slots=True)
class LogCopy(TileReader):
    """A copy of the log, wherever it lies.

    `read` returns the bytes of a file of it; it raises FileNotFoundError, or OSError where the file is there
    and cannot be had. `names` returns the paths of the files below one of its folders.
    """

    ADVICE: ClassVar[str] = "another copy is asked for it"

    where: str
    read: Callable[[str], bytes]
    names: Callable[[str], Sequence[str]]

    @property
    def place(self) -> str:
        """Where the copy lies, for messages."""
        return self.where

    def fetch(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return self.read(path)

    def partial_widths(self, row: Row, index: int) -> Sequence[int]:
        """Return the widths of the partial tiles that lie there."""
        names = [path.rpartition("/")[2] for path in self.names(row.partials(index))]
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())
