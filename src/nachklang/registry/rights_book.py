"""The book of rights: what was recorded for many items at once, what proves it, and when it ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, or_, select, update

from nachklang.model.plain import digest
from nachklang.model.rights_records import RightsRecord, RightsStatement
from nachklang.registry import _entries, record_book
from nachklang.registry._database import Database, native_insert
from nachklang.registry._rights_rows import proof_row, read_right, rights_row
from nachklang.registry._rows import storable
from nachklang.registry._tables import PROOFS, RECORDS, RIGHTS
from nachklang.registry.records import PendingEntry, Proof, RecordKind


@dataclass(frozen=True, slots=True)
class RightsBook:
    """Records of rights. Every method is one transaction."""

    database: Database

    def state(self) -> int:
        """Return a number that differs after every change of a record; what is asked in vain costs little."""
        newest = select(func.max(RECORDS.c.position)).where(RECORDS.c.kind == str(RecordKind.RIGHT))
        with self.database.reading() as connection:
            return connection.execute(newest).scalar_one() or 0

    def all(self) -> list[RightsRecord]:
        """Return every record, those that ended too, in the order in which they were recorded."""
        with self.database.reading() as connection:
            rows = connection.execute(select(RIGHTS).order_by(RIGHTS.c.position))
            return [read_right(row) for row in rows]

    def of(self, record_id: str) -> RightsRecord | None:
        """Return one record, or None."""
        with self.database.reading() as connection:
            found = connection.execute(select(RIGHTS).where(RIGHTS.c.id == record_id)).one_or_none()
        return None if found is None else read_right(found)

    def saying(self, statement: RightsStatement) -> list[RightsRecord]:
        """Return the records of an equal statement, oldest first."""
        chosen = select(RIGHTS).where(RIGHTS.c.digest == digest(statement)).order_by(RIGHTS.c.position)
        with self.database.reading() as connection:
            return [read_right(row) for row in connection.execute(chosen)]

    def record(
        self, records: Sequence[tuple[RightsRecord, PendingEntry]], proofs: Iterable[Proof] = ()
    ) -> None:
        """Write records that are not there yet, with their proofs, and send their entries."""
        with self.database.writing() as connection:
            for proof in proofs:
                _keep(connection, proof)
            for record, entry in records:
                if connection.execute(select(RIGHTS.c.id).where(RIGHTS.c.id == record.id)).first() is None:
                    connection.execute(insert(RIGHTS), storable(RIGHTS, rights_row(record)))
                    record_book.note(connection, RecordKind.RIGHT, record.id)
                    _entries.announce(connection, entry)

    def end(self, record_id: str, on: date, because: str, at: datetime, entry: PendingEntry) -> bool:
        """Write down a record's last day, and send its entry; False where it had one as early already."""
        later = or_(RIGHTS.c.ended_on.is_(None), RIGHTS.c.ended_on > on.isoformat())
        values = storable(RIGHTS, {"ended_on": on.isoformat(), "ended_because": because, "ended_at": at})
        with self.database.writing() as connection:
            ended = update(RIGHTS).where(RIGHTS.c.id == record_id, later).values(values)
            if connection.execute(ended).rowcount == 0:
                return False
            record_book.note(connection, RecordKind.RIGHT, record_id)
            _entries.announce(connection, entry)
        return True

    def proof(self, sha512: str) -> Proof | None:
        """Return a file that proves a statement, by the digest of its bytes."""
        with self.database.reading() as connection:
            found = connection.execute(select(PROOFS).where(PROOFS.c.sha512 == sha512)).one_or_none()
        return None if found is None else Proof(found.sha512, found.name, found.content)


def _keep(connection: Connection, proof: Proof) -> None:
    fresh = native_insert(connection, PROOFS).on_conflict_do_nothing().returning(PROOFS.c.sha512)
    if connection.execute(fresh, storable(PROOFS, proof_row(proof))).one_or_none() is not None:
        record_book.note(connection, RecordKind.PROOF, proof.sha512)
