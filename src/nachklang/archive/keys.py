"""The key that signs the log: in a file that only its owner can read, or from the environment."""

import os
import stat
from pathlib import Path
from typing import TypeVar

from nachklang.archive.durable import write_whole
from nachklang.errors import LedgerError
from nachklang.ledger import Cosigner, Signer

Key = TypeVar("Key", Signer, Cosigner)
KEY_VARIABLE = "NACHKLANG_LEDGER_KEY"


def load_signer(file: Path) -> Signer:
    """Read the signing key; raises LedgerError where there is none, or others could read its file."""
    given = os.environ.get(KEY_VARIABLE)
    return Signer.parse(given.strip() if given else read_key(file))


def make_key(file: Path, origin: str) -> Signer:
    """Return the key of the environment or of `file`, or make one there, whole and with mode 0600."""
    if os.environ.get(KEY_VARIABLE) or file.exists():
        return load_signer(file)
    return write_key(file, Signer.generate(origin))


def make_witness_key(file: Path, name: str | None) -> Cosigner:
    """Return the key of `file`, or make one there that is called `name`; LedgerError where none was said."""
    if not file.exists():
        if name is None:
            raise LedgerError(f"{file}: no key of a witness; say what it is called with --name, to make one")
        return write_key(file, Cosigner.generate(name))
    cosigner = Cosigner.parse(read_key(file))
    if name not in {None, cosigner.name}:
        raise LedgerError(f"{file}: the key of {cosigner.name}, not of {name}; use another folder")
    return cosigner


def read_key(file: Path) -> str:
    """Read the file of a private key that only its owner can read; raises LedgerError."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        hint = f"restore it from your backup, or set {KEY_VARIABLE}"
        raise LedgerError(
            f"{file}: the log's signing key cannot be read: {error.strerror}; {hint}"
        ) from error
    with os.fdopen(descriptor, encoding="ascii", errors="replace") as opened:
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
        if mode & 0o077:
            raise LedgerError(f"{file}: others can read the signing key (mode {mode:o}); run chmod 600 on it")
        return opened.read().strip()


def write_key(file: Path, key: Key) -> Key:
    """Write a private key, whole and with mode 0600, and return it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(file, f"{key.text}\n", mode=0o600)
    return key
