"""A change of keys: old receipts still check, who knows the old key can follow, and a kill is mended."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.ledger.disk import Disk, Killed, install, kill

from nachklang.archive import KEY_VARIABLE, Archive, create, log_keys, prove_entry, rotate_key, verify_ledger
from nachklang.config import read_settings
from nachklang.errors import EvidenceError, LedgerError, LockedError, SettingsError
from nachklang.ledger import Entry, EntryKind, Ledger, Monitor, Receipt, Signer, TileFolder, Verifier
from nachklang.model.acts import ActorClass, Territory


@pytest.fixture(scope="module", autouse=True)
def _syncing_is_free() -> Iterator[None]:
    """Skip the wait for the disk: what ends within these tests are processes, and the kernel goes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archive"
    kind = (ActorClass.CULTURAL_HERITAGE_INSTITUTION,)
    create(made, name="A", institution_classes=kind, jurisdiction=Territory("DE"))
    return made


def _append(folder: Path) -> int:
    with Archive.open(folder, sign=True) as archive:
        return archive.ledger.append([b"something"])[0]


def _receipt(folder: Path, entry: str) -> Receipt:
    with Archive.open(folder) as archive:
        return Receipt.parse(prove_entry(archive, entry).encode())


def _open(folder: Path) -> Ledger:
    """Open the log alone, as `archive.toml` describes it and with the key in its file."""
    settings = read_settings(folder).ledger
    signer = Signer.parse(settings.key.read_text())
    key = Verifier.parse(settings.verifier)
    return Ledger.open(
        folder / "ledger",
        origin=settings.origin,
        verifier=key,
        signer=signer if signer.verifier == key else None,
    )


def _rotations(folder: Path) -> list[Entry]:
    ledger = _open(folder)
    assert ledger.verify() == []
    entries = [Entry.decode(data) for data in ledger.entries() if data.startswith(b"{")]
    return [entry for entry in entries if entry.kind is EntryKind.KEY_ROTATED]


def test_old_receipts_check_and_new_ones_are_signed_by_the_new_key(folder: Path) -> None:
    _append(folder)
    old_receipt, old_key = _receipt(folder, "0"), log_keys(read_settings(folder))[0]
    done = rotate_key(folder)
    new_key, *former = log_keys(read_settings(folder))
    assert ([done.former], done.verifier) == ([one.text for one in former], new_key.text)
    assert former == [old_key]
    assert old_receipt.check([new_key, *former]).key == old_key
    assert _append(folder) == 2
    new_receipt = _receipt(folder, "2")
    assert new_receipt.check([new_key]).key == new_key
    with pytest.raises(EvidenceError, match="not signed by"):
        new_receipt.check([old_key])
    assert (folder / "keys/ledger.key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in (folder / "keys").iterdir()) == ["ledger.key", "public-ids.key"]


def test_the_old_key_names_the_new_one(folder: Path) -> None:
    done = rotate_key(folder)
    old, new = Verifier.parse(done.former), Verifier.parse(done.verifier)
    proven = Receipt.parse(done.receipt.read_text()).check([old])
    entry = Entry.decode(proven.entry)
    assert entry.kind is EntryKind.KEY_ROTATED
    assert entry.subject == f"log-key:{new.key_id.hex()}:{new.public.hex()}"
    assert entry in _rotations(folder)
    again = rotate_key(folder)
    assert again.former == done.verifier
    assert [key.text for key in log_keys(read_settings(folder))] == [
        again.verifier,
        done.verifier,
        done.former,
    ]
    assert Receipt.parse(again.receipt.read_text()).check([new]).index == 1


def test_who_follows_the_log_goes_on_with_both_keys(folder: Path, tmp_path: Path) -> None:
    old = log_keys(read_settings(folder))
    log = TileFolder(folder / "ledger")
    with Monitor(tmp_path / "seen", old).look(log):
        pass
    rotate_key(folder)
    with pytest.raises(EvidenceError, match="not signed by"), Monitor(tmp_path / "seen", old).look(log):
        pass
    with Monitor(tmp_path / "seen", log_keys(read_settings(folder))).look(log) as growth:
        assert len(list(growth.entries())) == 1


def test_killed_at_every_call_it_is_ended_by_doing_it_again(folder: Path, tmp_path: Path) -> None:
    _append(folder)
    old_key, old_receipt = log_keys(read_settings(folder))[0], _receipt(folder, "0")
    for last in range(200):
        trial = tmp_path / "trial"
        shutil.rmtree(trial, ignore_errors=True)
        shutil.copytree(folder, trial)
        disk = Disk(last, kill)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, disk)
            try:
                rotate_key(trial)
            except Killed:
                disk.dead = True
        unchanged = log_keys(read_settings(trial)) == [old_key]
        if unchanged or (trial / "keys/ledger.key.next").exists():
            assert disk.dead
            assert len(_rotations(trial)) <= 1
            rotate_key(trial)
        assert len(_rotations(trial)) == 1
        new_key, *former = log_keys(read_settings(trial))
        assert former == [old_key]
        assert old_receipt.check(former).key == old_key
        ledger = _open(trial)
        assert (ledger.verifier, ledger.checkpoint().note.count("\n— ")) == (new_key, 1)
        assert ledger.append([b"more"]) == range(2, 3)
        if not disk.dead:
            break
    assert last > 30


def test_a_cut_off_change_is_named_where_it_hinders(folder: Path) -> None:
    old = (folder / "keys/ledger.key").read_bytes()
    rotate_key(folder)
    (folder / "keys/ledger.key").write_bytes(old)
    with pytest.raises(LedgerError, match=r"not one key; where a change of keys was cut off, .*rotate-key"):
        _append(folder)


def test_the_old_key_may_come_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = folder / "keys/ledger.key"
    monkeypatch.setenv(KEY_VARIABLE, key.read_text())
    key.unlink()
    rotate_key(folder)
    with pytest.raises(LedgerError, match="are not one key"):
        _append(folder)
    monkeypatch.delenv(KEY_VARIABLE)
    assert _append(folder) == 1


def test_a_description_that_a_person_rewrote_is_not_guessed_at(folder: Path) -> None:
    file = folder / "archive.toml"
    written = file.read_text()
    table = re.sub(r"verifier = (.*)\n", r"'verifier' = \1\n", written)
    assert table != written
    file.write_text(table)
    with pytest.raises(SettingsError, match=r"(?s)put these lines under \[ledger\].*\nverifier = ") as caught:
        rotate_key(folder)
    lines = str(caught.value).split("run it again:\n")[1]
    file.write_text(re.sub(r"'verifier' = .*\n", f"{lines}\n", table))
    rotate_key(folder)
    assert _append(folder) == 1


def test_nothing_is_changed_while_a_deposit_is_under_way(folder: Path) -> None:
    with Archive.open(folder) as archive, archive._deposit_lock():
        before = (folder / "archive.toml").read_bytes()
        with pytest.raises(LockedError):
            rotate_key(folder)
        assert (folder / "archive.toml").read_bytes() == before
        assert verify_ledger(archive, on_entries=lambda _: None) == []
