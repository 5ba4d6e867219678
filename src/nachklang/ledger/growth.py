"""Growing the log: from a checkpoint's frontier, by new entries, to the next checkpoint's tiles."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nachklang.errors import LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.durable import UNSYNCED, DurableFolder
from nachklang.ledger.merkle import Frontier, leaf_hash
from nachklang.ledger.tiles import (
    BUNDLES,
    Row,
    TileFolder,
    encode_entry,
    join_bundle,
    level_count,
    level_row,
)


@dataclass(slots=True)
class Edge:
    """The right edge of a log: what its newest checkpoint needs of unfinished tiles, in memory."""

    checkpoint: Checkpoint
    frontier: Frontier
    bundle: bytearray

    @classmethod
    def read(cls, reader: TileFolder, checkpoint: Checkpoint) -> Self:
        """Read it from the tiles; LedgerError where they are not what the checkpoint signed."""
        index, width = BUNDLES.edge(checkpoint.size)
        frontier = read_frontier(reader, checkpoint.size)
        entries = reader.bundle(index, width) if width else []
        leaves = [leaf_hash(entry) for entry in entries]
        if frontier.root() != checkpoint.root_hash or leaves != (frontier.levels or [[]])[0]:
            raise LedgerError(
                f"{reader.root}: the newest tiles are not those of the checkpoint, so nothing is appended; "
                "run `nachklang ledger verify` and restore the files that it names"
            )
        return cls(checkpoint, frontier, bytearray(join_bundle(entries)))


class Growth:
    """One append to an edge, which it changes. `put` gets each file: path below the log's folder, and bytes.

    Nothing that the old checkpoint needs is touched. All of it is durable before the next one is.
    """

    def __init__(self, edge: Edge, put: Callable[[str, bytes], None]) -> None:
        self._edge = edge
        self._put = put

    def add(self, entries: Sequence[bytes]) -> Frontier:
        """Write all tiles of the tree with `entries` at its end that the tree before has not."""
        frontier, before = self._edge.frontier, self._edge.frontier.size
        for entry in entries:
            self._edge.bundle += encode_entry(entry)
            frontier.add(leaf_hash(entry), self._settle)
        self._write_edge(before)
        return frontier

    def _settle(self, level: int, index: int, hashes: list[bytes]) -> list[bytes]:
        if level == 0:
            self._put(BUNDLES.path(index), bytes(self._edge.bundle))
            self._edge.bundle.clear()
        self._put(level_row(level).path(index), b"".join(hashes))
        return hashes

    def _write_edge(self, before: int) -> None:
        """Write the partial tiles; those of upper levels that have not grown are there already."""
        size = self._edge.frontier.size
        if self._edge.bundle:
            self._put(BUNDLES.path(*BUNDLES.edge(size)), bytes(self._edge.bundle))
        for level, hashes in enumerate(self._edge.frontier.levels):
            row = level_row(level)
            if hashes and row.edge(size) != row.edge(before):
                self._put(row.path(*row.edge(size)), b"".join(hashes))


def read_frontier(reader: TileFolder, size: int) -> Frontier:
    """Read the right edge of a tree of `size` entries from its tiles; raises TileError."""
    levels = []
    for level in range(level_count(size)):
        index, width = level_row(level).edge(size)
        levels.append(reader.hashes(level, index, width) if width else [])
    return Frontier(size, levels)


def _rows(root: Path) -> list[Row]:
    """Return the rows that have a folder, as levels are begun one after the other."""
    rows = [BUNDLES]
    while (root / "tile" / str(len(rows) - 1)).is_dir():
        rows.append(level_row(len(rows) - 1))
    return rows


def tidy_up(folder: DurableFolder, size: int) -> None:
    """Tidy up after earlier appends, for one that begins at `size`.

    Only an append that fills a tile can leave files beyond the unfinished tiles, so only such a one is noted,
    by `DurableFolder.begin_at`, before it writes anything.
    """
    begun = folder.begun_at()
    if begun is not None:
        _clear_superseded(folder, begun, size)
    for row in _rows(folder.root):
        _discard_partials(folder, row, size)
        if begun in {None, size}:
            _discard_tiles(folder, row, size)


def _clear_superseded(folder: DurableFolder, begun: int, size: int) -> None:
    """Remove the partial tiles that an append before this one made superfluous.

    It waits for the next append because, once a checkpoint is signed, nothing may fail any more.
    A partial tile goes only where the full one is there and the checkpoint of `size` covers it.
    """
    for row in _rows(folder.root):
        index, _ = row.edge(begun)
        if index < row.edge(size)[0] and (folder.root / row.path(index)).is_file():
            folder.clear(row.partials(index))


def _discard_partials(folder: DurableFolder, row: Row, size: int) -> None:
    """Remove what an interrupted append left of the unfinished tile beyond the checkpoint of `size`."""
    edge, kept = row.edge(size)
    for width in reversed(TileFolder(folder.root).partial_widths(row, edge)):
        if width > kept:
            folder.remove(row.path(edge, width))
    if not kept:
        folder.remove_folder(row.partials(edge))


def _discard_tiles(folder: DurableFolder, row: Row, size: int) -> None:
    """Remove the tiles that an interrupted append left beyond the checkpoint of `size`.

    They were written left to right, though after a power cut up to `UNSYNCED` files may be missing in
    between; they are taken off right to left, each for good, so that it never becomes more.
    """
    edge, _ = row.edge(size)
    for index in range(_last(folder.root, row, edge), edge - 1, -1):
        if index > edge:
            for width in reversed(TileFolder(folder.root).partial_widths(row, index)):
                folder.remove(row.path(index, width))
            folder.remove_folder(row.partials(index))
        folder.remove(row.path(index))


def _last(root: Path, row: Row, edge: int) -> int:
    """Return the index of the last tile that may be there, from `edge` on, past holes of `UNSYNCED` tiles."""
    last = at = edge
    while at <= last + UNSYNCED:
        # Every append asks so some two hundred times: paths as texts cost a quarter of paths as objects.
        if any(os.path.exists(f"{root}/{path}") for path in (row.path(at), row.partials(at))):  # noqa: PTH110
            last = at
        at += 1
    return last
