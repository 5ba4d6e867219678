"""What the law orders to go goes from everywhere, leaves a stub that says so, and stays out."""

import json
from pathlib import Path

import pytest
from tests.unit.preservation import faults
from tests.unit.preservation.house import FAR, NEAR, OWN, House, away, content_of
from tests.unit.vault.oracle import complaints
from tests.unit.vault.samples import tree

from nachklang.errors import RemovedError
from nachklang.ledger import EntryKind
from nachklang.preservation.entries import about_object
from nachklang.preservation.removing import STUB, decide_removal
from nachklang.preservation.status import pending_places, status
from nachklang.registry import HeldByLawError, Hold


def traces(house: House, number: int) -> list[str]:
    """Name every file of the archive that has the bytes of an item."""
    (house.folder / "music.flac").unlink(missing_ok=True)
    return [path for path, data in tree(house.folder).items() if content_of(number) in data]


def test_the_bytes_are_nowhere_and_a_stub_says_why(house: House) -> None:
    item, other = house.deposit(1, versions=2), house.deposit(2)
    removal = house.remove(item)
    assert set(removal.confirmed) == {OWN, NEAR, FAR}
    assert traces(house, 1) == []
    assert len(traces(house, 2)) == 3
    told = json.loads(house.services.vault.read(item.object_id, STUB))
    assert (told["notice"], told["original"]) == ("order 1", {"sha512": item.sha512, "size": item.size})
    assert [one["kind"] for one in told["events"]] == [str(one.kind) for one in removal.events]
    for place in (NEAR, FAR):
        assert tree(house.object_folder(place, item)) == tree(house.object_folder(OWN, item))
    assert complaints(house.folder / OWN) == complaints(house.folder / NEAR / "ocfl") == []
    with pytest.raises(RemovedError, match="removed by law"):
        house.registry.item(item.id)
    assert house.registry.item(other.id) == other
    kinds = house.logged()
    assert (kinds.count("object.removed"), kinds.count("removal.confirmed")) == (1, 3)
    assert house.audit(deep=True).found == []
    assert house.audit().copies == 6
    assert status(house.services).waiting == ()


def test_quarantine_and_staging_keep_nothing_either(house: House) -> None:
    item = house.deposit(1)
    folder = house.object_folder(NEAR, item)
    (folder / "v1/content/original/copy.flac").write_bytes(content_of(1))
    house.audit()
    assert content_of(1) in house.kept()
    left = house.services.vault.staging.new_path("mended")
    left.write_bytes(content_of(1))
    house.services.mender.clear()
    store = house.folder / NEAR / ".nachklang-staging" / ("ab" * 16)
    store.parent.mkdir(exist_ok=True)
    store.write_bytes(content_of(1))
    house.remove(item)
    assert traces(house, 1) == []


def test_a_store_that_is_away_removes_first_when_it_is_back(house: House) -> None:
    item = house.deposit(1)
    with away(house.folder / NEAR):
        removal = house.remove(item)
        assert pending_places(removal, house.services) == [NEAR]
        assert [(one.store, str(one.kind)) for one in status(house.services).waiting] == [(NEAR, "remove")]
    assert len(traces(house, 1)) == 1
    house.audit(objects=0)
    assert traces(house, 1) == [], "whatever opens the store, this comes first"
    assert pending_places(house.removal(item), house.services) == []
    assert house.audit().found == []


def test_a_damaged_copy_goes_as_well(house: House) -> None:
    item = house.deposit(1, versions=2)
    faults.every_inventory_deleted(house.object_folder(OWN, item))
    faults.folder_for_a_file(house.object_folder(NEAR, item))
    faults.stale_sidecar(house.object_folder(FAR, item))
    assert set(house.remove(item).confirmed) == {OWN, NEAR, FAR}
    assert traces(house, 1) == []
    assert house.audit().found == []


def test_what_is_under_a_legal_hold_stays(house: House) -> None:
    item = house.deposit(1)
    before = house.trees()
    hold = Hold("hold-1", item.object_id, "evidence", house.clock())
    entry = about_object(EntryKind.HOLD_PLACED, item.object_id, hold.placed_at, {"hold": hold.id})
    house.registry.removals.hold(hold, entry)
    with pytest.raises(HeldByLawError, match="evidence"):
        house.remove(item)
    assert house.trees() == before
    assert house.registry.item(item.id) == item
    at = house.clock()
    house.registry.removals.lift(
        "hold-1", at, about_object(EntryKind.HOLD_LIFTED, item.object_id, at, {"hold": hold.id})
    )
    house.remove(item)
    assert traces(house, 1) == []


def test_the_same_order_twice_is_one(house: House) -> None:
    item = house.deposit(1)
    first = house.remove(item)
    before = house.trees()
    house.clock.now = first.decided_at.replace(year=2028)
    again = decide_removal(item.object_id, item, "another order", house.services)
    assert again == first
    assert house.remove(item) == first
    assert house.trees() == before
    kinds = house.logged()
    assert (kinds.count("object.removed"), kinds.count("removal.confirmed")) == (1, 3)


def test_what_only_waits_to_be_accepted_can_be_removed(house: House) -> None:
    house.want(least=3)
    with away(house.folder / NEAR):
        item = house.deposit(1)
    assert house.registry.plans() == [item]
    house.remove(item)
    assert house.registry.plans() == []
    assert traces(house, 1) == []
    assert house.replicate(at_once=True).accepted == 0
    assert house.registry.item_count() == 0


def test_a_stub_that_is_damaged_is_put_right_as_a_stub(house: House) -> None:
    item = house.deposit(1)
    house.remove(item)
    before = house.trees()
    stub = house.object_folder(OWN, item) / "v1/content" / STUB
    stub.chmod(0o644)
    stub.write_bytes(b"{}")
    [found] = house.audit().found
    assert (found.place, found.repaired) == (OWN, True)
    assert house.trees() == before


def test_a_link_that_somebody_put_there_goes_with_the_object(house: House, tmp_path: Path) -> None:
    item = house.deposit(1)
    link = house.object_folder(NEAR, item) / "v1/content/original/link"
    link.symlink_to(tmp_path / "key")
    removal = house.remove(item)
    assert set(removal.confirmed) == {OWN, NEAR, FAR}
    assert not link.is_symlink()
    assert (tmp_path / "key").is_file(), "what it led to is not the store's"
    assert house.registry.tasks.waiting() == []
    assert traces(house, 1) == []
