"""Every store gets what it lacks, removals first; one that is away delays and blocks nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.contract.stores import liar as lies
from tests.contract.stores.liar import Liar, lying
from tests.contract.stores.servers import Server, free_port
from tests.unit.preservation import faults
from tests.unit.preservation.house import FAR, LATER, NEAR, OWN, START, Clock, House, away, content_of
from tests.unit.vault.samples import tree

from nachklang.preservation.replication import receive
from nachklang.preservation.status import status
from nachklang.registry import CopyState, TaskKind
from nachklang.vault import NewFile
from nachklang.vault.copy_check import check_copy
from nachklang.vault.stores import FolderStore, S3Address, Store, open_store, probe
from nachklang.vault.stores.abilities import Abilities


@dataclass
class Place:
    """A store that can be taken away and brought back."""

    here: Callable[[], Store]
    gone: Callable[[], Store]
    there: bool = True

    def open(self) -> Store:
        return self.here() if self.there else self.gone()


@pytest.fixture(params=["folder", "moto", "rclone"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return Place(partial(FolderStore, tmp_path / NEAR), partial(FolderStore, tmp_path / "not mounted"))
    server: Server = request.getfixturevalue(request.param)
    here = server.address(server.new_bucket())
    gone = Server(free_port()).address(here.bucket)
    found = probe(open_store(here))

    def at(address: S3Address) -> Callable[[], Store]:
        return partial(open_store, address, abilities=found, lock=tmp_path / "s3.lock")

    return Place(at(here), at(gone))


@pytest.fixture
def roaming(tmp_path: Path, place: Place) -> House:
    """Make an archive with one store, which comes and goes, and a policy of two copies."""
    return House(tmp_path, {NEAR: place.open}, least=2)


def test_a_deposit_waits_for_a_store_and_is_accepted_later(roaming: House, place: Place) -> None:
    place.there = False
    item = roaming.deposit(1)
    assert [one.id for one in roaming.registry.plans()] == [item.id]
    assert roaming.registry.item_count() == 0
    [absence] = roaming.registry.tasks.absences()
    assert absence.store == NEAR
    done = roaming.replicate()
    assert (done.copied, done.away) == (0, {}), "it is left alone for a while"
    assert roaming.registry.tasks.absences() == [absence]
    place.there = True
    roaming.clock.move(timedelta(minutes=2))
    done = roaming.replicate()
    assert (done.copied, done.failed, done.away) == (1, [], {})
    assert roaming.registry.tasks.absences() == []
    assert roaming.registry.tasks.waiting() == []
    inventory = roaming.services.vault.inventory(item.object_id)
    assert check_copy(place.open(), inventory) == []
    assert roaming.replicate().copied == 0


def test_a_run_in_between_changes_nothing(roaming: House, place: Place) -> None:
    place.there = False
    item = roaming.deposit(1)
    roaming.registry.close()
    again = House(roaming.folder, {NEAR: place.open}, least=2, clock=Clock(START + LATER))
    place.there = True
    assert again.replicate().copied == 1
    assert [one.store for one in again.registry.copies.of(item.object_id)] == [NEAR, OWN]


def test_an_audit_reads_what_is_elsewhere_and_repairs_there(roaming: House, place: Place) -> None:
    item = roaming.deposit(1, versions=2)
    assert roaming.registry.item(item.id) == item
    roaming.clock.move(timedelta(days=1))
    assert roaming.audit().found == []
    store = place.open()
    music = next(key for key, _ in store.entries() if key.endswith("music.flac"))
    store.delete(music)
    [found] = roaming.audit().found
    assert (found.place, found.repaired) == (NEAR, True)
    assert "missing" in found.detail
    assert b"".join(store.read(music)) == content_of(1)
    assert roaming.audit(deep=True).found == []


def test_a_removal_waits_for_a_store_and_comes_first(roaming: House, place: Place) -> None:
    item = roaming.deposit(1)
    place.there = False
    roaming.remove(item)
    assert list(roaming.removal(item).confirmed) == [OWN]
    roaming.deposit(2)
    assert [one.kind for one in roaming.registry.tasks.waiting()] == [TaskKind.COPY, TaskKind.REMOVE]
    place.there = True
    done = roaming.replicate(at_once=True)
    assert (done.removed, done.copied) == (1, 1)
    assert set(roaming.removal(item).confirmed) == {OWN, NEAR}
    assert not any(content_of(1) == b"".join(place.open().read(key)) for key, _ in place.open().entries())


# The rest is the same whatever the store is made of.


def test_a_store_that_stays_away_is_asked_less_and_less_often(house: House) -> None:
    asked: list[str] = []
    real = house.openers[NEAR]

    def counted() -> Store:
        asked.append(NEAR)
        return real()

    house.openers[NEAR] = counted
    with away(house.folder / NEAR):
        house.deposit(1)
        pauses = []
        for _ in range(12):
            [absence] = house.registry.tasks.absences()
            pauses.append(round((absence.next_at - house.clock.now).total_seconds() / 60))
            seen = len(asked)
            house.clock.now = absence.next_at - timedelta(seconds=1)
            house.replicate()
            assert len(asked) == seen, "it is left alone until then"
            house.clock.now = absence.next_at
            house.replicate()
            assert len(asked) == seen + 1
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    house.replicate(at_once=True)
    assert house.registry.tasks.absences() == []


def test_what_fails_in_one_store_stops_no_other(house: House) -> None:
    (house.folder / NEAR / "ocfl").write_bytes(b"a file where a folder has to be")
    item = house.deposit(1)
    assert [one.store for one in house.registry.copies.of(item.object_id)] == [FAR, OWN]


def test_nothing_damaged_is_copied_and_no_store_is_blamed_for_it(house: House) -> None:
    with away(house.folder / NEAR):
        item = house.deposit(1, versions=2)
    faults.flip(house.object_folder(OWN, item))
    before = house.trees()
    done = house.replicate(at_once=True)
    [(name, subject, why)] = done.failed
    assert (name, subject) == (NEAR, item.object_id)
    assert "does not have the SHA-256 that was recorded" in why
    assert house.registry.damage.totals() == (0, 0)
    after = house.trees()
    assert (after[OWN], after[FAR]) == (before[OWN], before[FAR])
    assert content_of(1)[:-1] not in after[NEAR].values()
    assert [(one.place, one.repaired) for one in house.audit().found] == [(OWN, True)]
    assert house.replicate(at_once=True).copied == 1
    assert house.audit().found == []


def test_an_older_copy_is_not_taken_apart_for_a_newer_version_that_is_damaged(house: House) -> None:
    item = house.deposit(1)
    vault = house.services.vault
    known = vault.inventory(item.object_id)
    told = {"message": "More", "user": "Nachklang 0.1.0", "address": "urn:x:y", "created": START}
    vault.add_version(known, [NewFile("metadata/2.json", b"2")], **told)  # type: ignore[arg-type]
    receive(item.object_id, house.services)
    path = house.object_folder(OWN, item) / "v2/content/metadata/2.json"
    path.chmod(0o644)
    path.write_bytes(b"3")
    before = house.trees()[NEAR]
    assert len(house.replicate(at_once=True).failed) == 2
    assert set(before.items()) <= set(house.trees()[NEAR].items())
    assert house.registry.damage.totals() == (0, 0)


def test_an_inventory_that_is_not_the_recorded_one_is_not_spread(house: House) -> None:
    with away(house.folder / NEAR):
        item = house.deposit(1, versions=2)
    faults.older_state(house.object_folder(OWN, item))
    [(_, _, why)] = house.replicate(at_once=True).failed
    assert "not in the state that was recorded" in why
    assert not house.object_folder(NEAR, item).exists()


def test_what_lies_in_the_way_goes_into_quarantine(house: House) -> None:
    with away(house.folder / NEAR):
        item = house.deposit(1)
    there = house.music(NEAR, item)
    there.parent.mkdir(parents=True)
    there.write_bytes(b"something else")
    assert house.replicate(at_once=True).copied == 1
    assert house.kept() == [b"something else"]
    assert tree(house.object_folder(NEAR, item)) == tree(house.object_folder(OWN, item))
    assert house.registry.damage.totals() == (1, 1)


def test_a_new_store_gets_everything_stubs_too(house: House) -> None:
    items = [house.deposit(number) for number in (1, 2, 3)]
    house.remove(items[0])
    house.registry.close()
    (house.folder / "new").mkdir()
    stores = {name: partial(FolderStore, house.folder / name) for name in (NEAR, FAR, "new")}
    more = House(house.folder, dict(stores), clock=Clock(START + LATER))
    assert more.replicate().copied == 3
    assert more.replicate().copied == 0
    assert [one.stores for one in more.registry.copies.held_together()] == [(FAR, NEAR, "new", OWN)]
    assert content_of(1) not in tree(house.folder / "new").values()


def test_what_is_short_is_told_with_since_when(house: House) -> None:
    house.want(least=3)
    with away(house.folder / NEAR):
        house.deposit(1)
        house.clock.move(timedelta(days=2))
        told = status(house.services)
    [short] = told.short
    assert (short.held_by, short.objects, short.lacks) == ((FAR, OWN), 1, "2 of 3 copies")
    assert told.at - short.since >= timedelta(days=2)
    assert told.waiting_deposits == 1
    assert [place.name for place in told.places if place.away] == [NEAR]
    house.replicate(at_once=True)
    told = status(house.services)
    assert (told.short, told.waiting) == ((), ())


@pytest.fixture
def liar(moto: Server) -> Iterator[Liar]:
    with lying(moto) as found:
        yield found


@pytest.fixture
def lied_to(tmp_path: Path, liar: Liar, moto: Server) -> House:
    address = liar.server.address(moto.new_bucket())
    found: Abilities = probe(open_store(address))
    return House(
        tmp_path, {NEAR: partial(open_store, address, abilities=found, lock=tmp_path / "l")}, least=2
    )


@pytest.mark.parametrize("after", [3, 9, 20])
def test_credentials_that_expire_in_the_middle_cost_nothing(lied_to: House, liar: Liar, after: int) -> None:
    liar.lie = lies.expires(after)
    item = lied_to.deposit(1)
    [absence] = lied_to.registry.tasks.absences()
    assert "credentials" in absence.failure
    assert [one.state for one in lied_to.registry.copies.of(item.object_id)] == [CopyState.SOUND]
    liar.lie = lies.honest
    lied_to.clock.move(LATER)
    assert lied_to.replicate().copied == 1
    assert lied_to.audit(deep=True).found == []
    assert lied_to.registry.damage.totals() == (0, 0)


def test_a_poll_is_not_satisfied_by_what_a_store_remembers(lied_to: House, liar: Liar) -> None:
    """Old answers, or damage behind them: what counts is what can be read now."""
    item = lied_to.deposit(1, versions=1)
    liar.lie = lies.remembers(lambda request: request.reads or request.lists)
    assert lied_to.audit().found == []
    vault, told = lied_to.services.vault, {"message": "More", "user": "N", "address": "urn:x:y"}
    known = vault.inventory(item.object_id)
    more: Any = {**told, "created": START}
    vault.add_version(known, [NewFile("metadata/2.json", b"2")], **more)
    receive(item.object_id, lied_to.services)
    done = lied_to.replicate(at_once=True)
    assert done.copied == 0
    assert done.failed or done.away
    held = next(one for one in lied_to.registry.copies.of(item.object_id) if one.store == NEAR)
    assert held.head == "v1" or held.state is CopyState.DAMAGED
