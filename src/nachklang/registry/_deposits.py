"""Deposits and what was refused of them."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from nachklang.errors import NotFoundError
from nachklang.registry import _entries, record_book
from nachklang.registry._acceptance import require_deposit
from nachklang.registry._database import native_insert
from nachklang.registry._rows import deposit_row, read_deposit, read_refusal, refusal_row, storable
from nachklang.registry._tables import DEPOSITS, REFUSALS
from nachklang.registry.records import DepositRecord, PendingEntry, RecordKind, Refusal


def begin(connection: Connection, deposit: DepositRecord) -> None:
    """Write a deposit, or write it anew under the same id."""
    row = storable(DEPOSITS, deposit_row(deposit))
    written = native_insert(connection, DEPOSITS).values(row)
    changes = {name: value for name, value in row.items() if name != "id"}
    connection.execute(written.on_conflict_do_update(index_elements=[DEPOSITS.c.id], set_=changes))
    record_book.note(connection, RecordKind.DEPOSIT, deposit.id)


def finish(connection: Connection, deposit_id: str, at: datetime) -> None:
    """Record when a deposit ended; raises NotFoundError."""
    row = storable(DEPOSITS, {"finished_at": at})
    if connection.execute(update(DEPOSITS).where(DEPOSITS.c.id == deposit_id).values(row)).rowcount == 0:
        raise NotFoundError(f"no deposit {deposit_id} in the registry: begin it before finishing it")
    record_book.note(connection, RecordKind.DEPOSIT, deposit_id)


def all_deposits(connection: Connection) -> list[DepositRecord]:
    """Return every deposit, oldest first."""
    rows = connection.execute(select(DEPOSITS).order_by(DEPOSITS.c.started_at, DEPOSITS.c.id))
    return [read_deposit(row) for row in rows]


def refuse(connection: Connection, refusal: Refusal, entry: PendingEntry) -> bool:
    """Write a refusal and send its entry, unless the key is known: then nothing, and False."""
    require_deposit(connection, refusal.deposit_id)
    fresh = native_insert(connection, REFUSALS).on_conflict_do_nothing(index_elements=[REFUSALS.c.key_sha256])
    row = storable(REFUSALS, refusal_row(refusal))
    if connection.execute(fresh.returning(REFUSALS.c.position), row).one_or_none() is None:
        return False
    record_book.note(connection, RecordKind.REFUSAL, str(row["key_sha256"]))
    _entries.add(connection, entry)
    _entries.send(connection, entry.id)
    return True


def refusals(connection: Connection, deposit_id: str | None) -> list[Refusal]:
    """Return the refusals of one deposit or of all, in the order in which they were recorded."""
    chosen = select(REFUSALS).order_by(REFUSALS.c.position)
    if deposit_id is not None:
        chosen = chosen.where(REFUSALS.c.deposit_id == deposit_id)
    return [read_refusal(row) for row in connection.execute(chosen)]
