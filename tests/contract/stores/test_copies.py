"""Copies of objects: whole in every store, compared byte for byte, and never a half version to be seen."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.contract.stores.servers import Server
from tests.unit.vault.oracle import complaints
from tests.unit.vault.samples import CREATED, ONE, SOUND, TWO, deposit, tree

from nachklang.errors import FixityError
from nachklang.vault import Inventory, NewFile, Vault
from nachklang.vault.copies import PREFIX, key_of, remove_copy, write_copy, write_root
from nachklang.vault.copy_check import check_copy
from nachklang.vault.decode import decode
from nachklang.vault.inventory import INVENTORY, SIDECAR
from nachklang.vault.stores import FolderStore, Store, open_store, probe

TITLE = "metadata/description.json"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault.create(tmp_path / "vault", staging=tmp_path / "staging")
    (tmp_path / "invention.flac").write_bytes(SOUND)
    for one in (ONE, TWO):
        deposit(vault, one, tmp_path / "invention.flac")
    return vault


@pytest.fixture(params=["folder", "moto", "rclone"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        (tmp_path / "store").mkdir()
        return FolderStore(tmp_path / "store")
    server: Server = request.getfixturevalue(request.param)
    address = server.address(server.new_bucket())
    return open_store(address, abilities=probe(open_store(address)), lock=tmp_path / "lock")


@pytest.fixture
def folder_store(tmp_path: Path) -> FolderStore:
    (tmp_path / "store").mkdir()
    return FolderStore(tmp_path / "store")


def again(vault: Vault, text: str) -> Inventory:
    return vault.add_version(
        vault.inventory(ONE),
        [NewFile(TITLE, text.encode())],
        message="Described anew",
        user="Nachklang 0.1.0",
        address="https://example.org/archive",
        created=CREATED,
    )


def held(store: Store) -> dict[str, bytes]:
    return {
        key.removeprefix(PREFIX): b"".join(store.read(key))
        for key, _ in store.entries()
        if key.startswith(PREFIX)
    }


def test_a_store_holds_the_storage_root_file_for_file(vault: Vault, store: Store) -> None:
    write_root(store)
    for one in (ONE, TWO):
        write_copy(vault.root, vault.inventory(one), store)
        assert check_copy(store, vault.inventory(one)) == []
    assert held(store) == tree(vault.root)
    again(vault, "second")
    assert "not the inventory of v2" in " ".join(
        one.detail for one in check_copy(store, vault.inventory(ONE))
    )
    for _ in range(2):  # the second time there is nothing to do
        write_root(store)
        write_copy(vault.root, vault.inventory(ONE), store)
    assert check_copy(store, vault.inventory(ONE)) == []
    assert held(store) == tree(vault.root)


def test_a_copy_that_is_removed_leaves_nothing(vault: Vault, store: Store) -> None:
    for one in (ONE, TWO):
        write_copy(vault.root, vault.inventory(one), store)
    remove_copy(store, ONE)
    assert [one.kind for one in check_copy(store, vault.inventory(ONE))] == ["missing"]
    assert check_copy(store, vault.inventory(TWO)) == []
    remove_copy(store, ONE)


def test_the_copies_of_a_folder_are_a_storage_root(vault: Vault, folder_store: FolderStore) -> None:
    write_root(folder_store)
    again(vault, "second")
    for one in (ONE, TWO):
        write_copy(vault.root, vault.inventory(one), folder_store)
    assert complaints(folder_store.root / PREFIX) == []


@dataclass
class CutOff:
    """A store that ends before its call number `at` that changes something."""

    store: FolderStore
    at: int
    calls: int = 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.store, name)

        def call(*args: Any, **options: Any) -> Any:
            self.calls += name in {"put_new", "replace"}
            if self.calls == self.at:
                raise InterruptedError
            return real(*args, **options)

        return call


def test_wherever_copying_ends_a_reader_sees_a_whole_version(vault: Vault, folder_store: FolderStore) -> None:
    write_root(folder_store)
    write_copy(vault.root, vault.inventory(ONE), folder_store)
    heads = []
    for number in range(14):
        with suppress(InterruptedError):
            write_copy(vault.root, again(vault, str(number)), CutOff(folder_store, 4 * number + 1))
        inventory = decode(b"".join(folder_store.read(key_of(ONE, INVENTORY))))
        heads.append(inventory.head)
        for path in inventory.logical_paths():
            assert folder_store.size(key_of(ONE, inventory.content_path(path))) > 0
        write_copy(vault.root, vault.inventory(ONE), folder_store)
        assert check_copy(folder_store, vault.inventory(ONE)) == []
    assert all(head in {f"v{number + 1}", f"v{number + 2}"} for number, head in enumerate(heads))
    assert (heads[0], heads[-1]) == ("v1", "v15")
    assert complaints(folder_store.root / PREFIX) == []


def test_damage_is_not_copied(vault: Vault, folder_store: FolderStore) -> None:
    path = vault.path(ONE, "original/invention.flac")
    path.chmod(0o644)
    path.write_bytes(SOUND[:-1] + b"?")
    with pytest.raises(FixityError):
        write_copy(vault.root, vault.inventory(ONE), folder_store)
    assert not any(SOUND[:-1] in data for data in held(folder_store).values())
    assert "inventory.json" not in str(list(held(folder_store)))


def _files(store: FolderStore) -> Iterator[Path]:
    yield from sorted(path for path in (store.root / key_of(ONE)).rglob("*") if path.is_file())


@pytest.mark.parametrize("fault", ["flip", "cut", "grow", "gone", "swap", "more", "other", "folder"])
def test_every_fault_of_every_file_is_found_and_not_written_over(
    vault: Vault, folder_store: FolderStore, fault: str
) -> None:
    known = again(vault, "second")
    for one in (ONE, TWO):
        write_copy(vault.root, vault.inventory(one), folder_store)
    for path in list(_files(folder_store)):
        data = path.read_bytes()
        _spoil(path, data, fault)
        if fault == "swap" and path.read_bytes() == data:
            continue
        found = check_copy(folder_store, known)
        assert found, (fault, path)
        assert {one.object_id for one in found} == {ONE}
        if fault not in {"gone", "more"}:
            with pytest.raises((FixityError, OSError)):
                write_copy(vault.root, known, folder_store)
        _mend(path, data)
        assert check_copy(folder_store, known) == []


def _spoil(path: Path, data: bytes, fault: str) -> None:
    match fault:
        case "flip":
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 4]))
        case "cut":
            path.write_bytes(data[:-1])
        case "grow":
            path.write_bytes(data + b"\0")
        case "gone":
            path.unlink()
        case "swap":
            twin = path.parent / (SIDECAR if path.name == INVENTORY else INVENTORY)
            path.write_bytes(twin.read_bytes() if twin.exists() else SOUND[::-1])
        case "more":
            path.with_name(f"{path.name}.more").write_bytes(b"x")
        case "other":
            path.write_bytes(b"")
        case "folder":
            path.unlink()
            path.mkdir()
            (path / "inner").write_bytes(data)


def _mend(path: Path, data: bytes) -> None:
    path.with_name(f"{path.name}.more").unlink(missing_ok=True)
    if path.is_dir():
        (path / "inner").unlink()
        path.rmdir()
    path.write_bytes(data)


def test_an_old_state_that_a_store_gives_back_is_found(vault: Vault, folder_store: FolderStore) -> None:
    write_copy(vault.root, vault.inventory(ONE), folder_store)
    old = {path: path.read_bytes() for path in _files(folder_store)}
    known = again(vault, "second")
    write_copy(vault.root, known, folder_store)
    for path, data in old.items():
        path.write_bytes(data)
    assert any(one.kind == "altered" for one in check_copy(folder_store, known))
