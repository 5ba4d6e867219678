"""The book of withdrawals: what items had when they were reviewed last, and the cases of what they lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from nachklang.registry import _entries, record_book
from nachklang.registry._database import Database, native_insert
from nachklang.registry._rights_rows import acts_text, case_row, read_acts, read_case
from nachklang.registry._rows import storable
from nachklang.registry._tables import ITEMS, STANDINGS, WITHDRAWALS
from nachklang.registry.records import PendingEntry, RecordKind, Standing, Withdrawal


@dataclass(frozen=True, slots=True)
class WithdrawalBook:
    """Reviews and their cases. Every method is one transaction."""

    database: Database

    def standings(self, item_ids: Collection[str]) -> dict[str, Standing]:
        """Return what the last review found, for those of some hundred items that it knows."""
        with self.database.reading() as connection:
            rows = connection.execute(select(STANDINGS).where(STANDINGS.c.item_id.in_(item_ids)))
            return {
                row.item_id: Standing(row.item_id, read_acts(row.acts), date.fromisoformat(row.day))
                for row in rows
            }

    def review(
        self,
        standings: Sequence[Standing],
        *,
        opened: Sequence[tuple[Withdrawal, PendingEntry]],
        closed: Sequence[tuple[Withdrawal, PendingEntry]],
    ) -> None:
        """Write what a review found of some items: what they have now, new cases, and cases that ended."""
        with self.database.writing() as connection:
            for one in standings:
                _stand(connection, one)
            for case, entry in opened:
                connection.execute(insert(WITHDRAWALS), storable(WITHDRAWALS, case_row(case)))
                record_book.note(connection, RecordKind.WITHDRAWAL, case.id)
                _entries.announce(connection, entry)
            for case, entry in closed:
                _close(connection, case, entry)

    def cases(self, *, closed: bool = False) -> list[Withdrawal]:
        """Return the open cases, oldest first; with `closed`, all of them."""
        chosen = select(WITHDRAWALS).order_by(WITHDRAWALS.c.opened_at, WITHDRAWALS.c.id)
        if not closed:
            chosen = chosen.where(WITHDRAWALS.c.closed_at.is_(None))
        with self.database.reading() as connection:
            return [read_case(row) for row in connection.execute(chosen)]

    def open_of(self, item_ids: Collection[str]) -> list[Withdrawal]:
        """Return the open cases of some hundred items."""
        chosen = select(WITHDRAWALS).where(
            WITHDRAWALS.c.closed_at.is_(None), WITHDRAWALS.c.item_id.in_(item_ids)
        )
        with self.database.reading() as connection:
            return [read_case(row) for row in connection.execute(chosen.order_by(WITHDRAWALS.c.opened_at))]

    def open_count(self) -> int:
        """Return how many cases are open."""
        chosen = select(func.count()).select_from(WITHDRAWALS).where(WITHDRAWALS.c.closed_at.is_(None))
        with self.database.reading() as connection:
            return int(connection.execute(chosen).scalar_one())

    def of_removed(self) -> list[Withdrawal]:
        """Return the open cases of items that are held no more."""
        chosen = select(WITHDRAWALS).where(
            WITHDRAWALS.c.closed_at.is_(None), WITHDRAWALS.c.item_id.not_in(select(ITEMS.c.id))
        )
        with self.database.reading() as connection:
            return [read_case(row) for row in connection.execute(chosen.order_by(WITHDRAWALS.c.opened_at))]

    def forget_removed(self) -> None:
        """Forget what the last review found of items that are held no more."""
        with self.database.writing() as connection:
            connection.execute(delete(STANDINGS).where(STANDINGS.c.item_id.not_in(select(ITEMS.c.id))))


def _stand(connection: Connection, one: Standing) -> None:
    row = {"item_id": one.item_id, "acts": acts_text(one.acts), "day": one.on.isoformat()}
    written = native_insert(connection, STANDINGS).values(storable(STANDINGS, row))
    connection.execute(written.on_conflict_do_update(index_elements=[STANDINGS.c.item_id], set_=row))


def _close(connection: Connection, case: Withdrawal, entry: PendingEntry) -> None:
    """Close a case once: one that is closed already stays as it is, and nothing is sent."""
    standing = update(WITHDRAWALS).where(WITHDRAWALS.c.id == case.id, WITHDRAWALS.c.closed_at.is_(None))
    values = {"closed_at": case.closed_at, "ending": case.ending}
    if connection.execute(standing.values(storable(WITHDRAWALS, values))).rowcount:
        record_book.note(connection, RecordKind.WITHDRAWAL, case.id)
        _entries.announce(connection, entry)
