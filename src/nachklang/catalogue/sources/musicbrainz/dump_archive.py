"""A dump as it lies on the disk: one tar, compressed or not, or a folder."""

import re
import tarfile
from collections.abc import Callable, Container, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol, cast

from nachklang.catalogue.sources.compression import CompressedFile, open_compressed
from nachklang.catalogue.sources.musicbrainz.copy_blocks import Readable
from nachklang.errors import SourceError

_TABLES = "mbdump"
_JSON = frozenset({".json", ".jsonl"})
_ABOUT = frozenset({"TIMESTAMP", "COPYING", "README", "REPLICATION_SEQUENCE", "SCHEMA_SEQUENCE"})
_LONGEST_NOTE = 1 << 16
_BUFFER = 1 << 20
_BLOCK = 512
_ARCHIVE = re.compile(r"\.(?:tar(?:\.(?:bz2|zst|xz|gz))?|tbz2?|tgz|txz|tzst)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """The text of one table, to be read before the next member is asked for.

    `where` names it in messages; `read` says how many bytes of the dump were read so far.
    """

    table: str
    where: str
    text: Readable
    read: Callable[[], int]


class Archive(Protocol):
    """What tables are read from."""

    @property
    def notes(self) -> Mapping[str, str]:
        """What stands beside the tables, by name: TIMESTAMP, SCHEMA_SEQUENCE, …."""
        ...

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file of the dump."""
        ...

    @property
    def tables(self) -> tuple[str, ...] | None:
        """The names of the tables, None where they are known only once everything was read."""
        ...

    def members(self) -> Iterator[Member]:
        """Yield the tables, always in the same order."""
        ...


def open_archive(path: Path, wanted: Container[str]) -> Archive:
    """Find out what a dump lies in; SourceError where it is neither a tar nor a folder.

    Of a folder only the `wanted` tables are read; of a tar everything is, for want of an index.
    """
    if path.is_dir():
        return FolderArchive(path, wanted)
    if not path.is_file():
        raise SourceError(f"{path}: no such file or folder")
    if _ARCHIVE.search(path.name) is None:
        raise SourceError(f"{path}: expected mbdump.tar.bz2, another tar, or a folder of tables")
    return TarArchive(path)


class FolderArchive:
    """A folder with a file a table, or with the folder `mbdump` that has them."""

    def __init__(self, path: Path, wanted: Container[str]) -> None:
        inner = path / _TABLES
        folder = inner if inner.is_dir() else path
        beside = path if inner.is_dir() or (path / "SCHEMA_SEQUENCE").is_file() else path.parent
        notes = {name: beside / name for name in sorted(_ABOUT) if (beside / name).is_file()}
        tables = sorted(one for one in folder.iterdir() if one.is_file() and one.name not in _ABOUT)
        self._paths = [one for one in tables if one.name in wanted]
        if not self._paths and any(one.suffix in _JSON for one in tables):
            raise SourceError(
                f"{path} holds JSON and no tables: `catalogue import musicbrainz-json` takes its files"
            )
        self.notes: Mapping[str, str] = {name: _note_of(note) for name, note in notes.items()}
        self.files = (*notes.values(), *self._paths)
        self.tables: tuple[str, ...] | None = tuple(one.name for one in tables)

    def members(self) -> Iterator[Member]:
        """Yield the tables by name."""
        before = 0
        for path in self._paths:
            with open_compressed(path) as text:
                yield Member(path.name, str(path), text, _Progress(text, before))
            before += path.stat().st_size


@dataclass(frozen=True, slots=True)
class _Progress:
    text: CompressedFile
    before: int

    def __call__(self) -> int:
        return self.before + self.text.read_compressed


def _note_of(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LONGEST_NOTE).decode("utf-8", "replace").strip()


class TarArchive:
    """A tar as MusicBrainz makes it: what is said of the tables stands before them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.files = (path,)
        self.tables: tuple[str, ...] | None = None
        self.notes: Mapping[str, str] = dict(self._first_notes())

    def members(self) -> Iterator[Member]:
        """Yield the tables as they come; SourceError where the tar is cut off or damaged."""
        with open_compressed(self._path) as packed:
            for info, text in self._read(packed):
                name = PurePosixPath(info.name).name
                if name not in _ABOUT:
                    where = f"{self._path}: {info.name}"
                    yield Member(name, where, text, lambda: packed.read_compressed)

    def _first_notes(self) -> Iterator[tuple[str, str]]:
        with open_compressed(self._path) as packed, closing(self._read(packed)) as members:
            for info, text in members:
                name = PurePosixPath(info.name).name
                if name not in _ABOUT:
                    return
                note = bytearray(_LONGEST_NOTE)
                read = text.readinto(note) or 0
                yield name, note[:read].decode("utf-8", "replace").strip()

    def _read(self, packed: CompressedFile) -> Generator[tuple[tarfile.TarInfo, Readable]]:
        watched = _Watched(packed)
        end = 0
        try:
            with tarfile.open(fileobj=cast("BinaryIO", watched), mode="r|", bufsize=_BUFFER) as tar:
                for info in tar:
                    end = info.offset_data + info.size
                    text = tar.extractfile(info) if info.isfile() else None
                    if text is not None:
                        yield info, _Text(cast("Readable", text), self._cut_off)
        except tarfile.TarError as error:
            raise self._cut_off(str(error)) from error
        while watched.read(_BUFFER):
            pass
        # Python's tarfile takes a header that it cannot read for the end, and a missing end for one.
        if watched.last_sign > end or watched.length < end + _BLOCK:
            raise self._cut_off("what stands behind its last table is not the end of a tar")

    def _cut_off(self, detail: str) -> SourceError:
        return SourceError(
            f"{self._path} is cut off or damaged: {detail}; fetch the file again and compare its checksum"
        )


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a member; `cut_off` makes the error for one that ends too soon."""

    text: Readable
    cut_off: Callable[[str], SourceError]

    def readinto(self, buffer: Any, /) -> int | None:
        """Read on."""
        try:
            return self.text.readinto(buffer)
        except tarfile.TarError as error:
            raise self.cut_off(str(error)) from error


class _Watched:
    """A stream that notes its length, and where the last byte stands that is not zero."""

    def __init__(self, stream: CompressedFile) -> None:
        self._stream = stream
        self.length = 0
        self.last_sign = 0

    def read(self, size: int) -> bytes:
        """Read on."""
        data = self._stream.read(size)
        signs = len(data.rstrip(b"\0"))
        if signs:
            self.last_sign = self.length + signs
        self.length += len(data)
        return data
