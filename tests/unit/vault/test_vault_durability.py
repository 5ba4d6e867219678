"""Before the rename that makes an object visible, all of it is on the disk; afterwards its name is too.

The tests record the calls of the writer in their order, and then ask what a loss of power would leave.
"""

import errno
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.vault.samples import NEIGHBOURS, ONE, SOUND, TWO, deposit, prepared, tree

from nachklang.errors import StorageError
from nachklang.vault import NewFile, Vault, _disk
from nachklang.vault.layout import object_path


class Recorder:
    """Which files and folders have changed since they were synced last."""

    def __init__(self) -> None:
        self.unsynced: set[Path] = set()
        self.at_rename: dict[Path, set[Path]] = {}
        self.opened: dict[int, int] = {}
        self.made = 0
        self.made_before_barrier: list[int] = []

    def seen(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        if name == "open":
            self.opened[result] = self.made
        if name == "syncfs":
            self.unsynced.clear()
            self.made_before_barrier.append(self.opened[args[0]])
        elif name == "fsync":
            self.unsynced.discard(_path(args[0]))
        elif name == "write":
            self.unsynced.add(_path(args[0]))
        elif name == "rename":
            self._renamed(Path(args[0]), Path(args[1]))
        elif name == "mkdir" or args[1] & os.O_CREAT:
            self.made += 1
            self.unsynced.update({Path(args[0]), Path(args[0]).parent})

    def _renamed(self, source: Path, target: Path) -> None:
        inside = {path for path in self.unsynced if path.is_relative_to(source)}
        self.at_rename[target] = inside
        self.unsynced -= inside
        self.unsynced |= {target / path.relative_to(source) for path in inside}
        self.unsynced |= {source.parent, target.parent}


def _path(descriptor: int) -> Path:
    return Path(f"/proc/self/fd/{descriptor}").readlink()


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    if not Path("/proc/self/fd").exists():
        pytest.skip("the paths of open files are read from /proc, which is not here")
    record = Recorder()

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            result = real(*args, **options)
            record.seen(name, args, result)
            return result

        return call

    with monkeypatch.context() as patch:
        for name in ("fsync", "write", "rename", "mkdir", "open"):
            patch.setattr(os, name, watched(name, getattr(os, name)))
        patch.setattr(_disk, "syncfs", watched("syncfs", _disk.syncfs))
        yield record


def test_an_object_is_durable_before_and_after_its_rename(
    recorder: Recorder, vault: Vault, source: Path
) -> None:
    deposit(vault, ONE, source)
    top = vault.root / object_path(ONE)[:3]
    assert recorder.at_rename[top] == set()
    assert {path for path in recorder.unsynced if path.is_relative_to(vault.root)} == set()


def test_the_root_is_durable(recorder: Recorder, tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "deep" / "vault", staging=tmp_path / "deep" / "staging")
    assert recorder.at_rename[vault.root] == set()
    assert recorder.unsynced & {tmp_path, tmp_path / "deep", vault.root} == set()


def test_folders_of_a_writer_that_died_before_its_sync_are_synced(
    recorder: Recorder, vault: Vault, source: Path
) -> None:
    neighbour = vault.root / object_path(ONE)[:7] / "abc"
    neighbour.mkdir(parents=True)
    deposit(vault, ONE, source)
    above = {path for path in neighbour.parents if path.is_relative_to(vault.root)}
    assert recorder.unsynced & above == set()


def _below_root(vault: Vault, paths: set[Path]) -> set[Path]:
    return {path for path in paths if path.is_relative_to(vault.root)}


@pytest.mark.parametrize("by_syncfs", [True, False])
def test_a_batch_is_durable_before_and_after_its_renames(
    recorder: Recorder, vault: Vault, source: Path, monkeypatch: pytest.MonkeyPatch, *, by_syncfs: bool
) -> None:
    if by_syncfs and not _disk.knows_syncfs():
        pytest.skip("this system has no syncfs that tells of errors")
    monkeypatch.setattr(_disk, "knows_syncfs", lambda: by_syncfs)
    deposit(vault, TWO, source)
    ids = (ONE, *NEIGHBOURS)
    vault.create_objects([prepared(vault, one, source) for one in ids])
    renamed = {vault.root / object_path(one)[:3] for one in ids}
    assert {top: recorder.at_rename[top] for top in renamed} == {top: set() for top in renamed}
    assert _below_root(vault, recorder.unsynced) == set()
    assert len(recorder.made_before_barrier) == 2 * by_syncfs


def test_the_barrier_sees_every_error_since_the_first_file_was_made(
    recorder: Recorder, vault: Vault, source: Path
) -> None:
    if not _disk.knows_syncfs():
        pytest.skip("this system has no syncfs that tells of errors")
    batch = [prepared(vault, one, source) for one in NEIGHBOURS]
    made = recorder.made
    vault.create_objects(batch)
    assert recorder.made_before_barrier == [made, made]
    assert recorder.made > made


def test_an_object_waits_for_its_own_files_only(recorder: Recorder, vault: Vault, source: Path) -> None:
    deposit(vault, ONE, source)
    assert recorder.made_before_barrier == []


def test_a_version_with_a_staged_file_is_durable_before_its_rename(
    recorder: Recorder, vault: Vault, source: Path
) -> None:
    known = deposit(vault, ONE, source)
    source.write_bytes(SOUND[::-1])
    new = prepared(vault, ONE, source)
    vault.add_version(
        known,
        [NewFile("original/repaired.flac", vault.stage(source))],
        message=new.message,
        user=new.user,
        address=new.address,
        created=new.created,
    )
    assert recorder.at_rename[vault.root / object_path(ONE) / "v2"] == set()
    assert _below_root(vault, recorder.unsynced) == set()


def test_clearing_makes_durable_what_a_killed_writer_had_put_in_place(
    recorder: Recorder, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    monkeypatch.setattr(os, "sync", lambda: synced.append(True))
    for by_syncfs in (True, False) if _disk.knows_syncfs() else (False,):
        monkeypatch.setattr(_disk, "knows_syncfs", lambda known=by_syncfs: known)
        (vault.root / f"{by_syncfs}").mkdir()
        vault.clear_staging()
        assert by_syncfs is (_below_root(vault, recorder.unsynced) == set())
    assert synced == [True]


class Broken:
    """A disk that fails to write at the barrier of number `at`."""

    def __init__(self, at: int) -> None:
        self.left = at

    def syncfs(self, _: int) -> None:
        """Fail as the system does."""
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("at", [1, 2])
def test_a_barrier_that_fails_acknowledges_nothing(
    vault: Vault, source: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(_disk, "knows_syncfs", lambda: True)
    monkeypatch.setattr(_disk, "syncfs", Broken(at).syncfs)
    before, waiting = tree(vault.root), prepared(vault, TWO, source)
    with pytest.raises(StorageError, match="check the disk"):
        vault.create_objects([prepared(vault, one, source) for one in NEIGHBOURS])
    there = at == 2
    assert (tree(vault.root) == before) is not there
    assert [vault.has(one) for one in NEIGHBOURS] == [there, there]
    assert list(vault.verify()) == []
    # The error is told once only and names no file: no copy from before the first barrier is believed.
    assert waiting.files[0].content.path.exists() is there  # type: ignore[union-attr]
    if not there:
        with pytest.raises(StorageError, match="stage it again"):
            vault.create_objects([waiting])


def test_the_error_of_the_system_is_raised() -> None:
    if not _disk.knows_syncfs():
        pytest.skip("this system has no syncfs that tells of errors")
    with pytest.raises(OSError, match=os.strerror(errno.EBADF)):
        _disk.syncfs(-1)


@pytest.mark.parametrize(
    ("release", "known"),
    [
        ("6.18.44-x", True),
        ("5.8", True),
        ("5.10.0-28-amd64", True),
        ("5.7.19", False),
        ("4.19", False),
        ("", False),
    ],
)
def test_kernels_that_keep_quiet_about_errors_are_not_asked(
    monkeypatch: pytest.MonkeyPatch, release: str, *, known: bool
) -> None:
    if sys.platform != "linux":
        pytest.skip("syncfs is of Linux")
    monkeypatch.setattr(platform, "release", lambda: release)
    assert _disk.knows_syncfs() is known
