"""A key, an empty log, and entries to fill it with."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nachklang.ledger import Ledger, Signer

ORIGIN = "archive.example/log"


@pytest.fixture(scope="session", autouse=True)
def _syncing_is_free() -> Iterator[None]:
    """Skip the wait for the disk: what ends within these tests are processes, and the kernel goes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


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
