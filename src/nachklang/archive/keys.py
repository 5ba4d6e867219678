"""The key that signs the log: in a file that only its owner can read, or from the environment."""

import os
import stat
from pathlib import Path

from nachklang.archive.durable import write_whole
from nachklang.errors import LedgerError
from nachklang.ledger import Signer

KEY_VARIABLE = "NACHKLANG_LEDGER_KEY"


def load_signer(file: Path) -> Signer:
    """Read the signing key; raises LedgerError where there is none, or others could read its file."""
    given = os.environ.get(KEY_VARIABLE)
    if given:
        return Signer.parse(given.strip())
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
        return Signer.parse(opened.read().strip())


def make_key(file: Path, origin: str) -> Signer:
    """Return the key of the environment or of `file`, or make one there, whole and with mode 0600."""
    if os.environ.get(KEY_VARIABLE) or file.exists():
        return load_signer(file)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    signer = Signer.generate(origin)
    write_whole(file, f"{signer.text}\n", mode=0o600)
    return signer
