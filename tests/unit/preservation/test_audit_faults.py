"""What the harness of faults found of audits: they were fooled, or stopped, or told too much."""

from random import Random

import pytest
from tests.torture.places import FolderPlace
from tests.torture.spoiling import Copy, forged
from tests.torture.truth import EMPTY, Known
from tests.torture.world import World

from nachklang.archive import audit_copies, replicate_copies
from nachklang.ledger import Entry, EntryKind
from nachklang.preservation.audit import Audited, Wanted
from nachklang.preservation.roots import ROOT
from nachklang.registry import CopyState, Damage
from nachklang.registry._tables import COPIES, OBJECTS


def audit(world: World, *, deep: bool = False, repair: bool = True) -> Audited:
    return audit_copies(world.archive, Wanted(deep, repair), on_bytes=lambda _: None)


def replicate(world: World) -> None:
    replicate_copies(world.archive, at_once=True, on_bytes=lambda _: None)


def found(audited: Audited) -> set[tuple[str, bool]]:
    return {(one.place, one.repaired) for one in audited.found}


def folder(world: World, name: str) -> FolderPlace:
    place = world.places[name]
    assert isinstance(place, FolderPlace)
    return place


def all_right(world: World, known: Known) -> bool:
    return all(place.tree(known.object_id) == known.tree for place in world.places.values())


def content(known: Known) -> list[str]:
    return sorted(path for path in known.tree if "/content/" in path)


def test_an_object_that_is_forged_in_itself_does_not_get_into_the_stores(world: World, known: Known) -> None:
    own = world.places[world.own]
    own.put(known.object_id, forged(Copy(known.tree, known.trees, Random(1))))
    world.places["far"].put(known.object_id, {})
    world.archive.registry.copies.forget(known.object_id, "far", world.clock())
    world.archive.registry.copies.forget(known.object_id, "near", world.clock())
    replicate(world)
    assert world.places["far"].tree(known.object_id) == {}
    assert world.places["near"].tree(known.object_id) == known.tree
    assert found(audit(world)) == {(world.own, True)}
    replicate(world)
    assert all_right(world, known)


def test_where_no_copy_is_right_every_place_is_told_and_nothing_touched(world: World, known: Known) -> None:
    path = content(known)[0]
    spoiled = {name: dict(known.tree) | {path: name.encode()} for name in world.places}
    for name, place in world.places.items():
        place.put(known.object_id, spoiled[name])
    assert found(audit(world)) == {(name, False) for name in world.places}
    assert {name: place.tree(known.object_id) for name, place in world.places.items()} == spoiled
    assert {one.state for one in world.archive.registry.copies.of(known.object_id)} == {CopyState.DAMAGED}
    assert len(world.archive.registry.damage.standing()) == 3


def test_what_can_be_mended_is_mended_where_another_file_cannot(world: World, known: Known) -> None:
    first, *_, last = content(known)
    for place in world.places.values():
        place.put(known.object_id, dict(known.tree) | {first: b"gone everywhere"})
    own = world.places[world.own]
    own.put(known.object_id, own.tree(known.object_id) | {last: b"right in the stores"})
    audit(world)
    assert own.tree(known.object_id) == dict(known.tree) | {first: b"gone everywhere"}


def test_damage_that_a_killed_repair_put_right_stands_no_more(world: World, known: Known) -> None:
    registry = world.archive.registry
    registry.damage.found(Damage(known.object_id, "near", world.clock(), "flipped"))
    for deep in (False, True):
        assert found(audit(world, deep=deep)) == set()
    assert registry.damage.standing() == []
    entries = [Entry.decode(one) for one in world.archive.ledger.entries()]
    assert [one.kind for one in entries].count(EntryKind.OBJECT_REPAIRED) == 1


