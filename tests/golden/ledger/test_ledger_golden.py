"""The files of a small log, byte for byte: logs written today must be read in fifty years."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from nachklang.ledger import Entry, EntryKind, Ledger, Signer, Verifier, commit

ORIGIN = "golden.example/log"
GOLDEN = Path(__file__).parent / "log"
AT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
ACCEPTED = Entry(
    id="entry-1",
    kind=EntryKind.DEPOSIT_ACCEPTED,
    time=AT,
    subject="item-1",
    decision="5e" * 32,
    commitments={"depositor": commit("depositor", "Kulturverein Beispiel e. V.", bytes(range(32)))},
)


def _signer() -> Signer:
    return Signer(ORIGIN, bytes(range(32)))


def _write(root: Path) -> Ledger:
    ledger = Ledger.create(root, origin=ORIGIN, signer=_signer())
    refused = Entry("entry-0", EntryKind.DEPOSIT_REFUSED, AT, "refusal-0", "", {})
    ledger.append([refused.encode(), ACCEPTED.encode()])
    ledger.append([b"%d" % number for number in range(2, 258)])
    ledger.append([b"258"])
    return ledger


def _files(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and path.name[0] != ".")
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def test_the_same_entries_make_the_same_files(tmp_path: Path) -> None:
    assert _files(_write(tmp_path / "log").root) == _files(GOLDEN)


def test_the_kept_files_are_read_and_verified(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "log")
    key = "golden.example/log+{}+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    verifier = Verifier.parse(key.format(_signer().verifier.key_id.hex()))
    ledger = Ledger.open(tmp_path / "log", origin=ORIGIN, verifier=verifier)
    assert (ledger.size, ledger.verify()) == (259, [])
    assert Entry.decode(ledger.entry(1)) == ACCEPTED
