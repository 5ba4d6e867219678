"""The public log: an append-only Merkle tree of what the archive decided, kept as static files.

*entry*: one act that matters, as bytes; an `Entry` is the archive's own kind, without personal data.
*commitment*: a salted digest that stands for a value; who holds value and salt can prove it, and
once the salt is erased nobody can. *checkpoint*: the signed statement of a tree's origin, size and
root hash. *tile*: up to 256 consecutive hashes of one level of the tree; a tile is *full* (256) or
*partial*. *entry bundle*: the up to 256 entries below one tile of level 0. *frontier*: the tiles at
the tree's right edge that are not full yet; with them alone the tree can be extended.
*inclusion proof*: the hashes from which, with one entry, the root follows. *consistency proof*: those
from which the roots of an older and a newer tree follow. *receipt*: an inclusion proof with its
checkpoint, in a file. *witness*: somebody who cosigns the checkpoints of a log as long as each follows
from the one before. *monitor*: somebody who follows a log and keeps the newest checkpoint seen.

The formats are those of C2SP: tlog-tiles, tlog-checkpoint, signed-note, tlog-proof, tlog-cosignature and
tlog-witness; hashes follow RFC 6962 section 2.1.
Without witnesses outside the archive the log shows that nothing was changed behind a checkpoint that
somebody kept. It does not show that everybody was given the same checkpoint, and a folder that was
put back whole to an earlier day, checkpoint included, looks sound.
"""

from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.copies import LogCopy
from nachklang.ledger.cosignatures import Cosigner, WitnessKey
from nachklang.ledger.entries import Entry, EntryKind, commit
from nachklang.ledger.log import Ledger
from nachklang.ledger.monitor import Growth, Monitor
from nachklang.ledger.notes import Signer, Verifier
from nachklang.ledger.proofs import consistency_holds, inclusion_holds
from nachklang.ledger.proving import Prover
from nachklang.ledger.receipts import Proven, Receipt
from nachklang.ledger.remote import RemoteLog
from nachklang.ledger.resigning import be_cosigned, hand_over, take_over
from nachklang.ledger.succession import (
    HANDED_OVER,
    hand_over_path,
    key_subject,
    sound_receipts,
    take_back_receipts,
    verify_succession,
)
from nachklang.ledger.taking_back import more_in_copy, take_back
from nachklang.ledger.tiles import TileFolder, covered_files
from nachklang.ledger.verification import LedgerProblem
from nachklang.ledger.witness import Witness

__all__ = [
    "HANDED_OVER",
    "Checkpoint",
    "Cosigner",
    "Entry",
    "EntryKind",
    "Growth",
    "Ledger",
    "LedgerProblem",
    "LogCopy",
    "Monitor",
    "Proven",
    "Prover",
    "Receipt",
    "RemoteLog",
    "Signer",
    "TileFolder",
    "Verifier",
    "Witness",
    "WitnessKey",
    "be_cosigned",
    "commit",
    "consistency_holds",
    "covered_files",
    "hand_over",
    "hand_over_path",
    "inclusion_holds",
    "key_subject",
    "more_in_copy",
    "sound_receipts",
    "take_back",
    "take_back_receipts",
    "take_over",
    "verify_succession",
]
