"""Receipts (c2sp.org/tlog-proof): a file that shows offline that an entry is in a log.

Ours carry the entry itself as the format's extra data. Nobody has to believe it: the proof shows whether
it is the entry that was logged.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from nachklang.errors import EvidenceError, LedgerError
from nachklang.ledger.checkpoints import Checkpoint
from nachklang.ledger.cosignatures import WitnessKey
from nachklang.ledger.keys import unbase64
from nachklang.ledger.merkle import HASH_LENGTH, leaf_hash
from nachklang.ledger.notes import Verifier
from nachklang.ledger.proofs import inclusion_holds

SUFFIX = ".tlog-proof"
MOST_HASHES = 63
_HEAD = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proven:
    """What a receipt shows: the entry, its place, the checkpoint, and when each witness cosigned that."""

    entry: bytes
    index: int
    checkpoint: Checkpoint
    key: Verifier
    witnesses: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry's index and inclusion proof, a checkpoint, and extra data that nobody vouches for."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    extra: bytes | None = None

    def encode(self) -> str:
        """Write the receipt's text."""
        extra = [] if self.extra is None else [f"extra {base64.b64encode(self.extra).decode()}"]
        hashes = [base64.b64encode(one).decode() for one in self.proof]
        return "\n".join([_HEAD, *extra, f"index {self.index}", *hashes, "", self.checkpoint.note])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a receipt, without judging what it says; EvidenceError where it is none, naming the line."""
        head, empty, note = text.partition("\n\n")
        lines = head.split("\n")
        if lines[0] != _HEAD or not empty:
            raise EvidenceError(f"line 1: {lines[0][:60]!a}; expected a receipt, which begins with {_HEAD}")
        at = 1
        extra = None
        if len(lines) > 1 and lines[1].startswith("extra "):
            extra = _decoded(lines[1].removeprefix("extra "), 2)
            at = 2
        match = _INDEX.fullmatch(lines[at]) if len(lines) > at else None
        if match is None:
            raise EvidenceError(f"line {at + 1}: expected 'index' and the number of the entry")
        proof = read_hashes(lines[at + 1 :], first_line=at + 2)
        try:
            return cls(int(match[1]), proof, Checkpoint.parse(note), extra)
        except LedgerError as error:
            raise EvidenceError(f"the receipt's checkpoint: {error}") from error

    def check(
        self, keys: Sequence[Verifier], *, entry: bytes | None = None, witnesses: Sequence[WitnessKey] = ()
    ) -> Proven:
        """Return what the receipt shows of `entry`, or of the entry that it carries; EvidenceError otherwise.

        One of `keys` must have signed the checkpoint, in the name of whose log it stands, and so must all
        `witnesses`.
        """
        shown = self.extra if entry is None else entry
        if shown is None:
            raise EvidenceError("the receipt does not carry its entry; hand the entry in as well")
        checkpoint = self.checkpoint
        key = trusted_key(checkpoint, keys)
        if not inclusion_holds(
            leaf_hash(shown), self.index, checkpoint.size, self.proof, checkpoint.root_hash
        ):
            raise EvidenceError(
                f"the entry is not number {self.index} of the {checkpoint.size} that the checkpoint covers"
            )
        cosigned = tuple((one.name, one.cosigned_at(checkpoint.note)) for one in witnesses)
        return Proven(shown, self.index, checkpoint, key, cosigned)


def trusted_key(checkpoint: Checkpoint, keys: Sequence[Verifier]) -> Verifier:
    """Return which of the keys signed a checkpoint; EvidenceError, with the last one's reason, where none."""
    fault: str | None = "no key to check it with"
    for key in keys:
        fault = checkpoint.fault(key.name, key)
        if fault is None:
            return key
    raise EvidenceError(str(fault))


def read_hashes(lines: Sequence[str], *, first_line: int) -> tuple[bytes, ...]:
    """Read the hashes of a proof, one a line; EvidenceError names the line."""
    if len(lines) > MOST_HASHES:
        raise EvidenceError(f"line {first_line}: {len(lines)} hashes; no proof has more than {MOST_HASHES}")
    hashes = tuple(_decoded(line, number) for number, line in enumerate(lines, first_line))
    for number, one in enumerate(hashes, first_line):
        if len(one) != HASH_LENGTH:
            raise EvidenceError(f"line {number}: {len(one)} bytes; expected a hash of {HASH_LENGTH}")
    return hashes


def _decoded(text: str, line: int) -> bytes:
    try:
        return unbase64(text)
    except ValueError as error:
        raise EvidenceError(f"line {line}: {text[:60]!a} is no base64") from error
