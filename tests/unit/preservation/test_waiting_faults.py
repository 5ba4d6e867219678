"""What the harness of faults found of what waits: nothing waits for ever, and nothing is done twice."""

from datetime import timedelta
from pathlib import Path

from tests.torture.places import FolderPlace
from tests.torture.truth import Known
from tests.torture.world import World
from tests.unit.preservation.test_audit_faults import folder, found, replicate

from nachklang.archive import replicate_copies
from nachklang.errors import StorageError
from nachklang.ledger import Entry
from nachklang.preservation.outbox import flush
from nachklang.preservation.stores import Stores


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


def test_two_processes_log_an_entry_once(world: World, known: Known) -> None:
    """Another process appends what this one found waiting, between its look and its own append."""
    del known
    far = folder(world, "far")
    name, payload = world.new_payload()
    services = world.archive.preservation()
    del far, services
    world.deposit(name, payload)
    ends = [world.in_child(lambda: flush(world.archive.registry, world.archive.ledger)) for _ in range(2)]
    assert [end for end, _ in ends] == [0, 0]
    entries = [Entry.decode(one).id for one in world.archive.ledger.entries()]
    assert len(entries) == len(set(entries))
    assert found is not None
