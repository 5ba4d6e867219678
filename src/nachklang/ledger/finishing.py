"""Finishing an append that was durable when it was cut off.

Each checkpoint becomes durable in one of two slots, together with its tiles, before it gets its name. Which
one is the newest its second line tells, a count of entries.
"""

from collections.abc import Sequence
from pathlib import Path

from nachklang.errors import LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.durable import DurableFolder, pending, read_if_there
from nachklang.ledger.growth import Edge, Growth
from nachklang.ledger.merkle import TILE_WIDTH
from nachklang.ledger.notes import Verifier
from nachklang.ledger.tiles import BUNDLES, TileError, TileFolder

CHECKPOINT = "checkpoint"


def finish_append(folder: DurableFolder, origin: str, verifiers: Sequence[Verifier]) -> None:
    """Put the checkpoint in place that was durable when a power cut, or a kill, kept it from its name.

    Only where every file that it covers is whole: else nobody was told of that append, and what is left of it
    is for the next one to remove. Nothing is done where the checkpoint in place is not to be trusted. Raises
    StorageError where a file cannot be read, LedgerError where the tiles are not those of the checkpoint.
    """
    if not is_cut_off(folder.root):
        return
    old = trusted_in_place(folder.root, origin, verifiers)
    if old is None:
        return
    for note in sorted(pending(folder.root), key=_size, reverse=True):
        if _size(note) > old.size and _is_whole(note, folder, old, origin, verifiers):
            folder.write(CHECKPOINT, note)
            return
        folder.forget()


def trusted_in_place(root: Path, origin: str, verifiers: Sequence[Verifier]) -> Checkpoint | None:
    """Return the checkpoint in place where one of these keys signed it; None where none did."""
    for verifier in verifiers:
        checkpoint, fault = Checkpoint.examine(root / CHECKPOINT, origin=origin, verifier=verifier)
        if fault is None:
            return checkpoint
    return None


def is_cut_off(root: Path) -> bool:
    """Whether a slot says more than the checkpoint in place, as it does while an append goes on, too."""
    size = _size(read_if_there(root / CHECKPOINT))
    return any(_size(note) > size for note in pending(root))


def free_slot(root: Path) -> int:
    """Return the slot that the newest commit is not in."""
    first, second = map(_size, pending(root))
    return 0 if first < second else 1


def _size(note: bytes) -> int:
    """Read the count of entries that a checkpoint speaks of, if it is one; -1 where it is none, or torn."""
    lines = note.split(b"\n", 2)
    return int(lines[1]) if len(lines) > 2 and lines[1].isdigit() and len(lines[1]) < 20 else -1


def _is_whole(
    note: bytes, folder: DurableFolder, old: Checkpoint, origin: str, verifiers: Sequence[Verifier]
) -> bool:
    """Whether a checkpoint is one of the log, and each file that it has and `old` has not is what it says."""
    try:
        new = Checkpoint.parse(note.decode())
    except (UnicodeDecodeError, LedgerError):
        return False  # torn, so nobody was told of it
    if all(new.fault(origin, one) for one in verifiers):
        return False
    reader, expected = TileFolder(folder.root), dict[str, bytes]()
    edge = Edge.read(reader, old)
    entries = _entries(reader, old.size, new.size)
    if entries is None or Growth(edge, expected.__setitem__).add(entries).root() != new.root_hash:
        return False
    return all(folder.holds(path, content) for path, content in expected.items())


def _entries(reader: TileFolder, start: int, end: int) -> list[bytes] | None:
    """Read the entries from `start` to `end`; None where a bundle is missing or torn."""
    entries: list[bytes] = []
    (first, skipped), (last, width) = BUNDLES.edge(start), BUNDLES.edge(end)
    for index in range(first, last + bool(width)):
        try:
            entries += reader.bundle(index, TILE_WIDTH if index < last else width)
        except TileError as error:
            if isinstance(error.__cause__, OSError):
                raise
            return None
    return entries[skipped:]
