"""A log that was lost comes back from copies, file by file, and none is believed that was not signed."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.ledger.conftest import ORIGIN
from tests.unit.ledger.copied import KEYS, announce, batch, copied, copy_of, files_of, lost, opened, rotate
from tests.unit.ledger.disk import Disk, Killed, fill, install, kill

from nachklang.errors import EvidenceError, LedgerError, StorageError
from nachklang.ledger import Cosigner, Ledger, covered_files, take_back
from nachklang.ledger.notes import split_note, with_lines
from nachklang.ledger.tiles import BUNDLES

FIRST = KEYS[0]
SIZES = [0, 1, 255, 256, 300, 600, 66_000]


def make(root: Path, *counts: int) -> Ledger:
    """Make a log by appends of so many entries."""
    ledger = Ledger.create(root, origin=ORIGIN, signer=FIRST)
    for number, count in enumerate(counts):
        ledger.append(batch(count, f"batch {number}"))
    return ledger


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.mark.parametrize("size", SIZES)
def test_a_log_that_was_lost_comes_back_as_it_was(root: Path, size: int) -> None:
    make(root, size)
    before, near = files_of(root), copied(root, "near")
    ledger = lost(root, FIRST)
    assert take_back(ledger, (), [copy_of(near)]) == []
    assert files_of(root) == before
    assert (ledger.size, ledger.verify()) == (size, [])
    ledger.append(batch(300, "after"))
    assert (ledger.size, ledger.verify()) == (size + 300, [])


def test_what_older_checkpoints_ask_for_comes_back(root: Path) -> None:
    make(root, 256, 3, 40, 1)
    before, near = files_of(root), copied(root, "near")
    assert {BUNDLES.path(1, width) for width in (3, 43, 44)} < before.keys()
    take_back(lost(root, FIRST), (), [copy_of(near)])
    assert files_of(root) == before
    flip(root / BUNDLES.path(1, 3))
    take_back(opened(root, FIRST), (), [copy_of(near)])
    assert files_of(root) == before


@pytest.mark.parametrize("spoil", [flip, cut, empty, Path.unlink])
@pytest.mark.parametrize("path", [*covered_files(600)])
def test_what_a_copy_has_altered_comes_from_another(
    root: Path, path: str, spoil: Callable[[Path], None]
) -> None:
    make(root, 600)
    before, near, far = files_of(root), copied(root, "near"), copied(root, "far")
    spoil(near / path)
    complaints = take_back(lost(root, FIRST), (), [copy_of(near), copy_of(far)])
    assert files_of(root) == before
    assert [one.split(": ")[0] for one in complaints] == (
        [] if spoil is Path.unlink else [f"the store near, ledger/{path}"]
    )
    spoil(root / path)
    take_back(opened(root, FIRST), (), [copy_of(near), copy_of(far)])
    assert files_of(root) == before


def test_copies_that_are_each_spoiled_elsewhere_make_one_log(root: Path) -> None:
    make(root, 600)
    before, folders = files_of(root), [copied(root, name) for name in ("near", "far", "afar")]
    for number, path in enumerate(covered_files(600)):
        for folder in folders:
            if folder is not folders[number % 3]:
                flip(folder / path)
    complaints = take_back(lost(root, FIRST), (), [copy_of(one) for one in folders])
    assert files_of(root) == before
    assert all("ledger/tile/" in one for one in complaints)


@pytest.mark.parametrize("size", [256, 600, 66_000])
def test_tiles_that_no_copy_has_are_computed(root: Path, size: int) -> None:
    make(root, size)
    before, near = files_of(root), copied(root, "near")
    for level in ("0", "1", "2"):
        shutil.rmtree(near / "tile" / level, ignore_errors=True)
    take_back(lost(root, FIRST), (), [copy_of(near)])
    assert files_of(root) == before


@pytest.mark.parametrize("path", [BUNDLES.path(1), BUNDLES.path(2, 88)])
def test_entries_that_no_copy_has_are_not_made_up(root: Path, path: str) -> None:
    make(root, 600)
    near, far = copied(root, "near"), copied(root, "far")
    flip(near / path)
    cut(far / path)
    ledger = lost(root, FIRST)
    with pytest.raises(EvidenceError, match=rf"log/{path}: in no copy .* near, .*{path}: .* far, .*{path}: "):
        take_back(ledger, (), [copy_of(near), copy_of(far)])
    assert (ledger.size, ledger.verify()) == (0, [])
    shutil.copy(near.parent / "near" / "checkpoint", far / "checkpoint")
    make(near.parent / "good", 600)
    take_back(ledger, (), [copy_of(near), copy_of(far), copy_of(near.parent / "good")])
    assert (ledger.size, ledger.verify()) == (600, [])


def test_the_longest_copy_counts_and_files_come_from_all(root: Path) -> None:
    ledger = make(root, 270)
    near = copied(root, "near")
    ledger.append(batch(300, "more"))
    far = copied(root, "far")
    flip(far / BUNDLES.path(0))
    found = lost(root, FIRST)
    (complaint,) = take_back(found, (), [copy_of(far), copy_of(near)])
    assert "the store far, ledger/tile/entries/000: not what was signed" in complaint
    assert (found.size, found.verify()) == (570, [])


def test_a_log_that_is_longer_than_its_copies_stays(root: Path) -> None:
    ledger = make(root, 270)
    near = copied(root, "near")
    ledger.append(batch(300, "more"))
    before = files_of(root)
    assert take_back(ledger, (), [copy_of(near)]) == []
    assert files_of(root) == before


def test_without_copies_a_log_stays_as_it_is(root: Path) -> None:
    ledger = make(root, 270)
    before = files_of(root)
    assert take_back(ledger, (), []) == []
    assert files_of(root) == before
    flip(root / BUNDLES.path(0))
    with pytest.raises(EvidenceError, match=r"log/tile/entries/000: in no copy as it was signed"):
        take_back(ledger, (), [])


def test_two_histories_are_not_chosen_between(root: Path) -> None:
    make(root, 270)
    here = files_of(root)
    make(root.with_name("near"), 3, 400)
    near = copy_of(root.with_name("near"))
    with pytest.raises(EvidenceError, match=r"log/checkpoint: its 270 entries are not the first of the 403"):
        take_back(opened(root, FIRST), (), [near])
    assert files_of(root) == here
    lost(root, FIRST)
    make(root.with_name("far"), 3)
    take_back(opened(root, FIRST), (), [copy_of(root.with_name("far"))])
    make(root.with_name("afar"), 100)
    with pytest.raises(EvidenceError, match=r"store afar, ledger/checkpoint: its 100 entries"):
        take_back(opened(root, FIRST), (), [copy_of(root.with_name("afar")), near])


@pytest.mark.parametrize("spoil", [flip, cut, empty])
def test_a_checkpoint_that_cannot_be_believed_is_told_and_passed_over(
    root: Path, spoil: Callable[[Path], None]
) -> None:
    make(root, 300)
    before, near, far = files_of(root), copied(root, "near"), copied(root, "far")
    spoil(near / "checkpoint")
    (complaint,) = take_back(lost(root, FIRST), (), [copy_of(near), copy_of(far)])
    assert complaint.startswith("the store near, ledger/checkpoint: ")
    assert files_of(root) == before
    lost(root, FIRST)
    (root / "checkpoint").unlink()
    with pytest.raises(
        LedgerError, match=r"no checkpoint can be believed: the store near, ledger/checkpoint"
    ):
        take_back(Ledger(root, ORIGIN, FIRST.verifier), (), [copy_of(near)])


def test_cosignatures_come_back_and_the_note_that_has_most_is_kept(root: Path) -> None:
    ledger = make(root, 300)
    near = copied(root, "near")
    note = ledger.checkpoint().note
    at = datetime(2027, 1, 1, tzinfo=UTC)
    witnesses = [Cosigner.generate(f"witness.example/w{number}") for number in (1, 2)]
    for one in witnesses:
        note = with_lines(note, one.verifier, one.cosign(split_note(note)[0], at))
    far = copied(root, "far")
    (far / "checkpoint").write_text(note)
    take_back(lost(root, FIRST), (), [copy_of(near), copy_of(far)])
    found = opened(root, FIRST).checkpoint()
    assert found.note == note
    assert [one.verifier.cosigned_at(found.note) for one in witnesses] == [at, at]
    (root / "checkpoint").write_bytes((near / "checkpoint").read_bytes())
    take_back(opened(root, FIRST), (), [copy_of(near), copy_of(far)])
    assert opened(root, FIRST).checkpoint().note == note


# After the key was changed.


def test_a_copy_that_only_the_old_key_signed_is_signed_anew(root: Path) -> None:
    make(root, 300)
    near = copied(root, "near")
    rotate(root, 0)
    ledger = lost(root, KEYS[1])
    assert take_back(ledger, [FIRST.verifier], [copy_of(near)]) == []
    assert (ledger.size, ledger.verify()) == (300, [])
    assert ledger.checkpoint().note.count("\n— ") == 1
    blind = Ledger.open(root, origin=ORIGIN, verifier=KEYS[2].verifier)
    with pytest.raises(LedgerError, match="opened without its signer"):
        take_back(blind, [KEYS[1].verifier, FIRST.verifier], [])


def test_what_the_old_key_signed_never_outranks_the_new_one(root: Path) -> None:
    make(root, 3)
    rotate(root, 0)
    before, far = files_of(root), copied(root, "far")
    make(root.with_name("near"), 400)
    ledger = lost(root, KEYS[1])
    near = copy_of(root.with_name("near"))
    complaint, *_ = take_back(ledger, [FIRST.verifier], [near, copy_of(far)])
    assert (
        "near, ledger/checkpoint: signed by an earlier key only, so its 400 entries do not count" in complaint
    )
    assert files_of(root) == {path: data for path, data in before.items() if "rotated" not in path}


def test_where_a_change_was_cut_off_both_keys_read_the_copy(root: Path) -> None:
    make(root, 3)
    announce(root, FIRST, KEYS[1])
    near = copied(root, "near")
    for key, former in ((FIRST, []), (KEYS[1], [FIRST.verifier])):
        ledger = lost(root, key)
        assert take_back(ledger, former, [copy_of(near)]) == []
        assert (ledger.size, ledger.verify()) == (4, [])
        # Once `archive.toml` names the new key the old one, which may be stolen, can append no more.
        assert ledger.checkpoint().note.count("\n— ") == (1 if former else 2)


def test_a_key_that_has_a_successor_does_not_go_on(root: Path) -> None:
    make(root, 3)
    behind = copied(root, "behind")
    rotate(root, 0)
    rotate(root, 1)
    near = copied(root, "near")
    for number, key in enumerate(KEYS[:2]):
        ledger = lost(root, key)
        former = [one.verifier for one in KEYS[:number]]
        with pytest.raises(
            LedgerError, match=r"near, ledger/checkpoint: signed by .* are from before that change"
        ):
            take_back(ledger, former, [copy_of(behind), copy_of(near)])
        assert ledger.size == 0


# Killed, full, and done again.


@pytest.mark.parametrize("done_first", [False, True])
def test_killed_at_every_call_it_is_ended_by_doing_it_again(root: Path, *, done_first: bool) -> None:
    make(root, 256, 600)
    before, near = files_of(root), copied(root, "near")
    for last in range(500):
        ledger = lost(root, FIRST)
        disk = Disk(last, kill, done_first)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, disk)
            try:
                take_back(ledger, (), [copy_of(near)])
            except Killed:
                assert disk.dead
        assert ledger.verify() == []
        assert ledger.size in {0, 856}
        take_back(opened(root, FIRST), (), [copy_of(near)])
        assert files_of(root) == before
        if not disk.dead:
            break
    assert 40 < last < 499


def test_what_a_kill_left_torn_is_not_believed(root: Path) -> None:
    make(root, 600)
    before, near = files_of(root), copied(root, "near")
    ledger = lost(root, FIRST)
    for number, path in enumerate(path for path in before if path != "checkpoint"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(before[path][: number * 7])
    assert take_back(ledger, (), [copy_of(near)]) == []
    assert files_of(root) == before


def test_everything_is_durable_before_the_checkpoint_says_so(root: Path) -> None:
    make(root, 600)
    near, ledger, disk = copied(root, "near"), lost(root, FIRST), Disk()
    with pytest.MonkeyPatch.context() as patch:
        install(patch, disk)
        take_back(ledger, (), [copy_of(near)])
    committed = disk.calls.index(("replace", root / "checkpoint"))
    written = {path for name, path in disk.calls[:committed] if name == "write"}
    synced = {path for name, path in disk.calls[:committed] if name == "fsync"}
    assert written <= synced
    assert {path.parent for path in written if path.parent != root} <= synced


def test_a_full_disk_is_told_and_loses_nothing(root: Path) -> None:
    make(root, 600)
    before, near = files_of(root), copied(root, "near")
    for last in (2, 5, 9):
        ledger = lost(root, FIRST)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, Disk(last, fill))
            with pytest.raises(StorageError):
                take_back(ledger, (), [copy_of(near)])
        take_back(ledger, (), [copy_of(near)])
        assert files_of(root) == before


@pytest.mark.parametrize("rotated", [False, True])
def test_an_append_that_was_durable_when_it_was_cut_off_is_not_lost(root: Path, *, rotated: bool) -> None:
    """It is finished first, by whichever key signed it: the copies know nothing of it yet."""
    make(root, 300)
    near, pristine = copied(root, "near"), copied(root, "pristine")
    sizes = set()
    for last in range(60):
        for folder in (root, root.with_name("recovered")):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(pristine, folder)
            with pytest.MonkeyPatch.context() as patch:
                install(patch, Disk(last, kill))
                with suppress(Killed):
                    opened(folder, FIRST).append(batch(3, "cut off"))
        reference = opened(root.with_name("recovered"), FIRST)
        reference.recover()
        key, former = (KEYS[1], [FIRST.verifier]) if rotated else (FIRST, [])
        ledger = opened(root, key)
        assert take_back(ledger, former, [copy_of(near)]) == []
        assert (ledger.size, ledger.verify()) == (reference.size, [])
        sizes.add(ledger.size)
    assert sizes == {300, 303}


@pytest.mark.parametrize("count", [1, 300])
@pytest.mark.parametrize("remembers", [False, True])
def test_after_a_kill_the_log_may_go_on_from_where_it_was(root: Path, count: int, *, remembers: bool) -> None:
    """The copies may be gone by then, and what was brought from them is no part of what is appended."""
    other = batch(count, "other")
    make(root, 200, 58, 1, 600)
    near = copied(root, "near")
    reference = make(root.with_name("reference"), 200, 58, 1)
    reference.append(other)
    before, last = files_of(reference.root), 0
    while True:
        shutil.rmtree(root)
        ledger, disk = make(root, 200, 58, 1), Disk(last, kill)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, disk)
            with suppress(Killed):
                take_back(opened(root, FIRST), (), [copy_of(near)])
        if not disk.dead:
            break
        if ledger.size == 259:
            ledger = ledger if remembers else opened(root, FIRST)
            ledger.append(other)
            assert ledger.verify() == []
            # Partial tiles that a full one has replaced may stay: they are right.
            extra = files_of(root).keys() - before.keys()
            assert all(path.startswith("tile/") and path.endswith("000.p/200") for path in extra)
            assert files_of(root).items() >= before.items()
        last += 1
    assert last > 15


def test_a_longer_log_that_counts_for_less_leaves_nothing_behind(root: Path) -> None:
    make(root, 3)
    rotate(root, 0)
    near, reference = copied(root, "near"), opened(copied(root, "reference"), KEYS[1])
    shutil.rmtree(root)
    make(root, 600, 600)
    ledger = opened(root, KEYS[1])
    take_back(ledger, [FIRST.verifier], [copy_of(near)])
    ledger.append(batch(5, "more"))
    reference.append(batch(5, "more"))
    assert ledger.verify() == []
    assert (
        files_of(root).items()
        >= {path: data for path, data in files_of(reference.root).items() if "rotated" not in path}.items()
    )
    assert [path for path in files_of(root) if path.startswith("tile/entries/00") and ".p" not in path] == []
