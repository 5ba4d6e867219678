"""The files of a log at a checkpoint, each from the first copy that has it as it was signed.

The unfinished tiles make the root; each full tile has its own root in the tile above it; a bundle has its
leaves in the tile of level 0. So it means nothing which copy a file comes from, and a tile that no copy has
is computed from the entries.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from operator import eq

from nachklang.errors import EvidenceError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.copies import LogCopy
from nachklang.ledger.durable import DurableFolder
from nachklang.ledger.merkle import TILE_WIDTH, Frontier, leaf_hash, perfect_root
from nachklang.ledger.tiles import (
    BUNDLES,
    MissingTileError,
    Row,
    TileError,
    TileFolder,
    TileReader,
    join_bundle,
    level_count,
    level_row,
    width_at,
)

_ADVICE = (
    "put the file back from a copy elsewhere, or, to go on with less, take the store whose checkpoint covers "
    "so much out of `archive.toml`"
)


@dataclass(slots=True)
class SignedFiles:
    """What the log's own folder has and lacks of the files of a checkpoint, and what copies have of them.

    Every method raises EvidenceError where a file is in no copy as it was signed. `complaints` gets what is
    wrong with copies, maybe twice. Memory holds the tiles above the lowest level: some 16 KiB for 65,536
    entries.
    """

    checkpoint: Checkpoint
    own: TileFolder
    copies: Sequence[LogCopy]
    complaints: list[str]
    _edge: list[list[bytes]] = field(default_factory=list)
    _upper: dict[tuple[int, int], list[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the unfinished tiles, on which everything hangs."""
        size = self.checkpoint.size
        edge = self._fitting_edge(computed=False) or self._fitting_edge(computed=True)
        if edge is None:
            raise EvidenceError(
                f"{self.own.root}: in no copy are the newest tiles those for which the checkpoint of {size} "
                f"entries was signed; {_ADVICE}"
            )
        self._edge = edge
        for level, hashes in enumerate(edge):
            if hashes:
                row = level_row(level)
                self._find(row, *row.edge(size), partial(eq, hashes))

    def _fitting_edge(self, *, computed: bool) -> list[list[bytes]] | None:
        """Return the unfinished tiles that together make the root, level by level; None where none do."""
        size = self.checkpoint.size
        choices = []
        for level in range(level_count(size)):
            row = level_row(level)
            index, width = row.edge(size)
            offers = self._offers(row, index, width, computed=computed) if width else [(self.own, [])]
            choices.append([found for _, found in offers if not isinstance(found, TileError)])
        edges = (list(edge) for edge in product(*choices))
        return next((one for one in edges if Frontier(size, one).root() == self.checkpoint.root_hash), None)

    def _offers(
        self, row: Row, index: int, width: int, *, computed: bool
    ) -> Iterator[tuple[TileReader, list[bytes] | TileError]]:
        """Yield what each copy has for a file; with `computed` then also what its entries make of a tile."""
        for copy in (self.own, *self.copies):
            try:
                yield copy, _read(copy, row, index, width)
            except MissingTileError:
                continue
            except TileError as error:
                yield copy, error
        for copy in (self.own, *self.copies) if computed and row != BUNDLES else ():
            with suppress(TileError):
                yield copy, _computed(copy, row.level, index, width)

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` entries, which the checkpoint has to cover."""
        levels = []
        for level in range(level_count(size)):
            index, width = level_row(level).edge(size)
            levels.append(self._tile(level, index)[:width] if width else [])
        return Frontier(size, levels).root()

    def bring(self, folder: DurableFolder) -> None:
        """Put into the log's folder what it lacks or has otherwise; durable by the folder's next `write`.

        Each row is written from left to right, as by an append: what a kill leaves is removed as after one.
        """
        size = self.checkpoint.size
        for index in range(-(-size // TILE_WIDTH)):
            leaves = self._tile(0, index)
            self._put(folder, BUNDLES, index, self._bundle(index, leaves))
            self._put(folder, level_row(0), index, leaves)
        for level in range(1, level_count(size)):
            row = level_row(level)
            for index in range(row.edge(size)[0]):
                self._put(folder, row, index, self._tile(level, index))
            if self._edge[level]:
                self._put(folder, row, row.edge(size)[0], self._edge[level])

    def _put(self, folder: DurableFolder, row: Row, index: int, parts: list[bytes]) -> None:
        """Put a file, and of an unfinished one those beginnings that older checkpoints may ask for."""
        widths = {len(parts)}
        if len(parts) < TILE_WIDTH:
            older = set(self.own.partial_widths(row, index))
            older.update(*(copy.partial_widths(row, index) for copy in self.copies))
            widths |= {width for width in older if 0 < width < len(parts)}
        for width in sorted(widths):
            path, data = row.path(index, width), _encoded(row, parts[:width])
            if not self._has(path, data):
                folder.put(path, data)

    def _has(self, path: str, data: bytes) -> bool:
        """Whether the log's folder has a file with these bytes."""
        with suppress(OSError):
            return (self.own.root / path).read_bytes() == data
        return False

    def _tile(self, level: int, index: int) -> list[bytes]:
        """Return the hashes of a tile."""
        width = width_at(self.checkpoint.size, level, index)
        if width < TILE_WIDTH:
            return self._edge[level]
        if (level, index) in self._upper:
            return self._upper[level, index]
        root = self._tile(level + 1, index // TILE_WIDTH)[index % TILE_WIDTH]
        hashes = self._find(level_row(level), index, width, lambda found: perfect_root(found) == root)
        if level:
            self._upper[level, index] = hashes
        return hashes

    def _bundle(self, index: int, leaves: list[bytes]) -> list[bytes]:
        """Return the entries of a bundle."""
        return self._find(BUNDLES, index, len(leaves), lambda found: list(map(leaf_hash, found)) == leaves)

    def _find(self, row: Row, index: int, width: int, right: Callable[[list[bytes]], bool]) -> list[bytes]:
        """Return what is in a file, from the first copy where it is right: the log's own, if it can be."""
        path = row.path(index, width)
        refused: dict[str, None] = {}
        for copy, found in self._offers(row, index, width, computed=True):
            if not isinstance(found, TileError) and right(found):
                self.complaints += refused
                return found
            error = found if isinstance(found, TileError) else copy.fault(path, "not what was signed")
            if copy is not self.own:
                refused[str(error)] = None
        lost = f"{self.own.root}/{path}: in no copy as it was signed"
        raise EvidenceError("; ".join([lost, *refused, _ADVICE]))


def _read(copy: TileReader, row: Row, index: int, width: int) -> list[bytes]:
    return copy.bundle(index, width) if row == BUNDLES else copy.hashes(row.level, index, width)


def _computed(copy: TileReader, level: int, index: int, width: int) -> list[bytes]:
    """Return what the hashes of a tile have to be where a copy's entries are right."""
    if level == 0:
        return list(map(leaf_hash, copy.bundle(index, width)))
    below = range(index * TILE_WIDTH, index * TILE_WIDTH + width)
    return [perfect_root(_computed(copy, level - 1, tile, TILE_WIDTH)) for tile in below]


def _encoded(row: Row, parts: list[bytes]) -> bytes:
    return join_bundle(parts) if row == BUNDLES else b"".join(parts)
