"""Which inventory of an object can be believed, and where its bytes can be had."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress

from nachklang.errors import FixityError, InvalidValueError, NotFoundError, StorageError
from nachklang.preservation.healing import healed
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.registry import ObjectRecord
from nachklang.vault import Inventory
from nachklang.vault._documents import LONGEST_DOCUMENT
from nachklang.vault._reading import read_plain
from nachklang.vault.copies import key_of
from nachklang.vault.decode import decode
from nachklang.vault.inventory import INVENTORY, SIDECAR, sidecar
from nachklang.vault.layout import object_path
from nachklang.vault.mending import Fetch
from nachklang.vault.stores import Store


def trusted_inventory(object_id: str, services: Services, stores: Stores) -> Inventory:
    """Return the inventory that the registry has the digest of, from whichever place still has it.

    Where the registry has none, the vault's own counts if its sidecar matches, else that of the stores, if
    their sidecars match and all say the same. Never is it a vote: a copy with another inventory is wrong,
    however many there are. Raises FixityError where no place has it.
    """
    known = services.registry.copies.object(object_id)
    if known is None:
        try:
            return services.vault.inventory(object_id)
        except (FixityError, NotFoundError) as error:
            return _only_one(object_id, stores, str(error))
    for data in _inventories(known, services, stores):
        if hashlib.sha512(data).hexdigest() == known.digest:
            return decode(data)
    missing = ", ".join(sorted(stores.failures))
    raise FixityError(
        f"{object_id}: no place that could be asked has the inventory that was recorded; "
        + (f"bring back {missing}" if missing else "put the object back from a copy outside")
        + " and audit again"
    )


def _only_one(object_id: str, stores: Stores, why: str) -> Inventory:
    """Return the inventory that all stores agree on which have one that matches its sidecar."""
    found: set[bytes] = set()
    for name in stores.names():
        with stores.using(name) as store:
            if store is not None:
                read = [*_read(store, [key_of(object_id, path) for path in (INVENTORY, SIDECAR)])]
                found |= {one for one in read[:1] if sidecar(hashlib.sha512(one).hexdigest()) in read[1:]}
    if len(found) == 1:
        with suppress(InvalidValueError):
            inventory = decode(found.pop())
            if inventory.object_id == object_id:
                return inventory
    raise FixityError(f"{object_id}: nothing was recorded of it, and {why}")


def _inventories(known: ObjectRecord, services: Services, stores: Stores) -> Iterator[bytes]:
    """Yield whatever stands where an inventory of the newest version ought to, the vault's own first."""
    object_id, paths = known.object_id, (INVENTORY, f"{known.head}/{INVENTORY}")
    for path in paths:
        with suppress(OSError):
            yield read_plain(services.vault.root / object_path(object_id) / path, limit=LONGEST_DOCUMENT)
    for name in stores.names():
        with stores.using(name) as store:
            if store is not None:
                yield from _read(store, [key_of(object_id, path) for path in paths])
    with ExitStack() as at_end, suppress(FixityError, NotFoundError):
        files = at_end.enter_context(healed(object_id, services))
        for path in paths:
            if path in files:
                yield files[path].read_bytes()


def _read(store: Store, keys: Sequence[str]) -> Iterator[bytes]:
    for key in keys:
        with suppress(NotFoundError, FixityError, StorageError):
            yield b"".join(store.read(key))


def from_store(store: Store, object_id: str) -> Fetch:
    """Return what reads files of an object from a store."""
    return lambda path: store.read(key_of(object_id, path))
