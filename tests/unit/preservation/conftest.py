"""Archives with two stores in folders, and the servers of the stores' own tests."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.contract.stores.conftest import _credentials, moto, rclone
from tests.torture.places import FolderPlace
from tests.torture.shims import System
from tests.torture.truth import Known
from tests.torture.world import World
from tests.unit.preservation.house import House

from nachklang.config import CopyStoreSettings

__all__ = ["_credentials", "moto", "rclone"]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Make an archive as the harness of faults has it, with real syncs."""
    system, stores = System(), [tmp_path / "near", tmp_path / "far"]
    for one in stores:
        one.mkdir()
    settings = [CopyStoreSettings(one.name, one.as_uri()) for one in stores]
    made = World.make(tmp_path, system, Random(1), settings)
    made.places |= {one.name: FolderPlace(one.name, one, one / "ocfl", system) for one in stores}
    yield made
    made.close()


@pytest.fixture
def known(world: World) -> Known:
    name, payload = world.new_payload()
    item, _ = world.deposit(name, payload)
    return world.learn(item, payload)
