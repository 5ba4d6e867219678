"""A catalogue in a fresh folder, and what most tests do with it."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.factories import NOON, an_item

from nachklang.catalogue import Catalogue, Snapshot
from nachklang.model.items import Item

SECRET = b"the secret of a test"
Build = Callable[[Iterable[Item]], Snapshot]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue", index=tmp_path / "index", secret=SECRET)


@pytest.fixture(scope="session")
def _one_item(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("one-item")
    Catalogue(root / "catalogue", index=root / "index", secret=SECRET).build([an_item(1)], at=NOON)
    return root


@pytest.fixture
def standing(tmp_path: Path, _one_item: Path, catalogue: Catalogue) -> Catalogue:
    """Return a catalogue that has one snapshot, of `an_item(1)`."""
    shutil.copytree(_one_item, tmp_path, dirs_exist_ok=True)
    return catalogue


@pytest.fixture
def build(catalogue: Catalogue) -> Build:
    """Build and return the newest snapshot."""

    def built(items: Iterable[Item]) -> Snapshot:
        catalogue.build(items, at=NOON)
        snapshot = catalogue.latest()
        assert snapshot is not None
        return snapshot

    return built
