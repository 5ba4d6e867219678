"""Growing the log: from a checkpoint's frontier, by new entries, to the next checkpoint's tiles."""

from collections.abc import Sequence
from pathlib import Path

from nachklang.errors import LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.durable import DurableFolder
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


class Growth:
    """One append: tiles and bundles in memory are those of the frontier only.

    Each file is durable before the next is begun. Nothing that the old checkpoint needs is touched.
    """

    def __init__(self, folder: DurableFolder, checkpoint: Checkpoint) -> None:
        self._folder = folder
        reader = TileFolder(folder.root)
        self._frontier = read_frontier(reader, checkpoint.size)
        self._bundle = bytearray(self._sound_bundle(reader, checkpoint))

    def _sound_bundle(self, reader: TileFolder, checkpoint: Checkpoint) -> bytes:
        """Return the unfinished bundle; LedgerError where the edge is not what the checkpoint signed."""
        index, width = BUNDLES.edge(checkpoint.size)
        entries = reader.bundle(index, width) if width else []
        leaves = [leaf_hash(entry) for entry in entries]
        if self._frontier.root() != checkpoint.root_hash or leaves != (self._frontier.levels or [[]])[0]:
            raise LedgerError(
                f"{reader.root}: the newest tiles are not those of the checkpoint, so nothing is appended; "
                "run `nachklang ledger verify` and restore the files that it names"
            )
        return join_bundle(entries)

    def add(self, entries: Sequence[bytes]) -> Frontier:
        """Write all tiles of the tree with `entries` at its end; return its frontier."""
        for entry in entries:
            self._bundle += encode_entry(entry)
            self._frontier.add(leaf_hash(entry), self._settle)
        self._write_edge()
        return self._frontier

    def _settle(self, level: int, index: int, hashes: list[bytes]) -> list[bytes]:
        if level == 0:
            self._folder.write(BUNDLES.path(index), bytes(self._bundle))
            self._bundle.clear()
        self._folder.write(level_row(level).path(index), b"".join(hashes))
        return hashes

    def _write_edge(self) -> None:
        """Write the partial tiles; those of upper levels that have not grown are there already."""
        size = self._frontier.size
        if self._bundle:
            self._folder.write(BUNDLES.path(*BUNDLES.edge(size)), bytes(self._bundle))
        for level, hashes in enumerate(self._frontier.levels):
            row = level_row(level)
            path = row.path(*row.edge(size))
            if hashes and not (self._folder.root / path).exists():
                self._folder.write(path, b"".join(hashes))


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


def clear_superseded(folder: DurableFolder, size: int) -> None:
    """Remove the partial tiles that the append before this one made superfluous.

    It waits for the next append because, once a checkpoint is signed, nothing may fail any more.
    A partial tile goes only where the full one is there and the checkpoint of `size` covers it.
    """
    begun = folder.begun_at()
    if begun is None:
        return
    reader = TileFolder(folder.root)
    for row in _rows(folder.root):
        index, _ = row.edge(begun)
        if index < row.edge(size)[0] and (folder.root / row.path(index)).is_file():
            for width in reader.partial_widths(row, index):
                folder.remove(row.path(index, width))
            folder.remove_folder(row.partials(index))


def discard_beyond(folder: DurableFolder, size: int) -> None:
    """Remove what an interrupted append left beyond the checkpoint of `size`.

    Rows are written left to right and are taken off right to left, so that they never have holes.
    """
    reader = TileFolder(folder.root)
    for row in _rows(folder.root):
        edge, kept = row.edge(size)
        last = edge
        while (folder.root / row.path(last)).exists():
            last += 1
        for index in range(last, edge - 1, -1):
            for width in reversed(reader.partial_widths(row, index)):
                if index > edge or width > kept:
                    folder.remove(row.path(index, width))
            folder.remove_folder(row.partials(index))
            folder.remove(row.path(index))
