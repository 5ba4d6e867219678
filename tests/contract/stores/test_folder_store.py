"""The promises of a store, kept in a folder."""

from pathlib import Path

import pytest
from tests.contract.stores.store_suite import StoreSuite

from nachklang.vault.stores import Abilities, FolderStore, Store, probe

FOUND = Abilities(
    conditional_put=True,
    conditional_copy=True,
    conditional_replace=True,
    read_after_write=True,
    list_after_write=True,
    list_after_delete=True,
    listing_in_order=True,
    ranged_reads=True,
    names_distinct=True,
)


class TestFolder(StoreSuite):
    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        root = tmp_path / "ein Ort #1? 100%"
        root.mkdir()
        return root

    @pytest.fixture
    def store(self, root: Path) -> Store:
        return FolderStore(root)

    @pytest.fixture
    def second(self, root: Path) -> Store:
        return FolderStore(root)

    def test_the_probe_says_what_it_does_and_leaves_nothing(self, root: Path) -> None:
        found = probe(FolderStore(root))
        assert found == FOUND
        assert found.faults == ()
        assert found.shared_writing
        assert [path for path in root.rglob("*") if ".nachklang-staging" not in path.parts] == []
