"""Bringing the log back from copies of it: to the newest checkpoint that can be believed.

The checkpoint is put in place last: what is killed before leaves the log where it was, and is begun again
with what is there already.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from nachklang.errors import EvidenceError, LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.copies import LogCopy
from nachklang.ledger.durable import DurableFolder
from nachklang.ledger.finishing import CHECKPOINT, finish_append
from nachklang.ledger.log import Ledger
from nachklang.ledger.notes import Verifier
from nachklang.ledger.receipts import trusted_key
from nachklang.ledger.resigning import signed_for, without_keys
from nachklang.ledger.signed_files import SignedFiles
from nachklang.ledger.succession import hand_over_path, successor_in
from nachklang.ledger.tiles import TileError, TileFolder, TileReader


@dataclass(frozen=True, slots=True)
class _Found:
    """A checkpoint in a copy, and how many others than the log's keys, old and new, signed it.

    `age` is 0 where the log's own key did, and more the older the key is.
    """

    copy: TileReader
    checkpoint: Checkpoint
    age: int
    cosignatures: int

    @property
    def where(self) -> str:
        """The file, for messages."""
        return f"{self.copy.place}/{CHECKPOINT}"

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """What is newest: an earlier key never outranks a later one, and cosignatures are worth having.

        An empty log is what `init` makes in the place of a lost one: any other is newer.
        """
        size = self.checkpoint.size
        return size > 0, -self.age, size, self.cosignatures


def take_back(ledger: Ledger, former: Sequence[Verifier], copies: Sequence[LogCopy]) -> list[str]:
    """Bring the log back to the newest checkpoint that it or a copy has; return what is wrong with copies.

    `former` are the keys that the log had before, newest first. Where only such a one signed, the log's key
    signs in its place. Raises LedgerError where no checkpoint can be believed, or where a copy shows that the
    log has another key by now; EvidenceError where two that the log's key signed contradict each other, or
    where a file is in no copy as it was signed; LockedError, StorageError.
    """
    complaints: list[str] = []
    own = TileFolder(ledger.root)
    with DurableFolder.locked(ledger.root) as folder:
        with suppress(LedgerError):  # where the log is damaged at its edge the next append finishes it
            finish_append(folder, ledger.origin, [ledger.verifier, *former])
        found = list(_checkpoints(ledger, former, (own, *copies), complaints))
        if found:
            newest = max(found, key=lambda one: one.rank)
            complaints += _passed_over(newest, found)
            files = SignedFiles(newest.checkpoint, own, copies, complaints)
            _require_one_history(files, found)
            here = next((one.checkpoint.size for one in found if one.copy is own), 0)
            # What a kill leaves is then removed by the next append, also by one that remembers its edge.
            folder.take_turn()
            folder.begin_at(min(here, newest.checkpoint.size))
            files.bring(folder)
            note = newest.checkpoint.note
            signed = signed_for(note, ledger) if newest.age else note
            folder.write(CHECKPOINT, without_keys(signed, former).encode())
    if complaints and not found:
        raise LedgerError(f"{ledger.root}: no checkpoint can be believed: {'; '.join(complaints)}")
    return list(dict.fromkeys(complaints))


def more_in_copy(ledger: Ledger, former: Sequence[Verifier], note: bytes) -> str | None:
    """Say how a copy's checkpoint goes beyond the log, or beside it.

    None where the log has only grown since, or where none of its keys signed the copy: what that says is not
    worth keeping. LedgerError where the log's own checkpoint cannot be believed.
    """
    prover = ledger.prover()
    try:
        there = Checkpoint.parse(note.decode(errors="replace"))
        trusted_key(there, (ledger.verifier, *former))
    except LedgerError:
        return None
    here = prover.checkpoint.size
    if there.size > here:
        return f"covers {there.size} entries, and the log here has {here}"
    try:
        begins_so = there.size == 0 or prover.root(there.size) == there.root_hash
    except TileError as error:
        return f"cannot be compared with the log here: {error}"
    return None if begins_so else f"its {there.size} entries are not those with which the log here begins"


def _checkpoints(
    ledger: Ledger, former: Sequence[Verifier], copies: Sequence[TileReader], complaints: list[str]
) -> Iterator[_Found]:
    """Yield every checkpoint that one of the log's keys signed; complain of the others."""
    for copy in copies:
        where = f"{copy.place}/{CHECKPOINT}"
        try:
            checkpoint = Checkpoint.parse(copy.fetch(CHECKPOINT).decode(errors="replace"))
        except FileNotFoundError:
            continue
        except (OSError, LedgerError) as error:
            complaints.append(f"{where}: cannot be read: {error}")
            continue
        faults = [checkpoint.fault(ledger.origin, key) for key in (ledger.verifier, *former)]
        if None in faults:
            age = faults.index(None)
            cosignatures = checkpoint.note.count("\n— ") - faults.count(None)
            yield _Found(copy, checkpoint, age, cosignatures)
        else:
            _require_newest_key(copy, checkpoint, ledger.verifier)
            complaints.append(f"{where}: {faults[0]}")


def _require_newest_key(copy: TileReader, checkpoint: Checkpoint, key: Verifier) -> None:
    """Refuse to go on with a key that has named another one, where that signed a copy of the log."""
    seen: list[Verifier] = []
    now = key
    with suppress(OSError, EvidenceError):
        while now not in seen and checkpoint.fault(key.name, now) is not None:
            seen.append(now)
            now, _ = successor_in(copy.fetch(hand_over_path(now)), now)
    if checkpoint.fault(key.name, now) is None:
        raise LedgerError(
            f"{copy.place}/{CHECKPOINT}: signed by the key {now.text}, and {key.text} named that as its "
            "successor; `archive.toml` and the signing key are from before that change: take newer ones, and "
            "begin again"
        )


def _passed_over(newest: _Found, found: Sequence[_Found]) -> Iterator[str]:
    """Complain of longer logs that only an earlier key signed: whoever has that key could have made them."""
    for one in found:
        if one.checkpoint.size > newest.checkpoint.size:
            yield (
                f"{one.where}: signed by an earlier key only, so its {one.checkpoint.size} entries do not "
                f"count beside the {newest.checkpoint.size} that a later one signed"
            )


def _require_one_history(files: SignedFiles, found: Sequence[_Found]) -> None:
    """Refuse to choose between two logs that the log's key signed, of which none contains the other."""
    whole = files.checkpoint.size
    for one in found:
        size = one.checkpoint.size
        if one.age == 0 and 0 < size <= whole and files.root(size) != one.checkpoint.root_hash:
            raise EvidenceError(
                f"{one.where}: its {size} entries are not the first of the {whole} that the log's key signed "
                "as well; keep both logs, find out where they part, and take the wrong one out of reach"
            )
