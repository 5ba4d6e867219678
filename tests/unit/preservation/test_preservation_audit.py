"""An audit finds every fault, names it, puts it right from a copy that is as recorded, and harms nothing."""

import errno
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.preservation import faults
from tests.unit.preservation.house import FAR, NEAR, OWN, House, away, content_of
from tests.unit.vault.samples import tree

from nachklang.preservation.audit import Audited
from nachklang.preservation.roots import ROOT
from nachklang.registry import CopyState

PLACES = (OWN, NEAR)


def named(done: Audited) -> set[tuple[str, str, bool]]:
    return {(one.object_id, one.place, one.repaired) for one in done.found}


@pytest.mark.parametrize("deep", [False, True])
def test_what_is_sound_raises_no_alarm(house: House, *, deep: bool) -> None:
    items = [house.deposit(number, versions=number) for number in (1, 2, 3)]
    before = house.trees()
    for _ in range(2):
        done = house.audit(deep=deep)
        assert (done.found, done.skipped, done.unfinished) == ([], {}, False)
        assert (done.objects, done.copies) == (3, 9)
        assert done.bytes == 3 * sum(
            len(data) for data in tree(house.object_folder(OWN, items[0])).values()
        ) + (
            sum(3 * len(data) for item in items[1:] for data in tree(house.object_folder(OWN, item)).values())
        )
    assert house.trees() == before
    assert house.registry.damage.totals() == (0, 0)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("fault", faults.ALL.values(), ids=faults.ALL)
def test_every_fault_is_found_named_and_put_right(
    house: House, place: str, fault: Callable[[Path], None]
) -> None:
    item, other = house.deposit(1, versions=2), house.deposit(2)
    before = house.trees()
    fault(house.object_folder(place, item))
    damaged = house.trees()
    seen = house.audit(repair=False)
    assert named(seen) == {(item.object_id, place, False)}
    assert house.trees() == damaged, "who does not repair touches nothing"
    assert [(one.object_id, one.store) for one in house.registry.damage.standing()] == [
        (item.object_id, place)
    ]
    states = {one.store: one.state for one in house.registry.copies.of(item.object_id)}
    assert states == {OWN: CopyState.SOUND, NEAR: CopyState.SOUND, FAR: CopyState.SOUND} | {
        place: CopyState.DAMAGED
    }
    done = house.audit()
    assert named(done) == {(item.object_id, place, True)}
    assert house.trees() == before
    lost = set(damaged[place].values()) - set(before[place].values())
    assert lost <= set(house.kept()), "what was wrong is kept aside"
    assert house.registry.damage.standing() == []
    assert house.logged().count("object.repaired") == 1
    assert (house.audit().found, house.audit(deep=True).found) == ([], [])
    assert house.registry.damage.totals() == (1, 1)
    assert {one.state for one in house.registry.copies.of(other.object_id)} == {CopyState.SOUND}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("path", [faults.MUSIC, faults.INVENTORY])
def test_a_read_error_is_damage_and_is_put_right(
    house: House, monkeypatch: pytest.MonkeyPatch, place: str, path: str
) -> None:
    item, _ = house.deposit(1), house.deposit(2)
    before = house.trees()
    sector = house.folder / "bad sector"
    sector.hardlink_to(house.object_folder(place, item) / path)  # so that no new file gets its number
    bad = sector.stat().st_ino
    real = os.open

    def failing(file: Any, flags: int, *rest: Any, **more: Any) -> int:
        descriptor = real(file, flags, *rest, **more)
        if os.fstat(descriptor).st_ino == bad and flags & os.O_ACCMODE == os.O_RDONLY:
            os.close(descriptor)
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(file))
        return descriptor

    monkeypatch.setattr(os, "open", failing)
    assert named(house.audit(repair=False)) == {(item.object_id, place, False)}
    assert named(house.audit()) == {(item.object_id, place, True)}
    assert house.audit(deep=True).found == []
    monkeypatch.undo()
    assert house.trees() == before


