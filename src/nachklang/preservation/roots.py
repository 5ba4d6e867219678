"""The files of a store's storage root that belong to no object: known to the byte, so they are never lost."""

import secrets
from collections.abc import Iterator

from nachklang.errors import FixityError, NotFoundError, StorageError
from nachklang.ledger import EntryKind
from nachklang.preservation.entries import about_object
from nachklang.preservation.services import Services
from nachklang.registry import Damage
from nachklang.vault.copies import PREFIX, write_root
from nachklang.vault.layout import ROOT_FILES
from nachklang.vault.mending import keep_aside
from nachklang.vault.stores import Store

ROOT = "storage-root"
"""What stands in the book of damage and in the ledger in place of an object's id."""


_MISSING = "missing"


def keep_root(name: str, store: Store, services: Services) -> str | None:
    """Write the storage root's own files, or put them right; returns what was wrong with them, or None.

    What a store lacks of them that has no copies yet is no damage. Raises as stores do, and FixityError
    where it does not hold what it is given.
    """
    wrong = dict(_wrong(store))
    damaged = services.registry.copies.oldest_check(name) is not None and bool(wrong)
    if damaged:
        detail = "; ".join(f"{path}: {what}" for path, what in wrong.items())
        services.registry.damage.found(Damage(ROOT, name, services.clock(), detail))
    for path, what in wrong.items():
        key = f"{PREFIX}{path}"
        if what != _MISSING:
            keep_aside(store.read(key), services.quarantine / ROOT / secrets.token_hex(8) / path)
        store.delete(key)
    write_root(store)
    if not damaged:
        return None
    at = services.clock()
    entry = about_object(EntryKind.OBJECT_REPAIRED, ROOT, at, {"place": name, "damage": detail})
    services.registry.damage.repaired(ROOT, name, at, "written again", entry)
    return detail


def _wrong(store: Store) -> Iterator[tuple[str, str]]:
    for path, data in ROOT_FILES.items():
        try:
            found = b"".join(store.read(f"{PREFIX}{path}", end=len(data) + 1))
        except NotFoundError:
            yield path, _MISSING
        except (FixityError, StorageError) as error:
            yield path, str(error)
        else:
            if found != data:
                yield path, "altered"
