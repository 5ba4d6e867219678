"""Bringing back from the stores what the archive's own folder has lost: objects, and all of the log."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from nachklang.errors import FixityError, InvalidValueError, NotFoundError, StorageError
from nachklang.ledger import LogCopy, sound_receipts, take_back, take_back_receipts
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.preservation.telling import LEDGER
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


def restore_ledger(services: Services, stores: Stores) -> list[str]:
    """Bring back all of the log: tiles and checkpoint, and the receipts by which keys named their successors.

    Returns what is wrong with the copies in stores; raises as `take_back`.
    """
    copies = [_log_in(name, stores) for name in stores.names()]
    complaints = take_back(services.ledger, services.former_keys, copies)
    return complaints + take_back_receipts(services.ledger, services.former_keys, copies)


def heal_succession(services: Services, stores: Stores) -> list[str]:
    """Bring back receipts by which keys named their successors, where one is lost; the log has to be whole.

    Returns what is wrong with the copies in stores; they are asked only then.
    """
    sound = sum(1 for _ in sound_receipts(services.ledger, services.former_keys))
    if sound == len(services.former_keys):
        return []
    copies = [_log_in(name, stores) for name in stores.due()]
    with services.alone():
        return take_back_receipts(services.ledger, services.former_keys, copies)


def _log_in(name: str, stores: Stores) -> LogCopy:
    """Return the log as a store has it; one that is away, or goes away meanwhile, has nothing."""

    def read(path: str) -> bytes:
        with stores.using(name) as store:
            if store is not None:
                try:
                    return b"".join(store.read(f"{LEDGER}{path}"))
                except NotFoundError:
                    pass
                except (FixityError, StorageError) as error:
                    raise OSError(str(error)) from error
        raise FileNotFoundError(path)

    def names(folder: str) -> Sequence[str]:
        with stores.using(name) as store:
            if store is not None:
                try:
                    return [key.removeprefix(LEDGER) for key, _ in store.entries(f"{LEDGER}{folder}/")]
                except StorageError as error:
                    stores.set_aside(name, error)
        return []

    return LogCopy(f"the store {name}, ledger", read, names)
