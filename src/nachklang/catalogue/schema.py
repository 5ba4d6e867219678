"""The tables of a snapshot: what each column means, which columns are the key, in which order rows lie.

Version 2. A new column or table that may be empty keeps the version; any other change raises it.
`docs/reference/catalogue-tables.md` is written from here by `describe_tables`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `type` is Arrow's name of it. Where not `required`, null means: not known."""

    name: str
    type: str
    doc: str
    required: bool = True

    @property
    def arrow(self) -> "pa.DataType":
        """The type in Arrow."""
        import pyarrow as pa  # noqa: PLC0415  (a quarter of a second that questions do not need)

        return pa.type_for_alias(self.type)


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` names the leading columns that are unique together; rows are sorted by it."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in file order, key first."""
        return tuple(column.name for column in self.columns)

    @property
    def arrow(self) -> "pa.Schema":
        """The schema of the files."""
        import pyarrow as pa  # noqa: PLC0415  (as above)

        return pa.schema([pa.field(one.name, one.arrow, nullable=not one.required) for one in self.columns])

    @property
    def staged(self) -> "pa.Schema":
        """The schema in which a source hands its rows over: the same columns, each of which may be empty."""
        import pyarrow as pa  # noqa: PLC0415  (as above)

        return pa.schema([pa.field(column.name, column.arrow) for column in self.columns])


_PROVENANCE = (
    Column("source", "string", "Name of the source that the row came from."),
    Column("source_id", "string", "The source's own id of what the row was made from."),
    Column("snapshot", "string", "The state of the source that was read; for deposits, the deposit's id."),
)


def _id(name: str, of: str, *, required: bool = True) -> Column:
    return Column(name, "int64", f"Id of the {of}, stable across snapshots.", required)


def _text(name: str, doc: str) -> Column:
    return Column(name, "string", doc, required=False)


def _partial_date(name: str, of: str) -> tuple[Column, ...]:
    """Three columns, so that a date keeps its precision and a year can be looked for."""
    return (
        Column(f"{name}_year", "int16", f"Year {of}.", required=False),
        Column(f"{name}_month", "int8", f"Month {of}, 1 to 12.", required=False),
        Column(f"{name}_day", "int8", f"Day {of}, 1 to 31.", required=False),
    )


def _table(name: str, doc: str, key: int, *columns: Column) -> Table:
    return Table(name, doc, tuple(column.name for column in columns[:key]), (*columns, *_PROVENANCE))


_ENTITY = Column("entity", "string", "What the id is of: the name of its table.")
_POSITION = Column("position", "int32", "Place in the order as printed, from 1.")
_NAME_AS_PRINTED = Column("name", "string", "The name as printed.")
_CREDIT = _id("artist_credit_id", "artist credit; null where none was given", required=False)
_COMMENT = _text("disambiguation", "A few words of the source that tell it from others of the same name.")
_POPULARITY = Column(
    "popularity",
    "int32",
    "How much it is asked for, from 0, as the source counts; to compare inside one source.",
    required=False,
)

_OF_SOURCES = (
    _table(
        "artist",
        "Persons and groups that are credited, performers and composers alike.",
        1,
        _id("id", "artist"),
        Column("name", "string", "The name; for deposits the spelling that is used most."),
        _text("sort_name", "The name as a list has it: `Beatles, The`."),
        _text("type", "`person`, `group`, `orchestra`, `choir`, `character` or `other`."),
        _text("area", "The country or place that the source connects with the artist."),
        _COMMENT,
        _POPULARITY,
        *_partial_date("begun", "of birth or foundation"),
        *_partial_date("ended", "of death or dissolution"),
    ),
    _table(
        "artist_alias",
        "Other names of an artist: spellings, scripts, former names.",
        2,
        _id("artist_id", "artist"),
        Column("name", "string", "The other name."),
    ),
    _table(
        "artist_credit_name",
        "The names of an artist credit in their order. A credit has no row of its own.",
        2,
        _id("artist_credit_id", "artist credit"),
        _POSITION,
        _id("artist_id", "artist"),
        _NAME_AS_PRINTED,
        Column("join_phrase", "string", "The words between this name and the next, spaces included."),
    ),
    _table(
        "recording",
        "One captured performance, apart from the releases that it stands on.",
        1,
        _id("id", "recording"),
        Column("title", "string", "Title as the source has it."),
        _CREDIT,
        Column("duration_ms", "int64", "Length in milliseconds.", required=False),
        _COMMENT,
        _POPULARITY,
        *_partial_date("recorded", "of the recording session"),
        *_partial_date("published", "of first publication of the recording"),
    ),
    _table(
        "recording_isrc",
        "Which ISRCs were given to which recordings: many to many, evidence and never a key.",
        2,
        _id("recording_id", "recording"),
        Column("isrc", "string", "Twelve characters without hyphens."),
    ),
    _table(
        "recording_iswc",
        "Which musical works, by ISWC, a recording is said to perform.",
        2,
        _id("recording_id", "recording"),
        Column("iswc", "string", "`T` and ten digits without separators."),
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
        "release_group",
        "What joins the editions of one album or single; Discogs calls it a master.",
        1,
        _id("id", "release group"),
        Column("title", "string", "Title as the source has it."),
        _CREDIT,
        _text("type", "`album`, `single`, `ep`, `broadcast` or `other`."),
    ),
    _table(
        "release",
        "What was issued together under one title.",
        1,
        _id("id", "release"),
        Column("title", "string", "Title as the source has it."),
        _CREDIT,
        _id("release_group_id", "release group", required=False),
        _text("barcode", "EAN-13, or EAN-8; a UPC has a zero before it."),
        _text("status", "`official`, `promotion`, `bootleg`, `withdrawn` or `other`."),
        _text("language", "Language of the titles, ISO 639-3."),
        _text("script", "Script of the titles, ISO 15924."),
        _COMMENT,
        _POPULARITY,
        *_partial_date("released", "of the release, the earliest that is known"),
    ),
    _table(
        "release_event",
        "When a release came out where.",
        5,
        _id("release_id", "release"),
        _text("territory", "ISO 3166-1 alpha-2, or `XW` for the whole world; null where not known."),
        *_partial_date("released", "of the release there"),
    ),
    _table("label", "Labels, by name.", 1, _id("id", "label"), _NAME_AS_PRINTED),
    _table(
        "release_label",
        "Labels and catalogue numbers of a release; either may be missing.",
        3,
        _id("release_id", "release"),
        _id("label_id", "label", required=False),
        _text("catalogue_number", "Catalogue number as printed."),
    ),
    _table(
        "medium",
        "The discs, sides or files of a release.",
        1,
        _id("id", "medium"),
        _id("release_id", "release"),
        Column("position", "int32", "Place in the release, from 1."),
        _text("format", 'What it is, as the source says it: `CD`, `12" Vinyl`, `File`.'),
        _text("title", "Title of the medium, where it has one of its own."),
    ),
    _table(
        "track",
        "Where a recording stands on a medium.",
        1,
        _id("id", "track"),
        _id("medium_id", "medium"),
        _id("recording_id", "recording"),
        Column("position", "int32", "Place on the medium, from 1; 0 for a track hidden before the first."),
        _text("number", "The track's number as printed: `A1`, `12`."),
        _text("title", "Title as it stands on the release; null where it is the recording's."),
        _id(
            "artist_credit_id", "artist credit of the track; null where it is the recording's", required=False
        ),
    ),
    _table(
        "identifier",
        "Identifiers and links of artists, recordings, release groups, releases and labels, by scheme.",
        4,
        _ENTITY,
        _id("id", "thing that is identified"),
        Column("scheme", "string", "`musicbrainz`, `discogs`, `isni`, `ipi`, `grid`, `wikidata` or `url`."),
        Column("value", "string", "The identifier in its scheme's own form, or the address."),
    ),
    _table(
        "redirect",
        "Ids that are no more because their source merged two things into one.",
        2,
        _ENTITY,
        _id("old_id", "thing that is no more"),
        _id("id", "thing that it is part of now"),
    ),
    _table(
        "holding",
        "Which deposited items hold which recordings.",
        2,
        _id("recording_id", "recording"),
        Column("item_id", "string", "Id of the item in the registry."),
    ),
)

