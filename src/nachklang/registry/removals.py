"""The book of removals: what the law orders to be removed, what it orders to be kept, and who confirmed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from nachklang.errors import ArchiveError, NotFoundError
from nachklang.model.items import Event
from nachklang.registry import _acceptance, _entries, record_book, tasks
from nachklang.registry._database import Database, native_insert
from nachklang.registry._rows import document, read_document, read_event, storable
from nachklang.registry._tables import CONFIRMATIONS, EVENTS, HOLDS, ITEMS, REMOVALS, TASKS
from nachklang.registry.records import Hold, PendingEntry, RecordKind, Removal, Task, TaskKind


class HeldByLawError(ArchiveError):
    """An object is under a legal hold: it may not be removed until the hold is lifted."""

    code = "held-by-law"


@dataclass(frozen=True, slots=True)
class RemovalBook:
    """Holds and removals. Every method is one transaction."""

    database: Database

    def hold(self, hold: Hold, entry: PendingEntry) -> None:
        """Write a legal hold and send its entry."""
        row = {
            "id": hold.id,
            "object_id": hold.object_id,
            "reason": hold.reason,
            "placed_at": hold.placed_at,
            "lifted_at": hold.lifted_at,
        }
        with self.database.writing() as connection:
            connection.execute(insert(HOLDS), storable(HOLDS, row))
            record_book.note(connection, RecordKind.HOLD, hold.id)
            _entries.announce(connection, entry)

    def lift(self, hold_id: str, at: datetime, entry: PendingEntry) -> None:
        """Lift a hold and send its entry; raises NotFoundError where no such hold stands."""
        standing = update(HOLDS).where(HOLDS.c.id == hold_id, HOLDS.c.lifted_at.is_(None))
        with self.database.writing() as connection:
            if connection.execute(standing.values(lifted_at=at)).rowcount == 0:
                raise NotFoundError(f"no legal hold {hold_id[:100]!a} stands; `vault hold list` shows them")
            record_book.note(connection, RecordKind.HOLD, hold_id)
            _entries.announce(connection, entry)

    def holds(self, object_id: str | None = None) -> list[Hold]:
        """Return the holds that stand, oldest first: of one object, or all."""
        with self.database.reading() as connection:
            return _standing(connection, object_id)

    def decide(self, removal: Removal, stores: Iterable[str], entry: PendingEntry) -> bool:
        """Write a removal with a task for each store and its entry; False where it is decided already.

        From here on the item is held no more, nothing of it is copied, one that is only planned is planned no
        more, and its events are the removal's. Raises HeldByLawError.
        """
        with self.database.writing() as connection:
            if connection.execute(_chosen(removal.object_id)).first() is not None:
                return False
            for hold in _standing(connection, removal.object_id):
                raise HeldByLawError(
                    f"{removal.object_id} is under the legal hold {hold.id} ({hold.reason}); it can go "
                    "when that is lifted"
                )
            events = connection.execute(
                select(EVENTS).where(EVENTS.c.item_id == removal.item_id).order_by(EVENTS.c.position)
            )
            row = _row(removal, tuple(read_event(one) for one in events))
            connection.execute(insert(REMOVALS), storable(REMOVALS, row))
            connection.execute(delete(EVENTS).where(EVENTS.c.item_id == removal.item_id))
            connection.execute(delete(ITEMS).where(ITEMS.c.id == removal.item_id))
            _acceptance.drop(connection, removal.item_id)
            tasks.drop_copies(connection, removal.object_id)
            at, object_id = removal.decided_at, removal.object_id
            tasks.add(connection, [Task(store, TaskKind.REMOVE, object_id, at) for store in stores])
            _entries.announce(connection, entry)
        return True

    def confirm(self, object_id: str, store: str, at: datetime, entry: PendingEntry) -> None:
        """Note that a store has removed the bytes; its task is done, and the entry is sent."""
        with self.database.writing() as connection:
            row = storable(CONFIRMATIONS, {"object_id": object_id, "store": store, "at": at})
            connection.execute(native_insert(connection, CONFIRMATIONS).on_conflict_do_nothing(), row)
            connection.execute(
                delete(TASKS).where(
                    TASKS.c.store == store, TASKS.c.kind == str(TaskKind.REMOVE), TASKS.c.subject == object_id
                )
            )
            _entries.announce(connection, entry)

    def of(self, object_id: str) -> Removal | None:
        """Return the removal of an object, or None where none was decided."""
        return next(iter(self._removals(_chosen(object_id))), None)

    def of_bytes(self, sha512: str) -> Removal | None:
        """Return the removal of an original with these bytes, or None."""
        return next(iter(self._removals(select(REMOVALS).where(REMOVALS.c.sha512 == sha512))), None)

    def all(self) -> list[Removal]:
        """Return every removal, oldest first."""
        return self._removals(select(REMOVALS).order_by(REMOVALS.c.decided_at, REMOVALS.c.object_id))

    def _removals(self, chosen: Any) -> list[Removal]:
        with self.database.reading() as connection:
            rows = connection.execute(chosen).all()
            # Asked by the same choice and not by the ids: no database takes any number of them.
            ids = chosen.with_only_columns(REMOVALS.c.object_id).order_by(None)
            said = connection.execute(select(CONFIRMATIONS).where(CONFIRMATIONS.c.object_id.in_(ids))).all()
        confirmed: dict[str, dict[str, datetime]] = defaultdict(dict)
        for row in said:
            confirmed[row.object_id][row.store] = row.at
        return [_removal(row, confirmed[row.object_id]) for row in rows]


def _standing(connection: Connection, object_id: str | None) -> list[Hold]:
    chosen = select(HOLDS).where(HOLDS.c.lifted_at.is_(None)).order_by(HOLDS.c.placed_at, HOLDS.c.id)
    if object_id is not None:
        chosen = chosen.where(HOLDS.c.object_id == object_id)
    return [
        Hold(row.id, row.object_id, row.reason, row.placed_at, row.lifted_at)
        for row in connection.execute(chosen)
    ]


def _chosen(object_id: str) -> Any:
    return select(REMOVALS).where(REMOVALS.c.object_id == object_id)


def _row(removal: Removal, events: tuple[Event, ...]) -> dict[str, Any]:
    return {
        "object_id": removal.object_id,
        "item_id": removal.item_id,
        "sha512": removal.sha512,
        "size": removal.size,
        "notice": removal.notice,
        "decided_at": removal.decided_at,
        "events": document(events),
    }


def _removal(row: Row[*tuple[Any, ...]], confirmed: dict[str, datetime]) -> Removal:
    events = read_document(tuple[Event, ...], row.events, f"the removal of {row.object_id}")
    return Removal(
        row.object_id, row.item_id, row.sha512, row.size, row.notice, row.decided_at, events, confirmed
    )
