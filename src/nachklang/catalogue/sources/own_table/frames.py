"""Rows of a file, a few ten thousand at a time, column by column."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from nachklang.catalogue.sources import SetAside


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go on: number of the table and of its file, rows or lines before, and bytes before."""

    table: int = 0
    file: int = 0
    row: int = 0
    offset: int = 0

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read what `str` wrote."""
        return cls(*(int(part) for part in text.split(":")))

    def __str__(self) -> str:
        return f"{self.table}:{self.file}:{self.row}:{self.offset}"


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows of a file. Cells are texts, or lists of texts where the file has lists; by field.

    `where` tells the place of a row, counted from 0 in the frame; `asides` are rows that are in no
    frame. `after` is where the next frame begins; `read` counts the bytes of this file up to there.
    """

    file: Path
    columns: dict[str, pa.Array]
    count: int
    where: Callable[[int], str]
    asides: list[SetAside]
    after: Place
    read: int
