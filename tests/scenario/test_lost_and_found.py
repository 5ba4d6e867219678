"""Vault and registry that do not fit together: one was put back from a copy, or somebody cleaned up."""

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from tests.audio_fixtures import tone, write_flac
from tests.commands import described

from nachklang.archive import Archive, verify_ledger, verify_vault
from nachklang.deposit import Outcome, Status


class Quiet:
    """A deposit's progress that nobody follows."""

    def begin(self, files: int, size: int) -> None:
        """Ignore it."""

    def bytes_read(self, count: int) -> None:
        """Ignore it."""

    def finished(self, outcome: Outcome) -> None:
        """Ignore it."""


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Make a folder with two good files under CC0."""
    folder = tmp_path / "music"
    folder.mkdir()
    for number, name in enumerate(("a.flac", "b.flac")):
        write_flac(folder / name, tone(0.2 + number / 10))
    described(folder, [])
    return folder


def deposit(archive: Path, folder: Path) -> dict[str, Outcome]:
    """Deposit in this process and return the outcomes of the audio files by name."""
    with Archive.open(archive, sign=True) as opened:
        report = opened.accept(folder, Quiet(), executors=lambda: ThreadPoolExecutor(1))
    return {one.name: one for one in report.outcomes if one.status is not Status.READ}


def complaints(archive: Path) -> list[str]:
    """Verify vault and ledger, and return what was found."""
    with Archive.open(archive) as opened:
        kept = verify_vault(opened, on_bytes=lambda _: None).problems
        logged = verify_ledger(opened, on_entries=lambda _: None)
        return [one.kind for one in kept] + [one.detail for one in logged]


def test_a_registry_from_an_older_copy_learns_of_its_objects_again(
    archive: Path, music: Path, tmp_path: Path
) -> None:
    with (
        closing(sqlite3.connect(archive / "registry.db")) as live,
        closing(sqlite3.connect(tmp_path / "old")) as copy,
    ):
        live.backup(copy)
    deposit(archive, music)
    for name in ("registry.db", "registry.db-wal", "registry.db-shm"):
        (archive / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "old", archive / "registry.db")
    assert complaints(archive) == ["extra", "extra"]
    (music / "a.flac").rename(music / "other name.flac")
    again = deposit(archive, music)
    assert {name: one.status for name, one in again.items()} == {
        "other name.flac": Status.ACCEPTED,
        "b.flac": Status.ACCEPTED,
    }
    assert complaints(archive) == []
    with Archive.open(archive) as opened:
        item = opened.find_item(again["other name.flac"].item_id or "")
        assert opened.content(item).read_bytes() == (music / "other name.flac").read_bytes()
        assert opened.ledger.size == 6


def test_bytes_whose_object_is_gone_are_not_called_held(archive: Path, music: Path) -> None:
    first = deposit(archive, music)
    with Archive.open(archive) as opened:
        lost = opened.content(opened.find_item(first["a.flac"].item_id or "")).parents[3]
    shutil.rmtree(lost)
    again = deposit(archive, music)
    assert (again["a.flac"].status, again["a.flac"].code) == (Status.REFUSED, "object-missing")
    assert "put the object back from a copy" in (again["a.flac"].reason or "")
    assert again["b.flac"].status is Status.HELD
    assert "missing" in complaints(archive)


def test_a_prohibition_that_comes_too_late_is_not_passed_over_in_silence(archive: Path, music: Path) -> None:
    deposit(archive, music)
    ban = '[[prohibition]]\nfiles = ["a.flac"]\nkind = "embargo"\nacts = ["stream"]\nreason = "r"\n'
    with (music / "deposit.toml").open("a") as file:
        file.write(ban)
    again = deposit(archive, music)
    assert again["a.flac"].status is Status.HELD
    assert "prohibition 'embargo' was not recorded" in " ".join(again["a.flac"].notes)
    assert again["b.flac"].notes == ()
