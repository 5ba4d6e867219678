"""Files that the commands of the log are given, and those that they write."""

from pathlib import Path

from nachklang.archive.durable import write_whole
from nachklang.errors import LedgerError, StorageError

_LONGEST = 2_000_000


def read_file(file: Path) -> bytes:
    """Read a small file that somebody handed over; LedgerError where it cannot be read or is no small one."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_LONGEST + 1)
    except OSError as error:
        raise LedgerError(f"{file}: cannot be read: {error.strerror}") from error
    if len(data) > _LONGEST:
        raise LedgerError(f"{file}: over {_LONGEST} bytes long; expected a receipt or an entry")
    return data


def write_file(file: Path, text: str) -> None:
    """Write a file, whole or not at all; StorageError where it cannot be written."""
    try:
        write_whole(file, text)
    except OSError as error:
        raise StorageError(f"{file}: cannot be written: {error.strerror}") from error
