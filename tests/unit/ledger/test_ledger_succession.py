"""The receipts by which keys named their successors: followed by who knows the first, and brought back."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.ledger.conftest import ORIGIN
from tests.unit.ledger.copied import KEYS, announce, batch, copied, copy_of, files_of, lost, opened, rotate
from tests.unit.ledger.disk import Disk, Killed, install, kill

from nachklang.errors import EvidenceError
from nachklang.ledger import (
    Entry,
    EntryKind,
    Ledger,
    Receipt,
    Verifier,
    hand_over_path,
    key_subject,
    sound_receipts,
    take_back,
    take_back_receipts,
    verify_succession,
)
from nachklang.ledger.succession import successor_in

PATHS = [hand_over_path(one.verifier) for one in KEYS]
FORMER = [one.verifier for one in KEYS[1::-1]]
"""The keys of a log that has the third, newest first."""


def followed(root: Path, first: Verifier) -> Verifier:
    """Go from the first key to the last, as who knows only that does."""
    key = first
    while (root / hand_over_path(key)).exists():
        key, _ = successor_in((root / hand_over_path(key)).read_bytes(), key)
    return key


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a log whose key was changed twice."""
    root = tmp_path / "log"
    Ledger.create(root, origin=ORIGIN, signer=KEYS[0]).append(batch(300))
    rotate(root, 0)
    opened(root, KEYS[1]).append(batch(300, "later"))
    rotate(root, 1)
    opened(root, KEYS[2]).append(batch(5, "last"))
    return root


@pytest.fixture
def ledger(root: Path) -> Ledger:
    return opened(root, KEYS[2])


def flip(file: Path) -> None:
    """Change what the receipt says of the entry, and no length."""
    lines = file.read_text().splitlines(keepends=True)
    lines[1] = f"extra {lines[1].removeprefix('extra ').swapcase()}"
    file.write_text("".join(lines))


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])


def scramble(file: Path) -> None:
    file.write_bytes(b"\xff\xfe" + file.read_bytes())


def exchange(file: Path) -> None:
    """Put the other receipt in its place, which is a good one of another key."""
    other = next(one for one in file.parent.iterdir() if one != file)
    file.write_bytes(other.read_bytes())


def other_entry(file: Path) -> None:
    """Make a receipt, rightly signed, of an entry that names no key."""
    log = opened(file.parents[1], KEYS[2])
    receipt = Receipt.parse(file.read_text())
    key = next(one for one in KEYS if hand_over_path(one.verifier).endswith(file.name))
    forged = Ledger.create(file.parents[2] / f"of {file.stem}", origin=log.origin, signer=key)
    forged.append(batch(3))
    prover = forged.prover()
    entry = forged.entry(1)
    made = replace(receipt, index=1, proof=prover.inclusion(1), checkpoint=prover.checkpoint, extra=entry)
    file.write_text(made.encode())


SPOILS = [flip, cut, scramble, exchange, other_entry]


def test_who_knows_the_first_key_follows_to_the_last(root: Path, ledger: Ledger) -> None:
    assert followed(root, KEYS[0].verifier) == KEYS[2].verifier
    assert verify_succession(ledger, FORMER) == []
    assert [path for path, _ in sound_receipts(ledger, FORMER)] == [PATHS[1], PATHS[0]]


@pytest.mark.parametrize("spoil", [*SPOILS, Path.unlink])
@pytest.mark.parametrize("path", PATHS[:2])
def test_a_broken_link_is_named(root: Path, ledger: Ledger, path: str, spoil: Callable[[Path], None]) -> None:
    spoil(root / path)
    (problem,) = verify_succession(ledger, FORMER)
    assert problem.path == path
    assert path not in dict(sound_receipts(ledger, FORMER))


@pytest.mark.parametrize("path", PATHS[:2])
@pytest.mark.parametrize("spoil", SPOILS)
def test_a_receipt_that_a_copy_has_altered_comes_from_another(
    root: Path, path: str, spoil: Callable[[Path], None]
) -> None:
    before, near, far = files_of(root), copied(root, "near"), copied(root, "far")
    spoil(near / path)
    for copies in ([copy_of(near), copy_of(far)], [copy_of(far), copy_of(near)]):
        ledger = lost(root, KEYS[2])
        assert take_back(ledger, FORMER, copies) == []
        (complaint,) = take_back_receipts(ledger, FORMER, copies)
        assert complaint.startswith(f"the store near, ledger/{path}: ")
        assert files_of(root) == before
        assert followed(root, KEYS[0].verifier) == KEYS[2].verifier


