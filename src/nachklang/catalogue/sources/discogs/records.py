"""The records of a file, cut out of it by their tags, so that one that is broken is alone.

No parser sees more than one record. A document type, in which entities would be declared, can stand
only before the first one, and a file that has one is refused.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nachklang.catalogue.sources.compression import CompressedFile, open_compressed
from nachklang.errors import SourceError

LARGEST = 256_000_000
"""Bytes of the largest record that is taken; a million tracks have about 100 million."""

_CHUNK = 1 << 20
_HEAD = 1 << 16
_LONGEST_TAG = 64
_SHOWN = 200
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(rb"<([a-z]+)[\s>]")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", re.DOTALL)
_UTF_8 = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its root, the tag of its records, and where that tag means another thing."""

    root: str
    tag: str
    hidden: str | None = None


KINDS = (
    Kind("artists", "artist"),
    Kind("labels", "label", "sublabels"),
    Kind("masters", "master"),
    Kind("releases", "release"),
)
"""In the order of reading."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands in the file, the `number`th from 1; `end` is the offset behind it, unpacked.

    Where `fault` says why it cannot be used, its bytes are those that there are, shortened.
    """

    number: int
    end: int
    data: bytes
    fault: str | None = None


def read_head(path: Path) -> Kind:
    """Return what kind of file this is; raises SourceError for any that is no dump's or declares a DTD."""
    with open_compressed(path) as file:
        head = file.read(_HEAD)
    encoding = _ENCODING.search(head)
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or (encoding and encoding[1].lower() not in _UTF_8):
        raise SourceError(f"{path}: not UTF-8, in which Discogs writes; fetch the file again")
    visible = _COMMENT.sub(b"", head)
    root = _ROOT.search(visible)
    if b"<!DOCTYPE" in (visible[: root.start()] if root else visible):
        raise SourceError(
            f"{path}: declares a document type, and with it entities, which are never read; "
            "Discogs' own files have none: fetch the file again"
        )
    for kind in KINDS:
        if root and root[1].decode() == kind.root:
            return kind
    raise SourceError(
        f"{path}: no file of Discogs; expected one of {', '.join(f'<{kind.root}>' for kind in KINDS)} first"
    )


class Records:
    """The records of one file, in order."""

    def __init__(self, path: Path, kind: Kind, *, largest: int = LARGEST) -> None:
        self._path = path
        self._largest = largest
        self._root, self._root_end = f"<{kind.root}".encode(), f"</{kind.root}>".encode()
        self._open = re.compile(rf"<{kind.tag}[\s/>]".encode())
        self._close = f"</{kind.tag}>".encode()
        self._hidden = kind.hidden and (f"<{kind.hidden}>".encode(), f"</{kind.hidden}>".encode())
        self._buffer = bytearray()
        self._base = self._number = 0
        self._gap = b""
        self._lost = False

    def read(self, file: CompressedFile, number: int = 0, offset: int = 0) -> Iterator[Record]:
        """Yield the records behind the `number`th, which ends at `offset`.

        Raises SourceError at the end of a file that is cut off.
        """
        self._file, self._number = file, number
        self._skip(offset)
        while self._reach_record():
            if self._gap:
                yield self._taken(0, f"this stands between records: {self._gap!r}")
            self._number += 1
            yield self._cut()
        self._see_gap(len(self._buffer))
        if not self._buffer.rstrip().endswith(self._root_end):
            raise self._cut_off()
        if gap := self._gap.removesuffix(self._root_end).strip():
            yield self._taken(len(self._buffer), f"this stands behind the last record: {gap!r}")

    def _skip(self, offset: int) -> None:
        while self._base < offset:
            if not self._more():
                raise self._cut_off()
            self._drop(min(len(self._buffer), offset - self._base))

    def _more(self) -> bool:
        chunk = self._file.read1(_CHUNK)
        self._buffer += chunk
        return bool(chunk)

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self._base += size

    def _reach_record(self) -> bool:
        """Go on to where the next record begins; False at the end."""
        scan, self._gap = 0, b""
        while (start := self._start_of_record(scan)) < 0:
            scan = max(0, len(self._buffer) - _LONGEST_TAG)
            if scan > _CHUNK:
                self._see_gap(scan)  # what follows is of the same kind
                self._drop(scan)
                scan, self._lost = 0, True
            if not self._more():
                return False
        self._see_gap(start)
        self._drop(start)
        self._lost = False
        return True

    def _start_of_record(self, scan: int, end: int = sys.maxsize) -> int:
        found = self._open.search(self._buffer, scan, end)
        return found.start() if found else -1

    def _see_gap(self, end: int) -> None:
        """Keep what stands before the next record and is neither space nor the head of the file."""
        if self._lost:
            return
        gap = _COMMENT.sub(b"", bytes(self._buffer[:end])).strip()
        if not self._base:
            # `read_head` saw that the root is there, and no document type before it.
            gap = gap.partition(self._root)[2].partition(b">")[2].strip()
        self._gap = gap[:_SHOWN]

    def _cut(self) -> Record:
        """Take the record that begins here; where its end is missing, what there is up to the next."""
        scan = 1
        while (end := self._find(self._close, scan)) >= 0:
            hidden = self._buffer.find(self._hidden[0], scan, end) if self._hidden else -1
            again = self._start_of_record(scan, end if hidden < 0 else hidden)
            if again >= 0:
                return self._unclosed(again)
            if hidden < 0 or not self._hidden:
                return self._taken(end + len(self._close))
            scan = self._find(self._hidden[1], hidden)
            if scan < 0:
                break
        if self._buffer.rstrip().endswith(self._root_end):
            return self._unclosed(self._buffer.rfind(self._root_end))
        if len(self._buffer) <= self._largest:
            raise self._cut_off()
        self._lost = True
        return self._taken(len(self._buffer) - _LONGEST_TAG, f"larger than {self._largest:,} bytes")

    def _find(self, sign: bytes, start: int) -> int:
        """Return where `sign` stands behind `start`; -1 at the end and where the record grows too large."""
        scan = start
        while (place := self._buffer.find(sign, scan)) < 0:
            scan = max(start, len(self._buffer) - len(sign))
            if len(self._buffer) > self._largest or not self._more():
                return -1
        return place

    def _taken(self, size: int, fault: str | None = None) -> Record:
        data = bytes(self._buffer[: size if fault is None else min(size, _SHOWN)])
        self._drop(size)
        return Record(self._number, self._base, data, fault)

    def _unclosed(self, size: int) -> Record:
        return self._taken(size, f"it does not end with {self._close.decode()}")

    def _cut_off(self) -> SourceError:
        return SourceError(
            f"{self._path}: cut off behind record {self._number}, before {self._root_end.decode()}; "
            "fetch the file again"
        )
