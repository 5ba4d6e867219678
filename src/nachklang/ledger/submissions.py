"""What is sent to a witness (c2sp.org/tlog-witness, add-checkpoint): a checkpoint and what it grew from."""

import base64
import re
from dataclasses import dataclass
from typing import Self

from nachklang.errors import EvidenceError, LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.receipts import read_hashes

PATH = "add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)


class SubmissionError(EvidenceError):
    """What was sent to the witness cannot be read."""

    code = "witness-submission"


class UnknownLogError(EvidenceError):
    """The witness does not look after this log."""

    code = "witness-unknown-log"


class UntrustedCheckpointError(EvidenceError):
    """The checkpoint is not signed by a key that the witness knows of this log."""

    code = "witness-untrusted"


class OtherStateError(EvidenceError):
    """The witness has cosigned another checkpoint than the one that was built on; `size` is that one's."""

    code = "witness-other-state"

    def __init__(self, message: str, size: int) -> None:
        super().__init__(message)
        self.size = size


class InconsistentError(EvidenceError):
    """The checkpoint does not follow from the one that the witness has cosigned."""

    code = "witness-inconsistent"


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint, and the proof that it follows from the tree of the first `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint

    def encode(self) -> bytes:
        """Write the body of the request."""
        hashes = [base64.b64encode(one).decode() for one in self.proof]
        return "\n".join([f"old {self.old}", *hashes, "", self.checkpoint.note]).encode()

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read the body of a request; raises SubmissionError."""
        try:
            head, _, note = body.decode().partition("\n\n")
            first, *hashes = head.split("\n")
            proof, checkpoint = read_hashes(hashes, first_line=2), Checkpoint.parse(note)
        except (UnicodeDecodeError, LedgerError) as error:
            raise SubmissionError(f"not a submission to a witness: {error}") from error
        match = _OLD.fullmatch(first)
        if match is None or int(match[1]) > checkpoint.size:
            expected = f"'old' and a size up to the checkpoint's, {checkpoint.size}"
            raise SubmissionError(f"line 1: {first[:60]!a}; expected {expected}")
        return cls(int(match[1]), proof, checkpoint)