def test_what_a_complaint_says(root: Path, ledger: Ledger) -> None:
    near = copied(root, "near")
    told = {}
    for spoil in SPOILS:
        shutil.rmtree(near)
        copied(root, "near")
        spoil(near / PATHS[0])
        (told[spoil],) = take_back_receipts(ledger, FORMER, [copy_of(near)])
    assert "the entry is not number 300 of the 301" in told[flip]
    assert "expected a receipt" in told[scramble]
    assert f"not signed by the key {ORIGIN}+{KEYS[0].verifier.key_id.hex()}" in told[exchange]
    assert "what it proves cannot be read" in told[other_entry]


def test_a_folder_that_lost_only_its_receipts_gets_them_back(root: Path, ledger: Ledger) -> None:
    before, near, far = files_of(root), copied(root, "near"), copied(root, "far")
    (far / PATHS[1]).unlink()
    (near / PATHS[0]).unlink()
    shutil.rmtree(root / "rotated")
    assert take_back_receipts(ledger, FORMER, [copy_of(near), copy_of(far)]) == []
    assert files_of(root) == before


def test_one_that_is_altered_at_home_is_replaced_and_a_sound_one_stays(root: Path, ledger: Ledger) -> None:
    before, near = files_of(root), copied(root, "near")
    flip(root / PATHS[0])
    assert take_back_receipts(ledger, FORMER, [copy_of(near)]) == []
    assert files_of(root) == before
    flip(near / PATHS[0])
    (complaint,) = take_back_receipts(ledger, FORMER, [copy_of(near)])
    assert complaint.startswith(f"the store near, ledger/{PATHS[0]}: ")
    assert files_of(root) == before


def test_a_receipt_that_nobody_has_is_missed(root: Path, ledger: Ledger) -> None:
    near = copied(root, "near")
    for folder in (root, near):
        (folder / PATHS[0]).unlink()
    (complaint,) = take_back_receipts(ledger, FORMER, [copy_of(near)])
    assert complaint.startswith(
        f"{root}/{PATHS[0]}: missing, so that who knows only the key {FORMER[1].text}"
    )


def test_a_receipt_of_a_key_that_is_not_known_is_not_kept(root: Path, ledger: Ledger) -> None:
    near = copied(root, "near")
    shutil.rmtree(root / "rotated")
    (complaint,) = take_back_receipts(ledger, FORMER[:1], [copy_of(near)])
    assert complaint.startswith(
        f"the store near, ledger/{PATHS[0]}: of a key that `archive.toml` does not name"
    )
    assert [file.name for file in (root / "rotated").iterdir()] == [Path(PATHS[1]).name]


def test_a_receipt_of_another_history_is_not_kept(root: Path, ledger: Ledger) -> None:
    """Who has the old key can name any key in a log of their own; it is not this log."""
    other = root.with_name("near")
    Ledger.create(other, origin=ORIGIN, signer=KEYS[0]).append(batch(2))
    announce(other, KEYS[0], KEYS[1])
    shutil.rmtree(root / "rotated")
    told = take_back_receipts(ledger, FORMER, [copy_of(other)])
    (refused,) = [one for one in told if one.startswith(f"the store near, ledger/{PATHS[0]}")]
    assert "its 3 entries are not those of this log" in refused
    assert not (root / PATHS[0]).exists()
    announce(other, KEYS[0], KEYS[3])
    told = take_back_receipts(ledger, FORMER, [copy_of(other)])
    (refused,) = [one for one in told if one.startswith(f"the store near, ledger/{PATHS[0]}")]
    assert f"names the key {KEYS[3].verifier.text}; the one after {KEYS[0].verifier.text} is" in refused
    assert not (root / PATHS[0]).exists()


