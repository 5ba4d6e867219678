"""The log as a whole: appending, reading, opening, locking."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.ledger.conftest import ORIGIN
from tests.unit.ledger.oracle import tree_hash

from nachklang.errors import LedgerError, LockedError, NotFoundError, StorageError
from nachklang.ledger import Checkpoint, Ledger, Signer, Verifier
from nachklang.ledger.durable import DurableFolder

MakeLedger = Callable[..., Ledger]


def _files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_a_new_log_is_an_empty_signed_tree(make_ledger: MakeLedger, signer: Signer) -> None:
    ledger = make_ledger()
    assert ledger.checkpoint() == Checkpoint.sign(ORIGIN, 0, tree_hash([]), signer)
    assert ledger.checkpoint().note.startswith(
        f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— {ORIGIN} "
    )
    assert (ledger.size, list(ledger.entries()), ledger.verify()) == (0, [], [])
    assert _files(ledger.root) == {"checkpoint", ".lock"}


def test_creating_twice_changes_nothing(make_ledger: MakeLedger) -> None:
    first = make_ledger(count=3)
    before = {name: (first.root / name).stat().st_mtime_ns for name in _files(first.root)}
    assert make_ledger(count=0) == first
    assert {name: (first.root / name).stat().st_mtime_ns for name in _files(first.root)} == before


def test_creating_over_another_log_is_refused(make_ledger: MakeLedger, signer: Signer) -> None:
    root = make_ledger(count=3).root
    with pytest.raises(LedgerError, match=r"checkpoint: line 1: .*archive\.example/log.*other\.example"):
        Ledger.create(root, origin="other.example", signer=signer)
    with pytest.raises(LedgerError, match=r"checkpoint: .*not signed by"):
        Ledger.create(root, origin=ORIGIN, signer=Signer.generate(ORIGIN))


def test_a_lost_checkpoint_is_not_replaced_by_an_empty_one(make_ledger: MakeLedger, signer: Signer) -> None:
    root = make_ledger(count=3).root
    (root / "checkpoint").unlink()
    with pytest.raises(LedgerError, match="checkpoint: missing beside tiles"):
        Ledger.create(root, origin=ORIGIN, signer=signer)


@pytest.mark.parametrize("origin", ["", "a b", "a\nb"])
def test_an_origin_that_checkpoints_cannot_carry_is_refused(
    tmp_path: Path, signer: Signer, origin: str
) -> None:
    with pytest.raises(LedgerError, match="origin of the log"):
        Ledger.create(tmp_path / "ledger", origin=origin, signer=signer)
    assert not (tmp_path / "ledger").exists()


def test_a_folder_without_a_log_is_not_opened(tmp_path: Path, signer: Signer) -> None:
    with pytest.raises(LedgerError, match="no log there"):
        Ledger.open(tmp_path, origin=ORIGIN, verifier=signer.verifier)


def test_keys_that_are_not_one_pair_are_refused(make_ledger: MakeLedger, signer: Signer) -> None:
    other = Signer.generate(ORIGIN).verifier
    with pytest.raises(LedgerError, match="not one key"):
        Ledger.open(make_ledger().root, origin=ORIGIN, verifier=other, signer=signer)


def test_without_a_signer_the_log_is_read_only(make_ledger: MakeLedger, signer: Signer) -> None:
    ledger = Ledger.open(
        make_ledger(count=3).root, origin=ORIGIN, verifier=Verifier.parse(signer.verifier.text)
    )
    assert (ledger.size, ledger.verify()) == (3, [])
    with pytest.raises(LedgerError, match="without its signer"):
        ledger.append([b"x"])


def test_appended_entries_get_the_next_indices(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=3)
    assert ledger.append([b"a", b"b"]) == range(3, 5)
    assert ledger.append([]) == range(5, 5)
    assert (ledger.entry(3), ledger.entry(4), ledger.size) == (b"a", b"b", 5)


def test_entries_are_read_from_any_start(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=600)
    every = [b"entry %d" % number for number in range(600)]
    for start in (0, 1, 255, 256, 257, 511, 512, 599, 600):
        assert list(ledger.entries(start)) == every[start:]
    assert [ledger.entry(index) for index in (0, 255, 256, 599)] == [every[at] for at in (0, 255, 256, 599)]


def test_entries_beyond_the_checkpoint_are_not_found(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=3)
    for index in (-1, 3, 2**62):
        with pytest.raises(NotFoundError, match="3 entries"):
            ledger.entry(index)
    for start in (-1, 4):
        with pytest.raises(NotFoundError, match="3 entries"):
            ledger.entries(start)


def test_entries_of_every_allowed_length_are_kept(make_ledger: MakeLedger) -> None:
    ledger = make_ledger()
    entries = [b"", b"\x00", b"x" * 255, b"y" * 256, b"z" * 65_535]
    ledger.append(entries)
    assert list(ledger.entries()) == entries
    assert ledger.verify() == []


def test_one_entry_too_long_and_nothing_is_appended(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=3)
    before = _files(ledger.root)
    with pytest.raises(LedgerError, match="entry 1 of 2 to append: 65536 bytes; the log takes at most 65535"):
        ledger.append([b"fine", b"x" * 65_536])
    assert (_files(ledger.root), ledger.size) == (before, 3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([1, 2, 7, 100, 254, 255, 256, 257, 300]), max_size=4))
def test_any_split_into_batches_makes_the_same_tree(batches: list[int]) -> None:
    entries = [b"%d" % number for number in range(sum(batches))]
    signer = Signer(ORIGIN, bytes(32))
    with TemporaryDirectory() as folder:
        ledger = Ledger.create(Path(folder) / "log", origin=ORIGIN, signer=signer)
        at = 0
        for batch in batches:
            assert ledger.append(entries[at : at + batch]) == range(at, at + batch)
            at += batch
            assert ledger.checkpoint().root_hash == tree_hash(entries[:at])
        assert ledger.verify() == []
        assert list(ledger.entries()) == entries


def test_a_tree_of_70000_has_the_files_that_the_specification_lists(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=70_000)
    assert ledger.verify() == []
    tiles = _files(ledger.root / "tile")
    level_0 = {name for name in tiles if name.startswith("0/")}
    assert level_0 == {f"0/{index:03d}" for index in range(273)} | {"0/273.p/112"}
    assert {name.replace("entries/", "0/") for name in tiles if name.startswith("entries/")} == level_0
    assert tiles - level_0 - {name.replace("0/", "entries/", 1) for name in level_0} == {
        "1/000",
        "1/001.p/17",
        "2/000.p/1",
    }
    assert ledger.append([b"next"]) == range(70_000, 70_001)


def test_the_thousandth_tile_goes_into_a_group_of_its_own(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=256_000)
    ledger.append([b"last"])
    assert (ledger.root / "tile/0/x001/000.p/1").is_file()
    assert ledger.entry(256_000) == b"last"


def test_partial_tiles_stay_until_the_full_one_is_signed_for(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=250)
    ledger.append([b"x"] * 5)
    ledger.append([b"x"])
    for row in ("0", "entries"):
        assert {"250", "255"} <= {path.name for path in (ledger.root / f"tile/{row}/000.p").iterdir()}
    ledger.append([b"x"])
    for row in ("0", "entries"):
        assert not (ledger.root / f"tile/{row}/000.p").exists()
        assert (ledger.root / f"tile/{row}/000").is_file()


def test_a_tile_that_was_signed_for_is_never_written_again(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=259)
    before = {path: path.stat().st_ino for path in (ledger.root / "tile").rglob("*") if path.is_file()}
    ledger.append([b"x"])
    assert {path: path.stat().st_ino for path in before} == before


def test_a_second_writer_is_told_at_once_which_lock_is_held(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=3)
    with DurableFolder.locked(ledger.root):
        with pytest.raises(LockedError, match=r"ledger/\.lock: another process"):
            ledger.append([b"x"])
        assert (ledger.size, ledger.verify()) == (3, [])
    assert ledger.append([b"x"]) == range(3, 4)


def test_a_log_that_may_not_be_written_is_a_storage_error(make_ledger: MakeLedger) -> None:
    root = make_ledger(count=3).root
    (root / "elsewhere").write_bytes(b"")
    (root / ".lock").unlink()
    (root / ".lock").symlink_to("elsewhere")
    with pytest.raises(StorageError, match=r"\.lock: .*run the command again"):
        make_ledger(count=1)


def test_appending_reads_only_the_edge_of_the_tree(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=600)
    entries = [b"entry %d" % number for number in range(600)]
    for name in ("entries/000", "entries/001", "0/000", "0/001"):
        (ledger.root / "tile" / name).unlink()
    ledger.append([b"x"])
    assert ledger.checkpoint().root_hash == tree_hash([*entries, b"x"])


def test_verifying_and_reading_hold_a_few_bundles_whatever_the_size(make_ledger: MakeLedger) -> None:
    ledger = make_ledger()
    for _ in range(8):
        ledger.append([b"x" * 8192] * 256)
    tracemalloc.start()
    try:
        assert ledger.verify() == []
        assert sum(map(len, ledger.entries())) == 8 * 256 * 8192
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * 256 * 8192


@pytest.mark.parametrize("name", ["tile/0/001.p/3", "tile/1/000.p/1", "tile/entries/001.p/3"])
def test_nothing_is_signed_on_top_of_a_damaged_edge(make_ledger: MakeLedger, name: str) -> None:
    made = make_ledger(count=259)
    # As another process finds it: the one that wrote it goes on from what it knows.
    ledger = Ledger.open(made.root, origin=made.origin, verifier=made.verifier, signer=made.signer)
    data = bytearray((ledger.root / name).read_bytes())
    data[-1] ^= 1
    (ledger.root / name).write_bytes(data)
    with pytest.raises(LedgerError, match="not those of the checkpoint, so nothing is appended"):
        ledger.append([b"x"])
    (ledger.root / name).unlink()
    with pytest.raises(LedgerError, match=f"{name}: missing"):
        ledger.append([b"x"])
    assert ledger.size == 259
