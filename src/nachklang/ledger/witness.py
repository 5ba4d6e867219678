"""A witness (c2sp.org/tlog-witness): cosigns the checkpoints of logs as long as each follows from the last.

What it has cosigned is durable before anybody gets the cosignature. Without that memory it could be made to
cosign two histories: its folder is as precious as its key.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from nachklang.errors import LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.cosignatures import Cosigner
from nachklang.ledger.durable import DurableFolder
from nachklang.ledger.merkle import EMPTY_ROOT
from nachklang.ledger.notes import Verifier, split_note
from nachklang.ledger.proofs import consistency_holds
from nachklang.ledger.submissions import (
    InconsistentError,
    OtherStateError,
    Submission,
    UnknownLogError,
    UntrustedCheckpointError,
)


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness of the logs whose origins and keys are in `logs`; what it has cosigned lies in `folder`."""

    folder: Path
    cosigner: Cosigner
    logs: Mapping[str, Sequence[Verifier]]
    _turn: Lock = field(default_factory=Lock, compare=False, repr=False)

    def add_checkpoint(self, body: bytes, at: datetime) -> str:
        """Take a submission in, remember its checkpoint, and return the cosignature as a line of a note.

        Raises SubmissionError, UnknownLogError, UntrustedCheckpointError, OtherStateError or
        InconsistentError, and then remembers nothing; LockedError where another process has the folder;
        LedgerError where what was remembered is damaged; StorageError.
        """
        submission = Submission.parse(body)
        self._require_trusted(submission.checkpoint)
        with self._turn, DurableFolder.locked(self.folder) as durable:
            _require_growth(self._latest(submission.checkpoint.origin), submission)
            note = submission.checkpoint.note
            line = self.cosigner.cosign(split_note(note)[0], at)
            durable.write(_name(submission.checkpoint.origin), (note + line).encode())
        return line

    def _require_trusted(self, checkpoint: Checkpoint) -> None:
        keys = self.logs.get(checkpoint.origin)
        if keys is None:
            raise UnknownLogError(f"this witness does not look after the log {checkpoint.origin[:80]!a}")
        if all(checkpoint.fault(checkpoint.origin, key) is not None for key in keys):
            raise UntrustedCheckpointError(f"not signed by a key of the log {checkpoint.origin}")

    def _latest(self, origin: str) -> tuple[int, bytes]:
        """Return size and root of the newest checkpoint that was cosigned; of the empty tree before that."""
        file = self.folder / _name(origin)
        try:
            note = file.read_bytes().decode()
            self.cosigner.verifier.cosigned_at(note)
            checkpoint = Checkpoint.parse(note)
        except FileNotFoundError:
            return 0, EMPTY_ROOT
        except (OSError, UnicodeDecodeError, LedgerError) as error:
            raise LedgerError(
                f"{file}: what was cosigned for {origin} cannot be read: {error}; "
                "nothing is cosigned until it is restored from a copy"
            ) from error
        return checkpoint.size, checkpoint.root_hash


def _name(origin: str) -> str:
    """Return the name of the file that remembers a log."""
    return f"{hashlib.sha256(origin.encode()).hexdigest()}.checkpoint"


def _require_growth(latest: tuple[int, bytes], submission: Submission) -> None:
    """Refuse what does not follow from the newest cosigned checkpoint."""
    size, root = latest
    new = submission.checkpoint
    if submission.old != size:
        raise OtherStateError(f"built on {submission.old} entries, but {size} were cosigned", size)
    if new.size == size and new.root_hash != root:
        raise OtherStateError(
            f"another tree of {size} entries was cosigned: this log has two histories", size
        )
    if size in {0, new.size}:
        follows = not submission.proof
    else:
        follows = consistency_holds(size, root, new.size, new.root_hash, submission.proof)
    if not follows:
        raise InconsistentError(f"not proved to begin with the {size} entries that were cosigned")
