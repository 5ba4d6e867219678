"""A key, an empty log, and entries to fill it with."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nachklang.ledger import Ledger, Signer

ORIGIN = "archive.example/log"


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer(ORIGIN, bytes(range(32)))


@pytest.fixture
def make_ledger(tmp_path: Path, signer: Signer) -> Callable[..., Ledger]:
    """Make a log with `count` entries in a folder of its own."""

    def make(name: str = "ledger", *, count: int = 0) -> Ledger:
        ledger = Ledger.create(tmp_path / name, origin=ORIGIN, signer=signer)
        ledger.append([b"entry %d" % number for number in range(count)])
        return ledger

    return make
