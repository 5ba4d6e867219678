"""Receipts for what the archive logged, and the keys that its old receipts were signed with."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nachklang.config import Settings
from nachklang.errors import LedgerError, NotFoundError
from nachklang.ledger import Entry, Receipt, Verifier

if TYPE_CHECKING:
    from nachklang.archive.archive import Archive


def log_keys(settings: Settings) -> Sequence[Verifier]:
    """Return the key of the archive's log and those that it had before."""
    return [Verifier.parse(settings.ledger.verifier), *former_log_keys(settings)]


def former_log_keys(settings: Settings) -> list[Verifier]:
    """Return the keys that the archive's log had before its own, newest first."""
    return [Verifier.parse(text) for text in settings.ledger.former_verifiers]


def prove_entry(archive: "Archive", wanted: str) -> Receipt:
    """Make the receipt of an entry, named by its index or its id, with the entry in it.

    NotFoundError where the log has no such entry, LedgerError where a file of the log is not what was signed.
    """
    index = _index(archive, wanted.strip())
    entry, prover = archive.ledger.entry(index), archive.ledger.prover()
    return Receipt(index, prover.inclusion(index), prover.checkpoint, entry)


def _index(archive: "Archive", wanted: str) -> int:
    if wanted.isascii() and wanted.isdigit():
        return int(wanted)
    known = archive.registry.entry_index(wanted)
    if known is not None and _has_id(archive.ledger.entry(known), wanted):
        return known
    # The registry may have been made anew; the log itself knows best, and takes longer.
    found = next((at for at, data in enumerate(archive.ledger.entries()) if _has_id(data, wanted)), None)
    if found is None:
        raise NotFoundError(f"no entry {wanted[:80]!a} in the log; give the index or the id of an entry")
    return found


def _has_id(data: bytes, wanted: str) -> bool:
    try:
        return Entry.decode(data).id == wanted
    except LedgerError:
        return False
