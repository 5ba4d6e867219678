"""JSONL: an object a line, whose keys are the columns."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.compression import CompressedFile, open_compressed
from nachklang.catalogue.sources.own_table.fields import SEVERAL
from nachklang.catalogue.sources.own_table.frames import Frame, Place
from nachklang.catalogue.sources.own_table.mapping import TableMapping
from nachklang.catalogue.sources.own_table.text_chunks import Chunk, Chunks, Readable, Recoded

_HALVES = re.compile("[\ud800-\udfff]+")
_SHOWN = 80


class JsonLines:
    """A file of JSON objects, one a line."""

    def __init__(self, path: Path, mapping: TableMapping) -> None:
        self._path = path
        self._mapping = mapping
        with open_compressed(path):
            pass  # what cannot be opened is told before anything is read

    def frames(self, place: Place) -> Iterator[Frame]:
        """Read from `place` on; a column that no line of the file has is told of at its end."""
        unseen = set() if place.offset else set(self._mapping.columns)
        with open_compressed(self._path) as stream:
            chunks = Chunks(
                self._readable(stream), None, name=str(self._path), line=place.row + 1, offset=place.offset
            )
            for chunk in chunks:
                after = Place(place.table, place.file, chunk.line - 1 + chunk.text.count(b"\n"), chunk.after)
                frame = self._frame(chunk, unseen, after, stream.read_compressed)
                frame.asides.extend(chunks.asides)
                chunks.asides.clear()
                yield frame
            asides = [*chunks.asides, *(self._never_seen(field) for field in sorted(unseen))]
            end = Place(place.table, place.file + 1)
            yield Frame(self._path, {}, 0, str, asides, end, stream.read_compressed)

    def _readable(self, stream: CompressedFile) -> Readable:
        return stream if self._mapping.encoding == "utf-8" else Recoded(stream, self._mapping.encoding)

    def _never_seen(self, field: str) -> SetAside:
        detail = f"no line has the key {self._mapping.columns[field]!a}, which the mapping names for {field}"
        return SetAside(str(self._path), "no-column", detail, whole=False)

    def _frame(self, chunk: Chunk, unseen: set[str], after: Place, read: int) -> Frame:
        asides: list[SetAside] = []
        lines: list[int] = []
        cells: dict[str, list[Any]] = {field: [] for field in self._mapping.columns}
        for line, text in enumerate(chunk.text.split(b"\n"), chunk.line):
            row = self._row(line, text, asides) if text and not text.isspace() else None
            if row is not None:
                lines.append(line)
                for field, name in self._mapping.columns.items():
                    cells[field].append(self._cell(row.get(name), field, line, asides))
                    if name in row:
                        unseen.discard(field)

        def where(number: int) -> str:
            return self._where(lines[number])

        columns = {field: _column(values) for field, values in cells.items()}
        return Frame(self._path, columns, len(lines), where, asides, after, read)

    def _where(self, line: int) -> str:
        return f"{self._path}, line {line}"

    def _row(self, line: int, text: bytes, asides: list[SetAside]) -> dict[str, Any] | None:
        reason, detail = "bad-json", "expected an object"
        try:
            row = json.loads(self._decoded(line, text, asides))
        except RecursionError:
            reason, detail = "too-deep", "objects or lists nested without end"
        except ValueError as error:
            detail = str(error)
        else:
            if isinstance(row, dict):
                return row
        asides.append(SetAside(self._where(line), reason, detail))
        return None

    def _decoded(self, line: int, text: bytes, asides: list[SetAside]) -> str:
        try:
            return text.decode("utf-8-sig")
        except UnicodeDecodeError:
            detail = f"not {self._mapping.encoding}; replaced by U+FFFD"
            asides.append(SetAside(self._where(line), "bad-text", detail, whole=False))
            return text.decode("utf-8-sig", "replace")

    def _cell(self, value: object, field: str, line: int, asides: list[SetAside]) -> Any:
        """Return a value as a text, or as a list of texts for fields that can have several."""
        if isinstance(value, list) and field in SEVERAL:
            return [text for one in value if (text := self._scalar(one, field, line, asides)) is not None]
        return self._scalar(value, field, line, asides)

    def _scalar(self, value: object, field: str, line: int, asides: list[SetAside]) -> str | None:
        if value is None:
            return None
        if isinstance(value, str):
            return value if value.isascii() else self._whole_signs(value, field, line, asides)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, float) and math.isfinite(value):
            return str(int(value)) if value.is_integer() else repr(value)
        detail = f"{self._mapping.columns[field]}: expected a text or a number, found {value!r:.{_SHOWN}}"
        asides.append(SetAside(self._where(line), "bad-type", detail, whole=False))
        return None

    def _whole_signs(self, text: str, field: str, line: int, asides: list[SetAside]) -> str:
        if _HALVES.search(text) is None:
            return text
        detail = f"{self._mapping.columns[field]}: holds half a character; replaced by U+FFFD"
        asides.append(SetAside(self._where(line), "bad-text", detail, whole=False))
        return _HALVES.sub("\ufffd", text)


def _column(values: list[Any]) -> pa.Array:
    if any(isinstance(value, list) for value in values):
        lists = [[value] if isinstance(value, str) else value for value in values]
        return pa.array(lists, pa.list_(pa.string()))
    return pa.array(values, pa.string())
