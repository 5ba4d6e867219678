"""Before the rename that makes an object visible, all of it is on the disk; afterwards its name is too.

The tests record the calls of the writer in their order, and then ask what a loss of power would leave.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.vault.samples import ONE, deposit

from nachklang.vault import Vault
from nachklang.vault.layout import object_path


class Recorder:
    """Which files and folders have changed since they were synced last."""

    def __init__(self) -> None:
        self.unsynced: set[Path] = set()
        self.at_rename: dict[Path, set[Path]] = {}

    def seen(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "fsync":
            self.unsynced.discard(_path(args[0]))
        elif name == "write":
            self.unsynced.add(_path(args[0]))
        elif name == "rename":
            self._renamed(Path(args[0]), Path(args[1]))
        elif name == "mkdir" or args[1] & os.O_CREAT:
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
            record.seen(name, args)
            return result

        return call

    with monkeypatch.context() as patch:
        for name in ("fsync", "write", "rename", "mkdir", "open"):
            patch.setattr(os, name, watched(name, getattr(os, name)))
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
