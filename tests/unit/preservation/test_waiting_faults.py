"""What the harness of faults found of what waits: nothing waits for ever, and nothing is done twice."""

import fcntl
from datetime import timedelta
from pathlib import Path

import pytest
from tests.torture.places import FolderPlace
from tests.torture.truth import Known
from tests.torture.world import World
from tests.unit.preservation.test_audit_faults import folder, replicate

from nachklang.archive import replicate_copies
from nachklang.errors import StorageError
from nachklang.preservation.outbox import flush
from nachklang.preservation.repair import end_damage
from nachklang.preservation.stores import Stores
from nachklang.registry import Damage, PendingEntry, Registry


def test_what_failed_while_the_clock_was_ahead_is_tried_again(world: World) -> None:
    far = folder(world, "far")
    far.leave()
    world.clock.move(timedelta(days=400))
    name, payload = world.new_payload()
    item, _ = world.deposit(name, payload)
    world.clock.move(-timedelta(days=400))
    far.come_back()
    replicate_copies(world.archive, at_once=False, on_bytes=lambda _: None)
    assert far.tree(item.object_id) == world.places[world.own].tree(item.object_id)


def test_a_store_that_cannot_be_made_ready_keeps_no_other_waiting(world: World, known: Known) -> None:
    """A root that cannot be mended: there is a file where the root's folder has to be."""
    near = folder(world, "near")
    near.root.rename(near.home / "elsewhere")
    near.root.write_bytes(b"no folder")
    far = world.places["far"]
    far.put(known.object_id, {})
    world.archive.registry.copies.forget(known.object_id, "far", world.clock())
    replicate(world)
    assert far.tree(known.object_id) == known.tree
    services = world.archive.preservation()
    stores = Stores(services)
    with services.alone(), stores.using("near") as store:
        assert store is None
    assert isinstance(stores.failures["near"], StorageError)


def test_a_disk_that_is_full_is_no_damage(world: World, known: Known) -> None:
    far = world.places["far"]
    assert isinstance(far, FolderPlace)
    far.leave()
    world.add_version(known, b"anew")
    far.come_back()
    with far.system.installed(), far.system.full(0, str(far.home)):
        replicate(world)
    assert far.system.refused > 0
    assert world.archive.registry.damage.totals() == (0, 0)
    replicate(world)
    assert far.tree(known.object_id) == world.places[world.own].tree(known.object_id)


def test_something_in_the_way_of_a_first_copy_is_put_aside(world: World, known: Known) -> None:
    far = folder(world, "far")
    far.put(known.object_id, {"inventory.json": b"somebody else's"})
    world.archive.registry.copies.forget(known.object_id, "far", world.clock())
    replicate(world)
    assert far.tree(known.object_id) == known.tree
    assert any(path.read_bytes() == b"somebody else's" for path in _kept(world))


def _kept(world: World) -> list[Path]:
    return [path for path in (world.home / "quarantine").rglob("*") if path.is_file()]


def test_while_one_process_looks_for_what_to_log_no_other_does(
    world: World, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else both would append what both found waiting, and the ledger had it twice."""
    services = world.archive.preservation()
    services.registry.damage.found(Damage(known.object_id, "near", world.clock(), "flipped"))
    end_damage(known.object_id, "near", "put right", services)
    pending, kept_out = Registry.pending_entries, []

    def looking(registry: Registry) -> list[PendingEntry]:
        with (services.ledger.root / ".outbox").open("wb") as another:
            try:
                fcntl.flock(another, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                kept_out.append(True)
        return pending(registry)

    monkeypatch.setattr(Registry, "pending_entries", looking)
    assert flush(services.registry, services.ledger) == 1
    assert kept_out == [True]
