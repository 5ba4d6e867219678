"""The operational database: SQLite beside the archive, or PostgreSQL by URL.

*plan*: an acceptance that was decided but whose object may not be in the vault yet; *confirm* turns
it into an item. *outbox*: entries that are true but not yet in the ledger. *salt*: what opens a
commitment of the ledger; erasing it erases the person from the log. *check*: a re-reading of an
object's bytes; only the last one is kept here.
*probe*: what a store was found to do; the newest one of each store is kept.
"""

from nachklang.registry.failures import DuplicateItemError
from nachklang.registry.records import CommitmentSalt, DepositRecord, PendingEntry, ProbeRecord, Refusal
from nachklang.registry.registry import Registry

__all__ = [
    "CommitmentSalt",
    "DepositRecord",
    "DuplicateItemError",
    "PendingEntry",
    "ProbeRecord",
    "Refusal",
    "Registry",
]
