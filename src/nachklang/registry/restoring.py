"""Putting back what a registry had known, from what places were told: each row only where it is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, insert, select

from nachklang.model.items import Event, Item
from nachklang.model.rights_records import RightsRecord
from nachklang.registry import _entries, record_book
from nachklang.registry._database import Database, native_insert
from nachklang.registry._rights_rows import case_row, proof_row, rights_row
from nachklang.registry._rows import deposit_row, document, event_row, item_row, refusal_row, storable
from nachklang.registry._tables import (
    COMMITMENT_SALTS,
    CONFIRMATIONS,
    DEPOSITS,
    ENTRIES,
    EVENTS,
    HOLDS,
    ITEMS,
    LAW_VERSIONS,
    OUTBOX,
    PROOFS,
    REFUSALS,
    REMOVALS,
    RIGHTS,
    WITHDRAWALS,
)
from nachklang.registry.records import (
    CommitmentSalt,
    DepositRecord,
    Hold,
    PendingEntry,
    Proof,
    RecordKind,
    Refusal,
    Removal,
    Withdrawal,
)


@dataclass(frozen=True, slots=True)
class Restoring:
    """Writes rows as they were. Every method is one transaction, and may be called again."""

    database: Database

    def is_empty(self) -> bool:
        """Whether the registry knows of nothing yet: only then may it be made anew."""
        with self.database.reading() as connection:
            counts = [
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (ITEMS, DEPOSITS, ENTRIES)
            ]
        return not any(counts)

    def deposits(self, deposits: Iterable[DepositRecord]) -> None:
        """Write deposits."""
        self._write(DEPOSITS, [deposit_row(one) for one in deposits], RecordKind.DEPOSIT)

    def items(self, items: Sequence[tuple[Item, Sequence[Event]]]) -> None:
        """Write items with their events; their deposits have to be there."""
        with self.database.writing() as connection:
            for item, events in items:
                fresh = native_insert(connection, ITEMS).on_conflict_do_nothing().returning(ITEMS.c.id)
                if connection.execute(fresh, storable(ITEMS, item_row(item))).one_or_none() is None:
                    continue
                rows = [storable(EVENTS, event_row(item.id, event)) for event in events]
                if rows:
                    connection.execute(insert(EVENTS), rows)

    def entries(self, entries: Sequence[tuple[int, PendingEntry]]) -> None:
        """Write entries of the ledger with their index, in its order; their salts come apart."""
        with self.database.writing() as connection:
            for index, entry in entries:
                if connection.execute(select(ENTRIES.c.id).where(ENTRIES.c.id == entry.id)).first() is None:
                    _entries.add(connection, entry)
                    connection.execute(insert(OUTBOX), {"entry_id": entry.id, "ledger_index": index})

    def salts(self, salts: Mapping[str, Sequence[CommitmentSalt]]) -> None:
        """Write what opens commitments, by entry."""
        rows = [
            {"entry_id": entry, "field": one.field, "salt": one.salt, "value": one.value, "place": place}
            for entry, those in salts.items()
            for place, one in enumerate(those)
        ]
        self._write(COMMITMENT_SALTS, rows, RecordKind.SALTS, "entry_id")

    def refusals(self, refusals: Iterable[Refusal]) -> None:
        """Write refusals, in their order; their deposits have to be there."""
        self._write(REFUSALS, [refusal_row(one) for one in refusals], RecordKind.REFUSAL, "key_sha256")

    def holds(self, holds: Iterable[Hold]) -> None:
        """Write legal holds, lifted ones too."""
        names = ("id", "object_id", "reason", "placed_at", "lifted_at")
        self._write(HOLDS, [{name: getattr(one, name) for name in names} for one in holds], RecordKind.HOLD)

    def removals(self, removals: Iterable[Removal]) -> None:
        """Write removals with their confirmations."""
        names = ("object_id", "item_id", "sha512", "size", "notice", "decided_at")
        known = list(removals)
        rows = [
            {name: getattr(one, name) for name in names} | {"events": document(one.events)} for one in known
        ]
        self._write(REMOVALS, rows)
        confirmations = [
            {"object_id": one.object_id, "store": store, "at": at}
            for one in known
            for store, at in one.confirmed.items()
        ]
        self._write(CONFIRMATIONS, confirmations)

    def rights(self, records: Iterable[RightsRecord]) -> None:
        """Write records of rights, in their order, those that ended too."""
        self._write(RIGHTS, [rights_row(one) for one in records], RecordKind.RIGHT)

    def proofs(self, proofs: Iterable[Proof]) -> None:
        """Write what proves records of rights."""
        self._write(PROOFS, [proof_row(one) for one in proofs], RecordKind.PROOF, "sha512")

    def withdrawals(self, cases: Iterable[Withdrawal]) -> None:
        """Write cases of withdrawal, closed ones too."""
        self._write(WITHDRAWALS, [case_row(one) for one in cases], RecordKind.WITHDRAWAL)

    def law_versions(self, versions: Iterable[tuple[str, datetime]]) -> None:
        """Write on which law files decisions rested, digest and instant, in their order."""
        self._write(LAW_VERSIONS, [{"digest": digest, "at": at} for digest, at in versions])

    def _write(
        self,
        table: Table,
        rows: Sequence[dict[str, Any]],
        kind: RecordKind | None = None,
        subject: str = "id",
    ) -> None:
        """Write rows that are missing, and note that places have to be told of what they are about."""
        if not rows:
            return
        with self.database.writing() as connection:
            fresh = native_insert(connection, table).on_conflict_do_nothing()
            connection.execute(fresh, [storable(table, row) for row in rows])
            if kind is not None:
                for one in dict.fromkeys(row[subject] for row in rows):
                    record_book.note(connection, kind, one)
