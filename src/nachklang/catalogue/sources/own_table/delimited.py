"""CSV and TSV. Pieces without a fault are parsed by Arrow; the others row by row, to tell of the faults."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as pacsv

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.compression import CompressedFile, open_compressed
from nachklang.catalogue.sources.own_table.frames import Frame, Place
from nachklang.catalogue.sources.own_table.mapping import Format, TableMapping
from nachklang.catalogue.sources.own_table.text_chunks import Chunk, Chunks, Readable, Recoded
from nachklang.errors import SourceError

if TYPE_CHECKING:
    from _csv import Reader

_NOT_TEXT = re.compile("[\ud800-\udfff]+")


class Delimited:
    """A file of rows whose cells are parted by a sign, its first row naming the columns.

    Raises SourceError where the columns that the mapping names are not there once each.
    """

    def __init__(self, path: Path, mapping: TableMapping) -> None:
        self._path = path
        self._mapping = mapping
        self._delimiter = "\t" if mapping.format is Format.TSV else mapping.delimiter
        self._quoted = self._delimiter.encode() if mapping.quotes else None
        with open_compressed(path) as stream:
            chunk = next(iter(Chunks(self._readable(stream), self._quoted, name=str(path))), None)
        if chunk is None:
            raise SourceError(f"{path}: is empty; expected a first row that names the columns")
        names, lines = self._first_row(chunk)
        self._width = len(names)
        self._places = {field: self._place(names, field, name) for field, name in mapping.columns.items()}
        rows_begin = len(chunk.text) - len(chunk.text.split(b"\n", lines)[-1])
        self._start = Place(row=lines, offset=rows_begin or len(chunk.text))

    def frames(self, place: Place) -> Iterator[Frame]:
        """Read from `place` on."""
        begin = place if place.offset else self._start
        with open_compressed(self._path) as stream:
            readable = self._readable(stream)
            chunks = Chunks(
                readable, self._quoted, name=str(self._path), line=begin.row + 1, offset=begin.offset
            )
            for chunk in chunks:
                after = Place(place.table, place.file, chunk.line - 1 + chunk.text.count(b"\n"), chunk.after)
                frame = self._by_arrow(chunk, after, stream) or self._by_row(chunk, after, stream)
                frame.asides.extend(chunks.asides)
                chunks.asides.clear()
                yield frame
            if chunks.asides:
                yield self._frame({}, [], chunks.asides, Place(place.table, place.file + 1), stream)

    def _readable(self, stream: CompressedFile) -> Readable:
        return stream if self._mapping.encoding == "utf-8" else Recoded(stream, self._mapping.encoding)

    def _first_row(self, chunk: Chunk) -> tuple[list[str], int]:
        """Return the names of the columns and how many lines they take."""
        reader = self._reader(chunk.text.decode("utf-8", "replace").removeprefix("\ufeff"))
        try:
            names = next((cells for cells in reader if cells), [])
        except csv.Error as error:
            raise SourceError(f"{self._path}, line 1: not a row of names: {error}") from error
        return [name.strip() for name in names], reader.line_num

    def _place(self, names: Sequence[str], field: str, name: str) -> int:
        count = names.count(name)
        if count == 1:
            return names.index(name)
        said = f"{self._path} has {'no' if count == 0 else 'more than one'} column {name!a}"
        near = get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]!a}?" if near else f"its first row: {', '.join(names)[:200]!a}"
        raise self._mapping.told.fault(field, f"{said}; {hint if count == 0 else 'rename one of them'}")

    def _by_arrow(self, chunk: Chunk, after: Place, stream: CompressedFile) -> Frame | None:
        """Parse a piece at once; None where it holds anything that a person should hear of."""
        if chunk.text.count(b"\r") != chunk.text.count(b"\r\n"):
            return None
        wanted = {field: str(place) for field, place in self._places.items()}
        try:
            table = pacsv.read_csv(
                pa.BufferReader(chunk.text),
                pacsv.ReadOptions(
                    column_names=[str(place) for place in range(self._width)],
                    use_threads=False,
                    block_size=len(chunk.text) + 1,
                ),
                pacsv.ParseOptions(
                    delimiter=self._delimiter,
                    quote_char='"' if self._mapping.quotes else False,
                    newlines_in_values=True,
                ),
                pacsv.ConvertOptions(
                    column_types=dict.fromkeys(wanted.values(), pa.string()),
                    include_columns=list(wanted.values()),
                ),
            )
        except pa.ArrowInvalid:
            return None
        columns = {field: table[place].combine_chunks() for field, place in wanted.items()}
        return self._frame(columns, _Lines(self, chunk, table.num_rows), [], after, stream)

    def _by_row(self, chunk: Chunk, after: Place, stream: CompressedFile) -> Frame:
        """Parse a piece row by row, and set aside the rows that are none."""
        lines: list[int] = []
        asides: list[SetAside] = []
        cells: dict[str, list[str]] = {field: [] for field in self._places}
        for line, row in self.rows(chunk, asides):
            lines.append(line)
            for field, place in self._places.items():
                cells[field].append(self._text(row[place], field, line, asides))
        columns = {field: pa.array(values, pa.string()) for field, values in cells.items()}
        return self._frame(columns, lines, asides, after, stream)

    def rows(self, chunk: Chunk, asides: list[SetAside]) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of the line and the cells of each row; those that do not fit go to `asides`."""
        reader = self._reader(chunk.text.decode("utf-8", "surrogateescape"))
        ended = False
        while not ended:
            line = chunk.line + reader.line_num
            try:
                row = next(reader, None)
                fault = "" if row is None or not row else self._misfit(row)
            except csv.Error as error:
                row, fault = [], f"not a row: {str(error).partition(' - ')[0]}"
            if fault:
                asides.append(SetAside(self._where(line), "bad-row", fault))
            elif row:
                yield line, row
            ended = row is None

    def _misfit(self, row: list[str]) -> str:
        """Tell what is wrong with the number of cells; empty ones at the end are how spreadsheets write."""
        while len(row) > self._width and not row[-1]:
            row.pop()
        return "" if len(row) == self._width else f"expected {self._width} cells, found {len(row)}"

    def _text(self, cell: str, field: str, line: int, asides: list[SetAside]) -> str:
        if cell.isascii() or _NOT_TEXT.search(cell) is None:
            return cell
        detail = f"{self._mapping.columns[field]}: not {self._mapping.encoding}; replaced by U+FFFD"
        asides.append(SetAside(self._where(line), "bad-text", detail, whole=False))
        return _NOT_TEXT.sub("\ufffd", cell)

    def _reader(self, text: str) -> "Reader":
        lines = io.StringIO(text, newline="\n")
        if self._mapping.quotes:
            return csv.reader(lines, delimiter=self._delimiter)
        return csv.reader(lines, delimiter=self._delimiter, quoting=csv.QUOTE_NONE)

    def _where(self, line: int) -> str:
        return f"{self._path}, line {line}"

    def _frame(
        self,
        columns: dict[str, pa.Array],
        lines: Sequence[int],
        asides: list[SetAside],
        after: Place,
        stream: CompressedFile,
    ) -> Frame:
        def where(row: int) -> str:
            return self._where(lines[row])

        return Frame(self._path, columns, len(lines), where, asides, after, stream.read_compressed)


class _Lines(Sequence[int]):
    """The numbers of the lines where rows begin, counted only when somebody asks and it is not plain."""

    def __init__(self, file: Delimited, chunk: Chunk, count: int) -> None:
        self._file = file
        self._chunk = chunk
        self._count = count
        self._lines: Sequence[int] | None = None
        if chunk.lines == count:
            self._lines = range(chunk.line, chunk.line + count)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> int:  # type: ignore[override]
        if self._lines is None:
            self._lines = [line for line, _ in self._file.rows(self._chunk, [])]
        return self._lines[row]