def test_a_log_that_is_shorter_than_its_receipts_has_them_and_says_so(root: Path) -> None:
    behind = root.with_name("behind")
    Ledger.create(behind, origin=ORIGIN, signer=KEYS[0]).append(batch(300))
    shutil.copytree(root / "rotated", behind / "rotated")
    ledger = lost(root, KEYS[2])
    assert take_back(ledger, FORMER, [copy_of(behind)]) == []
    complaints = take_back_receipts(ledger, FORMER, [copy_of(behind)])
    assert complaints == [
        f"{root}/{PATHS[1]}: covers 602 entries, and the log has 300: the end of the log was lost",
        f"{root}/{PATHS[0]}: covers 301 entries, and the log has 300: the end of the log was lost",
    ]
    assert followed(root, KEYS[0].verifier) == KEYS[2].verifier
    assert [one.path for one in verify_succession(ledger, FORMER)] == [PATHS[1], PATHS[0]]


def test_a_change_that_was_cut_off_is_left_to_be_ended(root: Path) -> None:
    """Its receipt is made anew, and may name another key then: the first one may be lost."""
    announce(root, KEYS[2], KEYS[3])
    near = copied(root, "near")
    ledger = lost(root, KEYS[2])
    assert take_back(ledger, FORMER, [copy_of(near)]) == []
    assert take_back_receipts(ledger, FORMER, [copy_of(near)]) == []
    assert verify_succession(ledger, FORMER) == []
    assert not (root / PATHS[2]).exists()
    rotate(root, 2)
    assert verify_succession(opened(root, KEYS[3]), [KEYS[2].verifier, *FORMER]) == []
    assert followed(root, KEYS[0].verifier) == KEYS[3].verifier


@pytest.mark.parametrize("done_first", [False, True])
def test_killed_at_every_call_all_of_it_comes_back_in_the_end(root: Path, *, done_first: bool) -> None:
    before, near, far = files_of(root), copied(root, "near"), copied(root, "far")
    flip(near / PATHS[0])
    copies = [copy_of(near), copy_of(far)]
    for last in range(500):
        ledger = lost(root, KEYS[2])
        disk = Disk(last, kill, done_first)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, disk)
            try:
                take_back(ledger, FORMER, copies)
                take_back_receipts(ledger, FORMER, copies)
            except Killed:
                assert disk.dead
        assert ledger.verify() == []
        assert dict(sound_receipts(ledger, FORMER)).items() <= before.items()
        kept = [root / path for path in PATHS[:2] if (root / path).exists()]
        assert all(file.read_bytes() == before[f"rotated/{file.name}"] for file in kept)
        take_back(opened(root, KEYS[2]), FORMER, copies)
        take_back_receipts(opened(root, KEYS[2]), FORMER, copies)
        assert files_of(root) == before
        if not disk.dead:
            break
    assert 40 < last < 499
    assert followed(root, KEYS[0].verifier) == KEYS[2].verifier


def test_what_cannot_be_read_is_told(root: Path, ledger: Ledger) -> None:
    def refused(path: str) -> bytes:
        raise OSError(5, f"the disk gives nothing back of {path}")

    near = replace(copy_of(copied(root, "near")), read=refused)
    complaints = take_back_receipts(ledger, FORMER, [near])
    assert [one.split("; ")[0] for one in complaints] == [
        f"the store near, ledger/{path}: cannot be read: the disk gives nothing back of {path}"
        for path in (PATHS[1], PATHS[0])
    ]


def test_a_receipt_of_something_else_names_no_key(root: Path) -> None:
    log, subject = opened(root, KEYS[2]), key_subject(KEYS[3].verifier)
    at = datetime(2027, 1, 1, tzinfo=UTC)
    said = {
        0: "cannot be read",
        log.size: f"says hold.lifted {subject}; expected the name of a new key",
        log.size + 1: "says key.rotated log-key:00000000:",
    }
    log.append([Entry("e", EntryKind.HOLD_LIFTED, at, subject, "", {}).encode()])
    log.append([Entry("e", EntryKind.KEY_ROTATED, at, f"log-key:{'0' * 8}:{'0' * 64}", "", {}).encode()])
    for index, why in said.items():
        receipt = Receipt(index, log.prover().inclusion(index), log.checkpoint(), log.entry(index))
        with pytest.raises(EvidenceError, match=why):
            successor_in(receipt.encode().encode(), KEYS[2].verifier)
