"""The mapping file: which files there are, and which column holds what. Faults name line and key."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from nachklang.catalogue.sources.own_table.fields import FIELDS, NEEDED, OF_A_RELEASE, Holds
from nachklang.errors import InvalidValueError, SourceError
from nachklang.model.licences import Licence
from nachklang.model.toml_text import TomlTable

E = TypeVar("E", bound=StrEnum)

_LONGEST = 1 << 20
_NAME = re.compile(r"[a-z0-9][a-z0-9.\-]{0,39}")
_TAKEN = re.compile(r"deposits|musicbrainz|discogs|ddex-.*")
_PACKED = re.compile(r"\.(?:gz|bz2|xz|zst)$", re.IGNORECASE)


class Format(StrEnum):
    """How rows are written."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    PARQUET = "parquet"


class Dates(StrEnum):
    """In which order a date is written."""

    YEAR_FIRST = "year-first"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Durations(StrEnum):
    """How a length of time is written."""

    CLOCK = "clock"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"


class Ids(StrEnum):
    """What the ids of the tables are."""

    TEXTS = "texts"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Files with the same columns; `columns` names the column of each field that there is.

    `told` is the part of the mapping file that names them, for faults that show in the files only.
    """

    files: tuple[Path, ...]
    holds: Holds
    format: Format
    columns: Mapping[str, str]
    delimiter: str
    quotes: bool
    encoding: str
    several: str
    joins: tuple[str, ...]
    dates: Dates
    durations: Durations
    told: TomlTable


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """A source, as its mapping file tells of it."""

    file: Path
    name: str
    licence: Licence
    snapshot: str
    whole: bool
    ids: Ids
    tables: tuple[TableMapping, ...]

    def tells_of(self, holds: Holds) -> bool:
        """Tell whether a table holds these, with their ids."""
        return any(table.holds is holds and "id" in table.columns for table in self.tables)


def read_mapping(path: Path) -> SourceMapping:
    """Read a mapping file; raises SourceError with line and key where it cannot be used."""
    document = TomlTable.parse(_text(path), str(path), SourceError)
    source = document.required("source", document.table("source"))
    tables = [
        _table(one, path.parent) for one in document.required("table", document.tables("table") or None)
    ]
    name = source.required("name", source.value("name", _source_name))
    mapping = SourceMapping(
        path,
        name,
        source.required("licence", source.value("licence", Licence.parse)),
        source.required("snapshot", source.text("snapshot")),
        source.required("whole", source.boolean("whole") if source.has("whole") else None),
        _choice(source, "ids", Ids) or Ids.TEXTS,
        tuple(tables),
    )
    for table in tables:
        _require_things_told_of(table, mapping)
    source.finish()
    document.finish()
    return mapping


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror}; expected a mapping file") from error
    if len(content) > _LONGEST:
        raise SourceError(f"{path}: longer than {_LONGEST} bytes; expected a mapping file in TOML")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error


def _source_name(text: str) -> str:
    if _NAME.fullmatch(text) is None:
        raise InvalidValueError(f"expected small letters a-z, digits, dots and hyphens, found {text[:60]!a}")
    if _TAKEN.fullmatch(text):
        raise InvalidValueError(f"{text} is the name of another source; expected one of your own")
    return text


def _table(table: TomlTable, folder: Path) -> TableMapping:
    holds = table.required("holds", _choice(table, "holds", Holds))
    files = _files(table, folder)
    columns = table.required("columns", table.table("columns"))
    mapping = TableMapping(
        files=files,
        holds=holds,
        format=_format(table, files),
        columns=_columns(columns, holds),
        delimiter=table.value("delimiter", _one_sign) or ",",
        quotes=table.boolean("quotes") if table.has("quotes") else True,
        encoding=table.value("encoding", _encoding) or "utf-8",
        several=table.text("several") or ";",
        joins=table.texts("joins"),
        dates=_choice(table, "dates", Dates) or Dates.YEAR_FIRST,
        durations=_choice(table, "durations", Durations) or Durations.CLOCK,
        told=columns,
    )
    table.finish()
    return mapping


def _choice(table: TomlTable, key: str, kind: type[E]) -> E | None:
    def parse(text: str) -> E:
        try:
            return kind(text)
        except ValueError as error:
            raise InvalidValueError(f"expected {' or '.join(kind)}, found {text[:60]!a}") from error

    return table.value(key, parse)


def _files(table: TomlTable, folder: Path) -> tuple[Path, ...]:
    found: dict[Path, None] = {}
    for name in table.required("file", table.texts("file") or None):
        here = sorted(folder.glob(name)) if "*" in name and not Path(name).is_absolute() else [folder / name]
        files = [path for path in here if path.is_file()]
        if not files:
            raise table.fault("file", f"no such file beside {folder}: {name[:200]!a}")
        found |= dict.fromkeys(files)
    return tuple(found)


def _format(table: TomlTable, files: tuple[Path, ...]) -> Format:
    said = _choice(table, "format", Format)
    if said is not None:
        return said
    suffixes = {Path(_PACKED.sub("", file.name)).suffix.lower().lstrip(".") for file in files}
    known = {"csv": Format.CSV, "tsv": Format.TSV, "tab": Format.TSV, "jsonl": Format.JSONL}
    known |= {"ndjson": Format.JSONL, "parquet": Format.PARQUET}
    formats = {known.get(suffix) for suffix in suffixes}
    first = next(iter(formats))
    if len(formats) > 1 or first is None:
        raise table.fault("format", f"cannot be told from {files[0].name}; expected {' or '.join(Format)}")
    return first


def _columns(table: TomlTable, holds: Holds) -> dict[str, str]:
    columns = {field: name for field in FIELDS[holds] if (name := table.text(field)) is not None}
    table.required(NEEDED[holds], columns.get(NEEDED[holds]))
    table.finish()
    if holds is Holds.RECORDINGS and columns.keys().isdisjoint({"release", "release_id"}):
        for field in columns:
            if field in OF_A_RELEASE:
                raise table.fault(field, "is of a release; name the column of release or release_id, too")
    return columns


def _require_things_told_of(table: TableMapping, mapping: SourceMapping) -> None:
    """Refuse ids alone, where nothing says what they are the ids of."""
    partners = (
        ("artist_ids", "artists", Holds.ARTISTS),
        ("release_artist_ids", "release_artists", Holds.ARTISTS),
        ("release_id", "release", Holds.RELEASES),
        ("label_id", "label", Holds.LABELS),
    )
    for field, partner, holds in partners:
        columns = table.columns
        if field in columns and partner not in columns and not mapping.tells_of(holds):
            needed = f"{partner} beside it, or a table that holds {holds} with their id"
            raise table.told.fault(field, f"says nothing alone; it needs {needed}")


def _one_sign(text: str) -> str:
    if len(text) != 1 or not text.isascii() or text in '"\r\n':
        raise InvalidValueError(f"expected one sign such as ; or |, found {text[:60]!a}")
    return text


def _encoding(text: str) -> str:
    try:
        name = codecs.lookup(text).name
        "".encode(name).decode(name)
    except (LookupError, TypeError, ValueError) as error:
        raise InvalidValueError(
            f"no such encoding of text: {text[:60]!a}; expected utf-8, cp1252 …"
        ) from error
    return name
