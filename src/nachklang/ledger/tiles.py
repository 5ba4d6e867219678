"""Tiles and entry bundles as files (c2sp.org/tlog-tiles): where they lie and how they are read."""

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from nachklang.errors import EvidenceError, LedgerError
from nachklang.ledger.merkle import HASH_LENGTH, TILE_HEIGHT, TILE_WIDTH

MAX_ENTRY = 0xFFFF


class TileError(EvidenceError):
    """A tile or a bundle is missing, cannot be read, has the wrong shape, or is not what was signed.

    `tile` is its path below the log's folder.
    """

    def __init__(self, place: str, tile: str, detail: str, advice: str) -> None:
        super().__init__(f"{place}/{tile}: {detail}; {advice}")
        self.tile = tile
        self.detail = detail


class MissingTileError(TileError):
    """A tile or a bundle is not there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of files: the tiles of a level, or the entry bundles (which run along level 0)."""

    name: str
    level: int

    def edge(self, size: int) -> tuple[int, int]:
        """Return index and width of the unfinished tile in a tree of `size` entries; width may be 0."""
        return divmod(size >> TILE_HEIGHT * self.level, TILE_WIDTH)

    def path(self, index: int, width: int = TILE_WIDTH) -> str:
        """Return the path below the log's folder: `tile/<name>/<N>[.p/<W>]`, N as x001/x234/067."""
        groups = [f"{index % 1000:03d}"]
        while index := index // 1000:
            groups.insert(0, f"x{index % 1000:03d}")
        full = f"tile/{self.name}/{'/'.join(groups)}"
        return full if width == TILE_WIDTH else f"{full}.p/{width}"

    def partials(self, index: int) -> str:
        """Return the path of the folder that holds the partial tiles of an index."""
        return self.path(index) + ".p"


BUNDLES = Row("entries", 0)


def level_row(level: int) -> Row:
    """Return the row of hash tiles of a level, 0 to 7."""
    return Row(str(level), level)


def width_at(size: int, level: int, index: int) -> int:
    """Return how many hashes a tile of a tree of `size` entries has; 0 or less where it has no such tile."""
    return min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - index * TILE_WIDTH)


def level_count(size: int) -> int:
    """Count the levels that have tiles in a tree of `size` entries."""
    return (size.bit_length() + TILE_HEIGHT - 1) // TILE_HEIGHT


def covered_files(size: int) -> Iterator[str]:
    """Yield the path of every tile and bundle that a tree of `size` entries needs."""
    for row in (BUNDLES, *(level_row(level) for level in range(level_count(size)))):
        edge, width = row.edge(size)
        yield from (row.path(index) for index in range(edge))
        if width:
            yield row.path(edge, width)


def require_entry_length(entry: bytes, what: str) -> None:
    """Refuse, with LedgerError, an entry whose length does not fit the bundle's uint16."""
    if len(entry) > MAX_ENTRY:
        raise LedgerError(f"{what}: {len(entry)} bytes; the log takes at most {MAX_ENTRY} bytes an entry")


def encode_entry(entry: bytes) -> bytes:
    """Write an entry as it stands in a bundle: its length as big-endian uint16, then its bytes."""
    return len(entry).to_bytes(2) + entry


def split_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle; raises ValueError where it ends within one."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start])
        if start > len(data) or at > len(data):
            raise ValueError(f"truncated within entry {len(entries)} of the bundle")
        entries.append(data[start:at])
    return entries


def join_bundle(entries: Iterable[bytes]) -> bytes:
    """Write a whole bundle."""
    return b"".join(encode_entry(entry) for entry in entries)


class TileReader(ABC):
    """Reading side of a log, wherever it lies. Every fault is a TileError that names the file."""

    __slots__ = ()

    ADVICE: ClassVar[str]
    """What to do about a fault."""

    @property
    @abstractmethod
    def place(self) -> str:
        """Where the log lies, for messages: a folder or an address."""

    @abstractmethod
    def fetch(self, path: str) -> bytes:
        """Return the bytes of a file below `place`; raises FileNotFoundError where it is missing, OSError."""

    def fault(self, tile: str, detail: str) -> TileError:
        """Return the error that tells what is wrong with a file."""
        return TileError(self.place, tile, detail, self.ADVICE)

    def hashes(self, level: int, index: int, width: int) -> list[bytes]:
        """Return the first `width` hashes of a tile, each of 32 bytes."""
        path, stored, data = self._read(level_row(level), index, width)
        if len(data) != stored * HASH_LENGTH:
            detail = f"{len(data)} bytes; expected {stored} hashes of {HASH_LENGTH} bytes"
            raise self.fault(path, detail)
        return [data[at : at + HASH_LENGTH] for at in range(0, width * HASH_LENGTH, HASH_LENGTH)]

    def bundle(self, index: int, width: int) -> list[bytes]:
        """Return the first `width` entries of a bundle."""
        path, stored, data = self._read(BUNDLES, index, width)
        try:
            entries = split_bundle(data)
        except ValueError as error:
            raise self.fault(path, str(error)) from error
        if len(entries) != stored:
            raise self.fault(path, f"{len(entries)} entries; expected {stored}")
        return entries[:width]

    def _read(self, row: Row, index: int, width: int) -> tuple[str, int, bytes]:
        """Return path, stored width and bytes; a partial tile may have been replaced by its full one."""
        for stored in sorted({width, TILE_WIDTH}):
            path = row.path(index, stored)
            try:
                return path, stored, self.fetch(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self.fault(path, f"cannot be read: {error.strerror or error}") from error
        raise MissingTileError(self.place, row.path(index, width), "missing", self.ADVICE)


@dataclass(frozen=True, slots=True)
class TileFolder(TileReader):
    """Reading side of a log in a folder."""

    ADVICE: ClassVar[str] = "run `nachklang ledger verify`, or restore it from a copy"

    root: Path

    @property
    def place(self) -> str:
        """The folder's path."""
        return str(self.root)

    def fetch(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return (self.root / path).read_bytes()

    def exists(self, row: Row, index: int, width: int) -> bool:
        """Say whether a tile of this width, or the full one that replaced it, is there."""
        return any((self.root / row.path(index, each)).exists() for each in (width, TILE_WIDTH))

    def partial_widths(self, row: Row, index: int) -> Sequence[int]:
        """Return the widths of the partial tiles that lie there, smallest first."""
        folder = self.root / row.partials(index)
        names = os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208  (half the time, at each append)
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())
