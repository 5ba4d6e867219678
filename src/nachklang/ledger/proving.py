"""Making proofs (RFC 6962 sections 2.1.1 and 2.1.2) from the tiles on their paths, and no others.

What is read is held against the signed root before anything is given out. Where it does not fit, the tile
at fault is looked for from the root downwards: each full tile has its own root in the tile above it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nachklang.errors import NotFoundError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.merkle import (
    EMPTY_ROOT,
    TILE_HEIGHT,
    TILE_WIDTH,
    Frontier,
    leaf_hash,
    node_hash,
    perfect_root,
)
from nachklang.ledger.proofs import consistency_holds, inclusion_holds
from nachklang.ledger.tiles import BUNDLES, TileReader, level_count, level_row, width_at

_MOST_KEPT = 512
Span = tuple[int, int]
"""The entries from the first number to before the second."""


@dataclass(slots=True)
class Prover:
    """Proofs in a log as it stands at a checkpoint that is trusted. Keeps some of what it has read.

    Every method raises TileError where a tile is missing or is not what was signed.
    """

    tiles: TileReader
    checkpoint: Checkpoint
    _kept: dict[tuple[int, int], list[bytes]] = field(default_factory=dict)
    _sound: set[tuple[int, int]] = field(default_factory=set)
    _roots: dict[tuple[int, int], bytes] = field(default_factory=dict)
    _edge_is_sound: bool = False

    def leaf(self, index: int) -> bytes:
        """Return the leaf hash of an entry; NotFoundError beyond the checkpoint."""
        self._require(index + 1, least=1)
        return self._tile(0, index // TILE_WIDTH)[index % TILE_WIDTH]

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Prove that an entry is in the tree of the first `size` entries, or in the checkpoint's.

        NotFoundError where the checkpoint covers no such tree or the tree no such entry.
        """
        self._forget_much()
        size = self.checkpoint.size if size is None else size
        self._require(size, least=1)
        if not 0 <= index < size:
            raise NotFoundError(f"entry {index} of the log {self.tiles.place}: asked of its first {size}")
        proof = tuple(self._hash(span) for span in _inclusion_spans(index, size))
        if not inclusion_holds(self.leaf(index), index, size, proof, self.root(size)):
            self._blame("the proof of an entry")
        return proof

    def consistency(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """Prove that the tree of `new` entries, or the checkpoint's, begins with that of `old`."""
        new = self.checkpoint.size if new is None else new
        self._require(new, least=0)
        if not 0 <= old <= new:
            raise NotFoundError(f"a tree of {old} entries of the log {self.tiles.place}: asked of {new}")
        proof = tuple(self._hash(span) for span in _consistency_spans(old, new))
        if 0 < old < new and not consistency_holds(old, self._root(old), new, self.root(new), proof):
            self._blame("the proof of consistency")
        return proof

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` entries, after proving that the checkpoint begins with it."""
        self._require(size, least=0)
        if size == self.checkpoint.size:
            return self.checkpoint.root_hash
        if size:
            self.consistency(size)
        return self._root(size)

    def entries(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Yield number and bytes of the entries from `start`, each held against the signed root."""
        for index in range(start // TILE_WIDTH, -(-self.checkpoint.size // TILE_WIDTH)):
            leaves = self._tile(0, index)
            self._check_tile(0, index)
            del self._kept[0, index]
            bundle = self.tiles.bundle(index, len(leaves))
            for number, entry in enumerate(bundle, index * TILE_WIDTH):
                if leaf_hash(entry) != leaves[number % TILE_WIDTH]:
                    tile = BUNDLES.path(index, len(leaves))
                    raise self.tiles.fault(tile, f"entry {number}: not what was logged")
                if number >= start:
                    yield number, entry

    def check_tiles(self) -> None:
        """Hold every tile that was read against the signed root, and those above it."""
        self._check_edge()
        for level, index in sorted(self._kept, reverse=True):
            self._check_tile(level, index)

    def _check_edge(self) -> None:
        edge = [self._edge(level) for level in range(level_count(self.checkpoint.size))]
        if Frontier(self.checkpoint.size, edge).root() != self.checkpoint.root_hash:
            raise self.tiles.fault("checkpoint", "the newest tiles are not what it was signed for")
        self._edge_is_sound = True

    def _check_tile(self, level: int, index: int) -> None:
        """Hold a tile against the one above it and so up to the edge, which makes the root."""
        hashes = self._tile(level, index)
        if len(hashes) < TILE_WIDTH:
            if not self._edge_is_sound:
                self._check_edge()
            return
        if (level, index) in self._sound:
            return
        above = (level + 1, index // TILE_WIDTH)
        self._check_tile(*above)
        if perfect_root(hashes) != self._tile(*above)[index % TILE_WIDTH]:
            detail = "its hashes are not those that the level above was made from"
            raise self.tiles.fault(level_row(level).path(index), detail)
        if level:
            self._sound.add((level, index))

    def _blame(self, what: str) -> None:
        """Name the tile for which a proof does not hold."""
        self.check_tiles()
        raise self.tiles.fault("tile", f"{what} does not hold, and no tile is at fault")

    def _forget_much(self) -> None:
        """Keep what was read from growing without end."""
        if len(self._kept) > _MOST_KEPT:
            for kept in (self._kept, self._roots, self._sound):
                kept.clear()

    def _require(self, size: int, *, least: int) -> None:
        if not least <= size <= self.checkpoint.size:
            raise NotFoundError(
                f"a tree of {size} entries of the log {self.tiles.place}: "
                f"its checkpoint covers {self.checkpoint.size}"
            )

    def _root(self, size: int) -> bytes:
        return self._hash((0, size)) if size else EMPTY_ROOT

    def _edge(self, level: int) -> list[bytes]:
        index, width = level_row(level).edge(self.checkpoint.size)
        return self._tile(level, index) if width else []

    def _hash(self, span: Span) -> bytes:
        """Return the root over a span that starts where a tree of its size may start."""
        peaks = [self._perfect(height, index) for height, index in _perfect_parts(span)]
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root

    def _perfect(self, height: int, index: int) -> bytes:
        """Return the root over the `index`-th 2^height entries, from the lowest tile that spans them."""
        root = self._roots.get((height, index))
        if root is None:
            level, inner = divmod(height, TILE_HEIGHT)
            tile, begin = divmod(index << inner, TILE_WIDTH)
            root = perfect_root(self._tile(level, tile)[begin : begin + (1 << inner)])
            self._roots[height, index] = root
        return root

    def _tile(self, level: int, index: int) -> list[bytes]:
        place = (level, index)
        if place not in self._kept:
            width = width_at(self.checkpoint.size, level, index)
            self._kept[place] = self.tiles.hashes(level, index, width)
        return self._kept[place]


def _middle(begin: int, end: int) -> int:
    """Return where a tree over more than one entry is split: at the largest power of two below its size."""
    return begin + (1 << (end - begin - 1).bit_length() - 1)


def _inclusion_spans(index: int, size: int) -> Sequence[Span]:
    """Return what the hashes of an inclusion proof stand for, from the leaf's sibling upwards."""
    spans, begin, end = [], 0, size
    while end - begin > 1:
        middle = _middle(begin, end)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    return spans[::-1]


def _consistency_spans(old: int, new: int) -> Sequence[Span]:
    """Return what the hashes of a consistency proof stand for, in their order."""
    spans, begin, end = list[Span](), 0, new
    if old == 0:
        return spans
    while end != old:
        middle = _middle(begin, end)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    if begin:
        spans.append((begin, end))
    return spans[::-1]


def _perfect_parts(span: Span) -> Iterator[tuple[int, int]]:
    """Yield height and index of the perfect trees that make up a span, left to right."""
    begin, end = span
    while begin < end:
        height = (end - begin).bit_length() - 1
        yield height, begin >> height
        begin += 1 << height
