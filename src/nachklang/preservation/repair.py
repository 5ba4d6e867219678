"""Repair: from copies that agree with the manifest, never in place, never by vote.

The vault's own object is put right first, file by file: from any store that has the recorded bytes, else from
recovery data. The copies in stores follow from there. What was wrong goes into quarantine before the right
bytes come; afterwards the copy is read again, and each repair is an entry of the ledger.
"""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from nachklang.errors import FixityError, NotFoundError
from nachklang.ledger import EntryKind
from nachklang.preservation.checking import (
    Deep,
    OnBytes,
    checked,
    inner_path,
    look_at_copy,
    look_at_own,
    summary,
)
from nachklang.preservation.entries import about_object
from nachklang.preservation.healing import healed
from nachklang.preservation.removing import STUB, told
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.preservation.trusting import from_store
from nachklang.registry import Damage
from nachklang.vault import Inventory
from nachklang.vault.copies import key_of, remove_copy, write_copy
from nachklang.vault.mending import Fetch, keep_aside, quarantined
from nachklang.vault.stores import Store
from nachklang.vault.stubs import remove_object


def repair_own(
    inventory: Inventory, deep: Deep, services: Services, stores: Stores, on_bytes: OnBytes = lambda _: None
) -> Deep:
    """Put the vault's own object right, and return what it is now; raises FixityError where nobody can."""
    name, object_id = services.own, inventory.object_id
    _note(name, inventory, deep, services)
    with _sources(object_id, services, stores) as sources:
        wrong = {inner_path(one, object_id) for one in deep.problems}
        if services.registry.removals.of(object_id) is not None:
            # What was removed by law goes into no quarantine: it may have been put back.
            remove_object(services.vault.root, services.vault.staging, object_id)
            wrong = {""}
        if "" in wrong:
            services.mender.make(inventory, sources)
        else:
            services.mender.mend(inventory, wrong, sources)
    return _settled(name, inventory, look_at_own(inventory, services, on_bytes), services)


def repair_copy(
    name: str,
    store: Store,
    inventory: Inventory,
    deep: Deep,
    services: Services,
    on_bytes: OnBytes = lambda _: None,
) -> Deep:
    """Put a copy in a store right from the vault's own object, which has to be sound.

    Raises FixityError where it is not, or where the store does not hold what it is given.
    """
    _note(name, inventory, deep, services)
    if services.registry.removals.of(inventory.object_id) is not None:
        remove_copy(store, inventory.object_id)
    else:
        _put_aside(store, inventory.object_id, deep, services)
    write_copy(services.vault.root, inventory, store)
    return _settled(name, inventory, look_at_copy(store, inventory, on_bytes), services)


def _note(name: str, inventory: Inventory, deep: Deep, services: Services) -> None:
    """Write the damage down before anything is touched."""
    services.registry.copies.record([checked(inventory, name, deep, services)])
    note_damage(inventory.object_id, name, summary(deep.problems), services)


def note_damage(object_id: str, name: str, detail: str, services: Services) -> None:
    """Write damage of a copy down, once for as long as it is not repaired."""
    services.registry.damage.found(Damage(object_id, name, services.clock(), detail))


def _settled(name: str, inventory: Inventory, after: Deep, services: Services) -> Deep:
    """Write down what the repair came to; raises FixityError where the copy is still damaged."""
    if not after.problems:
        end_damage(inventory.object_id, name, "put right and read again", services)
    services.registry.copies.record([checked(inventory, name, after, services)])
    if after.problems:
        raise FixityError(
            f"{inventory.object_id} in {name} is still damaged after its repair: {summary(after.problems)}"
        )
    return after


def end_damage(object_id: str, name: str, how: str, services: Services) -> None:
    """Write down and log that damage of a copy stands no more; nothing happens where none stood.

    Comes before the copy is recorded as sound: of a run that is killed in between, the next check makes up.
    """
    standing = services.registry.damage.of(object_id, name)
    if standing is None:
        return
    at, told = services.clock(), {"place": name, "damage": standing.detail}
    entry = about_object(EntryKind.OBJECT_REPAIRED, object_id, at, told)
    services.registry.damage.repaired(object_id, name, at, how, entry)


@contextmanager
def _sources(object_id: str, services: Services, stores: Stores) -> Iterator[list[Fetch]]:
    """Open every store that may have the right bytes; recovery data come last."""
    with ExitStack() as at_end:
        sources: list[Fetch] = []
        for name in stores.names():
            store = at_end.enter_context(stores.using(name))
            if store is not None:
                sources.append(from_store(store, object_id))
        sources.append(at_end.enter_context(_healing(object_id, services)))
        sources.append(_telling(object_id, services))
        yield sources


@contextmanager
def _healing(object_id: str, services: Services) -> Iterator[Fetch]:
    """Heal the object from its recovery data, once, when the first file is asked for."""
    with ExitStack() as at_end:
        files: dict[str, Path] = {}

        def fetch(path: str) -> Iterator[bytes]:
            if not files:
                files.update(at_end.enter_context(healed(object_id, services)))
            if path not in files:
                raise NotFoundError(f"the recovery data of {object_id} do not bring {path!a} back")
            with files[path].open("rb") as stream:
                yield from iter(lambda: stream.read(1 << 20), b"")

        yield fetch


def _telling(object_id: str, services: Services) -> Fetch:
    """Tell a stub anew: of what was removed by law the registry knows all that its stub says."""

    def fetch(path: str) -> Iterator[bytes]:
        removal = services.registry.removals.of(object_id)
        if removal is None or not path.endswith(f"/{STUB}"):
            raise NotFoundError(f"{object_id} is no stub")
        yield told(removal)

    return fetch


def _put_aside(store: Store, object_id: str, deep: Deep, services: Services) -> None:
    """Keep what is wrong in a store in quarantine, as far as it can be read, and remove it there."""
    there = {inner_path(one, object_id): one.kind != "missing" for one in deep.problems}
    for path in sorted(there.keys() - {""}):
        key = key_of(object_id, path)
        if there[path]:
            kept = quarantined(services.quarantine, object_id, f"{secrets.token_hex(8)}/{path}")
            keep_aside(store.read(key), kept)
        store.delete(key)
