"""The cells of a frame as values. What is no value is noted by row and column and left empty."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.names import SEPARATOR
from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.own_table.frames import Frame
from nachklang.catalogue.sources.own_table.mapping import TableMapping
from nachklang.catalogue.sources.own_table.values import date_reader
from nachklang.errors import InvalidValueError
from nachklang.model.dates import PartialDate

T = TypeVar("T")
Numbers = npt.NDArray[np.int64]

_WHOLE = r"^[0-9]{1,18}$"


@dataclass(frozen=True, slots=True)
class Several:
    """Values of which a row may have many: the number of its row, and each value."""

    rows: Numbers
    values: pa.Array


class Cells:
    """The rows of a frame that are taken; `rows` numbers them in the frame. Blanks around a text are off."""

    def __init__(self, frame: Frame, mapping: TableMapping, asides: list[SetAside]) -> None:
        self._frame = frame
        self._mapping = mapping
        self._asides = asides
        self._lists: set[str] = set()
        self.rows: Numbers = np.arange(frame.count, dtype=np.int64)
        self._columns = {field: self._cleaned(field, cells) for field, cells in frame.columns.items()}

    @property
    def count(self) -> int:
        """How many rows are taken."""
        return len(self.rows)

    def has(self, field: str) -> bool:
        """Tell whether the table has a column for the field."""
        return field in self._columns

    def fault(self, row: int, field: str, reason: str, detail: str, *, whole: bool = False) -> None:
        """Set aside a row that is taken, or what it says in a column."""
        name = self._mapping.columns.get(field, field)
        where = self._frame.where(int(self.rows[row]))
        self._asides.append(SetAside(where, reason, f"{name}: {detail}", whole=whole))

    def faults(self, wrong: pa.Array, field: str, reason: str, detail: str, *, whole: bool = False) -> None:
        """Set aside each row of which `wrong` is true."""
        for row in np.flatnonzero(wrong.to_numpy(zero_copy_only=False)):
            self.fault(int(row), field, reason, detail, whole=whole)

    def keep(self, taken: pa.Array) -> None:
        """Go on with the rows of which `taken` is true."""
        self._columns = {field: cells.filter(taken) for field, cells in self._columns.items()}
        self.rows = self.rows[taken.to_numpy(zero_copy_only=False)]

    def texts(self, field: str) -> pa.Array:
        """Return the texts of a column; null where a cell is empty."""
        return self._columns[field] if self.has(field) else pa.nulls(self.count, pa.string())

    def numbers(self, field: str, *, least: int, most: int) -> pa.Array:
        """Return whole numbers."""
        texts = self.texts(field)
        fits = pc.match_substring_regex(texts, _WHOLE)
        whole = pc.if_else(fits, texts, None).cast(pa.int64())
        inside = pc.and_(pc.greater_equal(whole, least), pc.less_equal(whole, most))
        good = pc.fill_null(inside, False)  # noqa: FBT003
        detail = f"expected a whole number from {least} to {most}"
        self.faults(pc.and_(texts.is_valid(), pc.invert(good)), field, "bad-number", detail)
        return pc.if_else(good, whole, None)

    def unique(self, field: str, parse: Callable[[str], T | None], reason: str) -> "Uniques[T]":
        """Return what `parse` makes of each text; it is asked once for equal ones."""
        found = self.texts(field).dictionary_encode()
        values: list[T | None] = []
        faults: dict[int, str] = {}
        for number, text in enumerate(found.dictionary.to_pylist()):
            try:
                values.append(parse(text))
            except InvalidValueError as error:
                values.append(None)
                faults[number] = str(error)
        if faults:
            for row, place in enumerate(found.indices.to_pylist()):
                if place in faults:
                    self.fault(row, field, reason, faults[place])
        return Uniques(found.indices, values)

    def days(self, field: str) -> "Uniques[PartialDate]":
        """Return dates, written as the table writes them."""
        return self.unique(field, date_reader(self._mapping.dates), "bad-date")

    def several(self, field: str) -> Several:
        """Return the values of a column of which a cell can have many."""
        cells = pc.split_pattern(self.texts(field), self.separator(field))
        values = pc.utf8_trim_whitespace(pc.list_flatten(cells))
        said = pc.not_equal(values, "")
        rows = pc.list_parent_indices(cells).filter(said)
        return Several(rows.to_numpy(), values.filter(said))

    def coded(
        self,
        found: Several,
        field: str,
        plain: Callable[[pa.Array], pa.Array],
        parse: Callable[[str], str],
        reason: str,
    ) -> Several:
        """Return codes: those that `plain` knows at once, and what `parse` makes of the few others."""
        codes = plain(found.values)
        odd = np.flatnonzero(codes.is_null().to_numpy(zero_copy_only=False))
        if not len(odd):
            return Several(found.rows, codes)
        parsed: list[str | None] = []
        for place in odd:
            try:
                parsed.append(parse(found.values[place].as_py()))
            except InvalidValueError as error:
                self.fault(int(found.rows[place]), field, reason, str(error))
                parsed.append(None)
        mask = np.zeros(len(codes), dtype=bool)
        mask[odd] = True
        codes = pc.replace_with_mask(codes, pa.array(mask), pa.array(parsed, pa.string()))
        known = codes.is_valid()
        return Several(found.rows[known.to_numpy(zero_copy_only=False)], codes.filter(known))

    def one_each(self, field: str) -> Several:
        """Return the cells of a column that are not empty."""
        texts = self.texts(field)
        known = texts.is_valid()
        return Several(np.flatnonzero(known.to_numpy(zero_copy_only=False)), texts.filter(known))

    def separator(self, field: str) -> str:
        """Return what parts several values in a cell of this column."""
        return SEPARATOR if field in self._lists else self._mapping.several

    def joins(self, field: str) -> tuple[str, ...]:
        """Return the words between artists in a cell of this column; a list has none."""
        return () if field in self._lists else self._mapping.joins

    def _cleaned(self, field: str, cells: pa.Array) -> pa.Array:
        if pa.types.is_list(cells.type):
            self._lists.add(field)
            cells = _joined(cells)
        unstorable = pc.fill_null(pc.match_substring(cells, "\0"), False)  # noqa: FBT003
        if pc.any(unstorable).as_py():
            self.faults(unstorable, field, "bad-text", "holds NUL, which no table takes; replaced by U+FFFD")
            cells = pc.replace_substring(cells, "\0", "\ufffd")
        trimmed = pc.utf8_trim_whitespace(cells)
        return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _joined(lists: pa.Array) -> pa.Array:
    """Return lists as texts with SEPARATOR between their values."""
    if not pc.list_flatten(lists).null_count:
        return pc.binary_join(lists, SEPARATOR)
    known = [None if one is None else SEPARATOR.join(filter(None, one)) for one in lists.to_pylist()]
    return pa.array(known, pa.string())


@dataclass(frozen=True, slots=True)
class Uniques(Generic[T]):
    """The different values of a column, and which of them each row has."""

    places: pa.Array
    values: Sequence[T | None]

    def column(self, pick: Callable[[T], object], kind: pa.DataType) -> pa.Array:
        """Return what `pick` takes of each row's value."""
        picked = [None if value is None else pick(value) for value in self.values]
        return pa.array(picked, kind).take(self.places)
