"""Reading a dump once: unpacked on one thread, cut on another, read on as many as there are cores."""

import os
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from nachklang.catalogue.sources import Batch, Mark, SetAside, Step
from nachklang.catalogue.sources.musicbrainz.copy_blocks import LONGEST_LINE, Block, blocks
from nachklang.catalogue.sources.musicbrainz.copy_layout import BEHIND_THE_END, Fault
from nachklang.catalogue.sources.musicbrainz.copy_text import parse_block
from nachklang.catalogue.sources.musicbrainz.dump_archive import Archive
from nachklang.catalogue.sources.musicbrainz.dump_keys import Keys
from nachklang.catalogue.sources.musicbrainz.dump_schema import (
    SCHEMA_SEQUENCE,
    TABLES,
    check_complete,
    check_permitted,
)
from nachklang.catalogue.sources.musicbrainz.dump_tables import DumpTable
from nachklang.catalogue.sources.musicbrainz.dump_values import Hash, take
from nachklang.catalogue.sources.musicbrainz.gid_hash import GidHash
from nachklang.catalogue.sources.read_ahead import read_ahead
from nachklang.errors import SourceError

_END = "end"
_BLOCKS_AHEAD = 12
_SURE = 100
"""So many rows without one that has the right number of columns are no accident."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a block gave."""

    rows: pa.Table
    faults: list[Fault]
    ended: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block that is being read. `known` where its rows were handed over by an earlier reading."""

    table: DumpTable
    where: str
    first_line: int
    mark: Mark
    known: bool
    taken: Future[_Taken]


class Reading:
    """One pass over a dump of `size` bytes at `path`."""

    def __init__(self, path: Path, archive: Archive, size: int) -> None:
        self._path = path
        self._archive = archive
        self._size = size
        self._keys = Keys()
        self._seen: set[str] = set()
        self._ended: set[str] = set()

    def steps(self, after: str | None) -> Iterator[Step]:
        """Yield what was not handed over before the mark `after`."""
        if after != _END:
            with (
                closing(GidHash()) as hashed,
                ThreadPoolExecutor(len(os.sched_getaffinity(0)), thread_name_prefix="copy-text") as readers,
                closing(self._pieces(readers, hashed, after)) as pieces,
                closing(read_ahead(pieces, _BLOCKS_AHEAD)) as coming,
            ):
                for piece in coming:
                    yield from self._taken(piece)
            check_complete(self._path, self._seen)
            yield from self._set_aside_at_the_end()
        yield Mark(_END, self._size)

    def _pieces(self, readers: ThreadPoolExecutor, hashed: Hash, after: str | None) -> Generator[_Piece]:
        known = after is not None
        for member in self._archive.members():
            check_permitted(self._path, member.table)
            if member.table in self._seen:
                raise SourceError(f"{member.where} is there twice; import a dump as MusicBrainz made it")
            self._seen.add(member.table)
            table = TABLES.get(member.table)
            if table is None:
                continue
            for block in blocks(member.text, member.where):
                mark = Mark(f"{table.name} {block.end}", member.read())
                taken = readers.submit(_read, table, block, None if known else hashed)
                yield _Piece(table, member.where, block.first_line, mark, known, taken)
                known = known and mark.position != after
        if known:
            raise SourceError(f"{self._path} has no block that ends at {after!a}; import it from its start")

    def _taken(self, piece: _Piece) -> Iterator[Step]:
        taken = piece.taken.result()
        table = piece.table
        if table.name in self._ended:
            taken = _Taken(taken.rows[:0], [Fault(piece.first_line, "after-end", BEHIND_THE_END)], ended=True)
        _check_columns(piece, taken)
        self._keys.note(table, taken.rows)
        if taken.ended:
            self._ended.add(table.name)
        if not piece.known:
            if taken.rows.num_rows:
                yield Batch(table.staged, taken.rows.select(table.schema.names))
            for fault in taken.faults:
                yield SetAside(f"{piece.where}, line {fault.line}", fault.reason, fault.detail, fault.whole)
            yield piece.mark

    def _set_aside_at_the_end(self) -> Iterator[Step]:
        """Say what is missing: tables that can be done without, and rows that others speak of."""
        for table in TABLES.values():
            if table.name not in self._seen:
                detail = f"there is no table {table.name}, so the catalogue lacks: {table.without}"
                yield SetAside(str(self._path), "no-table", detail, whole=False)
        for name, key in self._keys.missing(self._seen):
            detail = (
                "other rows speak of it, and it is not there or was set aside; they go with it, or without"
            )
            yield SetAside(f"{self._path}: {name}, key {key}", "no-such-row", detail, whole=False)


def _read(table: DumpTable, block: Block, hashed: Hash | None) -> _Taken:
    parsed = parse_block(block.data, table.layout, block.first_line)
    rows, faults = take(parsed, table, hashed)
    if block.too_long:
        detail = f"{block.too_long} bytes in one line; expected {LONGEST_LINE} at most"
        faults = [Fault(block.first_line, "too-long", detail)]
    return _Taken(rows, faults, parsed.ended)


def _check_columns(piece: _Piece, taken: _Taken) -> None:
    """Raise SourceError where the first rows all have another number of columns: so would the others."""
    wrong = [fault for fault in taken.faults if fault.reason == "bad-columns"]
    if piece.first_line == 1 and not taken.rows.num_rows and len(wrong) >= _SURE:
        raise SourceError(
            f"{piece.where}: its first {len(wrong)} rows are none of schema {SCHEMA_SEQUENCE} "
            f"({wrong[0].detail}); import a dump as MusicBrainz made it"
        )
