"""Removal by law: the bytes leave every place; a stub stays that says what was there, and why it is gone."""

import json
from datetime import UTC, datetime
from typing import Any

from nachklang.errors import ArchiveError, FixityError, LockedError, NotFoundError
from nachklang.ledger import EntryKind
from nachklang.model.items import Item
from nachklang.model.plain import instant_text, to_plain
from nachklang.preservation.checking import (
    checked,
    look_at_copy,
    look_at_own,
    recorded_inventory,
    summary,
)
from nachklang.preservation.entries import about_object
from nachklang.preservation.healing import recovery_of
from nachklang.preservation.profile import CONTACT
from nachklang.preservation.services import Services
from nachklang.registry import Removal, Task
from nachklang.vault import Inventory, NewFile
from nachklang.vault._disk import remove_tree
from nachklang.vault.copies import remove_copy, write_copy
from nachklang.vault.mending import quarantined
from nachklang.vault.stores import Store, StoreAwayError, StoreRefusedError

STUB = "metadata/removal.json"
"""The one file of a stub."""

ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
"""While nobody else works on copies, all that lies in a store's staging was left by a kill."""


def decide_removal(object_id: str, item: Item, notice: str, services: Services) -> Removal:
    """Order the removal of an object from every place; from here on it is held and copied no more.

    Raises HeldByLawError where it is under a legal hold. The same order twice is one.
    """
    at = services.clock()
    removal = Removal(object_id, item.id, item.sha512, item.size, notice, at)
    entry_id = services.profile.make_id("entry", "removed", object_id)
    entry = about_object(EntryKind.OBJECT_REMOVED, object_id, at, {"notice": notice}, entry_id)
    places = services.policy.places
    services.registry.removals.decide(removal, places, entry)
    known = services.registry.removals.of(object_id)
    if known is None:
        raise NotFoundError(f"no removal of {object_id} is known, though it was just decided")
    return known


def remove_from_own(removal: Removal, services: Services) -> None:
    """Replace the vault's own object by its stub, with all that lay beside it, and confirm it."""
    object_id = removal.object_id
    if services.own in removal.confirmed:
        return
    with services.alone():
        remove_tree(recovery_of(object_id, services))
        remove_tree(quarantined(services.quarantine, object_id))
        write_stub(removal, services, forgotten=tuple(services.policy.places))
        _confirm(object_id, services.own, services)


def write_stub(removal: Removal, services: Services, *, forgotten: tuple[str, ...] = ()) -> None:
    """Write the vault's own stub, in place of whatever lies there, and write down what it is.

    `forgotten` are the places whose copies are none any more. Called only while nobody else works on copies.
    """
    object_id = removal.object_id
    services.vault.replace_with_stub(
        object_id,
        [NewFile(STUB, told(removal))],
        message=f"Removed by law from {services.profile.archive_name}",
        user=services.profile.agent,
        address=CONTACT,
        created=removal.decided_at,
    )
    inventory = services.vault.inventory(object_id)
    deep = look_at_own(inventory, services, lambda _: None)
    if deep.record is None:
        raise FixityError(f"the stub of {object_id}: {summary(deep.problems)}, directly after it was written")
    for place in forgotten:
        services.registry.copies.forget(object_id, place, services.clock())
    services.registry.copies.know(deep.record)
    services.registry.copies.record([checked(inventory, services.own, deep, services)])


def remove_first(name: str, store: Store, services: Services) -> None:
    """Do every removal that waits for a store. One that fails is noted, and tried again when it is due."""
    for task in services.registry.tasks.removals(name):
        try:
            remove_from_store(task, store, services)
        except (StoreAwayError, StoreRefusedError, LockedError):
            raise
        except ArchiveError as error:
            services.registry.tasks.failed(task, services.clock(), str(error))


def remove_from_store(task: Task, store: Store, services: Services) -> None:
    """Remove every byte of an object from a store, leave the stub, read it again, and confirm it."""
    removal = services.registry.removals.of(task.subject)
    if removal is None or services.own not in removal.confirmed:
        raise FixityError(f"{task.subject}: the vault's own copy has to go first; run the removal again")
    store.clear_staging(before=ALWAYS)
    try:
        inventory = recorded_inventory(task.subject, services)
    except (NotFoundError, FixityError):
        # The bytes go all the same; the audit puts the vault's own stub right, and then it comes.
        remove_copy(store, task.subject)
        raise
    if not _is_there(store, inventory):
        remove_copy(store, task.subject)
        write_copy(services.vault.root, inventory, store)
    store.clear_staging(before=services.clock())
    deep = look_at_copy(store, inventory, lambda _: None)
    if deep.problems:
        raise FixityError(f"{store.where}, the stub of {task.subject}: {summary(deep.problems)}")
    services.registry.copies.record([checked(inventory, task.store, deep, services)])
    _confirm(task.subject, task.store, services)


def _is_there(store: Store, inventory: Inventory) -> bool:
    """Whether a removal that was cut off had come to its end in this store."""
    return not look_at_copy(store, inventory, lambda _: None).problems


def _confirm(object_id: str, place: str, services: Services) -> None:
    at = services.clock()
    entry_id = services.profile.make_id("entry", "removal-confirmed", object_id, place)
    entry = about_object(EntryKind.REMOVAL_CONFIRMED, object_id, at, {"place": place}, entry_id)
    services.registry.removals.confirm(object_id, place, at, entry)


def told(removal: Removal) -> bytes:
    """Write what the stub says: why, what the bytes were, and what had happened to them."""
    document: dict[str, Any] = {
        "schema": "nachklang/removal/1",
        "item": removal.item_id,
        "object": removal.object_id,
        "notice": removal.notice,
        "decided_at": instant_text(removal.decided_at),
        "original": {"sha512": removal.sha512, "size": removal.size},
        "events": [to_plain(one) for one in removal.events],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
