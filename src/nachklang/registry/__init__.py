"""The operational database: SQLite beside the archive, or PostgreSQL by URL.

*plan*: an acceptance that was decided but whose object may not be in the vault yet; *confirm* turns
it into an item. *outbox*: entries that are true but not yet in the ledger. *salt*: what opens a
commitment of the ledger; erasing it erases the person from the log. *probe*: what a store was found to
do; the newest one of each store is kept. *copy*: one object in one store, with what its last check said.
*right*: a statement that was recorded for many items. *standing*: what an item had at the last review.
*task*: what waits for a store. *turn*: by which copies are chosen to be read again.
"""

from nachklang.registry.failures import DuplicateItemError
from nachklang.registry.records import (
    Absence,
    AuditDay,
    CommitmentSalt,
    CopyRecord,
    CopyState,
    Damage,
    DepositRecord,
    HeldTogether,
    Hold,
    ObjectRecord,
    PendingEntry,
    ProbeRecord,
    Proof,
    Record,
    RecordKind,
    Refusal,
    Removal,
    Standing,
    Task,
    TaskKind,
    Withdrawal,
)
from nachklang.registry.registry import Registry
from nachklang.registry.removals import HeldByLawError
from nachklang.registry.tasks import Waiting

__all__ = [
    "Absence",
    "AuditDay",
    "CommitmentSalt",
    "CopyRecord",
    "CopyState",
    "Damage",
    "DepositRecord",
    "DuplicateItemError",
    "HeldByLawError",
    "HeldTogether",
    "Hold",
    "ObjectRecord",
    "PendingEntry",
    "ProbeRecord",
    "Proof",
    "Record",
    "RecordKind",
    "Refusal",
    "Registry",
    "Removal",
    "Standing",
    "Task",
    "TaskKind",
    "Waiting",
    "Withdrawal",
]
