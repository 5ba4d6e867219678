"""From the columns of a table as they are written to those that are staged: checked, and with ids.

Everything is done a column at a time; only what fails a check is looked at value by value.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.sources.musicbrainz.copy_layout import Fault, Parsed
from nachklang.catalogue.sources.musicbrainz.dump_tables import (
    GIDS,
    HASHED,
    NUMBERS,
    OPTIONAL,
    REQUIRED,
    DumpTable,
    Kind,
)
from nachklang.errors import InvalidValueError
from nachklang.model.identifiers import IPI, ISNI, ISRC, ISWC, Barcode

Hash = Callable[[str, pa.Array], pa.Array]
"""Makes the ids of things of a kind from their gids."""
Mask = npt.NDArray[np.bool_]

_CODES: dict[Kind, Callable[[str], str]] = {
    Kind.BARCODE: lambda text: Barcode.parse(text).gtin13,
    Kind.ISRC: lambda text: str(ISRC.parse(text)),
    Kind.ISWC: lambda text: str(ISWC.parse(text)),
    Kind.ISNI: lambda text: str(ISNI.parse(text)),
    Kind.IPI: lambda text: str(IPI.parse(text)),
}
# Where the form says everything; the other codes have check digits.
_FORMS = {Kind.ISRC: "^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$", Kind.IPI: "^[0-9]{11}$"}
_GID_LENGTH = 36
_HYPHENS = [8, 13, 18, 23]
_DAYS = np.array([31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_LAST_YEAR = 9999
_SHOWN = 60


def take(parsed: Parsed, table: DumpTable, hashed: Hash | None) -> tuple[pa.Table, list[Fault]]:
    """Return the rows as they are staged and all that is wrong; without `hashed`, ids are not made.

    A row that lacks what it cannot be without is left out; of a date or code that cannot be, nothing stays.
    """
    checks = _Checks(parsed)
    for name, kind in table.taken.items():
        checks.require(name, kind)
        if kind in GIDS:
            checks.gids(name)
        elif kind in _CODES:
            checks.codes(name, kind)
    for name in table.dates:
        checks.dates(name)
    for name in table.columns_of(*NUMBERS):
        checks.positive(name, table.taken[name])
    return checks.result(table, hashed), checks.faults


class _Checks:
    """The rows of a block while they are checked."""

    def __init__(self, parsed: Parsed) -> None:
        self.faults = list(parsed.faults)
        self._lines = parsed.lines
        self._columns: dict[str, pa.Array] = {
            name: parsed.rows.column(name).combine_chunks() for name in parsed.rows.column_names
        }
        self._taken: Mask = np.ones(parsed.rows.num_rows, dtype=bool)

    def require(self, name: str, kind: Kind) -> None:
        """Leave out the rows without a value that there has to be."""
        if kind in REQUIRED and self._columns[name].null_count:
            for place in _places(pc.is_null(self._columns[name])):
                self._leave_out(place, "missing-value", f"{name}: null, where there has to be a value")

    def gids(self, name: str) -> None:
        """Leave out the rows whose gid is none; one in capitals is one."""
        column = self._columns[name]
        doubtful = _no_gids(column)
        if doubtful.any():
            values = column.to_pylist()
            for place in np.flatnonzero(doubtful).tolist():
                text = values[place]
                values[place] = _gid(text)
                if values[place] is None:
                    self._leave_out(place, "bad-id", f"{name}: expected an MBID, found {_shown(text)}")
            self._columns[name] = pa.array(values, pa.string())

    def codes(self, name: str, kind: Kind) -> None:
        """Bring codes to their one form. A row that is there for its code is left out with it."""
        column = self._columns[name]
        doubtful = pc.is_valid(column)
        if kind in _FORMS:
            formed = pc.fill_null(pc.match_substring_regex(column, _FORMS[kind]), True)  # noqa: FBT003
            doubtful = pc.invert(formed)
        places = _places(doubtful)
        if places:
            values = column.to_pylist()
            for place in places:
                values[place] = self._code(place, name, kind, values[place])
            self._columns[name] = pa.array(values, pa.string())

    def _code(self, place: int, name: str, kind: Kind, text: str) -> str | None:
        if kind in OPTIONAL and text == "":
            return None
        try:
            return _CODES[kind](text)
        except InvalidValueError as error:
            self._note(place, f"bad-{kind}", f"{name}: {error}", whole=False)
            self._taken[place] &= kind in OPTIONAL
            return None

    def dates(self, name: str) -> None:
        """Keep the dates that can be; zeros mean, as null does: not known."""
        names = [f"{name}_{part}" for part in ("year", "month", "day")]
        year, month, day = (pc.fill_null(self._columns[one], 0).to_numpy() for one in names)
        wrong = _no_dates(year, month, day)
        for place in np.flatnonzero(wrong).tolist():
            found = f"{year[place]:04}-{month[place]:02}-{day[place]:02}"
            self._note(place, "bad-date", f"{name}: no such date: {found}", whole=False)
        for one, values in zip(names, (year, month, day), strict=True):
            self._columns[one] = pa.array(values, pa.int32(), mask=(values == 0) | wrong)

    def positive(self, name: str, kind: Kind) -> None:
        """Keep no number below zero: MusicBrainz counts from there."""
        column = self._columns[name]
        below = pc.fill_null(pc.less(column, 0), False)  # noqa: FBT003
        places = _places(below)
        for place in places:
            detail = f"{name}: expected no number below 0, found {column[place]}"
            if kind in OPTIONAL:
                self._note(place, "bad-number", detail, whole=False)
            else:
                self._leave_out(place, "bad-number", detail)
        if places:
            self._columns[name] = pc.if_else(below, pa.scalar(None, pa.int32()), column)

    def result(self, table: DumpTable, hashed: Hash | None) -> pa.Table:
        """Return the rows that are left."""
        rows = pa.table(self._columns)
        if not self._taken.all():
            rows = rows.filter(pa.array(self._taken))
        if table.id_of and hashed:
            (gid,) = table.columns_of(*GIDS)
            ids = hashed(table.id_of, rows.column(gid).combine_chunks())
        else:
            ids = pa.nulls(rows.num_rows, pa.int64())
        return rows.append_column(HASHED, ids).select(table.schema.names)

    def _leave_out(self, place: int, reason: str, detail: str) -> None:
        """Say why, once a row."""
        if self._taken[place]:
            self._note(place, reason, detail, whole=True)
            self._taken[place] = False

    def _note(self, place: int, reason: str, detail: str, *, whole: bool) -> None:
        self.faults.append(Fault(self._lines[place], reason, detail, whole))


def _places(chosen: pa.Array) -> list[int]:
    found: list[int] = pc.indices_nonzero(chosen).to_pylist()
    return found


def _no_gids(column: pa.Array) -> Mask:
    """Tell which values are not written as MBIDs are: 32 small hexadecimal digits and four hyphens."""
    if column.null_count or not pc.all(pc.equal(pc.binary_length(column), _GID_LENGTH), min_count=0).as_py():
        return np.array([text is None or _gid(text) != text for text in column.to_pylist()], dtype=bool)
    _, offsets, data = column.buffers()
    if data is None:
        return np.zeros(0, dtype=bool)
    start = np.frombuffer(offsets, np.int32)[column.offset]
    signs = np.frombuffer(data, np.uint8, len(column) * _GID_LENGTH, start).reshape(-1, _GID_LENGTH)
    # Bytes cannot be below zero, so one comparison says whether a sign is in a range.
    right = (signs - ord("0") < 10) | (signs - ord("a") < 6)
    right[:, _HYPHENS] = signs[:, _HYPHENS] == ord("-")
    if right.all():
        return np.zeros(len(column), dtype=bool)
    return np.asarray(~right.all(axis=1))


def _gid(text: str | None) -> str | None:
    """Return an MBID in small letters, None for what is none."""
    try:
        gid = None if text is None else str(UUID(text))
    except ValueError:
        return None
    return gid if text is not None and gid == text.lower() else None


def _no_dates(year: Any, month: Any, day: Any) -> Mask:
    """Tell which dates cannot be; zeros stand for what is not known, and nothing is known below it."""
    bounded = (year >= 0) & (year <= _LAST_YEAR) & (month >= 0) & (month <= 12) & (day >= 0)
    no_leap_year = (year % 4 != 0) | ((year % 100 == 0) & (year % 400 != 0))
    days = _DAYS[np.clip(month, 0, 12)] - ((month == 2) & no_leap_year)
    known = ((month == 0) | (year > 0)) & ((day == 0) | (month > 0)) & (day <= days)
    wrong: Mask = ~(bounded & known)
    return wrong


def _shown(text: str | None) -> str:
    return "null" if text is None else ascii(text[:_SHOWN])
