"""Who knows the first key of a log can follow to the last: in every store, and after all else was lost."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.ledger.disk import Disk, Killed, install, kill

from nachklang.archive import (
    Archive,
    Rebuilt,
    add_store,
    create,
    log_keys,
    rebuild_registry,
    replicate_copies,
    rotate_key,
    verify_ledger,
)
from nachklang.archive.care import tell_stores
from nachklang.config import CopyStoreSettings, read_settings
from nachklang.errors import LedgerError
from nachklang.ledger import (
    Cosigner,
    Entry,
    EntryKind,
    Monitor,
    Receipt,
    TileFolder,
    Verifier,
    hand_over_path,
    key_subject,
)
from nachklang.ledger.notes import split_note
from nachklang.model.acts import ActorClass, Territory
from nachklang.preservation.replication import Replicated

STORES = ("near", "far")


@pytest.fixture(scope="module", autouse=True)
def _syncing_is_free() -> Iterator[None]:
    """Skip the wait for the disk: what ends within these tests are processes, and the kernel goes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


def make(folder: Path) -> None:
    kind = (ActorClass.CULTURAL_HERITAGE_INSTITUTION,)
    create(folder, name="A", institution_classes=kind, jurisdiction=Territory("DE"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make an archive with two stores, which know its log."""
    made = tmp_path / "archive"
    make(made)
    for name in STORES:
        (tmp_path / name).mkdir()
        with Archive.open(made) as archive:
            add_store(archive, CopyStoreSettings(name, (tmp_path / name).as_uri()))
    append(made)
    replicate(made)
    return made


def append(folder: Path) -> None:
    with Archive.open(folder, sign=True) as archive:
        entry_id, at = f"more-{archive.ledger.size}", datetime(2027, 1, 1, tzinfo=UTC)
        archive.ledger.append([Entry(entry_id, EntryKind.HOLD_LIFTED, at, "something", "", {}).encode()])


def replicate(folder: Path) -> Replicated:
    with Archive.open(folder, sign=True) as archive:
        return replicate_copies(archive, at_once=True, on_bytes=lambda _: None)


def rebuild(folder: Path) -> Rebuilt:
    """Lose the registry, if it is not lost already, and have it made anew."""
    for file in folder.glob("registry.db*"):
        file.unlink()
    make(folder)
    with Archive.open(folder, sign=True) as archive:
        return rebuild_registry(archive, on_bytes=lambda _: None)


def faults(folder: Path) -> list[str]:
    """Return what `ledger verify` says."""
    with Archive.open(folder) as archive:
        return [f"{one.path}: {one.detail}" for one in verify_ledger(archive, on_entries=lambda _: None)]


def keys_of(folder: Path) -> list[Verifier]:
    """Return the keys of the log, the first one first."""
    return list(log_keys(read_settings(folder)))[::-1]


def lose_all(folder: Path, kept: Path | None = None) -> None:
    """Lose the archive but for `archive.toml` and the keys, as they are now or as they were kept."""
    aside = kept or keep(folder)
    shutil.rmtree(folder)
    shutil.copytree(aside, folder)


def keep(folder: Path, name: str = "kept") -> Path:
    """Keep `archive.toml` and the keys somewhere else."""
    aside = folder.with_name(name)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    shutil.copy(folder / "archive.toml", aside)
    shutil.copytree(folder / "keys", aside / "keys")
    return aside


def followed(log: Path, first: Verifier) -> list[str]:
    """Go from the first key to the last by the receipts of a log; return the keys that were named."""
    named: list[str] = []
    key: Verifier | None = first
    while key is not None and (log / hand_over_path(key)).exists():
        proven = Receipt.parse((log / hand_over_path(key)).read_text()).check([key])
        public = bytes.fromhex(Entry.decode(proven.entry).subject.split(":")[2])
        key = Verifier(first.name, public)
        named.append(key_subject(key))
    return named


def require_chain(folder: Path, log: Path | None = None) -> None:
    """Require that a log leads from its first key to its last, and is whole by the last."""
    first, *others = keys_of(folder)
    log = log or folder / "ledger"
    assert followed(log, first) == [key_subject(one) for one in others]
    with Monitor(folder.with_name(f"seen-{log.parent.name}"), keys_of(folder)[-1:]).look(
        TileFolder(log)
    ) as growth:
        assert len(list(growth.entries())) == growth.checkpoint.size
    shutil.rmtree(folder.with_name(f"seen-{log.parent.name}"))


def stores(folder: Path) -> list[Path]:
    return [folder.with_name(name) / "ledger" for name in STORES]


def alter(file: Path) -> None:
    file.write_text(file.read_text().replace("\nindex ", "\nindex 1"))


# How the receipts get into the stores


def test_stores_have_the_receipt_once_the_key_is_changed(folder: Path) -> None:
    for _ in range(2):
        assert rotate_key(folder).untold == {}
        for log in stores(folder):
            require_chain(folder, log)
            assert (log / "checkpoint").read_bytes() == (folder / "ledger/checkpoint").read_bytes()


def test_a_store_that_was_away_has_it_when_it_is_back(folder: Path) -> None:
    near, far = (log.parent for log in stores(folder))
    far.rename(far.with_name("aside"))
    assert list(rotate_key(folder).untold) == ["far"]
    require_chain(folder, near / "ledger")
    append(folder)
    rotate_key(folder)
    far.with_name("aside").rename(far)
    replicate(folder)
    for log in stores(folder):
        require_chain(folder, log)


def test_what_a_store_altered_is_put_right_by_the_next_run(folder: Path) -> None:
    path = rotate_key(folder).receipt.relative_to(folder / "ledger")
    near, far = stores(folder)
    alter(near / path)
    (far / path).unlink()
    assert replicate(folder).log_faults == []
    for log in (near, far):
        assert (log / path).read_bytes() == (folder / "ledger" / path).read_bytes()


def test_what_the_archive_itself_lost_or_altered_comes_back(folder: Path) -> None:
    path = rotate_key(folder).receipt.relative_to(folder / "ledger")
    rotate_key(folder)
    before = (folder / "ledger" / path).read_bytes()
    assert faults(folder) == []
    shutil.rmtree(folder / "ledger/rotated")
    assert [one.split(",")[0].split(": ")[1] for one in faults(folder)] == ["missing", "missing"]
    near, far = stores(folder)
    alter(near / path)
    (fault,) = replicate(folder).log_faults
    assert fault.startswith(f"the store near, ledger/{path}: ")
    for log in (folder / "ledger", near, far):
        assert (log / path).read_bytes() == before
    alter(folder / "ledger" / path)
    assert [one.split(":")[0] for one in faults(folder)] == [str(path)]
    assert replicate(folder).log_faults == []
    assert faults(folder) == []
    for log in (near, far):
        assert (log / path).read_bytes() == before, "a store's good receipt is not replaced by a bad one"


# After everything was lost


def test_after_two_changes_all_comes_back_for_who_knows_the_first_key(folder: Path) -> None:
    for _ in range(2):
        rotate_key(folder)
        append(folder)
    replicate(folder)
    before = {path: (folder / "ledger" / path).read_bytes() for path in ("checkpoint",)}
    lose_all(folder)
    assert rebuild(folder).log_faults == []
    require_chain(folder)
    assert faults(folder) == []
    assert {path: (folder / "ledger" / path).read_bytes() for path in before} == before
    append(folder)
    rotate_key(folder)
    require_chain(folder)


def test_cosignatures_of_witnesses_are_copied_and_come_back(folder: Path) -> None:
    file, witness = folder / "ledger/checkpoint", Cosigner.generate("witness.example/w1")
    note = file.read_text()
    file.write_text(note + witness.cosign(split_note(note)[0], datetime(2027, 1, 1, tzinfo=UTC)))
    cosigned = file.read_bytes()
    replicate(folder)
    assert [(log / "checkpoint").read_bytes() for log in stores(folder)] == [cosigned, cosigned]
    (stores(folder)[0] / "checkpoint").write_text(note)
    lose_all(folder)
    assert rebuild(folder).log_faults == []
    assert file.read_bytes() == cosigned


def test_a_folder_that_lost_its_receipts_and_the_registry(folder: Path) -> None:
    rotate_key(folder)
    rotate_key(folder)
    shutil.rmtree(folder / "ledger/rotated")
    assert rebuild(folder).log_faults == []
    require_chain(folder)
    assert faults(folder) == []


def test_an_altered_receipt_is_refused_and_the_other_store_asked(folder: Path) -> None:
    path = rotate_key(folder).receipt.relative_to(folder / "ledger")
    for log, name in zip(stores(folder), STORES, strict=True):
        alter(log / path)
        lose_all(folder)
        (fault,) = rebuild(folder).log_faults
        assert fault.startswith(f"the store {name}, ledger/{path}: ")
        require_chain(folder)
        replicate(folder)
        require_chain(folder, log)


def test_a_receipt_that_every_store_altered_is_not_kept(folder: Path) -> None:
    path = rotate_key(folder).receipt.relative_to(folder / "ledger")
    for log in stores(folder):
        alter(log / path)
    lose_all(folder)
    told = rebuild(folder).log_faults
    assert [one.split(": ")[0] for one in told] == [
        f"the store near, ledger/{path}",
        f"the store far, ledger/{path}",
        f"{folder}/ledger/{path}",
    ]
    assert not (folder / "ledger" / path).exists()
    assert [one.split(":")[0] for one in faults(folder)] == [str(path)]


def test_only_a_store_is_left_that_was_away_when_the_key_changed(folder: Path) -> None:
    """The log comes back, signed by the new key; that nobody can follow to that is said."""
    near, far = (log.parent for log in stores(folder))
    far.rename(far.with_name("aside"))
    path = rotate_key(folder).receipt.relative_to(folder / "ledger")
    far.with_name("aside").rename(far)
    shutil.rmtree(near)
    lose_all(folder)
    done = rebuild(folder)
    assert (done.entries, list(done.away)) == (1, ["near"])
    assert [one.split(",")[0] for one in done.log_faults] == [f"{folder}/ledger/{path}: missing"]
    with Archive.open(folder, sign=True) as archive:
        assert archive.ledger.verify() == []
    append(folder)


def test_with_what_was_kept_before_the_change_nothing_is_begun(folder: Path) -> None:
    kept = keep(folder)
    rotate_key(folder)
    append(folder)
    replicate(folder)
    lose_all(folder, kept)
    with pytest.raises(LedgerError, match=r"`archive.toml` and the signing key are from before that change"):
        rebuild(folder)
    with Archive.open(folder) as archive:
        assert archive.ledger.size == 0


def test_before_the_log_is_back_nothing_of_it_is_taken_from_the_stores(folder: Path) -> None:
    """An empty log, such as `init` makes in the place of a lost one, is told to nobody who knows better."""
    rotate_key(folder)
    before = (folder / "ledger/checkpoint").read_bytes()
    shutil.rmtree(folder / "ledger")
    make(folder)
    replicate(folder)
    with Archive.open(folder) as archive:
        told = {one.store: one.failure for one in archive.registry.tasks.absences()}
    assert sorted(told) == sorted(STORES)
    for name, why in told.items():
        assert (
            f"/{name}, ledger/checkpoint: covers 2 entries, and the log here has 0; `nachklang vault" in why
        )
    for log in stores(folder):
        assert (log / "checkpoint").read_bytes() == before
        require_chain(folder, log)
    assert rebuild(folder).log_faults == []
    require_chain(folder)
    append(folder)
    replicate(folder)
    for log in stores(folder):
        assert (log / "checkpoint").read_bytes() == (folder / "ledger/checkpoint").read_bytes()


def test_a_store_with_another_history_keeps_it(folder: Path) -> None:
    """Somebody went on without the store that had the newest entries; it is not made a mixture of both."""
    near, far = stores(folder)
    aside = folder.with_name("aside")
    shutil.copytree(near, aside)
    append(folder)
    replicate(folder)
    before = (far / "checkpoint").read_bytes()
    far.parent.rename(far.parent.with_name("away"))
    shutil.rmtree(near)
    aside.rename(near)
    lose_all(folder)
    rebuild(folder)
    far.parent.with_name("away").rename(far.parent)
    with Archive.open(folder, sign=True) as archive:
        archive.ledger.append([b"something else", b"and more"])
        add_store(archive, archive.settings.copies[1])
    replicate(folder)
    assert (far / "checkpoint").read_bytes() == before
    with Archive.open(folder) as archive:
        (absence,) = archive.registry.tasks.absences()
    assert "its 2 entries are not those with which the log here begins" in absence.failure
    shutil.rmtree(far)
    replicate(folder)
    assert (far / "checkpoint").read_bytes() == (folder / "ledger/checkpoint").read_bytes()


def killed_rotation(folder: Path, last: int) -> None:
    """Change the key, and be killed at a call."""
    with pytest.MonkeyPatch.context() as patch:
        install(patch, Disk(last, kill))
        with suppress(Killed):
            rotate_key(folder)


def put_back(kept: Path, top: Path) -> None:
    """Have archive and stores as they were."""
    for name in ("archive", *STORES):
        shutil.rmtree(top / name, ignore_errors=True)
        shutil.copytree(kept / name, top / name)


@pytest.fixture
def cut_off(folder: Path, tmp_path: Path) -> dict[tuple[int, int], Path]:
    """Cut a change of keys off at every call, and have the stores told how it stands then.

    Returns archive and stores by how many keys `archive.toml` names and how many signed the checkpoint.
    """
    put_back(tmp_path, tmp_path / "pristine")
    found: dict[tuple[int, int], Path] = {}
    for last in range(100):
        put_back(tmp_path / "pristine", tmp_path)
        killed_rotation(folder, last)
        if (folder / "keys/ledger.key.next").exists():
            state = len(keys_of(folder)), (folder / "ledger/checkpoint").read_text().count("\n— ")
            if state not in found:
                with Archive.open(folder) as archive:
                    assert tell_stores(archive) == {}
                found[state] = tmp_path / f"cut off at {last}"
                put_back(tmp_path, found[state])
    return found


def test_a_change_that_was_cut_off_is_ended_after_all_was_lost(
    cut_off: dict[tuple[int, int], Path], folder: Path, tmp_path: Path
) -> None:
    """With the new key, and without it: then the receipt in stores names a key that is lost, until now."""
    assert sorted(cut_off) == [(1, 1), (1, 2), (2, 1), (2, 2)]
    for (described, _), kept in cut_off.items():
        put_back(kept, tmp_path)
        lose_all(folder)
        if described == 2:
            # The log's key is the new one by now, and has to get into its place first.
            make(folder)
            rotate_key(folder)
        require_ended(folder)
        if described == 1:
            put_back(kept, tmp_path)
            (folder / "keys/ledger.key.next").unlink()
            lose_all(folder)
            require_ended(folder)


def require_ended(folder: Path) -> None:
    """Have an archive that was lost made anew, end its change of keys, and require that all can follow it."""
    first = keys_of(folder)[0]
    assert rebuild(folder).log_faults == []
    assert faults(folder) == []
    if len(keys_of(folder)) == 1:
        rotate_key(folder)
    assert (len(keys_of(folder)), keys_of(folder)[0]) == (2, first)
    replicate(folder)
    assert faults(folder) == []
    for log in (folder / "ledger", *stores(folder)):
        require_chain(folder, log)


def test_killed_at_every_call_a_rebuild_is_ended_by_doing_it_again(folder: Path) -> None:
    rotate_key(folder)
    rotate_key(folder)
    append(folder)
    replicate(folder)
    whole = (folder / "ledger/checkpoint").read_bytes()
    kept = keep(folder)
    kills = 0
    for last in range(0, 1000, 7):
        lose_all(folder, kept)
        make(folder)
        disk = Disk(last, kill)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, disk)
            try:
                with Archive.open(folder, sign=True) as archive:
                    rebuild_registry(archive, on_bytes=lambda _: None)
            except Killed:
                kills += 1
        assert rebuild(folder).log_faults == []
        require_chain(folder)
        assert faults(folder) == []
        assert (folder / "ledger/checkpoint").read_bytes() == whole
        if not disk.dead:
            break
    assert kills > 5
    assert last < 990
