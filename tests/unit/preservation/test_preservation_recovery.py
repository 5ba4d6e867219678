"""A single copy with recovery data beside it heals small damage, and says what it cannot heal."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.preservation import faults
from tests.unit.preservation.house import OWN, House
from tests.unit.vault.samples import tree

from nachklang.model.items import Item
from nachklang.preservation.healing import recovery_of
from nachklang.vault.inventory import INVENTORY, SIDECAR
from nachklang.vault.recovery import check_recovery


@pytest.fixture
def alone(house: House) -> House:
    """Make an archive of one place, which keeps recovery data."""
    house.openers.clear()
    house.services = replace(house.services, openers={}, recovery_percent=100)
    return house


def lose_documents(folder: Path) -> None:
    for path in (INVENTORY, SIDECAR, f"v1/{INVENTORY}", f"v1/{SIDECAR}"):
        (folder / path).unlink()


def lose_content(folder: Path) -> None:
    shutil.rmtree(folder / "v1" / "content")


def item_of(house: House) -> Item:
    return house.deposit(1)


@pytest.mark.parametrize("spoil", [faults.flip, lose_documents, lose_content])
def test_a_single_copy_heals(alone: House, spoil: Callable[[Path], object]) -> None:
    item = item_of(alone)
    before = tree(alone.object_folder(OWN, item))
    spoil(alone.object_folder(OWN, item))
    [found] = alone.audit().found
    assert (found.object_id, found.place, found.repaired) == (item.object_id, OWN, True)
    assert tree(alone.object_folder(OWN, item)) == before
    assert alone.audit(deep=True).found == []


def test_damage_beyond_the_recovery_data_stands(alone: House) -> None:
    item = item_of(alone)
    shutil.rmtree(recovery_of(item.object_id, alone.services))
    faults.flip(alone.object_folder(OWN, item))
    before = tree(alone.object_folder(OWN, item))
    [found] = alone.audit().found
    assert not found.repaired
    assert "no recovery data" in found.detail
    assert tree(alone.object_folder(OWN, item)) == before


@pytest.mark.parametrize("lost", [False, True])
def test_recovery_data_that_decay_are_made_anew(alone: House, *, lost: bool) -> None:
    item = item_of(alone)
    recovery = recovery_of(item.object_id, alone.services)
    if lost:
        shutil.rmtree(recovery)
    else:
        for file in recovery.iterdir():
            data = file.read_bytes()
            file.write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])
    assert alone.audit(deep=True).found == []
    assert check_recovery(recovery) == []


def test_what_is_removed_leaves_no_recovery_data(alone: House) -> None:
    item = item_of(alone)
    assert recovery_of(item.object_id, alone.services).is_dir()
    alone.remove(item)
    assert not recovery_of(item.object_id, alone.services).exists()
