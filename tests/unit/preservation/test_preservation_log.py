"""The log comes back from stores of which some go away, refuse or damage what they are asked for."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.unit.preservation.house import NEAR, ORIGIN, House
from tests.unit.vault.samples import tree

from nachklang.errors import ArchiveError, FixityError, StorageError
from nachklang.ledger import Ledger
from nachklang.preservation.restoring import restore_ledger
from nachklang.preservation.stores import Stores
from nachklang.preservation.telling import tell_everybody
from nachklang.vault.stores import FolderStore, StoreAwayError, StoreRefusedError
from nachklang.vault.stores.store import Entry


@dataclass(frozen=True, slots=True)
class Failing(FolderStore):
    """A store that fails once it is asked for a key with this word in it."""

    word: str
    error: ArchiveError

    def read(self, key: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Read, or fail."""
        if self.word in key:
            raise self.error
        return FolderStore.read(self, key, start=start, end=end)

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """List, or fail."""
        if self.word == "list" and prefix.startswith("ledger/"):
            raise self.error
        return FolderStore.entries(self, prefix)


@pytest.fixture
def told(house: House) -> dict[str, bytes]:
    """Change the key, tell both stores, and lose the log; returns what they have of it."""
    house.deposit(1)
    house.logged()
    house.rotate()
    house.__post_init__()
    tell_everybody(house.services, Stores(house.services))
    before = tree(house.folder / NEAR / "ledger")
    signer = house.services.ledger.signer
    assert signer is not None
    shutil.rmtree(house.folder / "ledger")
    Ledger.create(house.folder / "ledger", origin=ORIGIN, signer=signer)
    return before


def log_of(house: House) -> dict[str, bytes]:
    return {path: data for path, data in tree(house.folder / "ledger").items() if path[0] != "."}


@pytest.mark.parametrize("error", [StoreAwayError("its disk is gone"), StoreRefusedError("expired")])
@pytest.mark.parametrize("word", ["ledger/checkpoint", "tile/0/", "tile/entries/", "rotated/", "list"])
def test_a_store_that_goes_away_meanwhile_is_named_and_the_other_asked(
    house: House, told: dict[str, bytes], word: str, error: ArchiveError
) -> None:
    house.openers[NEAR] = lambda: Failing(house.folder / NEAR, word, error)
    stores = Stores(house.services)
    assert restore_ledger(house.services, stores) == []
    assert log_of(house) == told
    assert stores.failures == {NEAR: error}


@pytest.mark.parametrize("error", [FixityError("it became shorter"), StorageError("no right to read it")])
@pytest.mark.parametrize("word", ["ledger/checkpoint", "tile/0/", "tile/entries/", "rotated/"])
def test_a_file_that_a_store_cannot_give_is_named_and_the_other_asked(
    house: House, told: dict[str, bytes], word: str, error: ArchiveError
) -> None:
    house.openers[NEAR] = lambda: Failing(house.folder / NEAR, word, error)
    stores = Stores(house.services)
    (fault,) = restore_ledger(house.services, stores)
    assert fault.startswith("the store near, ledger/")
    assert f"cannot be read: {error}" in fault
    assert word in fault.replace("store near, ", "")
    assert log_of(house) == told
    assert stores.failures == {}


def test_a_store_that_cannot_be_listed_is_set_aside(house: House, told: dict[str, bytes]) -> None:
    house.openers[NEAR] = lambda: Failing(house.folder / NEAR, "list", StorageError("not to be listed"))
    stores = Stores(house.services)
    assert restore_ledger(house.services, stores) == []
    assert log_of(house) == told
    assert list(stores.failures) == [NEAR]


def test_nothing_is_told_to_a_store_that_knows_more(
    house: House, told: dict[str, bytes], tmp_path: Path
) -> None:
    before = tree(tmp_path / NEAR)
    stores = Stores(house.services)
    tell_everybody(house.services, stores)
    assert {"checkpoint", "tile/0/000.p/2"} <= told.keys()
    assert tree(tmp_path / NEAR) == before
    assert "covers 2 entries, and the log here has 0" in str(stores.failures[NEAR])