def test_damage_in_every_place_at_once_is_put_right_from_what_is_whole(house: House) -> None:
    """No place has a whole object, yet every file is whole somewhere."""
    item = house.deposit(1, versions=2)
    before = house.trees()
    faults.flip(house.object_folder(OWN, item))
    faults.deleted_inventory(house.object_folder(NEAR, item))
    (house.object_folder(FAR, item) / faults.NOTE).unlink()
    done = house.audit()
    assert named(done) == {(item.object_id, place, True) for place in (OWN, NEAR, FAR)}
    assert house.trees() == before


@pytest.mark.parametrize("fault", [faults.flip, faults.deleted_file])
def test_damage_of_all_copies_is_reported_and_made_no_worse(
    house: House, fault: Callable[[Path], None]
) -> None:
    item, _ = house.deposit(1), house.deposit(2)
    for place in (OWN, NEAR, FAR):
        fault(house.object_folder(place, item))
    (house.object_folder(OWN, item) / faults.NOTE).unlink()
    before = house.trees()
    for _ in range(2):
        done = house.audit()
        assert named(done) == {(item.object_id, place, False) for place in (OWN, NEAR, FAR)}
        now = house.trees()
        assert {place: now[place] for place in (NEAR, FAR)} == {place: before[place] for place in (NEAR, FAR)}
        assert set(before[OWN].items()) <= set(now[OWN].items())
        assert (house.object_folder(OWN, item) / faults.NOTE).read_bytes() == b'"a"', "what can be mended is"
    assert len(house.registry.damage.standing()) == 3
    # Somebody brings the bytes back from outside: the next audit sees it, and says it once.
    for place in (OWN, NEAR, FAR):
        path = house.music(place, item)
        path.unlink(missing_ok=True)
        path.write_bytes(content_of(1))
    assert house.audit().found == []
    assert house.registry.damage.standing() == []
    assert house.logged().count("object.repaired") == 3


def test_an_object_without_any_inventory_is_lost_only_where_it_was_looked_for(house: House) -> None:
    item = house.deposit(1)
    for place in (OWN, NEAR):
        faults.every_inventory_deleted(house.object_folder(place, item))
    with away(house.folder / FAR):
        done = house.audit()
        assert named(done) == {(item.object_id, OWN, False), (item.object_id, NEAR, False)}
        assert list(done.skipped) == [FAR]
        assert "bring back far" in done.found[0].detail
    states = {one.store: one.state for one in house.registry.copies.of(item.object_id)}
    assert states[FAR] is CopyState.SOUND
    house.clock.move(timedelta(hours=7))
    done = house.audit()
    assert named(done) == {(item.object_id, OWN, True), (item.object_id, NEAR, True)}
    assert house.audit().found == []


def test_never_by_vote(house: House) -> None:
    """Two copies that agree with each other are wrong where the record says otherwise."""
    item = house.deposit(1)
    before = house.trees()
    for place in (OWN, NEAR):
        faults.flip(house.object_folder(place, item))
    assert named(house.audit()) == {(item.object_id, OWN, True), (item.object_id, NEAR, True)}
    assert house.trees() == before


def test_a_store_that_is_away_is_not_passed_over_in_silence(house: House) -> None:
    item = house.deposit(1)
    with away(house.folder / NEAR):
        done = house.audit()
        assert list(done.skipped) == [NEAR]
        assert "is its disk mounted?" in done.skipped[NEAR]
        assert (done.objects, done.copies, done.found) == (1, 2, [])
    near = next(one for one in house.registry.copies.of(item.object_id) if one.store == NEAR)
    assert near.state is CopyState.SOUND


def test_an_empty_store_that_is_away_is_told_too(tmp_path: Path) -> None:
    house = House(tmp_path)
    with away(house.folder / NEAR):
        assert list(house.audit().skipped) == [NEAR]


