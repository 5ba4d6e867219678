"""Recomputing the log from its entries and finding the file at fault where something differs.

Hashes are compared tile by tile on the way up. Where a tile on disk and the one computed from below
differ, the hash above them (in the next level's tile, or the signed root) says which of the two it
was made from: then either the tile was changed, or something below it was.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.merkle import HASH_LENGTH, TILE_WIDTH, Frontier, leaf_hash, perfect_root
from nachklang.ledger.tiles import BUNDLES, Row, TileError, TileFolder, level_row

_UNKNOWN = bytes(HASH_LENGTH)


@dataclass(frozen=True, slots=True)
class LedgerProblem:
    """One file of the log that is not what it should be; `path` is relative to the log's folder."""

    path: str
    detail: str


@dataclass(slots=True)
class Verification:
    """One pass over the entries up to a checkpoint; memory holds one bundle and the frontier."""

    folder: TileFolder
    checkpoint: Checkpoint
    on_entries: Callable[[int], None] | None = None
    frontier: Frontier = field(default_factory=Frontier)
    details: dict[str, str] = field(default_factory=dict)

    def problems(self) -> list[LedgerProblem]:
        """Read everything that the checkpoint covers; return the files at fault, in order of finding."""
        edge, width = BUNDLES.edge(self.checkpoint.size)
        widths = (TILE_WIDTH if index < edge else width for index in range(edge + bool(width)))
        if all(self._read(index, each) for index, each in enumerate(widths)):
            self._settle_edge()
        return [LedgerProblem(path, detail) for path, detail in self.details.items()]

    def _blame(self, path: str, detail: str) -> None:
        self.details.setdefault(path, detail)

    def _read(self, index: int, width: int) -> bool:
        """Take in one bundle; False where the log on disk ends before the checkpoint does."""
        leaves = self._leaves(index, width)
        if leaves is None and self._ended(index, width):
            return False
        for leaf in leaves or [_UNKNOWN] * width:
            self.frontier.add(leaf, self._settle)
        if self.on_entries is not None:
            self.on_entries(width)
        return True

    def _leaves(self, index: int, width: int) -> list[bytes] | None:
        """Return the leaf hashes of a bundle, from level 0 where the bundle cannot be used."""
        try:
            return [leaf_hash(entry) for entry in self.folder.bundle(index, width)]
        except TileError as error:
            self._blame(error.tile, error.detail)
        return self._recorded(0, index, width)

    def _ended(self, index: int, width: int) -> bool:
        """Say, and record as the checkpoint's fault, that it covers more than there is."""
        size = self.checkpoint.size
        last, last_width = BUNDLES.edge(size - 1)
        if any(self.folder.exists(row, index, width) for row in (BUNDLES, level_row(0))):
            return False
        if index < last and self.folder.exists(BUNDLES, last, last_width + 1):
            return False
        self._blame("checkpoint", f"covers {size} entries; the folder ends before entry {index * TILE_WIDTH}")
        return True

    def _recorded(self, level: int, index: int, width: int) -> list[bytes] | None:
        return self._parts(level_row(level), index, width)

    def _settle(self, level: int, index: int, computed: list[bytes]) -> list[bytes]:
        """Compare a full tile with the computed one; return the one that the level above was made from."""
        recorded = self._recorded(level, index, TILE_WIDTH)
        if recorded is None or recorded == computed:
            return computed
        above = self._recorded_above(level, index)
        if above == perfect_root(recorded):
            self._blame_below(level, index, recorded, computed)
            return recorded
        self._blame_tile(level, index, TILE_WIDTH)
        if above != perfect_root(computed):
            self._blame_below(level, index, recorded, computed)
        return computed

    def _recorded_above(self, level: int, index: int) -> bytes | None:
        parent, position = divmod(index, TILE_WIDTH)
        edge, width = level_row(level + 1).edge(self.checkpoint.size)
        hashes = self._recorded(level + 1, parent, width if parent == edge else TILE_WIDTH)
        return hashes[position] if hashes is not None else None

    def _blame_tile(self, level: int, index: int, width: int) -> None:
        self._blame(level_row(level).path(index, width), "its hashes are not those of the entries below it")

    def _blame_below(self, level: int, index: int, recorded: list[bytes], computed: list[bytes]) -> None:
        """Name what lies below the hashes that differ: entries of a bundle, or tiles."""
        pairs = zip(recorded, computed, strict=True)
        places = [index * TILE_WIDTH + at for at, (left, right) in enumerate(pairs) if left != right]
        if level == 0:
            numbers = ", ".join(str(place) for place in places[:5]) + (", …" if len(places) > 5 else "")
            self._blame(BUNDLES.path(index, len(computed)), f"entry {numbers}: not what was logged")
            return
        for place in places:
            tile = level_row(level - 1).path(place)
            self._blame(tile, f"it and what lies below it are not what level {level} was made from")

    def _settle_edge(self) -> None:
        """Compare the unfinished tiles and the root; the signed root decides which side is at fault."""
        size, root, levels = self.checkpoint.size, self.checkpoint.root_hash, self.frontier.levels
        recorded = []
        for level, hashes in enumerate(levels):
            index, width = level_row(level).edge(size)
            recorded.append((self._recorded(level, index, width) if width else None) or hashes)
        entries_right = self.frontier.root() == root
        tiles_right = Frontier(size, recorded).root() == root
        for level, (found, computed) in enumerate(zip(recorded, levels, strict=True)):
            if found != computed:
                self._blame_edge(level, found, computed, (entries_right, tiles_right))
        if entries_right or tiles_right:
            self._check_older_partials(recorded if tiles_right else levels)
        else:
            self._blame("checkpoint", f"its root hash is not that of the {size} entries in the folder")

    def _blame_edge(
        self, level: int, recorded: list[bytes], computed: list[bytes], right: tuple[bool, bool]
    ) -> None:
        entries_right, tiles_right = right
        index, width = level_row(level).edge(self.checkpoint.size)
        if not tiles_right:
            self._blame_tile(level, index, width)
        if not entries_right:
            self._blame_below(level, index, recorded, computed)

    def _check_older_partials(self, levels: list[list[bytes]]) -> None:
        """Check the partial tiles of earlier checkpoints, which others may still ask for.

        `levels` are the hashes at the edge that the signed root was made from.
        """
        for level, hashes in enumerate(levels):
            self._check_beginnings(level_row(level), hashes)
            if level == 0:
                self._check_beginnings(BUNDLES, hashes)

    def _check_beginnings(self, row: Row, hashes: list[bytes]) -> None:
        index, _ = row.edge(self.checkpoint.size)
        for width in self.folder.partial_widths(row, index):
            if width < len(hashes):
                parts = self._parts(row, index, width)
                found = list(map(leaf_hash, parts)) if parts and row == BUNDLES else parts
                if found is not None and found != hashes[:width]:
                    self._blame(row.path(index, width), "not the beginning of what was logged there later")

    def _parts(self, row: Row, index: int, width: int) -> list[bytes] | None:
        """Return the entries or hashes of a file; None, and a problem, where it cannot be read."""
        read = self.folder.bundle if row == BUNDLES else partial(self.folder.hashes, row.level)
        try:
            return read(index, width)
        except TileError as error:
            self._blame(error.tile, error.detail)
            return None
