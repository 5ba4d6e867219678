"""Following a log: growth is told, and whatever is wrong is named while what was seen is kept."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.unit.ledger.conftest import ORIGIN
from tests.unit.ledger.disk import Disk, Killed, install, kill

from nachklang.errors import EvidenceError, LedgerError, LockedError
from nachklang.ledger import Checkpoint, Cosigner, Growth, Ledger, Monitor, RemoteLog, Signer, TileFolder
from nachklang.ledger.durable import DurableFolder

MakeLedger = Callable[..., Ledger]
AT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serve a folder as any web server does, on the loopback address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def monitor(tmp_path: Path, signer: Signer) -> Monitor:
    return Monitor(tmp_path / "seen", [signer.verifier])


def _look(monitor: Monitor, ledger: Ledger) -> tuple[Growth, list[tuple[int, bytes]]]:
    with monitor.look(TileFolder(ledger.root)) as growth:
        return growth, list(growth.entries())


def _look_over_http(monitor: Monitor, address: str) -> None:
    with RemoteLog.at(address) as log, monitor.look(log):
        pass


def _kept(monitor: Monitor) -> int:
    return Checkpoint.parse((monitor.folder / "checkpoint").read_text()).size


def test_growth_is_told_with_what_is_new(make_ledger: MakeLedger, monitor: Monitor) -> None:
    ledger, seen = make_ledger(), 0
    for count in (0, 3, 0, 252, 2, 600):
        ledger.append([b"%d" % number for number in range(seen, seen + count)])
        growth, entries = _look(monitor, ledger)
        assert (growth.seen, growth.checkpoint.size) == (seen, seen + count)
        assert entries == [(number, b"%d" % number) for number in range(seen, seen + count)]
        seen += count


def test_a_log_is_followed_over_http(make_ledger: MakeLedger, monitor: Monitor) -> None:
    ledger = make_ledger(count=300)
    with served(ledger.root) as address, RemoteLog.at(address) as log:
        with monitor.look(log) as growth:
            assert len(list(growth.entries())) == 300
        ledger.append([b"x"] * 300)
        with monitor.look(log) as growth:
            assert [number for number, _ in growth.entries()] == list(range(300, 600))
        ledger.append([b"y"])
        (ledger.root / "tile/entries/002.p/89").unlink()
        missing = f"{address}tile/entries/002.p/89: missing; keep what you have"
        with pytest.raises(EvidenceError, match=missing), monitor.look(log) as growth:
            list(growth.entries())
    assert _kept(monitor) == 600


def test_what_cannot_be_reached_is_no_evidence(make_ledger: MakeLedger, monitor: Monitor) -> None:
    make_ledger(count=3)
    with served(monitor.folder.parent) as address:
        pass
    with pytest.raises(LedgerError, match="cannot be read") as caught:
        _look_over_http(monitor, address)
    assert not isinstance(caught.value, EvidenceError)
    with served(monitor.folder.parent) as address:
        with pytest.raises(LedgerError, match="not there; expected the checkpoint") as caught:
            _look_over_http(monitor, address)
        assert not isinstance(caught.value, EvidenceError)
    for address in ("ftp://archive.example", "http://", "nothing", "http://a:b"):
        with pytest.raises(LedgerError, match="is no address"), RemoteLog.at(address):
            pass


def _rewritten(ledger: Ledger) -> None:
    """Put a log of other entries in the place of a log, signed by the same key."""
    size = ledger.size
    shutil.rmtree(ledger.root)
    assert ledger.signer is not None
    other = Ledger.create(ledger.root, origin=ORIGIN, signer=ledger.signer)
    other.append([b"another %d" % number for number in range(size)])


def _changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[Ledger], None]:
    def do(ledger: Ledger) -> None:
        ledger.append([b"more"])
        file = ledger.root / name
        file.write_bytes(change(file.read_bytes()))

    return do


def _rewritten_and_longer(ledger: Ledger) -> None:
    _rewritten(ledger)
    ledger.append([b"more"] * 400)


def _rolled_back(ledger: Ledger) -> None:
    shutil.rmtree(ledger.root)
    assert ledger.signer is not None
    Ledger.create(ledger.root, origin=ORIGIN, signer=ledger.signer).append([b"entry 0"])


def _signed_by_another(ledger: Ledger) -> None:
    old = ledger.checkpoint()
    forged = Checkpoint.sign(ORIGIN, old.size, old.root_hash, Signer.generate(ORIGIN))
    (ledger.root / "checkpoint").write_text(forged.note)


def _flip(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (_rewritten, r"checkpoint: the 300 entries do not begin with the 300 .* the history was rewritten"),
        (_rewritten_and_longer, "the 700 entries do not begin with the 300 that were seen"),
        (_rolled_back, "covers 1 entries, and 300 were seen: the log was put back to an earlier"),
        (_signed_by_another, "checkpoint: the checkpoint is not to be trusted: not signed by the key"),
        (_changed("checkpoint", lambda data: data[:-5]), "checkpoint: not a signed note"),
        (_changed("checkpoint", lambda data: data[:30]), "checkpoint: not a signed note"),
        (_changed("checkpoint", lambda data: data[:0]), "checkpoint: not a signed note"),
        (_changed("checkpoint", lambda data: data[:60] + b"\xff" + data[60:]), "checkpoint: no text"),
        (_changed("tile/0/001.p/45", lambda data: data[:-5]), r"tile/0/001\.p/45: 1435 bytes; expected 45"),
        (_changed("tile/0/001.p/45", _flip), "checkpoint: the newest tiles are not what it was signed for"),
        (_changed("tile/entries/001.p/45", lambda data: data[:-5]), r"tile/entries/001\.p/45: truncated"),
        (_changed("tile/entries/001.p/45", lambda data: data[:-1] + b"?"), "entry 300: not what was logged"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_seen_is_kept(
    make_ledger: MakeLedger, monitor: Monitor, fault: Callable[[Ledger], None], told: str
) -> None:
    ledger = make_ledger(count=300)
    _look(monitor, ledger)
    seen = (monitor.folder / "checkpoint").read_bytes()
    fault(ledger)
    with pytest.raises(EvidenceError, match=told):
        _look(monitor, ledger)
    assert (monitor.folder / "checkpoint").read_bytes() == seen


def test_a_changed_history_leaves_both_signed_checkpoints_as_evidence(
    make_ledger: MakeLedger, monitor: Monitor, signer: Signer
) -> None:
    ledger = make_ledger(count=300)
    _look(monitor, ledger)
    assert not (monitor.folder / "contradiction").exists()
    _rewritten_and_longer(ledger)
    with pytest.raises(EvidenceError):
        _look(monitor, ledger)
    notes = [(monitor.folder / name).read_text() for name in ("checkpoint", "contradiction")]
    assert [Checkpoint.parse(signer.verifier.open_note(one) and one).size for one in notes] == [300, 700]


def test_a_witness_can_be_asked_for(make_ledger: MakeLedger, tmp_path: Path, signer: Signer) -> None:
    ledger = make_ledger(count=3)
    cosigner = Cosigner.generate("witness.example/own")
    monitor = Monitor(tmp_path / "seen", [signer.verifier], [cosigner.verifier])
    with pytest.raises(EvidenceError, match=r"not cosigned by the witness witness\.example/own"):
        _look(monitor, ledger)
    note = ledger.checkpoint().note
    line = cosigner.cosign(note.split("\n\n")[0] + "\n", AT)
    (ledger.root / "checkpoint").write_text(note + line)
    assert _look(monitor, ledger)[0].witnesses == (("witness.example/own", AT),)


def test_a_memory_of_another_log_or_that_cannot_be_read_is_not_used(
    make_ledger: MakeLedger, monitor: Monitor, tmp_path: Path
) -> None:
    ledger = make_ledger(count=3)
    _look(monitor, ledger)
    strange = Signer.generate("strange.example")
    other = Ledger.create(tmp_path / "strange", origin="strange.example", signer=strange)
    both = Monitor(monitor.folder, [*monitor.keys, strange.verifier])
    with pytest.raises(LedgerError, match=f"follows the log {ORIGIN}; use another folder"):
        _look(both, other)
    (monitor.folder / "checkpoint").write_text("torn")
    with pytest.raises(LedgerError, match="what was seen of the log cannot be used"):
        _look(monitor, ledger)


def test_after_a_change_of_keys_old_and_new_key_together_go_on(
    make_ledger: MakeLedger, monitor: Monitor
) -> None:
    ledger = make_ledger(count=3)
    _look(monitor, ledger)
    new = Signer.generate(ORIGIN)
    old = ledger.checkpoint()
    (ledger.root / "checkpoint").write_text(Checkpoint.sign(ORIGIN, 3, old.root_hash, new).note)
    with pytest.raises(EvidenceError, match="not signed by"):
        _look(monitor, ledger)
    _look(Monitor(monitor.folder, [*monitor.keys, new.verifier]), ledger)
    _look(Monitor(monitor.folder, [new.verifier]), ledger)


def test_killed_at_every_call_it_remembers_the_old_or_the_new(
    make_ledger: MakeLedger, tmp_path: Path, signer: Signer
) -> None:
    ledger = make_ledger(count=3)
    first = Monitor(tmp_path / "first", [signer.verifier])
    _look(first, ledger)
    ledger.append([b"x"] * 4)
    kept = set()
    for last in range(100):
        monitor = Monitor(tmp_path / str(last), first.keys)
        shutil.copytree(first.folder, monitor.folder)
        disk = Disk(last, kill)
        with pytest.MonkeyPatch.context() as patch:
            install(patch, disk)
            try:
                _look(monitor, ledger)
            except Killed:
                disk.dead = True
        kept.add(_kept(monitor))
        assert _look(monitor, ledger)[0].checkpoint.size == 7
        if not disk.dead:
            break
    assert kept == {3, 7}


def test_one_look_at_a_time(make_ledger: MakeLedger, monitor: Monitor) -> None:
    ledger = make_ledger(count=3)
    with DurableFolder.locked(monitor.folder), pytest.raises(LockedError):
        _look(monitor, ledger)
