"""A folder that is full, fails, changes what it took, or cannot rename: told as such, nothing half there."""

import ctypes
import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest
from tests.unit.vault.limits import largest_file

from nachklang.errors import FixityError, LockedError, NotFoundError, StorageError
from nachklang.vault.stores import FolderStore, StoreAwayError, StoreExistsError, _lock, _renaming, folder
from nachklang.vault.stores._lock import held

DATA = b"the bytes that count" * 1000


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    (tmp_path / "store").mkdir()
    return FolderStore(tmp_path / "store")


def put(store: FolderStore, key: str, data: bytes = DATA) -> None:
    store.put_new(key, data, sha256=sha256(data).hexdigest())


def left(store: FolderStore) -> list[str]:
    return [path.name for path in store.root.rglob("*") if path.is_file() and path.name != "lock"]


def test_a_write_that_the_disk_breaks_off_leaves_nothing(store: FolderStore) -> None:
    with largest_file(5000), pytest.raises(StorageError, match="ulimit"):
        put(store, "a/one")
    assert left(store) == []
    put(store, "a/one")


@pytest.mark.parametrize("call", ["fsync", "write"])
def test_a_disk_that_fails_is_told_and_leaves_nothing(
    store: FolderStore, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> object:
        raise OSError(errno.EIO, "Input/output error")

    put(store, "a/zero")
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        with pytest.raises(StorageError, match="Input/output error"):
            put(store, "a/one")
    assert left(store) == ["zero"]


def test_what_the_disk_does_not_give_back_gets_no_name(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def losing(descriptor: int, data: bytes) -> None:
        os.write(descriptor, bytes(len(data)))

    monkeypatch.setattr(folder, "write_all", losing)
    with pytest.raises(FixityError, match="does not give back"):
        put(store, "one")
    assert left(store) == []


@pytest.mark.parametrize("known", [None, "unknown"])
def test_without_the_systems_rename_a_link_keeps_the_promise(
    store: FolderStore, known: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> int:
        ctypes.set_errno(errno.EINVAL)
        return -1

    monkeypatch.setattr(_renaming, "_renameat2", lambda: known and refuses)
    put(store, "one")
    assert b"".join(store.read("one")) == DATA
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    with pytest.raises(StoreExistsError):
        put(store, "one", b"another")
    assert b"".join(store.read("one")) == DATA
    assert left(store) == ["one"]


def test_between_looking_and_renaming_nobody_is_written_over(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "one")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    with pytest.raises(StoreExistsError):
        put(store, "one", b"another")
    assert b"".join(store.read("one")) == DATA
    assert left(store) == ["one"]


def test_a_folder_that_is_not_there_is_a_store_away(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "unmounted")
    for call in (
        lambda: put(store, "one"),
        lambda: list(store.read("one")),
        lambda: store.size("one"),
        lambda: list(store.entries()),
        lambda: store.delete("one"),
    ):
        with pytest.raises(StoreAwayError):
            call()
    assert not store.root.exists()


def test_links_are_neither_followed_nor_passed_over(store: FolderStore, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(DATA)
    (store.root / "link").symlink_to(tmp_path / "outside")
    assert list(store.entries()) == [("link", 0)]
    with pytest.raises(StorageError, match="link"):
        list(store.read("link"))
    with pytest.raises(StoreExistsError):
        put(store, "link")
    store.delete("link")
    assert list(store.entries()) == []
    assert (tmp_path / "outside").read_bytes() == DATA


def test_of_a_folder_at_a_key_only_what_is_empty_goes(store: FolderStore) -> None:
    (store.root / "a" / "key" / "empty").mkdir(parents=True)
    put(store, "a/other/one")
    store.delete("a/key")
    assert not (store.root / "a" / "key").exists()
    store.delete("a/other")
    assert b"".join(store.read("a/other/one")) == DATA


def test_a_removal_leaves_no_empty_folders(store: FolderStore) -> None:
    put(store, "a/b/c")
    put(store, "a/d")
    store.delete("a/b/c")
    assert sorted(path.name for path in (store.root / "a").iterdir()) == ["d"]
    store.delete("a/d")
    assert not (store.root / "a").exists()
    with pytest.raises(NotFoundError):
        store.size("a/d")


def test_everything_is_synced_before_it_is_called_written(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def recording(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()).removeprefix(str(store.root)))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", recording)
    put(store, "a/b/one")
    place = next(at for at, path in enumerate(synced) if path.startswith("/.nachklang-staging/"))
    assert {"/a/b", "/a", ""} <= set(synced[place:])


def test_who_waits_too_long_for_another_writer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_lock, "WAIT_SECONDS", 0.05)
    with (
        held(tmp_path / "lock", "the store"),
        pytest.raises(LockedError, match="the store is being written"),
        held(tmp_path / "lock", "the store"),
    ):
        pytest.fail("two hold the lock")
    with held(tmp_path / "lock", "the store"):
        pass
