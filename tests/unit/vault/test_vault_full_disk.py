"""A full disk gives a clear error and loses nothing."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.vault.limits import largest_file
from tests.unit.vault.oracle import complaints
from tests.unit.vault.samples import NEIGHBOURS, ONE, SOUND, TWO, deposit, make, new, prepared, tree

from nachklang.errors import StorageError
from nachklang.vault import NewFile, Vault

PAGE = 4096


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 256 KiB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a tmpfs needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    refused = subprocess.run(mount, capture_output=True, text=True, check=False)
    if refused.returncode:
        pytest.skip(f"this machine does not let tests mount a tmpfs: {refused.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _fill(folder: Path, *, leave: int) -> Path:
    """Take all space but `leave` bytes."""
    found = os.statvfs(folder)
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(max(0, found.f_bavail * found.f_frsize - leave)))
    return ballast


def test_a_copy_that_hits_a_limit_leaves_nothing(vault: Vault, source: Path) -> None:
    with largest_file(len(SOUND) // 2), pytest.raises(StorageError, match=r"ulimit -f"):
        vault.stage(source)
    assert list(vault.staging.folder.iterdir()) == []
    deposit(vault, ONE, source)


def test_an_object_that_hits_a_limit_leaves_nothing(vault: Vault, source: Path) -> None:
    before, staged = tree(vault.root), vault.stage(source)
    files = [NewFile("original", staged), NewFile("metadata", bytes(5000))]
    with largest_file(4000), pytest.raises(StorageError, match=r"ulimit -f"):
        make(vault, ONE, files)
    assert tree(vault.root) == before
    assert list(vault.staging.folder.iterdir()) == []
    deposit(vault, ONE, source)


def test_a_batch_that_hits_a_limit_leaves_nothing(vault: Vault, source: Path) -> None:
    before = tree(vault.root)
    batch = [prepared(vault, TWO, source), new(ONE, [NewFile("metadata", bytes(5000))])]
    with largest_file(4000), pytest.raises(StorageError, match=r"ulimit -f"):
        vault.create_objects(batch)
    assert tree(vault.root) == before
    assert list(vault.staging.folder.iterdir()) == []
    vault.create_objects([prepared(vault, TWO, source), batch[1]])


@pytest.mark.root
def test_a_copy_that_does_not_fit(disk: Path, source: Path) -> None:
    vault = Vault.create(disk / "vault", staging=disk / "staging")
    source.write_bytes(bytes(300 << 10))
    with pytest.raises(StorageError, match="free space") as caught:
        vault.stage(source)
    assert str(disk / "staging") in str(caught.value)
    assert list(vault.staging.folder.iterdir()) == []


@pytest.mark.root
def test_at_every_fill_level_an_object_is_whole_or_not_there(disk: Path, source: Path) -> None:
    vault = Vault.create(disk / "vault", staging=disk / "staging")
    deposit(vault, TWO, source)
    before, pages = tree(vault.root), 0
    while not vault.has(ONE):
        ballast = _fill(disk, leave=pages * PAGE)
        try:
            deposit(vault, ONE, source)
        except StorageError as error:
            assert "free space" in str(error)  # noqa: PT017 - the last round raises nothing
            assert tree(vault.root) == before
        assert list(vault.staging.folder.iterdir()) == []
        assert list(vault.verify(expected=[TWO])) == []
        ballast.unlink()
        pages += 1
    assert pages > 5
    assert complaints(vault.root) == []


@pytest.mark.root
def test_at_every_fill_level_a_batch_is_whole_or_not_there(disk: Path, source: Path) -> None:
    vault = Vault.create(disk / "vault", staging=disk / "staging")
    source.write_bytes(SOUND[:PAGE])
    batch, before, pages = (ONE, *NEIGHBOURS), tree(vault.root), 0
    while not vault.has(ONE):
        ballast = _fill(disk, leave=pages * PAGE)
        try:
            vault.create_objects([prepared(vault, one, source) for one in batch])
        except StorageError as error:
            assert "free space" in str(error)  # noqa: PT017 - the last round raises nothing
            assert tree(vault.root) == before
        vault.clear_staging()
        ballast.unlink()
        pages += 1
    assert pages > 5
    assert list(vault.verify(expected=batch)) == []
    assert complaints(vault.root) == []


@pytest.mark.root
def test_a_root_that_does_not_fit(disk: Path) -> None:
    ballast = _fill(disk, leave=0)
    with pytest.raises(StorageError, match="free space"):
        Vault.create(disk / "vault", staging=disk / "staging")
    ballast.unlink()
    assert list(Vault.create(disk / "vault", staging=disk / "staging").verify()) == []


@pytest.mark.root
def test_staging_on_another_file_system(disk: Path, tmp_path: Path, source: Path) -> None:
    with pytest.raises(StorageError, match="one file system"):
        Vault.create(tmp_path / "vault", staging=disk / "staging")
    vault = Vault.create(tmp_path / "vault", staging=tmp_path / "staging")
    with pytest.raises(StorageError, match="one file system"):
        deposit(Vault.open(vault.root, staging=disk / "staging"), ONE, source)
    assert list(vault.verify()) == []
