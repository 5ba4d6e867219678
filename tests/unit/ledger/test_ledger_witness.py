"""A witness cosigns what follows from what it has cosigned, and nothing else, whatever is killed when."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.ledger.conftest import ORIGIN
from tests.unit.ledger.disk import Disk, Killed, fill, install, kill

from nachklang.errors import LedgerError, LockedError, StorageError
from nachklang.ledger import Checkpoint, Cosigner, Ledger, Signer, Witness
from nachklang.ledger.durable import DurableFolder
from nachklang.ledger.submissions import (
    InconsistentError,
    OtherStateError,
    Submission,
    SubmissionError,
    UnknownLogError,
    UntrustedCheckpointError,
)

MakeLedger = Callable[..., Ledger]
AT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
COSIGNER = Cosigner("witness.example/w1", bytes(range(1, 33)))


@pytest.fixture
def witness(tmp_path: Path, signer: Signer) -> Witness:
    return Witness(tmp_path / "witness", COSIGNER, {ORIGIN: [signer.verifier]})


def _body(ledger: Ledger, old: int) -> bytes:
    prover = ledger.prover()
    return Submission(old, prover.consistency(old), prover.checkpoint).encode()


def _cosigned(ledger: Ledger, line: str) -> datetime:
    return COSIGNER.verifier.cosigned_at(ledger.checkpoint().note + line)


def _size(witness: Witness) -> int:
    """Ask for the size that was cosigned, as the specification lets a log ask."""
    signer = Signer(ORIGIN, bytes(range(32)))
    empty = Submission(0, (), Checkpoint.sign(ORIGIN, 1, bytes(32), signer))
    try:
        Witness(witness.folder, COSIGNER, witness.logs).add_checkpoint(empty.encode(), AT)
    except OtherStateError as error:
        return error.size
    return 0


def test_what_grows_is_cosigned_again_and_again(make_ledger: MakeLedger, witness: Witness) -> None:
    ledger, seen = make_ledger(), 0
    for count in (0, 1, 0, 2, 300):
        ledger.append([b"x"] * count)
        line = witness.add_checkpoint(_body(ledger, seen), AT)
        assert _cosigned(ledger, line) == AT
        seen = ledger.size
    assert _size(witness) == 303


def test_the_request_is_as_the_specification_writes_it(make_ledger: MakeLedger) -> None:
    ledger = make_ledger(count=5)
    lines = _body(ledger, 3).decode().split("\n")
    assert lines[0] == "old 3"
    assert [len(base64.b64decode(line)) for line in lines[1:5]] == [32] * 4
    assert lines[5:8] == ["", ORIGIN, "5"]
    assert Submission.parse(_body(ledger, 3)).encode() == _body(ledger, 3)


def test_another_history_is_never_cosigned(make_ledger: MakeLedger, witness: Witness) -> None:
    ledger, other = make_ledger(count=5), make_ledger("other")
    witness.add_checkpoint(_body(ledger, 0), AT)
    other.append([b"other"] * 5)
    with pytest.raises(OtherStateError, match="two histories") as caught:
        witness.add_checkpoint(_body(other, 5), AT)
    assert caught.value.size == 5
    other.append([b"more"])
    for old in (5, 4):
        with pytest.raises((InconsistentError, OtherStateError)):
            witness.add_checkpoint(_body(other, old), AT)
    with pytest.raises(OtherStateError, match="but 5 were cosigned"):
        witness.add_checkpoint(_body(other, 0), AT)
    empty = Submission(5, (), other.checkpoint())
    with pytest.raises(InconsistentError):
        witness.add_checkpoint(empty.encode(), AT)
    ledger.append([b"more"])
    witness.add_checkpoint(_body(ledger, 5), AT)


def test_a_proof_that_is_not_needed_is_refused(make_ledger: MakeLedger, witness: Witness) -> None:
    ledger = make_ledger(count=5)
    for old in (0, 5):
        needless = Submission(old, (bytes(32),), ledger.checkpoint())
        with pytest.raises(InconsistentError):
            witness.add_checkpoint(needless.encode(), AT)
        witness.add_checkpoint(_body(ledger, old), AT)


def test_a_smaller_log_is_not_cosigned(make_ledger: MakeLedger, witness: Witness) -> None:
    ledger, shorter = make_ledger(count=5), make_ledger("shorter", count=3)
    witness.add_checkpoint(_body(ledger, 0), AT)
    with pytest.raises(OtherStateError):
        witness.add_checkpoint(_body(shorter, 3), AT)
    with pytest.raises(SubmissionError, match="line 1: 'old 5'; expected 'old' and a size up to"):
        witness.add_checkpoint(Submission(5, (), shorter.checkpoint()).encode(), AT)


def test_strangers_are_refused(make_ledger: MakeLedger, witness: Witness) -> None:
    ledger = make_ledger(count=5)
    note = Checkpoint.sign(ORIGIN, 5, ledger.checkpoint().root_hash, Signer.generate(ORIGIN))
    with pytest.raises(UntrustedCheckpointError):
        witness.add_checkpoint(Submission(0, (), note).encode(), AT)
    unknown = Checkpoint.sign("unknown.example", 5, bytes(32), Signer.generate("unknown.example"))
    with pytest.raises(UnknownLogError, match=r"unknown\.example"):
        witness.add_checkpoint(Submission(0, (), unknown).encode(), AT)
    assert not witness.folder.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body[:0],
        lambda body: body[:40],
        lambda body: body.replace(b"old 3", b"old 03"),
        lambda body: body.replace(b"old 3", b"Old 3"),
        lambda body: body.replace(b"old 3", b"old 6"),
        lambda body: body.replace(b"old 3\n", b"old 3\nAAAA\n"),
        lambda body: body.replace(b"old 3\n", b"old 3\n" + b"A" * 43 + b"\n"),
        lambda body: body.replace(b"old 3\n", b"old 3\n" + (b"A" * 43 + b"=\n") * 64),
        lambda body: body.replace(b"\n5\n", b"\n\xff\n"),
        lambda body: body.replace(b"\n\n", b"\n", 1),
    ],
)
def test_what_cannot_be_read_is_said(
    make_ledger: MakeLedger, witness: Witness, change: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(SubmissionError):
        witness.add_checkpoint(change(_body(make_ledger(count=5), 3)), AT)


@pytest.mark.parametrize("done_first", [False, True])
def test_killed_at_every_call_it_never_forgets_what_it_gave_out(
    make_ledger: MakeLedger, tmp_path: Path, signer: Signer, *, done_first: bool
) -> None:
    ledger = make_ledger(count=3)
    first = _body(ledger, 0)
    ledger.append([b"x"] * 4)
    second, remembered = _body(ledger, 3), set()
    for last in range(100):
        witness = Witness(tmp_path / f"{last}-{done_first}", COSIGNER, {ORIGIN: [signer.verifier]})
        witness.add_checkpoint(first, AT)
        disk = Disk(last, kill, done_first)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, disk)
            try:
                witness.add_checkpoint(second, AT)
            except Killed:
                disk.dead = True
        size = _size(witness)
        assert size in ({3, 7} if disk.dead else {7})
        remembered.add(size)
        Witness(witness.folder, COSIGNER, witness.logs).add_checkpoint(_body(ledger, size), AT)
        if not disk.dead:
            break
    assert remembered == {3, 7}
    assert last > 4


def test_on_a_full_disk_nothing_is_given_out(make_ledger: MakeLedger, tmp_path: Path, signer: Signer) -> None:
    body = _body(make_ledger(count=3), 0)
    for last in range(5):
        witness = Witness(tmp_path / str(last), COSIGNER, {ORIGIN: [signer.verifier]})
        with pytest.MonkeyPatch.context() as patch:
            install(patch, Disk(last, fill))
            with pytest.raises(StorageError, match="No space left"):
                witness.add_checkpoint(body, AT)
        witness.add_checkpoint(body, AT)


def test_the_memory_is_durable_before_the_cosignature_is_given_out(
    make_ledger: MakeLedger, witness: Witness
) -> None:
    disk = Disk()
    with pytest.MonkeyPatch.context() as patch:
        install(patch, disk)
        witness.add_checkpoint(_body(make_ledger(count=3), 0), AT)
    names = [name for name, path in disk.calls if witness.folder in {path.parent, path}]
    assert names[-2:] == ["replace", "fsync"]
    assert names[-4:-2] == ["write", "fsync"]


def test_a_damaged_memory_stops_it_and_is_named(make_ledger: MakeLedger, witness: Witness) -> None:
    ledger = make_ledger(count=3)
    witness.add_checkpoint(_body(ledger, 0), AT)
    (file,) = witness.folder.glob("*.checkpoint")
    whole = file.read_bytes()
    for torn in (b"", whole[:-1], whole[: len(whole) // 2], whole.replace(b"\n3\n", b"\n2\n")):
        file.write_bytes(torn)
        for old in (0, 2, 3):
            with pytest.raises(LedgerError, match=f"{file.name}: what was cosigned for {ORIGIN} cannot be"):
                witness.add_checkpoint(_body(ledger, old), AT)
    file.write_bytes(whole)
    witness.add_checkpoint(_body(ledger, 3), AT)


def test_two_that_come_at_once_are_taken_one_after_the_other(
    make_ledger: MakeLedger, witness: Witness
) -> None:
    bodies = []
    for name in ("a", "b"):
        ledger = make_ledger(name)
        ledger.append([name.encode()] * 2)
        bodies.append(_body(ledger, 0))

    def submit(body: bytes) -> bool:
        try:
            return bool(witness.add_checkpoint(body, AT))
        except OtherStateError:
            return False

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(submit, bodies * 10))
    assert outcomes.count(True) == 1


def test_a_second_witness_with_the_same_memory_has_to_wait(make_ledger: MakeLedger, witness: Witness) -> None:
    with DurableFolder.locked(witness.folder), pytest.raises(LockedError):
        witness.add_checkpoint(_body(make_ledger(count=3), 0), AT)
