"""Parquet: columns of texts, numbers, dates and lists of them, all as texts."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.own_table.fields import SEVERAL
from nachklang.catalogue.sources.own_table.frames import Frame, Place
from nachklang.catalogue.sources.own_table.mapping import TableMapping
from nachklang.errors import SourceError

_ROWS = 1 << 16


class ParquetRows:
    """A Parquet file. Raises SourceError where a column that the mapping names is not there or no text."""

    def __init__(self, path: Path, mapping: TableMapping) -> None:
        self._path = path
        self._mapping = mapping
        self._size = path.stat().st_size
        with self._open() as file:
            names = file.schema_arrow.names
            for field, name in mapping.columns.items():
                if names.count(name) != 1:
                    near = get_close_matches(name, names, n=1)
                    hint = f"did you mean {near[0]!a}?" if near else f"it has {', '.join(names)[:200]!a}"
                    raise mapping.told.fault(field, f"{path} has no column {name!a}; {hint}")
                self._require_texts(field, file.schema_arrow.field(name).type)

    def frames(self, place: Place) -> Iterator[Frame]:
        """Read from `place` on, a row group after the other."""
        before = 0
        try:
            with self._open() as file:
                for group in range(file.num_row_groups):
                    rows = file.metadata.row_group(group).num_rows
                    if before + rows > place.row:
                        yield from self._group(file, group, place, before)
                    before += rows
        except (pa.ArrowException, OSError) as error:
            raise SourceError(
                f"{self._path}: damaged behind row {before}: {error}; fetch the file again"
            ) from error

    def _open(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self._path)
        except (pa.ArrowException, OSError) as error:
            raise SourceError(f"{self._path}: not Parquet, or cut off: {error}") from error

    def _require_texts(self, field: str, found: pa.DataType) -> None:
        inner = found.value_type if pa.types.is_list(found) or pa.types.is_large_list(found) else found
        inner = inner.value_type if pa.types.is_dictionary(inner) else inner
        if (
            inner is not found and not pa.types.is_dictionary(found) and field not in SEVERAL
        ) or not _is_plain(inner):
            expected = "texts, numbers or dates" + (", or lists of them" if field in SEVERAL else "")
            name = self._mapping.columns[field]
            raise self._mapping.told.fault(field, f"{self._path}: {name!a} is {found}; expected {expected}")

    def _group(self, file: pq.ParquetFile, group: int, place: Place, before: int) -> Iterator[Frame]:
        row = before
        names = list(dict.fromkeys(self._mapping.columns.values()))
        for batch in file.iter_batches(_ROWS, row_groups=[group], columns=names):
            skipped = min(max(place.row - row, 0), batch.num_rows)
            if skipped < batch.num_rows:
                yield self._frame(batch.slice(skipped), row + skipped, place, file.metadata.num_rows)
            row += batch.num_rows

    def _frame(self, batch: pa.RecordBatch, first: int, place: Place, rows: int) -> Frame:
        asides: list[SetAside] = []

        def where(row: int) -> str:
            return f"{self._path}, row {first + row + 1}"

        columns = {
            field: self._texts(batch.column(name), field, where, asides)
            for field, name in self._mapping.columns.items()
        }
        end = first + batch.num_rows
        after = Place(place.table, place.file, end, end)
        return Frame(self._path, columns, batch.num_rows, where, asides, after, self._size * end // rows)

    def _texts(
        self, column: pa.Array, field: str, where: Callable[[int], str], asides: list[SetAside]
    ) -> pa.Array:
        if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
            return column.cast(pa.list_(pa.string()))
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_floating(column.type):
            column = _whole_where_all_are(column)
        elif pa.types.is_timestamp(column.type):
            column = column.cast(pa.date32(), safe=False)
        try:
            texts = column.cast(pa.string())
            texts.validate(full=True)
        except pa.ArrowInvalid:
            return self._repaired(column, field, where, asides)
        return texts

    def _repaired(
        self, column: pa.Array, field: str, where: Callable[[int], str], asides: list[SetAside]
    ) -> pa.Array:
        texts: list[str | None] = []
        for row, value in enumerate(column.cast(pa.binary()).to_pylist()):
            try:
                texts.append(None if value is None else value.decode())
            except UnicodeDecodeError:
                detail = f"{self._mapping.columns[field]}: not UTF-8; replaced by U+FFFD"
                asides.append(SetAside(where(row), "bad-text", detail, whole=False))
                texts.append(value.decode(errors="replace"))
        return pa.array(texts, pa.string())


def _is_plain(kind: pa.DataType) -> bool:
    tests = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_binary,
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_date,
        pa.types.is_timestamp,
        pa.types.is_null,
    )
    return any(test(kind) for test in tests)


def _whole_where_all_are(column: pa.Array) -> pa.Array:
    """Return numbers as whole ones if all are: programs without empty whole numbers write `2020.0`."""
    known = pc.if_else(pc.is_finite(column), column, None)
    whole = pc.all(pc.equal(pc.floor(known), known)).as_py()
    return known.cast(pa.int64()) if whole in {True, None} and _fits(known) else known


def _fits(column: pa.Array) -> bool:
    largest = pc.max(pc.abs(column)).as_py()
    return largest is None or largest < 1 << 53
