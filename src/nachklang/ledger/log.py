"""The log as the other rooms see it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from nachklang.errors import LedgerError, LockedError, NotFoundError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.durable import DurableFolder, read_if_there
from nachklang.ledger.finishing import CHECKPOINT, finish_append, free_slot, is_cut_off
from nachklang.ledger.growth import Edge, Growth, tidy_up
from nachklang.ledger.keys import require_name
from nachklang.ledger.merkle import EMPTY_ROOT, TILE_WIDTH
from nachklang.ledger.notes import Signer, Verifier
from nachklang.ledger.proving import Prover
from nachklang.ledger.tiles import BUNDLES, TileFolder, require_entry_length
from nachklang.ledger.verification import LedgerProblem, Verification


@dataclass(frozen=True, slots=True)
class _Left:
    """What an append left: its number, the edge, the slot of the next one; whether nothing is to tidy up."""

    turn: int
    edge: Edge
    slot: int
    tidy: bool


@dataclass(slots=True)
class _Memory:
    """What need not be read again as long as nobody else began to append, or signed the checkpoint anew."""

    left: _Left | None = None

    def take(self, folder: DurableFolder) -> _Left | None:
        """Return it, for once: whoever changes the edge gives it back when that is durable."""
        left, self.left = self.left, None
        if left is None or left.turn != folder.turn():
            return None
        return left if left.edge.checkpoint.note.encode() == read_if_there(folder.root / CHECKPOINT) else None


@dataclass(frozen=True, slots=True)
class Ledger:
    """An append-only log in the folder `root`. Any number may read while one process appends.

    Everything is read from the signed checkpoint on disk at the time of asking; where that cannot be
    trusted, every method but `verify` raises LedgerError naming the file.
    """

    root: Path
    origin: str
    verifier: Verifier
    signer: Signer | None = None
    _memory: _Memory = field(default_factory=_Memory, repr=False, compare=False)

    @classmethod
    def create(cls, root: Path, *, origin: str, signer: Signer) -> Self:
        """Make an empty log with a signed checkpoint of size 0, or open the one that is there.

        LedgerError where the folder holds a log of another origin or key, or tiles without a
        checkpoint; StorageError; LockedError.
        """
        require_name(origin, "origin of the log")
        with DurableFolder.locked(root) as folder:
            if not (root / CHECKPOINT).exists():
                if (root / "tile").exists():
                    raise LedgerError(f"{root / CHECKPOINT}: missing beside tiles; restore it from a copy")
                empty = Checkpoint.sign(origin, 0, EMPTY_ROOT, signer)
                folder.write(CHECKPOINT, empty.note.encode())
        ledger = cls.open(root, origin=origin, verifier=signer.verifier, signer=signer)
        ledger.checkpoint()
        return ledger

    @classmethod
    def open(cls, root: Path, *, origin: str, verifier: Verifier, signer: Signer | None = None) -> Self:
        """Open a log; without `signer` it can only be read.

        Reads no file yet, so that a damaged log can be opened and verified. LedgerError where the
        folder holds no log at all, or where the two keys are not halves of one.
        """
        if not (root / CHECKPOINT).exists() and not (root / "tile").exists():
            raise LedgerError(f"{root}: no log there; expected the file {CHECKPOINT}; run `nachklang init`")
        if signer is not None and signer.verifier != verifier:
            raise LedgerError(
                f"{root}: the signer {signer.name}+{signer.key_id.hex()} and the verifier "
                f"{verifier.name}+{verifier.key_id.hex()} are not one key; where a change of keys was cut "
                "off, `nachklang ledger rotate-key` ends it"
            )
        return cls(root, origin, verifier, signer)

    @property
    def size(self) -> int:
        """The count of entries, from the signed checkpoint on disk."""
        return self.checkpoint().size

    def checkpoint(self) -> Checkpoint:
        """Read the newest checkpoint and check its signature and origin."""
        return Checkpoint.read(self.root / CHECKPOINT, origin=self.origin, verifier=self.verifier)

    def prover(self) -> Prover:
        """Return what proves entries and growth up to the newest checkpoint; see `Prover`."""
        return Prover(TileFolder(self.root), self.checkpoint())

    def inclusion_proof(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that entry `index` is in the tree of the first `size` entries.

        NotFoundError beyond the checkpoint, LedgerError where a tile is not what was signed.
        """
        return self.prover().inclusion(index, size)

    def consistency_proof(self, old: int, new: int) -> tuple[bytes, ...]:
        """Prove that the tree of `new` entries begins with that of `old`; raises as `inclusion_proof`."""
        return self.prover().consistency(old, new)

    def append(self, entries: Sequence[bytes]) -> range:
        """Append all of `entries` or none; return their indices.

        They are there for good when this returns, and to be seen since just before. After a kill or a power
        cut `recover` finishes what was durable already, and the next append removes all else that is left.
        LockedError at once where another process appends; StorageError where the file system refuses;
        LedgerError where an entry has over 65,535 bytes, the log is damaged at its edge, or no signer is.
        """
        if self.signer is None:
            raise LedgerError(f"{self.root}: opened without its signer, so nothing can be appended")
        for place, entry in enumerate(entries):
            require_entry_length(entry, f"entry {place} of {len(entries)} to append")
        with DurableFolder.locked(self.root) as folder:
            left = self._memory.take(folder) or self._read_again(folder)
            start = left.edge.checkpoint.size
            if entries:
                self._grow(folder, left, entries, self.signer)
        return range(start, start + len(entries))

    @contextmanager
    def writing(self) -> Iterator[DurableFolder]:
        """Hold the log's lock, after finishing an append that was durable when it was cut off."""
        with DurableFolder.locked(self.root) as folder:
            finish_append(folder, self.origin, [self.verifier])
            yield folder

    def recover(self) -> None:
        """Finish an append that was durable when a power cut or a kill stopped it, unless somebody appends.

        Whoever wants to know what became of entries that were to be appended asks this first. Raises as
        `append`, but says nothing of a checkpoint that is not to be trusted: that `verify` does.
        """
        if is_cut_off(self.root):
            with suppress(LockedError), self.writing():
                pass  # whoever holds the lock has finished it

    def _read_again(self, folder: DurableFolder) -> _Left:
        finish_append(folder, self.origin, [self.verifier])
        edge = Edge.read(TileFolder(self.root), self.checkpoint())
        return _Left(folder.turn(), edge, free_slot(self.root), tidy=False)

    def _grow(self, folder: DurableFolder, left: _Left, entries: Sequence[bytes], signer: Signer) -> None:
        edge, size, turn = left.edge, left.edge.checkpoint.size, folder.take_turn()
        fills = (size + len(entries)) // TILE_WIDTH > size // TILE_WIDTH
        if not left.tidy:
            tidy_up(folder, size)
        if fills:
            folder.begin_at(size)
        frontier = Growth(edge, folder.put).add(entries)
        edge.checkpoint = Checkpoint.sign(self.origin, frontier.size, frontier.root(), signer)
        folder.commit(CHECKPOINT, edge.checkpoint.note.encode(), left.slot)
        self._memory.left = _Left(turn, edge, 1 - left.slot, tidy=not fills)

    def entry(self, index: int) -> bytes:
        """Return one entry; NotFoundError beyond the checkpoint."""
        size = self.size
        if not 0 <= index < size:
            raise NotFoundError(f"entry {index} of the log {self.root}: it has {size} entries, from 0")
        return next(self._entries(index, size))

    def entries(self, start: int = 0) -> Iterator[bytes]:
        """Return the entries from `start` to the end that the checkpoint has now, bundle by bundle.

        NotFoundError where `start` lies beyond that end.
        """
        size = self.size
        if not 0 <= start <= size:
            raise NotFoundError(f"entries from {start} of the log {self.root}: it has {size} entries")
        return self._entries(start, size)

    def _entries(self, start: int, size: int) -> Iterator[bytes]:
        folder = TileFolder(self.root)
        edge, width = BUNDLES.edge(size)
        first, skipped = BUNDLES.edge(start)
        for index in range(first, edge + bool(width)):
            bundle = folder.bundle(index, TILE_WIDTH if index < edge else width)
            yield from bundle[skipped:]
            skipped = 0

    def verify(self, *, on_entries: Callable[[int], None] | None = None) -> list[LedgerProblem]:
        """Recompute the log from its entries; return every file that is not what it should be.

        Checks signature, origin, size and root of the checkpoint, and each bundle and hash tile that
        it covers, with the partial tiles of earlier checkpoints. What an interrupted append left
        beyond the checkpoint is no problem. `on_entries` is called with the count of entries read
        since its last call.
        """
        path = self.root / CHECKPOINT
        checkpoint, fault = Checkpoint.examine(path, origin=self.origin, verifier=self.verifier)
        problems = [] if fault is None else [LedgerProblem(CHECKPOINT, fault)]
        if checkpoint is not None:
            problems += Verification(TileFolder(self.root), checkpoint, on_entries).problems()
        return problems
