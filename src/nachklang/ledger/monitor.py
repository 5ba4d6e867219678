"""Following the log of somebody else: what is new follows from what was seen, or it is told what happened.

The newest checkpoint that was found good is kept, as is one that contradicts it: both are signed, so that
together they show anybody that the log's history was changed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nachklang.errors import EvidenceError, LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.cosignatures import WitnessKey
from nachklang.ledger.durable import DurableFolder
from nachklang.ledger.notes import Verifier
from nachklang.ledger.proofs import consistency_holds
from nachklang.ledger.proving import Prover
from nachklang.ledger.receipts import trusted_key
from nachklang.ledger.tiles import TileReader

SEEN = "checkpoint"
CONTRADICTION = "contradiction"


class RewrittenError(EvidenceError):
    """A log does not contain what it was seen to contain."""

    code = "ledger-rewritten"


@dataclass(slots=True)
class Growth:
    """What a log has become since it was last looked at; `seen` is its size then.

    The checkpoint is good. Entries are held against it as they are read, once.
    """

    seen: int
    checkpoint: Checkpoint
    witnesses: tuple[tuple[str, datetime], ...]
    _prover: Prover = field(repr=False)

    def entries(self) -> Iterator[tuple[int, bytes]]:
        """Read what is new, by number; TileError, naming the file, where it is not what was signed."""
        return self._prover.entries(self.seen)


@dataclass(frozen=True, slots=True)
class Monitor:
    """Follows one log, and keeps what it saw of it in `folder`.

    One of `keys` has to sign every checkpoint, and each of `witnesses` has to cosign it.
    """

    folder: Path
    keys: Sequence[Verifier]
    witnesses: Sequence[WitnessKey] = ()

    @contextmanager
    def look(self, log: TileReader) -> Iterator[Growth]:
        """Give what a log has become, and remember it when the block ends without an error.

        EvidenceError names what is wrong: a wrong key, a checkpoint that cannot be read, is rolled back or
        not cosigned, a file that is not what was signed, a changed history. What was seen before is kept.
        LedgerError where there is no log, LockedError where another process looks, StorageError.
        """
        with DurableFolder.locked(self.folder) as durable:
            seen = self._seen()
            checkpoint = self._fetch(log)
            if seen is not None and checkpoint.origin != seen.origin:
                raise LedgerError(f"{self.folder} follows the log {seen.origin}; use another folder")
            prover = Prover(log, checkpoint)
            try:
                _require_growth(seen, prover)
            except RewrittenError:
                durable.write(CONTRADICTION, checkpoint.note.encode())
                raise
            cosigned = tuple((one.name, one.cosigned_at(checkpoint.note)) for one in self.witnesses)
            yield Growth(0 if seen is None else seen.size, checkpoint, cosigned, prover)
            durable.write(SEEN, checkpoint.note.encode())

    def _seen(self) -> Checkpoint | None:
        """Return the checkpoint that was found good last."""
        file = self.folder / SEEN
        try:
            checkpoint = Checkpoint.parse(file.read_bytes().decode())
            trusted_key(checkpoint, self.keys)
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError, LedgerError) as error:
            raise LedgerError(
                f"{file}: what was seen of the log cannot be used: {error}; "
                "restore it from a copy, or give the key that it was signed with as well"
            ) from error
        return checkpoint

    def _fetch(self, log: TileReader) -> Checkpoint:
        where = f"{log.place}/{SEEN}"
        try:
            note = log.fetch(SEEN).decode()
        except FileNotFoundError as error:
            raise LedgerError(f"{where}: not there; expected the checkpoint of a log") from error
        except UnicodeDecodeError as error:
            raise EvidenceError(f"{where}: no text, so no checkpoint") from error
        except OSError as error:
            raise LedgerError(f"{where}: cannot be read: {error.strerror or error}") from error
        try:
            checkpoint = Checkpoint.parse(note)
            trusted_key(checkpoint, self.keys)
        except LedgerError as error:
            raise EvidenceError(f"{where}: {error}") from error
        return checkpoint


def _require_growth(seen: Checkpoint | None, prover: Prover) -> None:
    """Refuse a log that has not only grown; before that, its tiles are held against its own root."""
    new = prover.checkpoint
    where = f"{prover.tiles.place}/{SEEN}"
    if seen is None or seen.size == 0:
        prover.check_tiles()
        return
    if new.size < seen.size:
        raise RewrittenError(
            f"{where}: covers {new.size} entries, and {seen.size} were seen: the log was put back to "
            "an earlier state, or an old copy of it is served"
        )
    prover.check_tiles()
    proof = prover.consistency(seen.size)
    if not consistency_holds(seen.size, seen.root_hash, new.size, new.root_hash, proof):
        raise RewrittenError(
            f"{where}: the {new.size} entries do not begin with the {seen.size} that were seen: the history "
            "was rewritten, and its signer said both"
        )