def test_a_store_whose_own_files_are_wrong_gets_them_back(house: House) -> None:
    item = house.deposit(1)
    declared = house.folder / NEAR / "ocfl" / "0=ocfl_1.1"
    declared.write_bytes(b"ocfl_1.0\n")
    faults.flip(house.object_folder(FAR, item))
    done = house.audit()
    assert named(done) == {(ROOT, NEAR, True), (item.object_id, FAR, True)}
    assert declared.read_bytes() == b"ocfl_1.1\n"
    assert house.audit().found == []


def test_slices_go_on_where_the_last_one_ended(house: House) -> None:
    items = [house.deposit(number) for number in range(1, 6)]
    until = {name: house.registry.copies.last_turn(name) for name in (OWN, NEAR, FAR)}

    def unread() -> set[str]:
        return {
            one
            for name, turn in until.items()
            for _, one in house.registry.copies.next_in(name, until=turn, limit=9)
        }

    for left in (3, 1):
        done = house.audit(objects=2)
        assert (done.objects, done.copies, done.unfinished) == (2, 6, True)
        assert unread() == {item.object_id for item in items[5 - left :]}
    done = house.audit(objects=1)
    assert unread() == set()
    assert done.objects == 1


def test_what_was_read_longest_ago_comes_first_though_the_clock_goes_back(house: House) -> None:
    items = [house.deposit(number) for number in range(1, 4)]
    house.audit(objects=1)
    house.clock.move(timedelta(days=-400))
    house.audit(objects=1)
    faults.flip(house.object_folder(OWN, items[0]))
    faults.flip(house.object_folder(OWN, items[2]))
    assert named(house.audit(objects=1)) == {(items[2].object_id, OWN, True)}
    assert named(house.audit(objects=1)) == {(items[0].object_id, OWN, True)}
    assert house.audit().objects == 3


def test_a_store_that_returned_is_read_before_all_others(house: House) -> None:
    items = [house.deposit(number) for number in range(1, 5)]
    house.audit(objects=2)
    with away(house.folder / NEAR):
        assert list(house.audit(objects=0).skipped) == [NEAR]
        faults.flip(Path(str(house.object_folder(NEAR, items[0])).replace("/near/", "/near.aside/")))
    house.audit(objects=0)
    turns = house.registry.copies.next_in(NEAR, until=0, limit=9)
    assert {one for _, one in turns} == {item.object_id for item in items}
    done = house.audit(objects=1)
    assert named(done) == {(items[0].object_id, NEAR, True)}, "its turn had passed, but for the return"


def test_every_check_is_counted_on_its_day(house: House) -> None:
    item, _ = house.deposit(1), house.deposit(2)
    faults.flip(house.object_folder(NEAR, item))
    house.audit()
    days = {one.store: (one.copies, one.damaged) for one in house.registry.copies.days("2027-01-01")}
    assert days == {OWN: (2, 0), NEAR: (2, 1), FAR: (2, 0)}


def test_a_store_that_was_lost_whole_is_made_anew(house: House) -> None:
    items = [house.deposit(number, versions=1 + number % 2) for number in range(1, 8)]
    before = house.trees()
    for path in (house.folder / NEAR).iterdir():
        shutil.rmtree(path)
    done = house.audit()
    assert named(done) == {(ROOT, NEAR, True), *((item.object_id, NEAR, True) for item in items)}
    assert house.trees() == before
    assert house.audit(deep=True).found == []


def test_the_vault_itself_lost_with_all_objects_is_made_anew(house: House) -> None:
    items = [house.deposit(number, versions=1 + number % 2) for number in range(1, 5)]
    before = house.trees()
    for item in items:
        shutil.rmtree(house.object_folder(OWN, item))
    assert named(house.audit()) == {(item.object_id, OWN, True) for item in items}
    assert house.trees() == before
    assert house.audit(deep=True).found == []
