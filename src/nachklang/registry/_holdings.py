"""Reading what is held: items, one by one or all in order, and their events."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, func, insert, literal, select, tuple_

from nachklang.errors import NotFoundError, RemovedError
from nachklang.model.items import Event, Item
from nachklang.registry._database import Database
from nachklang.registry._rows import event_row, read_event, read_item, storable
from nachklang.registry._tables import EVENTS, ITEMS, REMOVALS, Instant

_BATCH = 500


def item(connection: Connection, item_id: str) -> Item:
    """Return one item; raises NotFoundError, for one that was removed RemovedError."""
    found = connection.execute(select(ITEMS).where(ITEMS.c.id == item_id)).one_or_none()
    if found is None:
        removed = select(REMOVALS.c.decided_at).where(REMOVALS.c.item_id == item_id)
        at = connection.execute(removed).scalar_one_or_none()
        if at is not None:
            raise RemovedError(f"item {item_id} was removed by law on {at.date().isoformat()}")
        raise NotFoundError(f"no item {item_id[:100]!a} in the registry")
    return read_item(found)


def by_sha512(connection: Connection, sha512: str) -> Item | None:
    """Return the item with these bytes, if it is held."""
    found = connection.execute(select(ITEMS).where(ITEMS.c.sha512 == sha512)).one_or_none()
    return None if found is None else read_item(found)


def in_order(database: Database) -> Iterator[Item]:
    """Yield every item by (accepted_at, id), a batch at a time, holding no transaction between batches."""
    ordered = select(ITEMS).order_by(ITEMS.c.accepted_at, ITEMS.c.id).limit(_BATCH)
    batch = _batch(database, ordered)
    while batch:
        yield from batch
        last = tuple_(literal(batch[-1].accepted_at, Instant()), literal(batch[-1].id))
        batch = _batch(database, ordered.where(tuple_(ITEMS.c.accepted_at, ITEMS.c.id) > last))


def _batch(database: Database, ordered: Select[*tuple[Any, ...]]) -> list[Item]:
    with database.reading() as connection:
        return [read_item(row) for row in connection.execute(ordered)]


def totals(connection: Connection) -> tuple[int, int]:
    """Return how many items are held, and how many bytes."""
    counted = select(func.count(), func.coalesce(func.sum(ITEMS.c.size), 0)).select_from(ITEMS)
    count, size = connection.execute(counted).one()
    return int(count), int(size)


def events(connection: Connection, item_id: str) -> list[Event]:
    """Return the events of an item in the order in which they were recorded."""
    item(connection, item_id)
    rows = connection.execute(select(EVENTS).where(EVENTS.c.item_id == item_id).order_by(EVENTS.c.position))
    return [read_event(row) for row in rows]


def add_event(connection: Connection, item_id: str, event: Event) -> None:
    """Record one more event of an item that is held; raises NotFoundError."""
    item(connection, item_id)
    connection.execute(insert(EVENTS), storable(EVENTS, event_row(item_id, event)))
