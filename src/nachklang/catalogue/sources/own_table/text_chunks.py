"""Text cut into pieces of whole rows, where a row may go on over several lines inside quotation marks.

A quotation mark opens at the start of a cell only and closes at the next that is not doubled (RFC 4180,
and what programs write that do not follow it); others are signs as any other.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nachklang.catalogue.sources import SetAside
from nachklang.errors import SourceError

CHUNK = 1 << 23
LONGEST_ROW = 1 << 24
_QUOTED = re.compile(rb'"[^"]*+(?:""[^"]*+)*+("?)')
_MARK = ord(b'"')
_END = ord(b"\n")
_LOST = "nachklang-lost"
_IN_ITS_PLACE = "\udcff"


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole rows. `line` is the number of the first line, from 1; `after` counts the bytes up to its end."""

    text: bytes
    line: int
    after: int

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.text.count(b"\n") + (not self.text.endswith(b"\n"))


class Chunks:
    """The pieces of a text from `offset` on, where line `line` begins. Unending rows are left out.

    `quoted` is what parts cells that may be quoted, None where quotation marks are signs as any other.
    """

    def __init__(
        self, stream: Readable, quoted: bytes | None, *, name: str, line: int = 1, offset: int = 0
    ) -> None:
        self._stream = stream
        self._name = name
        self._line = line
        self._offset = offset
        self._buffer = b""
        self._before_cell = b"" if quoted is None else b"\n" + quoted
        self.asides: list[SetAside] = []
        _skip(stream, offset, name)

    def __iter__(self) -> Iterator[Chunk]:
        ended = False
        while not ended or self._buffer:
            data = b"" if ended else self._stream.read(CHUNK)
            ended = not data
            self._buffer += data
            if not self._buffer:
                return
            end, opened = self._end_of_rows(last=ended)
            if end:
                yield self._take(end)
            elif ended or len(self._buffer) > LONGEST_ROW:
                self._leave_out_line(opened=opened)

    def _end_of_rows(self, *, last: bool) -> tuple[int, bool]:
        """Return where the last whole row ends, and whether a quotation mark is open behind it."""
        end, opened = self._buffer.rfind(b"\n") + 1, False
        if self._before_cell and b'"' in self._buffer:
            counted = _counted_quotes(self._buffer, self._before_cell)
            end, opened = _followed_quotes(self._buffer, self._before_cell) if counted is None else counted
        return (len(self._buffer), False) if last and not opened else (end, opened)

    def _take(self, count: int) -> Chunk:
        text, self._buffer = self._buffer[:count], self._buffer[count:]
        chunk = Chunk(text, self._line, self._offset + count)
        self._line += text.count(b"\n")
        self._offset += count
        return chunk

    def _leave_out_line(self, *, opened: bool) -> None:
        """Set aside the line that the buffer begins with, and go on behind it."""
        reason, detail = "too-long", f"a row of more than {LONGEST_ROW} bytes; expected one with an end"
        if opened:
            reason, detail = "bad-quote", "a quotation mark is opened and not closed; expected it doubled"
        self.asides.append(SetAside(f"{self._name}, line {self._line}", reason, detail))
        end = self._buffer.find(b"\n")
        while end < 0 and self._buffer:
            self._offset += len(self._buffer)
            self._buffer = self._stream.read(CHUNK)
            end = self._buffer.find(b"\n")
        if self._buffer:
            self._take(end + 1)


def _counted_quotes(text: bytes, before_cell: bytes) -> tuple[int, bool] | None:
    """Tell by counting which line ends stand inside of quotation marks; None where marks are elsewhere, too.

    Counting is right where each second mark begins a cell, or stands behind another as its double.
    """
    signs = np.frombuffer(text, np.uint8)
    marks = np.flatnonzero(signs == _MARK)
    opening = marks[::2]
    behind = signs[opening - 1]
    begins = np.isin(behind, np.frombuffer(before_cell + b'"', np.uint8)) | (opening == 0)
    if not begins.all():
        return None
    ends = np.flatnonzero(signs == _END)
    outside = ends[np.searchsorted(marks, ends) % 2 == 0]
    return (int(outside[-1]) + 1 if len(outside) else 0), len(marks) % 2 == 1


def _followed_quotes(text: bytes, before_cell: bytes) -> tuple[int, bool]:
    """Tell the same by following each quotation mark that begins a cell to the one that ends it."""
    over_lines: list[tuple[int, int]] = []
    opened, place = False, 0
    while (start := text.find(b'"', place)) >= 0:
        place = start + 1
        if (not start or text[start - 1] in before_cell) and (cell := _QUOTED.match(text, start)):
            place, opened = cell.end(), not cell[1]
            if opened or text.find(b"\n", start, place) >= 0:
                over_lines.append((start, place))
    end = text.rfind(b"\n")
    for start, stop in reversed(over_lines):
        if start <= end < stop:
            end = text.rfind(b"\n", 0, start)
    return end + 1, opened


def _skip(stream: Readable, count: int, name: str) -> None:
    while count:
        skipped = len(stream.read(min(count, CHUNK)))
        if not skipped:
            raise SourceError(f"{name} is shorter than it was; import it anew")
        count -= skipped


class Recoded:
    """Text of any encoding as UTF-8; what is no text in its encoding is no UTF-8 either."""

    def __init__(self, stream: Readable, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(_LOST)
        self._ready = b""
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes of UTF-8, none at the end."""
        while not self._ready and not self._ended:
            data = self._stream.read(size)
            self._ended = not data
            self._ready = self._decoder.decode(data, self._ended).encode("utf-8", "surrogatepass")
        text, self._ready = self._ready[:size], self._ready[size:]
        return text


def _marked(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return _IN_ITS_PLACE, error.end
    raise error


codecs.register_error(_LOST, _marked)
