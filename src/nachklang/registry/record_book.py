"""The book of records: what changed that only the registry knows, so that places can be told of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from nachklang.model.plain import canonical_json
from nachklang.registry._database import Database, native_insert
from nachklang.registry._rights_rows import read_case, read_right, told_proof
from nachklang.registry._rows import read_deposit, read_refusal
from nachklang.registry._tables import (
    COMMITMENT_SALTS,
    DEPOSITS,
    HOLDS,
    PROOFS,
    RECORDS,
    REFUSALS,
    RIGHTS,
    SHIPPED,
    WITHDRAWALS,
)
from nachklang.registry.records import Hold, Record, RecordKind


@dataclass(frozen=True, slots=True)
class RecordBook:
    """What places have to be told, each in its own time. Every method is one transaction."""

    database: Database

    def after(self, place: str, *, limit: int = 200) -> list[Record]:
        """Return what a place was not told yet, as it is now, in the order in which it changed."""
        with self.database.reading() as connection:
            chosen = select(RECORDS).where(RECORDS.c.position > _told(connection, place))
            rows = connection.execute(chosen.order_by(RECORDS.c.position).limit(limit)).all()
            return [
                Record(
                    one.position,
                    RecordKind(one.kind),
                    one.subject,
                    _BODIES[RecordKind(one.kind)](connection, one.subject),
                )
                for one in rows
            ]

    def told(self, place: str, position: int) -> None:
        """Note that a place knows everything up to a record."""
        row = {"place": place, "position": position}
        with self.database.writing() as connection:
            written = native_insert(connection, SHIPPED).values(row)
            connection.execute(written.on_conflict_do_update(index_elements=[SHIPPED.c.place], set_=row))

    def waiting(self, place: str) -> int:
        """Count what a place was not told yet."""
        with self.database.reading() as connection:
            later = RECORDS.c.position > _told(connection, place)
            return int(
                connection.execute(select(func.count()).select_from(RECORDS).where(later)).scalar_one()
            )


def note(connection: Connection, kind: RecordKind, subject: str) -> None:
    """Note, in the transaction that changes it, that places have to be told of something."""
    connection.execute(insert(RECORDS), {"kind": str(kind), "subject": subject})


def _told(connection: Connection, place: str) -> int:
    known = select(SHIPPED.c.position).where(SHIPPED.c.place == place)
    return connection.execute(known).scalar_one_or_none() or 0


def _deposit(connection: Connection, subject: str) -> bytes | None:
    found = connection.execute(select(DEPOSITS).where(DEPOSITS.c.id == subject)).one_or_none()
    return None if found is None else canonical_json(read_deposit(found))


def _refusal(connection: Connection, subject: str) -> bytes | None:
    found = connection.execute(select(REFUSALS).where(REFUSALS.c.key_sha256 == subject)).one_or_none()
    return None if found is None else canonical_json(read_refusal(found))


def _salts(connection: Connection, subject: str) -> bytes | None:
    chosen = select(COMMITMENT_SALTS).where(COMMITMENT_SALTS.c.entry_id == subject)
    rows = connection.execute(chosen.order_by(COMMITMENT_SALTS.c.place)).all()
    salts = [{"field": one.field, "salt": one.salt.hex(), "value": one.value} for one in rows]
    return json.dumps({"entry": subject, "salts": salts}).encode() if salts else None


def _hold(connection: Connection, subject: str) -> bytes | None:
    found = connection.execute(select(HOLDS).where(HOLDS.c.id == subject)).one_or_none()
    if found is None:
        return None
    return canonical_json(Hold(found.id, found.object_id, found.reason, found.placed_at, found.lifted_at))


def _right(connection: Connection, subject: str) -> bytes | None:
    found = connection.execute(select(RIGHTS).where(RIGHTS.c.id == subject)).one_or_none()
    return None if found is None else canonical_json(read_right(found))


def _proof(connection: Connection, subject: str) -> bytes | None:
    found = connection.execute(select(PROOFS).where(PROOFS.c.sha512 == subject)).one_or_none()
    return None if found is None else told_proof(found)


def _withdrawal(connection: Connection, subject: str) -> bytes | None:
    found = connection.execute(select(WITHDRAWALS).where(WITHDRAWALS.c.id == subject)).one_or_none()
    return None if found is None else canonical_json(read_case(found))


def _nothing(connection: Connection, subject: str) -> bytes | None:
    del connection, subject
    return None


_BODIES: Mapping[RecordKind, Callable[[Connection, str], bytes | None]] = {
    RecordKind.DEPOSIT: _deposit,
    RecordKind.REFUSAL: _refusal,
    RecordKind.SALTS: _salts,
    RecordKind.ERASED: _nothing,
    RecordKind.HOLD: _hold,
    RecordKind.RIGHT: _right,
    RecordKind.PROOF: _proof,
    RecordKind.WITHDRAWAL: _withdrawal,
}
