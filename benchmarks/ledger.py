"""The log: growing it and verifying it, against a log without tiles; growing it one by one; proving.

The peer is written here, for the purpose, as the simplest log that makes the same signed checkpoints: it
appends the entries to one file and recomputes the whole tree by the definition of RFC 6962, section 2.1.1.
It is no product of anybody. Beyond what the peer verifies, ours compares every tile on disk.
"""

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import NAMESPACE_URL, uuid5

from benchmarks import big_log
from benchmarks.measuring import Case, Contestant, Result, Role, Scale, Work, at_once, measure
from nachklang.ledger import Checkpoint, Entry, EntryKind, Ledger, Signer

_ORIGIN = "nachklang.example/benchmark"
_AT_ONCE = 100
_MANY_AT_ONCE = 1000
_LENGTH = 4
_SLOW = 0.002
_NOTE = "The peer is a naive log written for this comparison: one file, the whole tree at each checkpoint."
_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure growth by many entries at a time and by one, verification of the whole, and proofs."""
    entries, signer = _entries(scale.of(20_000)), Signer.generate(_ORIGIN)
    for batch in (_AT_ONCE, _MANY_AT_ONCE):
        growth = [
            Contestant("ledger.append", Role.OURS, partial(_growing, folder, entries, signer, batch)),
            Contestant(
                "naive log, append", Role.PEER, partial(_growing_naively, folder, entries, signer, batch)
            ),
        ]
        title = f"append, a signed checkpoint every {batch} entries"
        yield measure(Case("ledger", title, len(entries), "entries", growth, _NOTE), scale.slow)
    yield _one_by_one(scale, folder, entries, signer)
    with _slow_disk():
        yield _one_by_one(scale, folder, entries, signer, " where an fsync takes 2 ms")
    ledger = Ledger.create(folder / "ledger", origin=_ORIGIN, signer=signer)
    naive = NaiveLog(folder / "naive", signer)
    for log in (ledger, naive):
        _grow(log, entries, _AT_ONCE)
    checks = [
        Contestant("ledger.verify", Role.OURS, at_once(partial(_verify, ledger))),
        Contestant("naive log, verify", Role.PEER, at_once(naive.verify)),
        Contestant("SHA-256 of every leaf and node", Role.LIMIT, at_once(partial(_hash, entries))),
    ]
    yield measure(Case("ledger", "verify", len(entries), "entries", checks, _NOTE), scale)
    yield from big_log.run(scale, folder)


@contextmanager
def _slow_disk() -> Iterator[None]:
    """Let every fsync of this process take 2 ms at least, as on a disk that has no cache to lose."""
    fsync = os.fsync

    def slow(handle: int) -> None:
        end = time.perf_counter() + _SLOW
        fsync(handle)
        time.sleep(max(0, end - time.perf_counter()))

    os.fsync = slow  # type: ignore[assignment]
    try:
        yield
    finally:
        os.fsync = fsync


def _one_by_one(
    scale: Scale, folder: Path, entries: Sequence[bytes], signer: Signer, where: str = ""
) -> Result:
    """Measure appends of one entry, each durable, against the least that durable can cost."""
    some = entries[: scale.of(1000)]
    contestants = [
        Contestant("ledger.append", Role.OURS, partial(_growing, folder, some, signer, 1)),
        Contestant("bare write and fsync", Role.LIMIT, at_once(partial(_sync_each, folder / "bare", some))),
    ]
    note = "The limit is an fsync of one growing file; an append waits once, for several files together."
    return measure(
        Case("ledger", f"append, one by one{where}", len(some), "entries", contestants, note), scale.slow
    )


def _entries(count: int) -> list[bytes]:
    """Make entries as a deposit makes them."""
    digest = hashlib.sha256(b"benchmark").hexdigest()
    ids = [str(uuid5(NAMESPACE_URL, str(number))) for number in range(count)]
    return [
        Entry(
            one, EntryKind.DEPOSIT_ACCEPTED, _NOON + timedelta(seconds=number), one, digest, {"name": digest}
        ).encode()
        for number, one in enumerate(ids)
    ]


@dataclass(slots=True)
class NaiveLog:
    """Entries in one file, each after its length, and a signed checkpoint beside it."""

    file: Path
    signer: Signer
    leaves: list[bytes] = field(default_factory=list)

    def append(self, entries: Sequence[bytes]) -> None:
        """Write entries and a new checkpoint, both durable."""
        with self.file.open("ab") as stream:
            stream.writelines(len(entry).to_bytes(_LENGTH) + entry for entry in entries)
            stream.flush()
            os.fsync(stream.fileno())
        self.leaves += [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
        note = Checkpoint.sign(_ORIGIN, len(self.leaves), _root(self.leaves), self.signer).note
        with self.file.with_suffix(".new").open("w", encoding="utf-8") as stream:
            stream.write(note)
            stream.flush()
            os.fsync(stream.fileno())
        self.file.with_suffix(".new").replace(self.file.with_suffix(".checkpoint"))

    def verify(self) -> None:
        """Compute the root from the entries on disk and compare it with the checkpoint."""
        path = self.file.with_suffix(".checkpoint")
        signed = Checkpoint.read(path, origin=_ORIGIN, verifier=self.signer.verifier)
        data, leaves, at = self.file.read_bytes(), list[bytes](), 0
        while at < len(data):
            end = at + _LENGTH + int.from_bytes(data[at : at + _LENGTH])
            leaves.append(hashlib.sha256(b"\x00" + data[at + _LENGTH : end]).digest())
            at = end
        assert _root(leaves) == signed.root_hash, "the naive log differs from its checkpoint"


def _root(leaves: Sequence[bytes]) -> bytes:
    """Split at the largest power of two below the count, again and again, as the definition does."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(leaves[:half]) + _root(leaves[half:])).digest()


def _grow(log: Ledger | NaiveLog, entries: Sequence[bytes], batch: int) -> None:
    for begin in range(0, len(entries), batch):
        log.append(entries[begin : begin + batch])


def _sync_each(file: Path, entries: Sequence[bytes]) -> None:
    with file.open("wb", buffering=0) as stream:
        for entry in entries:
            stream.write(entry)
            os.fsync(stream.fileno())


@contextmanager
def _growing(folder: Path, entries: Sequence[bytes], signer: Signer, batch: int) -> Iterator[Work]:
    with TemporaryDirectory(dir=folder) as place:
        ledger = Ledger.create(Path(place, "ledger"), origin=_ORIGIN, signer=signer)
        os.sync()
        yield partial(_grow, ledger, entries, batch)
        assert ledger.size == len(entries), f"{ledger.size} entries are in the log"


@contextmanager
def _growing_naively(folder: Path, entries: Sequence[bytes], signer: Signer, batch: int) -> Iterator[Work]:
    with TemporaryDirectory(dir=folder) as place:
        os.sync()
        yield partial(_grow, NaiveLog(Path(place, "naive"), signer), entries, batch)


def _verify(ledger: Ledger) -> None:
    problems = ledger.verify()
    assert not problems, f"the log finds fault with itself: {problems[:3]}"


def _hash(entries: Sequence[bytes]) -> None:
    """Do the hashing that no verification can do without: one hash a leaf, and one a node above them."""
    node = bytes(65)
    for entry in entries:
        hashlib.sha256(b"\x00" + entry).digest()
    for _ in range(len(entries) - 1):
        hashlib.sha256(node).digest()
