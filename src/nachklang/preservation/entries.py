"""The ledger entries of preservation: repairs, removals and their confirmations, holds."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from nachklang.errors import LedgerError
from nachklang.ledger import Entry, EntryKind, commit
from nachklang.ledger.schemas import SCHEMAS
from nachklang.registry import CommitmentSalt, PendingEntry

_SALT_BYTES = 32


def committed_entry(
    entry_id: str,
    kind: EntryKind,
    at: datetime,
    subject: str,
    decision: str,
    private: Mapping[str, str | None],
    *,
    facts: Mapping[str, str] | None = None,
) -> PendingEntry:
    """Make an entry in which commitments stand for every value of `private` that is not None.

    `facts` stand in it as they are. Raises LedgerError for what the kind's schema does not have.
    """
    strange = private.keys() - SCHEMAS[kind].commitments.keys()
    if strange:
        raise LedgerError(f"an entry {kind} commits to nothing called {min(strange)}: see its schema")
    salts = tuple(
        CommitmentSalt(field, secrets.token_bytes(_SALT_BYTES), value)
        for field, value in private.items()
        if value is not None
    )
    commitments = {one.field: commit(one.field, one.value, one.salt) for one in salts}
    entry = Entry(entry_id, kind, at, subject, decision, commitments, facts or {})
    return PendingEntry(entry_id, subject, entry.encode(), salts)


def about_object(
    kind: EntryKind,
    object_id: str,
    at: datetime,
    private: Mapping[str, str | None],
    entry_id: str | None = None,
) -> PendingEntry:
    """Make an entry about an object; its subject is the item's id: the object's without `urn:uuid:`."""
    subject = object_id.removeprefix("urn:uuid:")
    return committed_entry(entry_id or str(uuid4()), kind, at, subject, "", private)
