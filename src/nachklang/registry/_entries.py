"""Entries on their way into the ledger, and the salts that stay here.

An entry is written with its plan and *sent* when it becomes true; only a sent one is in the outbox.
So its salts are in one place from the first moment to their erasure, and never in a second one.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from nachklang.errors import RegistryError
from nachklang.registry import record_book
from nachklang.registry._rows import entry_row, salt_rows, storable
from nachklang.registry._tables import COMMITMENT_SALTS, ENTRIES, OUTBOX
from nachklang.registry.records import CommitmentSalt, PendingEntry, RecordKind


def add(connection: Connection, entry: PendingEntry) -> None:
    """Write an entry and its salts, not sent yet."""
    connection.execute(insert(ENTRIES), storable(ENTRIES, entry_row(entry)))
    rows = [storable(COMMITMENT_SALTS, row) for row in salt_rows(entry)]
    if rows:
        connection.execute(insert(COMMITMENT_SALTS), rows)


def send(connection: Connection, entry_id: str) -> None:
    """Put an entry into the outbox, behind those that are there."""
    connection.execute(insert(OUTBOX), {"entry_id": entry_id})
    salted = select(COMMITMENT_SALTS.c.place).where(COMMITMENT_SALTS.c.entry_id == entry_id)
    if connection.execute(salted.limit(1)).first() is not None:
        record_book.note(connection, RecordKind.SALTS, entry_id)


def announce(connection: Connection, entry: PendingEntry) -> bool:
    """Write and send an entry that comes with no plan, once."""
    if connection.execute(select(ENTRIES.c.id).where(ENTRIES.c.id == entry.id)).first() is not None:
        return False
    add(connection, entry)
    send(connection, entry.id)
    return True


def remove(connection: Connection, entry_id: str) -> None:
    """Forget an entry that was never sent."""
    erase_salts(connection, entry_id)
    connection.execute(delete(ENTRIES).where(ENTRIES.c.id == entry_id))


def pending(connection: Connection) -> list[PendingEntry]:
    """Return what is in the outbox and not in the ledger, oldest first."""
    waiting = OUTBOX.c.ledger_index.is_(None)
    entries = select(ENTRIES).join(OUTBOX).where(waiting).order_by(OUTBOX.c.position)
    salts = (
        select(COMMITMENT_SALTS)
        .join(OUTBOX, OUTBOX.c.entry_id == COMMITMENT_SALTS.c.entry_id)
        .where(waiting)
        .order_by(COMMITMENT_SALTS.c.place)
    )
    rows = connection.execute(entries).all()
    by_entry = _grouped(connection.execute(salts))
    return [PendingEntry(row.id, row.subject, row.payload, tuple(by_entry.get(row.id, ()))) for row in rows]


def _grouped(rows: Iterable[Row[tuple[object, ...]]]) -> dict[str, list[CommitmentSalt]]:
    grouped: dict[str, list[CommitmentSalt]] = {}
    for row in rows:
        grouped.setdefault(row.entry_id, []).append(CommitmentSalt(row.field, row.salt, row.value))
    return grouped


def mark_logged(connection: Connection, indices: Mapping[str, int]) -> None:
    """Record where in the ledger each entry stands; saying the same twice is fine."""
    for entry_id, index in indices.items():
        place = or_(OUTBOX.c.ledger_index.is_(None), OUTBOX.c.ledger_index == index)
        marked = update(OUTBOX).where(OUTBOX.c.entry_id == entry_id, place).values(ledger_index=index)
        if connection.execute(marked).rowcount == 0:
            raise RegistryError(
                f"entry {entry_id} cannot stand at index {index} of the ledger: it is not in the outbox, or "
                "was logged at another index; verify the ledger"
            )


def ledger_index(connection: Connection, subject: str) -> int | None:
    """Return the index of the newest logged entry about `subject`."""
    newest = select(func.max(OUTBOX.c.ledger_index)).join(ENTRIES).where(ENTRIES.c.subject == subject)
    index: int | None = connection.execute(newest).scalar_one()
    return index


def entry_index(connection: Connection, entry_id: str) -> int | None:
    """Return the index at which an entry was logged; None where it was not, or is not known."""
    index: int | None = connection.execute(
        select(OUTBOX.c.ledger_index).where(OUTBOX.c.entry_id == entry_id)
    ).scalar_one_or_none()
    return index


def salt(connection: Connection, entry_id: str, field: str) -> CommitmentSalt | None:
    """Return the salt of one commitment, or None where there is none (any more)."""
    columns = COMMITMENT_SALTS.c
    found = connection.execute(
        select(COMMITMENT_SALTS).where(columns.entry_id == entry_id, columns.field == field)
    ).one_or_none()
    return None if found is None else CommitmentSalt(found.field, found.salt, found.value)


def erase_salts(connection: Connection, entry_id: str) -> None:
    """Delete the salts of an entry with the values that they hide."""
    connection.execute(delete(COMMITMENT_SALTS).where(COMMITMENT_SALTS.c.entry_id == entry_id))
