"""What the harness of faults found of removals: whatever is damaged, the bytes leave, and go nowhere else."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.torture.places import FolderPlace
from tests.torture.spoiling import Copy, forged
from tests.torture.truth import Known, Tree
from tests.torture.world import World
from tests.unit.preservation.test_audit_faults import audit, found, replicate

from nachklang.archive import remove_object


def remove(world: World, known: Known) -> Tree:
    item = world.archive.registry.item(known.item_id)
    remove_object(world.archive, item, "order 1")
    return world.places[world.own].tree(known.object_id)


def anywhere(world: World, known: Known) -> list[Path]:
    """Find the removed bytes, wherever they are."""
    folders = [world.home, world.folder / "near", world.folder / "far"]
    return [path for path in _files(folders) if known.needle in path.read_bytes()]


def _files(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


@pytest.mark.parametrize("name", ["vault", "near"])
def test_what_was_removed_and_is_put_back_goes_without_quarantine(
    world: World, known: Known, name: str
) -> None:
    stub = remove(world, known)
    world.places[name].put(known.object_id, known.tree)
    assert found(audit(world)) == {(name, True)}
    assert world.places[name].tree(known.object_id) == stub
    assert anywhere(world, known) == []


@pytest.mark.parametrize("left", ["nothing", "no inventory", "another file", "forged", "no content"])
def test_a_stub_that_is_damaged_before_any_store_has_it_is_told_anew(
    world: World, known: Known, left: str
) -> None:
    stores = [place for place in world.places.values() if isinstance(place, FolderPlace)][1:]
    for store in stores:
        store.leave()
    stub = remove(world, known)
    own = world.places[world.own]
    damaged = {
        "nothing": {},
        "no inventory": {path: data for path, data in stub.items() if "inventory" not in path},
        "another file": stub | {"v1/content/metadata/removal.json": b"{}"},
        "no content": {path: data for path, data in stub.items() if "content" not in path},
        "forged": forged(Copy(stub, [stub], Random(2))),
    }
    own.put(known.object_id, damaged[left])
    for store in stores:
        store.come_back()
    replicate(world)
    assert anywhere(world, known) == []
    assert found(audit(world)) == {(world.own, True)}
    replicate(world)
    assert all(place.tree(known.object_id) == stub for place in world.places.values())
    removal = world.archive.registry.removals.of(known.object_id)
    assert removal is not None
    assert set(removal.confirmed) == set(world.places)


def test_what_killed_runs_left_of_the_bytes_goes_too(world: World, known: Known) -> None:
    for folder in ("archive/staging", "near/.nachklang-staging"):
        (world.folder / folder / "nachklang-mended-0123456789abcdef").write_bytes(known.needle)
    remove(world, known)
    assert anywhere(world, known) == []


def test_a_link_in_a_copy_keeps_no_removal_waiting(world: World, known: Known) -> None:
    far = world.places["far"]
    assert isinstance(far, FolderPlace)
    path = far.folder(known.object_id) / "inventory.json"
    path.unlink()
    path.symlink_to("v1/inventory.json")
    stub = remove(world, known)
    assert far.tree(known.object_id) == stub
    assert world.archive.registry.tasks.waiting() == []
