"""More signatures on the newest checkpoint: those of witnesses, and that of the key which comes next."""

from collections.abc import Sequence
from dataclasses import replace

from nachklang.errors import LedgerError, LockedError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.cosignatures import WitnessKey
from nachklang.ledger.durable import DurableFolder
from nachklang.ledger.finishing import CHECKPOINT, finish_append, trusted_in_place
from nachklang.ledger.log import Ledger
from nachklang.ledger.notes import Signer, Verifier, signed_by, with_lines
from nachklang.ledger.receipts import Receipt
from nachklang.ledger.remote import ask_witness
from nachklang.ledger.succession import hand_over_path


def be_cosigned(ledger: Ledger, address: str, witness: WitnessKey) -> Checkpoint:
    """Have the witness at this address cosign the newest checkpoint; return that with the cosignature.

    Raises as `ask_witness`; LockedError where the log is appended to, or grew meanwhile: then ask again.
    """
    prover = ledger.prover()
    lines = ask_witness(address, witness, prover)
    with ledger.writing() as folder:
        now = ledger.checkpoint()
        if now.root_hash != prover.checkpoint.root_hash:
            raise LockedError(f"{ledger.root}: the log grew while {witness.name} cosigned; ask again")
        cosigned = replace(now, note=with_lines(now.note, witness, lines))
        folder.write(CHECKPOINT, cosigned.note.encode())
    return cosigned


def hand_over(ledger: Ledger, successor: Signer, index: int) -> str:
    """Let the old key sign its last: the receipt of entry `index`, in which `successor` is named.

    The receipt lies with the log, for all who know the old key alone. From now on the checkpoint is signed
    by both keys, until `take_over`. Returns the receipt's path below the log's folder; again is fine.
    """
    path = hand_over_path(ledger.verifier)
    with ledger.writing() as folder:
        prover, entry = ledger.prover(), ledger.entry(index)
        note = signed_by(prover.checkpoint.note, successor)
        receipt = Receipt(index, prover.inclusion(index), replace(prover.checkpoint, note=note), entry)
        folder.write(path, receipt.encode().encode())
        folder.write(CHECKPOINT, note.encode())
    return path


def take_over(ledger: Ledger, former: Sequence[Verifier]) -> None:
    """Have the newest checkpoint, which a `former` key may have signed, signed by the log's key alone."""
    with DurableFolder.locked(ledger.root) as folder:
        finish_append(folder, ledger.origin, [*former, ledger.verifier])
        trusted = trusted_in_place(ledger.root, ledger.origin, former) or ledger.checkpoint()
        note = signed_for(trusted.note, ledger)
        folder.write(CHECKPOINT, without_keys(note, former).encode())


def without_keys(note: str, keys: Sequence[Verifier]) -> str:
    """Return a note without the signatures of these keys."""
    for key in keys:
        note = with_lines(note, key, "")
    return note


def signed_for(note: str, ledger: Ledger) -> str:
    """Return a checkpoint's note with the signature of the log's key; LedgerError without its signer."""
    if ledger.signer is None:
        raise LedgerError(f"{ledger.root}: opened without its signer, so no checkpoint can be signed")
    return signed_by(note, ledger.signer)
