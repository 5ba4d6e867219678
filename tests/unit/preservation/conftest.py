"""A small archive with two stores of copies, as the harness of faults has it, with real syncs."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.torture.places import FolderPlace
from tests.torture.shims import System
from tests.torture.truth import Known
from tests.torture.world import World

from nachklang.config import CopyStoreSettings


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    system, stores = System(), [tmp_path / "near", tmp_path / "far"]
    for one in stores:
        one.mkdir()
    settings = [CopyStoreSettings(one.name, one.as_uri()) for one in stores]
    made = World.make(tmp_path, system, Random(1), settings)  # noqa: S311
    made.places |= {one.name: FolderPlace(one.name, one, one / "ocfl", system) for one in stores}
    yield made
    made.close()


@pytest.fixture
def known(world: World) -> Known:
    name, payload = world.new_payload()
    item, _ = world.deposit(name, payload)
    return world.learn(item, payload)
