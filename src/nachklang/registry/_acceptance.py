"""Plan, then confirm: how an item gets into the registry without ever being half there."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, or_, select

from nachklang.errors import NotFoundError
from nachklang.model.items import Event, Item
from nachklang.registry import _entries
from nachklang.registry._database import native_insert
from nachklang.registry._rows import document, event_row, item_row, read_document, storable
from nachklang.registry._tables import DEPOSITS, EVENTS, ITEMS, PLANS
from nachklang.registry.failures import DuplicateItemError
from nachklang.registry.records import PendingEntry


def plan(connection: Connection, item: Item, events: Sequence[Event], entry: PendingEntry) -> None:
    """Write the plan of `item`, in place of an older one. What could not be confirmed is refused now."""
    require_deposit(connection, item.deposit_id)
    storable(ITEMS, item_row(item))
    for event in events:
        storable(EVENTS, event_row(item.id, event))
    _refuse_held(connection, item)
    drop(connection, item.id)
    _entries.add(connection, entry)
    row = {
        "item_id": item.id,
        "deposit_id": item.deposit_id,
        "entry_id": entry.id,
        "item": document(item),
        "events": document(tuple(events)),
    }
    connection.execute(insert(PLANS), storable(PLANS, row))


def planned(connection: Connection) -> list[Item]:
    """Return the planned items, ordered by (accepted_at, id)."""
    rows = connection.execute(select(PLANS.c.item_id, PLANS.c.item))
    items = [read_document(Item, row.item, f"the plan of {row.item_id}") for row in rows]
    return sorted(items, key=lambda item: (item.accepted_at, item.id))


def count(connection: Connection) -> int:
    """Return how many plans there are, without reading them."""
    return int(connection.execute(select(func.count()).select_from(PLANS)).scalar_one())


def drop(connection: Connection, item_id: str) -> None:
    """Forget a plan with its entry and salts, if there is one."""
    dropped = delete(PLANS).where(PLANS.c.item_id == item_id).returning(PLANS.c.entry_id)
    for entry_id in connection.execute(dropped).scalars().all():
        _entries.remove(connection, entry_id)


def confirm(connection: Connection, item_id: str) -> None:
    """Turn the plan into item, events and outbox. Raises NotFoundError, DuplicateItemError."""
    found = connection.execute(
        select(PLANS).where(PLANS.c.item_id == item_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"no acceptance of item {item_id} is planned: plan it before confirming it")
    item = read_document(Item, found.item, f"the plan of {item_id}")
    events = read_document(tuple[Event, ...], found.events, f"the plan of {item_id}")
    added = native_insert(connection, ITEMS).on_conflict_do_nothing().returning(ITEMS.c.id)
    if connection.execute(added, item_row(item)).one_or_none() is None:
        _refuse_held(connection, item)
    if events:
        connection.execute(insert(EVENTS), [event_row(item_id, event) for event in events])
    _entries.send(connection, found.entry_id)
    connection.execute(delete(PLANS).where(PLANS.c.item_id == item_id))


def require_deposit(connection: Connection, deposit_id: str) -> None:
    """Raise NotFoundError where no such deposit was begun."""
    if connection.execute(select(DEPOSITS.c.id).where(DEPOSITS.c.id == deposit_id)).one_or_none() is None:
        raise NotFoundError(f"no deposit {deposit_id} in the registry: begin it before recording its files")


def _refuse_held(connection: Connection, item: Item) -> None:
    same = or_(ITEMS.c.id == item.id, ITEMS.c.object_id == item.object_id, ITEMS.c.sha512 == item.sha512)
    held = connection.execute(select(ITEMS.c.id).where(same).limit(1)).scalar_one_or_none()
    if held is not None:
        raise DuplicateItemError(
            f"item {item.id} is held already, as item {held}: the same id, object or bytes; drop its plan"
        )
