"""Where rows come from: one small interface for deposits now and for the world's metadata later."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one table, in that table's `staged` schema."""

    table: str
    rows: pa.Table


class Source(Protocol):
    """Something that rows are taken from.

    Ids in a batch are the source's: they hold together its own rows. Which of them mean the same
    artist, label or release is decided afterwards, in `nachklang.catalogue.identity`. A track's
    `position` may be empty, or leave gaps: it is given there too.
    """

    @property
    def name(self) -> str:
        """The value of the column `source`."""
        ...

    def open(self) -> Iterator[Batch]:
        """Read from the start, in batches small enough for memory, tables in any order."""
        ...