_OF_IDENTITY = (
    _table(
        "cluster",
        "Which rows mean the same thing: each row of a cluster, its head among them. Others stand alone.",
        2,
        _ENTITY,
        _id("id", "row"),
        _id("cluster_id", "cluster, which is that of its head"),
    ),
    _table(
        "match",
        "The pairs that clusters were made of, and why.",
        3,
        _ENTITY,
        _id("left_id", "one row"),
        _id("right_id", "other row"),
        Column("score", "float", "How sure it is, from 0 to 1."),
        Column("evidence", "string", "What spoke for it and against it, as JSON: kind to weight."),
    ),
)

SOURCE_TABLES = {table.name: table for table in _OF_SOURCES}
"""The tables that sources fill, by name, in the order in which they are written."""

IDENTITY_TABLES = {table.name: table for table in _OF_IDENTITY}
"""The tables that `nachklang catalogue link` fills."""

TABLES = SOURCE_TABLES | IDENTITY_TABLES
"""Every table of a snapshot."""


def describe_tables() -> str:
    """Render the tables as a Markdown page."""
    head = (
        "# Catalogue tables\n\n"
        f"Schema version {SCHEMA_VERSION}. Each table lies in `catalogue/snapshots/<n>/<table>/` as Parquet, "
        "a file a source, compressed with zstd and sorted by its key. "
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
