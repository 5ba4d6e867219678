"""Files as they are handed over, unpacked while they are read.

One core unpacks ahead while the other works on what is there; bzip2, the slowest, is unpacked on all of
them. gzip is not: with ISA-L one core unpacks more of it than two do that first have to find a start.
"""

import io
import lzma
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import indexed_bzip2
from isal import igzip, isal_zlib

from nachklang.catalogue.sources.read_ahead import read_ahead
from nachklang.errors import SourceError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_CHUNK = 1 << 20
_CHUNKS_AHEAD = 8
_BUFFER = 1 << 18
_LONGEST_MAGIC = 10
_IsalError: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # its stub makes it an instance
# Where bytes are missing or wrong. The bzip2 reader has but RuntimeError and ValueError for it.
_FAULTS = (EOFError, RuntimeError, ValueError, _IsalError, lzma.LZMAError, zstd.ZstdError)


class CompressedFile(io.BufferedReader):
    """What a file says once it is unpacked, from start to end; it cannot be sought in.

    Reading raises SourceError where the file is cut off or damaged. Not for two threads at once.
    """

    def __init__(self, path: Path) -> None:
        self._ahead = _Ahead(path)
        super().__init__(self._ahead, _BUFFER)

    @property
    def read_compressed(self) -> int:
        """How many bytes of the file itself were needed for what was read, to within a few blocks."""
        return self._ahead.read_compressed


def open_compressed(path: Path) -> CompressedFile:
    """Open a gzip, bzip2, xz or Zstandard file, known by its first bytes, or any other as it is.

    Several members, streams or frames after one another are one text. Raises SourceError where the file
    cannot be opened, or where its name promises a compression that it does not have.
    """
    try:
        return CompressedFile(path)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error


class _Reader(Protocol):
    """What unpacks."""

    def read(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """An unpacked file; `position` says how many bytes of the packed one were read."""

    reader: _Reader
    position: Callable[[], int]


class _Ahead(io.RawIOBase):
    """The unpacked bytes, a few chunks of which are made ready on another thread."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.read_compressed = 0
        self._path = path
        self._file = _unpack(path)
        self._chunks = read_ahead(_chunks(self._file), _CHUNKS_AHEAD)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Say that it is for reading."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill `buffer` from what was made ready, none at the end."""
        if not self._left:
            self._left = memoryview(self._next())
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def close(self) -> None:
        """Stop to unpack and close the file."""
        if not self.closed:
            self._chunks.close()
            self._file.reader.close()
        super().close()

    def _next(self) -> bytes:
        """Return the next chunk, empty at the end."""
        try:
            chunk, self.read_compressed = next(self._chunks, (b"", self.read_compressed))
        except (OSError, *_FAULTS) as error:
            raise self._fault(error) from error
        return chunk

    def _fault(self, error: Exception) -> SourceError:
        if isinstance(error, OSError) and error.errno is not None:
            return SourceError(f"{self._path} cannot be read: {error.strerror}")
        return SourceError(
            f"{self._path} is cut off or damaged behind byte {self.read_compressed} ({error}); "
            "fetch the file again and compare its checksum"
        )


def _chunks(file: _Unpacked) -> Iterator[tuple[bytes, int]]:
    """Yield the unpacked bytes, and how many of the packed ones were read for them."""
    while chunk := file.reader.read(_CHUNK):
        yield chunk, file.position()


def _unpack(path: Path) -> _Unpacked:
    with path.open("rb") as file:
        start = file.read(_LONGEST_MAGIC)
    for compression in _COMPRESSIONS:
        if compression.magic.match(start):
            return compression.open(path)
        if path.suffix.lower() == compression.suffix:
            raise SourceError(
                f"{path} does not begin as {compression.name} does, which its name promises; "
                "fetch the file again, or take the suffix away if it is not compressed"
            )
    plain = path.open("rb", buffering=0)
    return _Unpacked(plain, plain.tell)


def _gzip(path: Path) -> _Unpacked:
    packed = path.open("rb")
    return _Unpacked(_Closing(igzip.open(packed), packed), packed.tell)  # type: ignore[no-untyped-call]


def _xz(path: Path) -> _Unpacked:
    packed = path.open("rb")
    return _Unpacked(_Closing(lzma.LZMAFile(packed), packed), packed.tell)


def _zstandard(path: Path) -> _Unpacked:
    packed = path.open("rb")
    return _Unpacked(_Closing(zstd.ZstdFile(packed), packed), packed.tell)


def _bzip2(path: Path) -> _Unpacked:
    reader = indexed_bzip2.IndexedBzip2File(str(path), parallelization=len(os.sched_getaffinity(0)))
    size = path.stat().st_size
    # It counts bits, and 0 once it is at the end.
    return _Unpacked(reader, lambda: reader.raw.bz2reader.tell_compressed() // 8 or size)


class _Closing:
    """A reader that closes the file below it as well."""

    def __init__(self, reader: _Reader, packed: io.BufferedReader) -> None:
        self.read = reader.read
        self._both = (reader, packed)

    def close(self) -> None:
        for one in self._both:
            one.close()


@dataclass(frozen=True, slots=True)
class _Compression:
    name: str
    suffix: str
    magic: re.Pattern[bytes]
    open: Callable[[Path], _Unpacked]


_COMPRESSIONS = (
    _Compression("gzip", ".gz", re.compile(rb"\x1f\x8b"), _gzip),
    # Behind its level stands a block or, in an empty file, the end of the stream.
    _Compression("bzip2", ".bz2", re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"), _bzip2),
    _Compression("xz", ".xz", re.compile(rb"\xfd7zXZ\x00"), _xz),
    # A frame, or one to be skipped, which parallel packers put first.
    _Compression("Zstandard", ".zst", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), _zstandard),
)
