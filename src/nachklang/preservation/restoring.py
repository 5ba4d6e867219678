"""Bringing back from the stores what the archive's own folder has lost: objects, and the log."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from nachklang.errors import FixityError, InvalidValueError, NotFoundError
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.preservation.telling import CHECKPOINT, LEDGER
from nachklang.preservation.trusting import from_store
from nachklang.vault import Inventory
from nachklang.vault._documents import LONGEST_DOCUMENT, Pair
from nachklang.vault.copies import PREFIX
from nachklang.vault.decode import decode
from nachklang.vault.inventory import INVENTORY, SIDECAR
from nachklang.vault.layout import object_path
from nachklang.vault.stores import Store

_INVENTORY = re.compile(rf"{PREFIX}((?:[0-9a-f]{{3}}/){{3}}[0-9a-f]{{64}})/{INVENTORY}", re.ASCII)


def restore_objects(services: Services, stores: Stores) -> int:
    """Make every object that a store has and the vault has not; return how many were made.

    Of several stores the newest version counts. Every byte is compared with the inventory.
    """
    found: dict[str, Inventory] = {}
    for name in stores.names():
        with stores.using(name) as store:
            if store is not None:
                for inventory in _inventories(store):
                    known = found.get(inventory.object_id)
                    if known is None or len(known.versions) < len(inventory.versions):
                        found[inventory.object_id] = inventory
    lost = [one for object_id, one in sorted(found.items()) if not services.vault.has(object_id)]
    return sum(_made(one, services, stores) for one in lost)


def _made(inventory: Inventory, services: Services, stores: Stores) -> bool:
    """Make an object from whichever stores have its files; False where none has all of them."""
    sources = []
    for name in stores.names():
        with stores.using(name) as store:
            if store is not None:
                sources.append(from_store(store, inventory.object_id))
    with suppress(FixityError):
        services.mender.make(inventory, sources)
        return True
    return False


def _inventories(store: Store) -> Iterator[Inventory]:
    """Yield the inventory of every object in a store that its sidecar confirms."""
    for key, size in store.entries(PREFIX):
        match = _INVENTORY.fullmatch(key)
        if match is None or size > LONGEST_DOCUMENT:
            continue
        with suppress(NotFoundError, FixityError, InvalidValueError):
            data = b"".join(store.read(key))
            pair = Pair("", data, b"".join(store.read(f"{PREFIX}{match[1]}/{SIDECAR}")))
            inventory = decode(data)
            if pair.matches and object_path(inventory.object_id) == match[1]:
                yield inventory


def restore_ledger(services: Services, stores: Stores) -> None:
    """Bring the log back to the longest copy of it, where the archive's own is shorter or gone.

    Raises LedgerError where what comes back is not, together, what its checkpoint says.
    """
    for name in stores.names():
        with stores.using(name) as store, suppress(NotFoundError):
            if store is not None:
                note = b"".join(store.read(f"{LEDGER}{CHECKPOINT}"))
                services.ledger.take_back(note, _reader(store))


def _reader(store: Store) -> Callable[[str], bytes]:
    return lambda path: b"".join(store.read(f"{LEDGER}{path}"))