@pytest.mark.parametrize("way", ["gone", "altered", "folder"])
def test_a_damaged_root_of_a_store_is_told_and_made_whole(world: World, known: Known, way: str) -> None:
    path = folder(world, "near").root / "0=ocfl_1.1"
    path.unlink()
    if way == "altered":
        path.write_bytes(b"ocfl_1.0\n")
    elif way == "folder":
        path.mkdir()
    assert [(one.object_id, one.place, one.repaired) for one in audit(world).found] == [(ROOT, "near", True)]
    assert path.read_bytes() == b"ocfl_1.1\n"
    assert found(audit(world)) == set()
    assert all_right(world, known)


@pytest.mark.parametrize("name", ["near", "vault"])
@pytest.mark.parametrize("way", ["link", "folder", "empty"])
def test_what_is_no_file_is_put_aside_in_every_place(world: World, known: Known, name: str, way: str) -> None:
    place = folder(world, name)
    path = place.folder(known.object_id) / content(known)[0]
    path.unlink()
    if way == "link":
        path.symlink_to("inventory.json")
    else:
        path.mkdir()
        if way == "folder":
            (path / "inner").write_bytes(b"x")
    assert found(audit(world)) == {(name, True)}
    assert all_right(world, known)
    assert EMPTY not in place.tree(known.object_id).values()


@pytest.mark.parametrize("deep", [False, True])
def test_a_version_that_was_half_copied_is_no_damage(world: World, known: Known, deep: bool) -> None:  # noqa: FBT001
    far = folder(world, "far")
    far.leave()
    world.add_version(known, b"anew")
    far.come_back()
    tree = world.places[world.own].tree(known.object_id)
    coming = {path: data for path, data in tree.items() if path.startswith("v2/content/")}
    far.put(known.object_id, dict(known.tree) | coming | {"inventory.json": tree["inventory.json"]})
    assert found(audit(world, deep=deep)) == set()
    replicate(world)
    assert far.tree(known.object_id) == tree


def test_an_object_of_which_own_copy_and_record_are_gone_comes_back(world: World, known: Known) -> None:
    world.places[world.own].put(known.object_id, {})
    with world.archive.registry.copies.database.writing() as connection:
        connection.execute(OBJECTS.delete())
    assert found(audit(world)) == {(world.own, True)}
    assert all_right(world, known)


def test_an_object_that_nobody_has_stops_no_audit(world: World, known: Known) -> None:
    for place in world.places.values():
        place.put(known.object_id, {})
    with world.archive.registry.copies.database.writing() as connection:
        connection.execute(OBJECTS.delete())
    assert found(audit(world)) == {(name, False) for name in world.places}


def test_a_place_whose_turns_are_behind_keeps_no_other_waiting(world: World, known: Known) -> None:
    name, payload = world.new_payload()
    lonely = world.learn(world.deposit(name, payload)[0], payload)
    registry = world.archive.registry
    registry.copies.forget(lonely.object_id, "far", world.clock())
    with registry.copies.database.writing() as connection:
        connection.execute(COPIES.update().where(COPIES.c.store == "far").values(turn=1))
    read = set()
    for _ in range(2):
        goes_on = iter([True, False])
        began = world.clock()
        audit_copies(world.archive, Wanted(goes_on=lambda: next(goes_on)), on_bytes=lambda _: None)  # noqa: B023
        read |= {
            one.object_id
            for one in (known, lonely)
            if any(copy.checked_at >= began for copy in registry.copies.of(one.object_id))
        }
    assert read == {known.object_id, lonely.object_id}


def test_a_store_that_is_away_is_not_called_damaged_when_all_others_are(world: World, known: Known) -> None:
    far = folder(world, "far")
    far.leave()
    for name in ("vault", "near"):
        world.places[name].put(known.object_id, {})
    assert found(audit(world)) == {("vault", False), ("near", False)}
    far.come_back()
    assert found(audit(world)) == {("vault", True), ("near", True)}
    assert all_right(world, known)
    assert world.archive.registry.damage.standing() == []
