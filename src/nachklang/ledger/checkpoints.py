"""Checkpoints (c2sp.org/tlog-checkpoint): origin, size and root hash of the log, signed."""

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nachklang.errors import LedgerError
from nachklang.ledger.keys import unbase64
from nachklang.ledger.merkle import HASH_LENGTH
from nachklang.ledger.notes import Signer, Verifier, split_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,19}", re.ASCII)
_MAX_SIZE = 2**63


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a signed note says about the log: `size` counts entries, `root_hash` is 32 bytes."""

    origin: str
    size: int
    root_hash: bytes
    note: str

    @classmethod
    def sign(cls, origin: str, size: int, root_hash: bytes, signer: Signer) -> Self:
        """Make and sign the checkpoint of a tree."""
        text = f"{origin}\n{size}\n{base64.b64encode(root_hash).decode()}\n"
        return cls(origin, size, root_hash, signer.sign_note(text))

    @classmethod
    def parse(cls, note: str) -> Self:
        """Read a note's three lines; checks no signature. Raises LedgerError."""
        text, _ = split_note(note)
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines):
            raise LedgerError("not a checkpoint; expected three lines: origin, size, root hash")
        if not _SIZE.fullmatch(lines[1]) or int(lines[1]) >= _MAX_SIZE:
            raise LedgerError(f"line 2: {lines[1][:40]!a} is no size; expected a count of entries")
        return cls(lines[0], int(lines[1]), _root_hash(lines[2]), note)

    @classmethod
    def read(cls, path: Path, *, origin: str, verifier: Verifier) -> Self:
        """Read the file of a log, checking signature and origin; raises LedgerError naming the file."""
        checkpoint, fault = cls.examine(path, origin=origin, verifier=verifier)
        if checkpoint is None or fault is not None:
            raise LedgerError(f"{path}: {fault}; run `nachklang ledger verify`, or restore it from a copy")
        return checkpoint

    @classmethod
    def examine(cls, path: Path, *, origin: str, verifier: Verifier) -> tuple[Self | None, str | None]:
        """Read a checkpoint that may be forged: what it says, if anything, and what is wrong with it."""
        try:
            note = path.read_bytes().decode()
            checkpoint = cls.parse(note)
        except FileNotFoundError:
            return None, "the checkpoint is missing"
        except (OSError, UnicodeDecodeError, LedgerError) as error:
            return None, f"the checkpoint cannot be read: {error}"
        return checkpoint, checkpoint.fault(origin, verifier)

    def fault(self, origin: str, verifier: Verifier) -> str | None:
        """Say what is wrong with its origin or signature; None where nothing is."""
        if self.origin != origin:
            return f"line 1: the checkpoint is of the log {self.origin[:80]!a}; expected {origin!a}"
        try:
            verifier.open_note(self.note)
        except LedgerError as error:
            return f"the checkpoint is not to be trusted: {error}"
        return None


def _root_hash(line: str) -> bytes:
    try:
        root = unbase64(line)
    except ValueError:
        root = b""
    if len(root) != HASH_LENGTH:
        raise LedgerError(f"line 3: {line[:60]!a} is no root hash; expected 32 bytes in base64")
    return root
