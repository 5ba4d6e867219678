"""Where rows come from: one small interface for deposits, dumps, deliveries and tables of one's own.

A source is read as a stream of steps. *batch*: rows of one table. *set aside*: a record that could
not be taken, with the reason. *replaced*: what the source says anew or takes back, so that its earlier
rows go. *mark*: everything before it can be kept; a reading that was cut off goes on after it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from nachklang.catalogue.schema import SOURCE_TABLES


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one table, in the schema that the source's `staged` names for it."""

    table: str
    rows: pa.Table


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record, or a part of one, that was not taken.

    `where` names file and line, or file and the record's own id; `reason` is a stable word of the
    kind `bad-date`, by which a report counts; `detail` says what was found and what was expected.
    `whole` is false where the record was taken without the part that is wrong.
    """

    where: str
    reason: str
    detail: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Replaced:
    """Rows with this `source_id` that earlier snapshots have go. Not sent by whole sources.

    Rows of this import stay, whether they come before or after: where a source says one thing twice, it
    has to say itself which of the two counts.
    """

    source_id: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to go on from.

    `read` counts bytes of the input up to here, for progress; `position` is the source's own, short,
    and given back to `open(after=…)`.
    """

    position: str
    read: int


Step = Batch | SetAside | Replaced | Mark


@dataclass(frozen=True, slots=True)
class Origin:
    """What a source is. `licence` is an SPDX id; `snapshot` dates or numbers the state that was read.

    `files` is everything that is read, for the digest; `size` adds up their bytes. A `whole` source
    says everything that there is, so earlier rows of the same `name` go; the others add to them.
    """

    name: str
    licence: str
    snapshot: str
    files: tuple[Path, ...]
    size: int
    whole: bool


Keep = Callable[[str, Any], Any]


class Source(Protocol):
    """Something that rows are taken from. Making the object checks what can be checked at once.

    Ids in a batch are made by `nachklang.catalogue.ids`. Wrong input as a whole (no such file, unknown
    schema, cut off in the middle) raises SourceError; one bad record is set aside and never ends an import.
    """

    @property
    def origin(self) -> Origin:
        """What the source is, known before it is read."""
        ...

    @property
    def staged(self) -> Mapping[str, pa.Schema]:
        """The tables of its batches. Mostly `STAGED`; a source that has to be joined first names its own."""
        ...

    def open(self, after: str | None = None) -> Iterator[Step]:
        """Read from the start, or from after the mark with that position, in batches small enough for memory.

        The same input gives the same steps. Ends with a mark.
        """
        ...

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        """Make the tables of the catalogue, as Ibis expressions, from the staged ones; all are there.

        Rows may still repeat a key and need no order; a table that is not returned is empty. `keep`
        computes an expression once, under a name of its own, where several tables need it.
        """
        ...


STAGED: Mapping[str, pa.Schema] = {name: table.staged for name, table in SOURCE_TABLES.items()}
"""The tables of the catalogue as a source hands them over: every column may be empty."""
