"""Receipts and cosignatures: what holds is accepted, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger.conftest import ORIGIN

from nachklang.errors import EvidenceError, LedgerError
from nachklang.ledger import Cosigner, Ledger, Receipt, Signer, Verifier, WitnessKey

MakeLedger = Callable[..., Ledger]
AT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
WITNESS = Cosigner("witness.example/w1", bytes(range(1, 33)))


def _receipt(ledger: Ledger, index: int, *, extra: bytes | None = b"", lines: str = "") -> str:
    prover = ledger.prover()
    shown = ledger.entry(index) if extra == b"" else extra
    receipt = Receipt(index, prover.inclusion(index), prover.checkpoint, shown)
    return receipt.encode() + lines


@pytest.fixture
def ledger(make_ledger: MakeLedger) -> Ledger:
    return make_ledger(count=300)


def test_a_receipt_shows_its_entry_to_who_has_the_key_alone(ledger: Ledger) -> None:
    for index in (0, 255, 299):
        proven = Receipt.parse(_receipt(ledger, index)).check([ledger.verifier])
        assert (proven.entry, proven.index) == (b"entry %d" % index, index)
        assert (proven.checkpoint.size, proven.key, proven.witnesses) == (300, ledger.verifier, ())


def test_a_receipt_is_written_as_the_specification_says(ledger: Ledger) -> None:
    lines = _receipt(ledger, 7).split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra ZW50cnkgNw==", "index 7"]
    assert lines[12:15] == ["", ORIGIN, "300"]
    assert Receipt.parse("\n".join(lines)).encode() == "\n".join(lines)


def test_a_receipt_without_its_entry_needs_it(ledger: Ledger) -> None:
    receipt = Receipt.parse(_receipt(ledger, 7, extra=None))
    with pytest.raises(EvidenceError, match="does not carry its entry"):
        receipt.check([ledger.verifier])
    assert receipt.check([ledger.verifier], entry=b"entry 7").entry == b"entry 7"
    with pytest.raises(EvidenceError, match="not number 7 of the 300"):
        receipt.check([ledger.verifier], entry=b"entry 8")


def test_the_entry_that_is_handed_in_counts_and_not_the_one_carried(ledger: Ledger) -> None:
    receipt = Receipt.parse(_receipt(ledger, 7, extra=b"something else"))
    with pytest.raises(EvidenceError, match="not number 7"):
        receipt.check([ledger.verifier])
    assert receipt.check([ledger.verifier], entry=b"entry 7").entry == b"entry 7"


def test_a_wrong_key_is_named(ledger: Ledger) -> None:
    receipt = Receipt.parse(_receipt(ledger, 7))
    strangers = [Signer.generate(ORIGIN).verifier, Signer.generate("other.example").verifier]
    with pytest.raises(EvidenceError, match=r"not signed by the key archive\.example/log\+"):
        receipt.check(strangers[:1])
    with pytest.raises(EvidenceError, match=r"of the log 'archive\.example/log'; expected 'other\.example'"):
        receipt.check(strangers[1:])
    with pytest.raises(EvidenceError, match="no key"):
        receipt.check([])
    assert receipt.check([*strangers, ledger.verifier]).key == ledger.verifier


@given(st.data())
def test_no_changed_byte_leaves_a_receipt_that_shows_something_else(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(_texts()))
    at = data.draw(st.integers(0, len(text) - 1))
    mark = data.draw(st.characters(codec="utf-8"))
    changed = text[:at] + mark + text[at + 1 :]
    key = Signer(ORIGIN, bytes(range(32))).verifier
    try:
        proven = Receipt.parse(changed).check([key])
    except LedgerError:
        return
    assert proven.entry == Receipt.parse(text).check([key]).entry


_MADE: list[str] = []


def _texts() -> list[str]:
    """Make receipts once; hypothesis runs a test many times."""
    if not _MADE:
        import tempfile  # noqa: PLC0415
        from pathlib import Path  # noqa: PLC0415

        with tempfile.TemporaryDirectory() as folder:
            signer = Signer(ORIGIN, bytes(range(32)))
            ledger = Ledger.create(Path(folder) / "log", origin=ORIGIN, signer=signer)
            ledger.append([b"entry %d" % number for number in range(20)])
            _MADE.extend(_receipt(ledger, index) for index in (0, 7, 19))
    return _MADE


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text[:0], "line 1"),
        (lambda text: text.replace("@v1", "@v2"), "line 1"),
        (lambda text: text.split("\n\n")[0], "line 1"),
        (lambda text: text.replace("extra Z", "extra *"), "line 2: .* is no base64"),
        (lambda text: text.replace("index 7", "index 07"), "line 3: expected 'index'"),
        (lambda text: text.replace("index 7", "index -7"), "line 3"),
        (lambda text: text.replace("index 7\n", ""), "line 3"),
        (lambda text: text.replace("index 7\n", "index 7\nAAAA\n"), "line 4: 3 bytes; expected a hash of 32"),
        (lambda text: text.replace("index 7\n", "index 7\n" + "A" * 43 + "=\n" * 1), "not number 7"),
        (lambda text: text.replace("index 7\n", "index 7\n" + ("A" * 43 + "=\n") * 64), "line 4: 73 hashes"),
        (lambda text: text.replace("\n300\n", "\n301\n"), "is not one of this text"),
        (lambda text: text[:-9], "the receipt's checkpoint: not a signed note"),
        (lambda text: text.replace("\n300\n", "\n3x0\n"), "the receipt's checkpoint: line 2"),
        (lambda text: text.replace("index 7", "index 8"), "not number 8"),
        (lambda text: text.replace("index 7", "index 300"), "not number 300"),
    ],
)
def test_what_is_wrong_with_a_receipt_is_named(
    ledger: Ledger, change: Callable[[str], str], complaint: str
) -> None:
    with pytest.raises(EvidenceError, match=complaint):
        Receipt.parse(change(_receipt(ledger, 7))).check([ledger.verifier])


def test_a_witness_is_asked_for_by_its_key(ledger: Ledger) -> None:
    note = ledger.checkpoint().note
    line = WITNESS.cosign(note.split("\n\n")[0] + "\n", AT)
    receipt = Receipt.parse(_receipt(ledger, 7, lines=line))
    key = WitnessKey.parse(WITNESS.verifier.text)
    assert receipt.check([ledger.verifier], witnesses=[key]).witnesses == ((WITNESS.name, AT),)
    other = Cosigner.generate("witness.example/w2").verifier
    with pytest.raises(EvidenceError, match=r"not cosigned by the witness witness\.example/w2"):
        receipt.check([ledger.verifier], witnesses=[key, other])


def test_a_cosignature_of_another_checkpoint_or_time_is_none(ledger: Ledger) -> None:
    note = ledger.checkpoint().note
    text = note.split("\n\n")[0] + "\n"
    good, later = WITNESS.cosign(text, AT), WITNESS.cosign(text, AT.replace(hour=16))
    assert WITNESS.verifier.cosigned_at(note + good + later) == AT.replace(hour=16)
    ledger.append([b"one more"])
    newer = ledger.checkpoint().note
    with pytest.raises(EvidenceError, match="is not one of this checkpoint"):
        WITNESS.verifier.cosigned_at(newer + good)
    with pytest.raises(EvidenceError, match="is not one of this checkpoint"):
        WITNESS.verifier.cosigned_at(note + good + WITNESS.cosign(text.replace("300", "301"), AT))


def test_a_witness_of_a_log_is_no_key_of_a_log_and_the_other_way_round(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="type 01, which signs notes"):
        Verifier.parse(WITNESS.verifier.text)
    with pytest.raises(LedgerError, match="type 04, which cosigns as a witness"):
        WitnessKey.parse(ledger.verifier.text)
    with pytest.raises(LedgerError, match="type 04"):
        Cosigner.parse(Signer(ORIGIN, bytes(32)).text)
    assert Cosigner.parse(WITNESS.text) == WITNESS
    assert "seed" not in repr(WITNESS)
