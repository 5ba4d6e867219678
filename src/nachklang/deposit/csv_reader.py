"""`deposit.csv`: one row a file, for people who keep lists in a spreadsheet."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from nachklang.deposit.description import DEPOSIT_CSV, AgreementFile, known_file
from nachklang.deposit.given import Given, credit
from nachklang.deposit.toml_reader import agreement_named
from nachklang.errors import DepositDescriptionError, InvalidValueError
from nachklang.model.acts import Layer
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode
from nachklang.model.licences import Licence
from nachklang.model.mandates import Author, Basis, Evidence, Mandate

T = TypeVar("T")

_YEARS = r"\((?:(?P<born>[0-9]{1,4})\s*[-–]\s*)?(?P<died>[0-9]{1,4})\)"
_DATED = re.compile(rf"(?P<name>.*\S)\s+{_YEARS}", re.ASCII)
_SEVERAL = re.compile(r"[&/+]|\((?:[0-9]{1,4}\s*[-–]\s*)?[0-9]{1,4}\)", re.ASCII)

COLUMNS: Mapping[str, str] = {
    "file": "name of the file in the folder; the only column that must be there",
    "title": "title of the recording",
    "artists": "artists in the order of the sleeve, separated by semicolons",
    "release": "title of the release that the track is on",
    "release_artists": "artists of the release, separated by semicolons",
    "disc": "number of the disc, from 1",
    "track": "number of the track on its disc, from 1",
    "isrc": "ISRC; several separated by semicolons",
    "iswc": "ISWC of the composition",
    "label": "label of the release",
    "catalogue_number": "the label's number for the release",
    "barcode": "UPC or EAN of the release",
    "released": "date of the release: 2026, 2026-11 or 2026-11-22",
    "recorded": "date of the recording",
    "published": "date when the recording was first published",
    "unpublished": "yes where it was neither published nor lawfully sent or played to the public",
    "composers": "composers and lyricists with their year of death, or of birth and death: "
    "Scott Joplin (1917) or Scott Joplin (1868-1917); semicolons between",
    "composers_complete": "yes where these are all of them",
    "composition_published": "date of the composition's first edition in print",
    "rights_recording": "licence (SPDX identifier or Creative Commons address), or agreement:REFERENCE",
    "rights_composition": "the same for the composition; not needed where its term has ended",
    "rights_performance": "the same for the performance",
    "evidence": "where the rights are stated: an address, a letter, a page",
}
"""The columns, in their documented order, with what each holds."""


def read_csv(text: str, known: frozenset[str], agreements: Mapping[str, AgreementFile]) -> dict[str, Given]:
    """Read the rows by file name; raises DepositDescriptionError with the line and column of a fault."""
    header = text.splitlines()[0] if text else ""
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        _check_header(list(reader.fieldnames or ()))
        return _rows(reader, known, agreements)
    except csv.Error as error:
        raise DepositDescriptionError(f"{DEPOSIT_CSV}, line {reader.line_num}: not CSV: {error}") from error


def _check_header(columns: list[str]) -> None:
    where = f"{DEPOSIT_CSV}, line 1"
    for column in columns:
        if column not in COLUMNS:
            near = get_close_matches(column, COLUMNS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(COLUMNS)}"
            raise DepositDescriptionError(f"{where}: no such column: {column!a}; {hint}")
        if columns.count(column) > 1:
            raise DepositDescriptionError(f"{where}: the column {column} is there twice")
    if "file" not in columns:
        raise DepositDescriptionError(f"{where}: the column file is missing; it names the file of each row")


def _rows(
    reader: "csv.DictReader[str]", known: frozenset[str], agreements: Mapping[str, AgreementFile]
) -> dict[str, Given]:
    files: dict[str, Given] = {}
    for cells in reader:
        row = _Row(reader.line_num, cells)
        name = known_file(row.required("file"), known, row.where("file"))
        if name in files:
            raise DepositDescriptionError(f"{row.where('file')}: {name!a} is described twice")
        files[name] = _given(row, agreements)
    return files


class _Row:
    """One row, read cell by cell; faults name the line and the column."""

    def __init__(self, line: int, cells: Mapping[str | None, str | list[str] | None]) -> None:
        self._line = line
        if None in cells:
            raise DepositDescriptionError(
                f"{DEPOSIT_CSV}, line {line}: more cells than columns; quote commas"
            )
        self._cells = cells

    def where(self, column: str) -> str:
        return f"{DEPOSIT_CSV}, line {self._line}, column {column}"

    def text(self, column: str) -> str | None:
        cell = self._cells.get(column)
        if isinstance(cell, str) and "\0" in cell:
            raise DepositDescriptionError(
                f"{self.where(column)}: holds a NUL character, which no database takes; leave it out"
            )
        return cell.strip() or None if isinstance(cell, str) else None

    def required(self, column: str) -> str:
        text = self.text(column)
        if text is None:
            raise DepositDescriptionError(f"{self.where(column)}: is empty")
        return text

    def texts(self, column: str) -> list[str]:
        return [part.strip() for part in (self.text(column) or "").split(";") if part.strip()]

    def value(self, column: str, parse: Callable[[str], T]) -> T | None:
        text = self.text(column)
        return None if text is None else self.parsed(column, text, parse)

    def parsed(self, column: str, text: str, parse: Callable[[str], T]) -> T:
        try:
            return parse(text)
        except InvalidValueError as error:
            raise DepositDescriptionError(f"{self.where(column)}: {error}") from error


def _given(row: _Row, agreements: Mapping[str, AgreementFile]) -> Given:
    return Given(
        title=row.text("title"),
        artists=credit(row.texts("artists")),
        release=row.text("release"),
        release_artists=credit(row.texts("release_artists")),
        disc=row.value("disc", _count),
        track=row.value("track", _count),
        isrcs=tuple(row.parsed("isrc", one, ISRC.parse) for one in row.texts("isrc")),
        iswc=row.value("iswc", ISWC.parse),
        label=row.text("label"),
        catalogue_number=row.text("catalogue_number"),
        barcode=row.value("barcode", Barcode.parse),
        released=row.value("released", PartialDate.parse),
        recorded=row.value("recorded", PartialDate.parse),
        published=row.value("published", PartialDate.parse),
        unpublished=row.value("unpublished", _yes_or_no),
        authors=tuple(row.parsed("composers", one, _author) for one in row.texts("composers")),
        authors_complete=row.value("composers_complete", _yes_or_no),
        composition_published=row.value("composition_published", PartialDate.parse),
        mandates=tuple(_mandate(row, layer, agreements) for layer in Layer if row.text(f"rights_{layer}")),
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:9]) < 1 or len(text) > 9:
        raise InvalidValueError(f"expected a whole number from 1, found {text[:60]!a}")
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise InvalidValueError(f"expected yes or no, found {text[:60]!a}")
    return text.lower() == "yes"


def _author(text: str) -> Author:
    """Read `Name (year of death)`, `Name (year of birth-year of death)`, or a name alone.

    Several people under one year would seem to have died with the last of them.
    """
    match = _DATED.fullmatch(text)
    if match is None:
        return Author(text)
    if _SEVERAL.search(match["name"]):
        raise InvalidValueError(
            f"several names before one year of death: {text[:60]!a}; "
            "separate them by semicolons, each with its own: A (1917); B (1943)"
        )
    born, died = match["born"], int(match["died"])
    if died < 1 or (born is not None and int(born) < 1):
        raise InvalidValueError(f"expected years from 1 on, found {text[:60]!a}")
    if born is not None and died < int(born):
        raise InvalidValueError(f"died in {died}, before the birth in {int(born)}: {text[:60]!a}")
    return Author(match["name"], died, None if born is None else int(born))


def _mandate(row: _Row, layer: Layer, agreements: Mapping[str, AgreementFile]) -> Mandate:
    column = f"rights_{layer}"
    text = row.required(column)
    evidence = Evidence(DEPOSIT_CSV, row.where(column), row.text("evidence") or text)
    if text.startswith("agreement:"):
        agreed = agreement_named(text.removeprefix("agreement:").strip(), agreements, row.where(column))
        return Mandate(layer, Basis.AGREEMENT, evidence, agreement=agreed.agreement)
    return Mandate(layer, Basis.LICENCE, evidence, licence=row.parsed(column, text, Licence.parse))
