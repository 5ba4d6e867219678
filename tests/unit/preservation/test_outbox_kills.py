"""A process is killed while it empties the outbox: whoever goes on logs each entry once."""

import os
import shutil
import signal
from pathlib import Path

from tests import factories
from tests.unit.ledger.disk import Disk, kill_by_signal

from nachklang.ledger import Ledger, Signer
from nachklang.preservation.outbox import flush
from nachklang.registry import Registry

SIGNER = Signer("archive.example/log", bytes(range(32)))
ENTRIES = [factories.a_pending_entry(number, payload=b"entry %d" % number, salts=()) for number in (1, 2, 3)]


def _opened(folder: Path) -> tuple[Registry, Ledger]:
    ledger = Ledger.open(folder / "log", origin=SIGNER.name, verifier=SIGNER.verifier, signer=SIGNER)
    return Registry.open(f"sqlite:///{folder / 'registry.sqlite'}"), ledger


def _prepared(folder: Path) -> None:
    folder.mkdir()
    Ledger.create(folder / "log", origin=SIGNER.name, signer=SIGNER).append([b"before"])
    registry = Registry.create(f"sqlite:///{folder / 'registry.sqlite'}")
    registry.begin_deposit(factories.a_deposit_record())
    for number, entry in enumerate(ENTRIES):
        registry.record_refusal(factories.a_refusal(number), entry)
    registry.close()


def _killed_flush(folder: Path, last: int) -> bool:
    """Empty the outbox in another process; whether it was killed at its call `last`."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            registry, ledger = _opened(folder)
            Disk(last, kill_by_signal, done_first=True).install(lambda name, call: setattr(os, name, call))
            flush(registry, ledger)
            status = 0
        finally:
            os._exit(status)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in {0, -signal.SIGKILL}
    return ended != 0


def test_a_process_that_lived_on_logs_what_another_left_exactly_once(tmp_path: Path) -> None:
    """It opened the archive before the other was killed, so that nothing was finished at its opening."""
    _prepared(tmp_path / "prepared")
    left = set()
    for last in range(100):
        folder = tmp_path / str(last)
        shutil.copytree(tmp_path / "prepared", folder)
        registry, ledger = _opened(folder)
        killed = _killed_flush(folder, last)
        left.add(flush(registry, ledger))
        assert list(ledger.entries()) == [b"before", *(one.payload for one in ENTRIES)]
        assert [registry.entry_index(one.id) for one in ENTRIES] == [1, 2, 3]
        registry.close()
        if not killed:
            break
    assert not killed
    assert left == {0, len(ENTRIES)}
