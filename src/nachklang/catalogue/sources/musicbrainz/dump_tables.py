"""What a table of MusicBrainz' core dump is to us: which columns are taken, and as what."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import pyarrow as pa

from nachklang.catalogue.sources.musicbrainz.copy_layout import Layout

HASHED = "hashed"
"""The staged column with the catalogue's own id, which is made of the gid."""


class Kind(StrEnum):
    """How a column is read. Only a *number*, a *text* or a *barcode* may be missing."""

    KEY = "key"
    REFERENCE = "ref"
    PLACE = "place"
    NUMBER = "number"
    GID = "gid"
    HASH = "hash"
    """A gid that is needed for the id only."""
    NAME = "name"
    TEXT = "text"
    BARCODE = "barcode"
    ISRC = "isrc"
    ISWC = "iswc"
    ISNI = "isni"
    IPI = "ipi"


NUMBERS = frozenset({Kind.KEY, Kind.REFERENCE, Kind.PLACE, Kind.NUMBER})
OPTIONAL = frozenset({Kind.NUMBER, Kind.TEXT, Kind.BARCODE})
REQUIRED = frozenset(Kind) - OPTIONAL
GIDS = frozenset({Kind.GID, Kind.HASH})


class Reference(NamedTuple):
    """A column that holds keys of a table."""

    column: str
    table: str


@dataclass(frozen=True)
class DumpTable:
    """One table. `id_of` names the kind of thing that its gids identify.

    `without` says what the catalogue lacks where the dump has no such table; empty where it must have it.
    """

    name: str
    columns: tuple[str, ...]
    taken: Mapping[str, Kind]
    dates: tuple[str, ...]
    references: tuple[Reference, ...]
    id_of: str | None
    without: str

    @cached_property
    def layout(self) -> Layout:
        """How its text is read."""
        types = {name: pa.int32() if kind in NUMBERS else pa.string() for name, kind in self.taken.items()}
        return Layout(self.columns, types)

    @property
    def staged(self) -> str:
        """What it is called among the staged tables."""
        return f"mb_{self.name}"

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns that are staged, the catalogue's id last."""
        fields = [
            pa.field(name, kind)
            for name, kind in self.layout.taken.items()
            if self.taken[name] is not Kind.HASH
        ]
        return pa.schema([*fields, *([pa.field(HASHED, pa.int64())] if self.id_of else [])])

    def columns_of(self, *kinds: Kind) -> tuple[str, ...]:
        """Return the columns of some kinds."""
        return tuple(name for name, kind in self.taken.items() if kind in kinds)


def dump_table(name: str, columns: str, *, id_of: str | None = None, without: str = "") -> DumpTable:
    """Read what is said of the columns of a file, in their order.

    `comment` alone is not taken; `comment:text` is, as a `Kind`. `recording:ref` holds keys of the table of
    that name, `new_id:ref=recording` those of another, `label:number=label` too, or null. `ended:date` is
    the three columns `ended_year`, `ended_month` and `ended_day`, `ended:passed` the same, not taken.
    """
    names: list[str] = []
    taken: dict[str, Kind] = {}
    dates: list[str] = []
    references: list[Reference] = []
    for word in columns.split():
        column, _, said = word.partition(":")
        kind, _, target = said.partition("=")
        parts = [f"{column}_{part}" for part in ("year", "month", "day")]
        if kind == "date":
            dates.append(column)
            taken |= dict.fromkeys(parts, Kind.NUMBER)
        elif kind and kind != "passed":
            taken[column] = Kind(kind)
            if target or kind == Kind.REFERENCE:
                references.append(Reference(column, target or column))
        names += parts if kind in {"date", "passed"} else [column]
    return DumpTable(name, tuple(names), taken, tuple(dates), tuple(references), id_of, without)
