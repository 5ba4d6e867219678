"""COPY text read line by line, for blocks in which something is unusual or wrong."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from nachklang.catalogue.sources.musicbrainz.copy_layout import BEHIND_THE_END, Fault, Layout, Parsed, Text

_NULL = b"\\N"
_END = b"\\."
_WHOLE_NUMBER = re.compile(rb"-?[0-9]{1,10}")
_LARGEST = 2**31 - 1
_SHOWN = 60
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.)|$)", re.DOTALL)
_CONTROLS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def parse_carefully(block: Text, layout: Layout, first_line: int) -> Parsed:
    """Read whole lines, to the same rows as `copy_text.parse_block` does."""
    taken = [(layout.columns.index(name), name, kind == pa.string()) for name, kind in layout.taken.items()]
    found: list[list[Any]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    ended = False
    for number, line in _lines(bytes(block), first_line):
        if ended:
            faults.append(Fault(number, "after-end", BEHIND_THE_END))
            break
        if line == _END:
            ended = True
            continue
        fields = [one for _, one in _split(line, b"\t")]
        if len(fields) != len(layout.columns):
            detail = f"{len(fields)} columns, expected {len(layout.columns)}"
            faults.append(Fault(number, "bad-columns", detail))
        elif (row := _row(fields, taken, number, faults.append)) is not None:
            found.append(row)
            lines.append(number)
    columns = list(zip(*found, strict=True)) or [()] * len(taken)
    arrays = [pa.array(values, kind) for values, kind in zip(columns, layout.taken.values(), strict=True)]
    return Parsed(pa.table(arrays, names=list(layout.taken)), lines, faults, ended)


def _lines(block: bytes, first_line: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their numbers. A carriage return before a line feed is part of the line's end."""
    for count, line in _split(block.removesuffix(b"\n"), b"\n") if block else ():
        bare = line.removesuffix(b"\r")
        yield first_line + count, line if _goes_on(bare) else bare


def _split(text: bytes, separator: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut at the separators that no backslash escapes; yields how many stand before, escaped or not."""
    held: list[bytes] = []
    for count, piece in enumerate(text.split(separator)):
        held.append(piece)
        if not _goes_on(piece):
            yield count + 1 - len(held), separator.join(held)
            held = []
    if held:
        yield text.count(separator) + 1 - len(held), separator.join(held)


def _goes_on(text: bytes) -> bool:
    """Tell whether a backslash at the end escapes what follows."""
    return text.endswith(b"\\") and (len(text) - len(text.rstrip(b"\\"))) % 2 == 1


def _row(
    fields: Sequence[bytes],
    taken: Sequence[tuple[int, str, bool]],
    line: int,
    note: Callable[[Fault], None],
) -> list[Any] | None:
    """Return the values of a row, None where one is no number."""
    values: list[Any] = []
    for place, name, is_text in taken:
        raw = fields[place]
        if raw == _NULL:
            values.append(None)
        elif is_text:
            values.append(text_of(raw, name, line, note))
        else:
            number = _number(raw)
            if number is None:
                expected = f"expected a whole number of 32 bits, found {raw[:_SHOWN]!r}"
                note(Fault(line, "bad-number", f"{name}: {expected}"))
                return None
            values.append(number)
    return values


def _number(raw: bytes) -> int | None:
    digits = unescape(raw).strip(b" ")
    if _WHOLE_NUMBER.fullmatch(digits) is None:
        return None
    number = int(digits)
    return number if -_LARGEST - 1 <= number <= _LARGEST else None


def text_of(raw: bytes, name: str, line: int, note: Callable[[Fault], None]) -> str:
    """Return the text of a field; what no table takes in it becomes U+FFFD, and a fault."""
    plain = unescape(raw)
    try:
        text = plain.decode()
    except UnicodeDecodeError as error:
        note(Fault(line, "bad-text", f"{name}: no UTF-8 at byte {error.start}; now U+FFFD", whole=False))
        text = plain.decode(errors="replace")
    if "\0" in text:
        note(Fault(line, "bad-text", f"{name}: holds NUL, which no table takes; now U+FFFD", whole=False))
        text = text.replace("\0", "\ufffd")
    return text


def unescape(raw: bytes) -> bytes:
    """Resolve the escapes of a field: those of C, octal, hexadecimal, and any other sign for itself."""
    return _ESCAPE.sub(_sign, raw) if b"\\" in raw else raw


def _sign(escape: re.Match[bytes]) -> bytes:
    octal, hexadecimal, other = escape.groups()
    if octal is not None:
        return bytes((int(octal, 8) & 0xFF,))
    if hexadecimal is not None:
        return bytes((int(hexadecimal, 16),))
    return b"" if other is None else _CONTROLS.get(other, other)
