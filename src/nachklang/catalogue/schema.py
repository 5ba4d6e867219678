"""The tables of a snapshot: what each column means, which columns are the key, in which order rows lie.

Version 1. A new column that may be empty keeps the version; any other change raises it.
`docs/reference/catalogue-tables.md` is written from here by `describe_tables`.
"""

from dataclasses import dataclass

import pyarrow as pa

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Where not `required`, null means: not known."""

    name: str
    type: pa.DataType
    doc: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` names the leading columns that are unique together; rows are sorted by all columns."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in file order, key first."""
        return tuple(column.name for column in self.columns)

    @property
    def arrow(self) -> pa.Schema:
        """The schema of the files, with each column's meaning in its field metadata."""
        fields = [
            pa.field(c.name, c.type, nullable=not c.required, metadata={"doc": c.doc}) for c in self.columns
        ]
        return pa.schema(fields, metadata={"doc": self.doc, "nachklang_schema": str(SCHEMA_VERSION)})

    @property
    def staged(self) -> pa.Schema:
        """The schema in which a source hands its rows over: the same columns, each of which may be empty."""
        return pa.schema([pa.field(column.name, column.type) for column in self.columns])


_PROVENANCE = (
    Column("source", pa.string(), "Name of the source that the row came from."),
    Column("source_id", pa.string(), "The source's own id of what the row was made from."),
    Column("snapshot", pa.string(), "The state of the source that was read; for deposits, the deposit's id."),
)


def _id(name: str, of: str, *, required: bool = True) -> Column:
    return Column(name, pa.string(), f"Opaque id of the {of}, stable across snapshots.", required)


def _partial_date(name: str, of: str) -> tuple[Column, ...]:
    """Three columns, so that a date keeps its precision and a year can be looked for."""
    return (
        Column(f"{name}_year", pa.int16(), f"Year {of}.", required=False),
        Column(f"{name}_month", pa.int8(), f"Month {of}, 1 to 12.", required=False),
        Column(f"{name}_day", pa.int8(), f"Day {of}, 1 to 31.", required=False),
    )


def _table(name: str, doc: str, key: int, *columns: Column) -> Table:
    return Table(name, doc, tuple(column.name for column in columns[:key]), (*columns, *_PROVENANCE))


_POSITION = Column("position", pa.int32(), "Place in the order as printed, from 1.")
_NAME_AS_PRINTED = Column("name", pa.string(), "The name as printed.")
_CREDIT = _id("artist_credit_id", "artist credit; null where none was given", required=False)

_ALL = (
    _table(
        "artist",
        "Persons and groups that are credited, performers and composers alike.",
        1,
        _id("id", "artist"),
        Column("name", pa.string(), "The spelling that is used most."),
    ),
    _table(
        "artist_credit_name",
        "The names of an artist credit in their order. A credit has no row of its own.",
        2,
        _id("artist_credit_id", "artist credit"),
        _POSITION,
        _id("artist_id", "artist"),
        _NAME_AS_PRINTED,
        Column("join_phrase", pa.string(), "The words between this name and the next, spaces included."),
    ),
    _table(
        "recording",
        "One captured performance, apart from the releases that it stands on.",
        1,
        _id("id", "recording"),
        Column("title", pa.string(), "Title as deposited."),
        _CREDIT,
        Column("duration_ms", pa.int64(), "Length in milliseconds.", required=False),
        *_partial_date("recorded", "of the recording session"),
        *_partial_date("published", "of first publication of the recording"),
    ),
    _table(
        "recording_isrc",
        "Which ISRCs were given to which recordings: many to many, evidence and never a key.",
        2,
        _id("recording_id", "recording"),
        Column("isrc", pa.string(), "Twelve characters without hyphens."),
    ),
    _table(
        "recording_iswc",
        "Which musical works, by ISWC, a recording is said to perform.",
        2,
        _id("recording_id", "recording"),
        Column("iswc", pa.string(), "`T` and ten digits without separators."),
    ),
    _table(
        "composer",
        "Who composed what is heard on a recording, in the order as printed.",
        2,
        _id("recording_id", "recording"),
        _POSITION,
        _id("artist_id", "composer, as an artist"),
        _NAME_AS_PRINTED,
    ),
    _table(
        "release",
        "What was issued together under one title.",
        1,
        _id("id", "release"),
        Column("title", pa.string(), "Title as deposited."),
        _CREDIT,
        Column("barcode", pa.string(), "EAN-13, or EAN-8; a UPC has a zero before it.", required=False),
        *_partial_date("released", "of the release"),
    ),
    _table("label", "Labels, by name.", 1, _id("id", "label"), _NAME_AS_PRINTED),
    _table(
        "release_label",
        "Labels and catalogue numbers of a release; either may be missing.",
        3,
        _id("release_id", "release"),
        _id("label_id", "label", required=False),
        Column("catalogue_number", pa.string(), "Catalogue number as printed.", required=False),
    ),
    _table(
        "medium",
        "The discs, sides or files of a release.",
        1,
        _id("id", "medium"),
        _id("release_id", "release"),
        Column("position", pa.int32(), "Place in the release, from 1."),
    ),
    _table(
        "track",
        "Where a recording stands on a medium.",
        1,
        _id("id", "track"),
        _id("medium_id", "medium"),
        _id("recording_id", "recording"),
        Column("position", pa.int32(), "Place among the tracks held of the medium, from 1 without gaps."),
        Column("number", pa.string(), "The track's number as deposited.", required=False),
        Column("title", pa.string(), "Title as it stands on the release."),
        _CREDIT,
    ),
    _table(
        "holding",
        "Which deposited items hold which recordings.",
        2,
        _id("recording_id", "recording"),
        Column("item_id", pa.string(), "Id of the item in the registry."),
    ),
)

TABLES = {table.name: table for table in _ALL}
"""Every table of a snapshot by name, in the order in which they are written."""


def describe_tables() -> str:
    """Render the tables as a Markdown page."""
    head = (
        "# Catalogue tables\n\n"
        f"Schema version {SCHEMA_VERSION}. Each table lies in `catalogue/snapshots/<n>/<table>/` as Parquet, "
        "compressed with zstd and sorted by its columns from left to right. "
        "This page is written from `nachklang.catalogue.schema`.\n"
    )
    return head + "".join(_describe(table) for table in TABLES.values())


def _describe(table: Table) -> str:
    rows = [
        f"| `{column.name}` | {column.type} | {'' if column.required else 'yes'} | {column.doc} |\n"
        for column in table.columns
    ]
    key = ", ".join(f"`{name}`" for name in table.key)
    title = f"\n## {table.name}\n\n{table.doc} Key: {key}.\n\n"
    return title + "| column | type | may be null | meaning |\n| --- | --- | --- | --- |\n" + "".join(rows)
