"""Every kind of damage is found, and the file at fault is named."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.ledger.conftest import ORIGIN

from nachklang.errors import LedgerError
from nachklang.ledger import Checkpoint, Ledger, LedgerProblem, Signer
from nachklang.ledger.merkle import leaf_hash
from nachklang.ledger.tiles import join_bundle, split_bundle

Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, signer: Signer) -> Path:
    """Build a log of 66,051 entries: three levels, full and partial tiles, an older partial one."""
    ledger = Ledger.create(tmp_path_factory.mktemp("sound") / "log", origin=ORIGIN, signer=signer)
    ledger.append([b"entry %d" % number for number in range(66_049)])
    ledger.append([b"last but one", b"last"])
    return ledger.root


@pytest.fixture
def ledger(sound: Path, tmp_path: Path, signer: Signer) -> Ledger:
    shutil.copytree(sound, tmp_path / "log", copy_function=os.link)
    return Ledger.open(tmp_path / "log", origin=ORIGIN, verifier=signer.verifier, signer=signer)


def _blamed(ledger: Ledger) -> list[str]:
    problems = ledger.verify()
    assert all(problem.detail for problem in problems)
    return [problem.path for problem in problems]


def _put(path: Path, data: bytes) -> None:
    """Write a new file, as the one there is shared with the sound log."""
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x20
    _put(path, bytes(data))


FILES = [
    "tile/entries/000",
    "tile/entries/257",
    "tile/entries/258.p/3",
    "tile/entries/258.p/1",
    "tile/0/000",
    "tile/0/255",
    "tile/0/257",
    "tile/0/258.p/3",
    "tile/0/258.p/1",
    "tile/1/000",
    "tile/1/001.p/2",
    "tile/2/000.p/1",
]


def test_a_sound_log_has_no_problems(ledger: Ledger) -> None:
    counts: list[int] = []
    assert ledger.verify(on_entries=counts.append) == []
    assert (sum(counts), len(counts)) == (66_051, 259)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_changed_byte_is_blamed_on_its_file_alone(ledger: Ledger, name: str, place: str) -> None:
    path = ledger.root / name
    _flip(path, (2 if "entries" in name else 0) if place == "first" else path.stat().st_size - 1)
    assert _blamed(ledger) == [name]


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".p/1") or "/2/" in name])
def test_a_missing_file_is_named(ledger: Ledger, name: str) -> None:
    (ledger.root / name).unlink()
    assert ledger.verify() == [LedgerProblem(name, "missing")]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", ["cut", "longer"])
def test_a_file_of_another_length_is_named(ledger: Ledger, name: str, change: str) -> None:
    path = ledger.root / name
    data = path.read_bytes()
    _put(path, {"cut": data[:-1], "longer": data + b"\x00\x00"}[change])
    assert _blamed(ledger) == [name]


def test_a_changed_entry_is_named_with_its_number(ledger: Ledger) -> None:
    path = ledger.root / "tile/entries/001"
    entries = split_bundle(path.read_bytes())
    entries[4] = b"another"
    _put(path, join_bundle(entries))
    assert ledger.verify() == [LedgerProblem("tile/entries/001", "entry 260: not what was logged")]


@pytest.mark.parametrize("name", ["tile/entries/003", "tile/entries/258.p/3"])
def test_swapped_entries_are_named(ledger: Ledger, name: str) -> None:
    path = ledger.root / name
    first, second, *rest = split_bundle(path.read_bytes())
    _put(path, join_bundle([second, first, *rest]))
    assert name in _blamed(ledger)


def test_swapped_bundles_are_both_named(ledger: Ledger) -> None:
    first, second = (ledger.root / f"tile/entries/00{number}" for number in (3, 4))
    one, other = first.read_bytes(), second.read_bytes()
    _put(first, other)
    _put(second, one)
    problems = ledger.verify()
    assert [problem.path for problem in problems] == ["tile/entries/003", "tile/entries/004"]
    assert problems[0].detail.startswith("entry 768, 769, 770, 771, 772, …")


def test_an_entry_forged_together_with_its_tile_is_found_from_above(ledger: Ledger) -> None:
    path = ledger.root / "tile/entries/005"
    entries = split_bundle(path.read_bytes())
    entries[0] = b"forged"
    _put(path, join_bundle(entries))
    _put(ledger.root / "tile/0/005", b"".join(map(leaf_hash, entries)))
    assert _blamed(ledger) == ["tile/0/005"]


def test_bundle_and_tile_changed_differently_are_both_named(ledger: Ledger) -> None:
    _flip(ledger.root / "tile/entries/005", 2)
    _flip(ledger.root / "tile/0/005", 7)
    assert {"tile/entries/005", "tile/0/005"} <= set(_blamed(ledger))


def test_bundle_and_tile_lost_together_are_both_named_and_the_rest_is_read(ledger: Ledger) -> None:
    for name in ("tile/entries/005", "tile/0/005", "tile/entries/100"):
        (ledger.root / name).unlink()
    counts: list[int] = []
    paths = [problem.path for problem in ledger.verify(on_entries=counts.append)]
    assert paths == ["tile/entries/005", "tile/0/005", "tile/entries/100"]
    assert sum(counts) == 66_051


def test_the_end_of_the_log_lost_is_named(ledger: Ledger) -> None:
    for name in ("tile/entries/258.p", "tile/0/258.p"):
        shutil.rmtree(ledger.root / name)
    assert _blamed(ledger) == ["tile/entries/258.p/3", "tile/0/258.p/3", "checkpoint"]


def test_a_file_that_cannot_be_read_is_a_problem(ledger: Ledger) -> None:
    (ledger.root / "tile/entries/005").unlink()
    (ledger.root / "tile/entries/005").mkdir()
    (problem,) = ledger.verify()
    assert problem.path == "tile/entries/005"
    assert "cannot be read" in problem.detail


def test_what_lies_beyond_the_checkpoint_is_no_problem(ledger: Ledger) -> None:
    for name in ("tile/entries/258", "tile/0/258", "tile/0/258.p/9", "tile/entries/259.p/1", ".new"):
        (ledger.root / name).parent.mkdir(exist_ok=True)
        _put(ledger.root / name, b"left by an append that was interrupted")
    assert ledger.verify() == []


def test_a_forged_signature_is_the_checkpoints_problem(ledger: Ledger) -> None:
    forger = Signer(ORIGIN, b"f" * 32)
    real = ledger.checkpoint()
    signature = forger.sign_note(real.note.rpartition("\n\n")[0] + "\n").rpartition(" ")[2]
    head, _, _ = real.note.rpartition(" ")
    for note in (Checkpoint.sign(ORIGIN, real.size, real.root_hash, forger).note, f"{head} {signature}"):
        _put(ledger.root / "checkpoint", note.encode())
        (problem,) = ledger.verify()
        assert problem.path == "checkpoint"
        assert "not signed by the key" in problem.detail
        with pytest.raises(LedgerError, match="log/checkpoint: the checkpoint is not to be trusted"):
            _ = ledger.size


def test_a_changed_checkpoint_is_no_longer_signed(ledger: Ledger) -> None:
    path = ledger.root / "checkpoint"
    _put(path, path.read_bytes().replace(b"66051", b"66050", 1))
    problems = ledger.verify()
    assert problems[0].path == "checkpoint"
    assert "is not one of this text" in problems[0].detail


def test_the_checkpoint_of_another_origin_is_a_problem(ledger: Ledger, signer: Signer) -> None:
    real = ledger.checkpoint()
    other = Checkpoint.sign("other.example", real.size, real.root_hash, signer)
    _put(ledger.root / "checkpoint", other.note.encode())
    (problem,) = ledger.verify()
    assert problem.path == "checkpoint"
    assert "'other.example'" in problem.detail


@pytest.mark.parametrize("size", [66_048, 66_049, 66_050, 66_052, 66_304, 70_000, 2**62, 1, 0])
def test_a_signed_checkpoint_of_another_size_is_a_problem(ledger: Ledger, signer: Signer, size: int) -> None:
    other = Checkpoint.sign(ORIGIN, size, ledger.checkpoint().root_hash, signer)
    _put(ledger.root / "checkpoint", other.note.encode())
    assert "checkpoint" in _blamed(ledger)


def test_a_signed_checkpoint_of_another_root_is_a_problem(ledger: Ledger, signer: Signer) -> None:
    _put(ledger.root / "checkpoint", Checkpoint.sign(ORIGIN, 66_051, bytes(32), signer).note.encode())
    assert _blamed(ledger) == ["checkpoint"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "\udcff",
        "{origin}\n3\n\n— {origin} AAAAAAAA\n",
        "{origin}\n03\n{root}\n\n— {origin} AAAAAAAA\n",
        "{origin}\n-3\n{root}\n\n— {origin} AAAAAAAA\n",
        "{origin}\n٣\n{root}\n\n— {origin} AAAAAAAA\n",
        "{origin}\n99999999999999999999\n{root}\n\n— {origin} AAAAAAAA\n",
        "{origin}\n3\n{root}A\n\n— {origin} AAAAAAAA\n",
        "{origin}\n3\nAAAA\n\n— {origin} AAAAAAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_a_problem(ledger: Ledger, text: str) -> None:
    root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    note = text.format(origin=ORIGIN, root=root)
    _put(ledger.root / "checkpoint", note.encode(errors="surrogateescape"))
    (problem,) = ledger.verify()
    assert problem.path == "checkpoint"
    assert "cannot be read" in problem.detail
    with pytest.raises(LedgerError, match="log/checkpoint: the checkpoint cannot be read"):
        ledger.append([b"x"])


def test_a_missing_checkpoint_is_a_problem(ledger: Ledger) -> None:
    (ledger.root / "checkpoint").unlink()
    assert ledger.verify() == [LedgerProblem("checkpoint", "the checkpoint is missing")]
