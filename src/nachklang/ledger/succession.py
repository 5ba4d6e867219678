"""The chain of keys: the receipts by which each key that the log had before named the one after it.

Who knows the first key only goes from receipt to receipt, and believes nobody. So they are kept with the log,
copied with it and brought back with it, each held against its key and against the log before it is believed.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from nachklang.errors import EvidenceError, LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.copies import LogCopy
from nachklang.ledger.entries import Entry, EntryKind
from nachklang.ledger.log import Ledger
from nachklang.ledger.notes import Verifier
from nachklang.ledger.proving import Prover
from nachklang.ledger.receipts import SUFFIX, Receipt
from nachklang.ledger.tiles import TileError, TileFolder, TileReader
from nachklang.ledger.verification import LedgerProblem

HANDED_OVER = "rotated"
_SUBJECT = re.compile(r"log-key:[0-9a-f]{8}:(?P<key>[0-9a-f]{64})", re.ASCII)


def key_subject(key: Verifier) -> str:
    """Return how an entry names a new key: `log-key:<key id>:<public key in hex>`."""
    return f"log-key:{key.key_id.hex()}:{key.public.hex()}"


def hand_over_path(former: Verifier) -> str:
    """Return where the receipt lies by which a key named the one after it, below the log's folder."""
    return f"{HANDED_OVER}/{former.key_id.hex()}{SUFFIX}"


def successor_in(receipt: bytes, former: Verifier) -> tuple[Verifier, Checkpoint]:
    """Return the key that `former` named in a receipt, and the checkpoint that it signed over it.

    EvidenceError says why it is no such receipt.
    """
    proven = Receipt.parse(receipt.decode(errors="replace")).check([former])
    try:
        entry = Entry.decode(proven.entry)
    except LedgerError as error:
        raise EvidenceError(f"what it proves cannot be read: {error}") from error
    named = _SUBJECT.fullmatch(entry.subject)
    key = Verifier(former.name, bytes.fromhex(named["key"])) if named else None
    if entry.kind is not EntryKind.KEY_ROTATED or key is None or key_subject(key) != entry.subject:
        raise EvidenceError(f"its entry says {entry.kind} {entry.subject}; expected the name of a new key")
    return key, proven.checkpoint


@dataclass(frozen=True, slots=True)
class HandOver:
    """The change from one key of the log to the next."""

    former: Verifier
    successor: Verifier

    @property
    def path(self) -> str:
        """Where its receipt lies, below the log's folder."""
        return hand_over_path(self.former)

    def read(self, copy: TileReader, prover: Prover) -> tuple[bytes, Checkpoint] | None:
        """Return the receipt as a copy has it, with its checkpoint; None where the copy has none.

        TileError, naming copy and file, where the former key did not sign it, where it names another key,
        or where what it signed is not what the log was then.
        """
        try:
            data = copy.fetch(self.path)
            key, checkpoint = successor_in(data, self.former)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise copy.fault(self.path, f"cannot be read: {error.strerror or error}") from error
        except EvidenceError as error:
            raise copy.fault(self.path, str(error)) from error
        if key != self.successor:
            detail = f"names the key {key.text}; the one after {self.former.text} is {self.successor.text}"
            raise copy.fault(self.path, detail)
        covered = checkpoint.size <= prover.checkpoint.size
        if covered and prover.root(checkpoint.size) != checkpoint.root_hash:
            raise copy.fault(self.path, f"its {checkpoint.size} entries are not those of this log")
        return data, checkpoint

    def lost_end(self, checkpoint: Checkpoint, prover: Prover) -> str | None:
        """Say that the log is shorter than it was when this receipt was made; None where it is not."""
        if checkpoint.size <= prover.checkpoint.size:
            return None
        size = prover.checkpoint.size
        return f"covers {checkpoint.size} entries, and the log has {size}: the end of the log was lost"

    @property
    def missing(self) -> str:
        """What it means that there is no sound receipt."""
        return f"missing, so that who knows only the key {self.former.text} cannot follow to the next"


def hand_overs(key: Verifier, former: Sequence[Verifier]) -> list[HandOver]:
    """Return the changes that led to the log's key from those before it, which are given newest first."""
    return [HandOver(old, new) for new, old in pairwise((key, *former))]


def sound_receipts(ledger: Ledger, former: Sequence[Verifier]) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every receipt of the log's folder that can be believed."""
    prover, folder = ledger.prover(), TileFolder(ledger.root)
    for change in hand_overs(ledger.verifier, former):
        with suppress(TileError):
            found = change.read(folder, prover)
            if found is not None:
                yield change.path, found[0]


def verify_succession(ledger: Ledger, former: Sequence[Verifier]) -> list[LedgerProblem]:
    """Return what keeps those who know only an old key from following to the present one."""
    prover, folder = ledger.prover(), TileFolder(ledger.root)
    problems = []
    for change in hand_overs(ledger.verifier, former):
        try:
            found = change.read(folder, prover)
            fault = change.missing if found is None else change.lost_end(found[1], prover)
        except TileError as error:
            fault = error.detail
        if fault is not None:
            problems.append(LedgerProblem(change.path, fault))
    return problems


def take_back_receipts(ledger: Ledger, former: Sequence[Verifier], copies: Sequence[LogCopy]) -> list[str]:
    """Bring back every receipt that the log's folder lacks; return what is wrong with those of the copies.

    Each is verified before it is kept, and one that is sound stays as it is. The log has to be whole.
    """
    own, changes = TileFolder(ledger.root), hand_overs(ledger.verifier, former)
    complaints = _strangers(copies, {change.path for change in changes} | {hand_over_path(ledger.verifier)})
    with ledger.writing() as folder:
        prover = ledger.prover()
        for change in changes:
            copied = _first_sound(change, copies, prover, complaints)
            found = _first_sound(change, [own], prover, []) or copied
            if found is None:
                complaints.append(f"{ledger.root}/{change.path}: {change.missing}")
            else:
                if found is copied:
                    folder.write(change.path, copied[0])
                lost = change.lost_end(found[1], prover)
                complaints += [] if lost is None else [f"{ledger.root}/{change.path}: {lost}"]
    return complaints


def _first_sound(
    change: HandOver, copies: Sequence[TileReader], prover: Prover, complaints: list[str]
) -> tuple[bytes, Checkpoint] | None:
    """Return the first receipt that can be believed, and complain of every other one that cannot."""
    sound = None
    for copy in copies:
        try:
            found = change.read(copy, prover)
            sound = sound or found
        except TileError as error:
            complaints.append(str(error))
    return sound


def _strangers(copies: Sequence[LogCopy], expected: set[str]) -> list[str]:
    """Complain of receipts of keys that the log is not known to have had."""
    detail = "of a key that `archive.toml` does not name; where it was one, add it to former_verifiers"
    return [
        f"{copy.place}/{path}: {detail}"
        for copy in copies
        for path in copy.names(HANDED_OVER)
        if path not in expected
    ]
