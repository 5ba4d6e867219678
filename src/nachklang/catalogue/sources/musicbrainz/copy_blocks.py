"""Text of PostgreSQL's COPY, cut into blocks of whole lines.

A line ends with a line feed that no backslash escapes. A line that is longer than any row could be is
passed over in pieces, so that memory stays bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from nachklang.catalogue.sources.musicbrainz.copy_layout import Text
from nachklang.errors import SourceError

BLOCK = 1 << 21
LONGEST_LINE = 1 << 24
"""No row of MusicBrainz comes near: its longest texts have some thousand characters."""
_LINE_FEED = b"\n"
_END = b"\\."
_BACKSLASH = 0x5C


class Readable(Protocol):
    """What bytes are read from."""

    def readinto(self, buffer: Any, /) -> int | None:
        """Fill the buffer, but for less at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, or none but `too_long`: how many bytes the line has that was passed over.

    `first_line` counts from 1 and by line feeds, as editors do; `end` counts the bytes up to here.
    """

    data: Text
    first_line: int
    end: int
    too_long: int = 0


def blocks(text: Readable, where: str, *, size: int = BLOCK, longest: int = LONGEST_LINE) -> Iterator[Block]:
    """Cut a text into blocks of about `size` bytes; SourceError where it ends in the middle of a line."""
    line, end, rest = 1, 0, bytearray()
    while True:
        data = _longer(rest, text, size)
        cut = _after_last_line(data)
        if cut:
            end += cut
            rest = data[cut:]
            del data[cut:]
            yield Block(data, line, end)
            line += data.count(_LINE_FEED)
        elif len(data) > longest:
            passed, feeds, rest = _pass_over(text, data, size)
            if not passed:
                raise _cut_off(where, line)
            end += passed
            yield Block(b"", line, end, passed)
            line += feeds
        elif len(data) > len(rest):
            rest = data
        else:
            break
    if rest and rest != _END:
        raise _cut_off(where, line)


def _longer(start: bytearray, text: Readable, size: int) -> bytearray:
    """Return `start` and what is read behind it, in one buffer: each copy would cost what reading does."""
    data = bytearray(len(start) + size)
    data[: len(start)] = start
    with memoryview(data) as view:
        read = text.readinto(view[len(start) :]) or 0
    del data[len(start) + read :]
    return data


def _cut_off(where: str, line: int) -> SourceError:
    return SourceError(f"{where} ends in the middle of line {line}: it is cut off; fetch the dump again")


def _after_last_line(data: bytearray) -> int:
    """Return where the last whole line ends, 0 where there is none."""
    at = data.rfind(_LINE_FEED)
    while at >= 0 and _is_escaped(data, at):
        at = data.rfind(_LINE_FEED, 0, at)
    return at + 1


def _after_first_line(data: bytearray) -> int:
    at = data.find(_LINE_FEED)
    while at >= 0 and _is_escaped(data, at):
        at = data.find(_LINE_FEED, at + 1)
    return at + 1


def _is_escaped(data: bytearray, at: int) -> bool:
    """Tell whether an odd number of backslashes stands before."""
    before = at
    while before and data[before - 1] == _BACKSLASH:
        before -= 1
    return (at - before) % 2 == 1


def _pass_over(text: Readable, start: bytearray, size: int) -> tuple[int, int, bytearray]:
    """Read to the end of a line; return its bytes and line feeds, and what was read behind it.

    No bytes where the text ends before the line does.
    """
    data, passed, feeds = start, 0, 0
    while True:
        cut = _after_first_line(data)
        if cut:
            return passed + cut, feeds + data.count(_LINE_FEED, 0, cut), data[cut:]
        # A backslash that is escaped or escapes may stand at the end: it stays for the next piece.
        keep = (len(data) - len(data.rstrip(b"\\"))) % 2
        passed += len(data) - keep
        feeds += data.count(_LINE_FEED)
        data = _longer(bytearray(b"\\" * keep), text, size)
        if len(data) == keep:
            return 0, feeds, data
