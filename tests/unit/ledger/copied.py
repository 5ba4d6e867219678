"""Copies of a log in folders, and logs whose key was changed."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.unit.ledger.conftest import ORIGIN

from nachklang.ledger import Entry, EntryKind, Ledger, LogCopy, Signer, hand_over, key_subject, take_over

KEYS = tuple(Signer(ORIGIN, bytes([number]) * 32) for number in range(1, 5))
"""Keys that follow each other."""


def batch(count: int, name: str = "entry") -> list[bytes]:
    return [b"%s %d" % (name.encode(), number) for number in range(count)]


def opened(root: Path, signer: Signer) -> Ledger:
    return Ledger.open(root, origin=ORIGIN, verifier=signer.verifier, signer=signer)


def lost(root: Path, signer: Signer) -> Ledger:
    """Lose all of a log, and make an empty one in its place as `init` does."""
    shutil.rmtree(root, ignore_errors=True)
    return Ledger.create(root, origin=ORIGIN, signer=signer)


def copy_of(root: Path) -> LogCopy:
    """Return the copy that lies in a folder."""

    def names(folder: str) -> Sequence[str]:
        files = (root / folder).rglob("*") if (root / folder).is_dir() else ()
        return [file.relative_to(root).as_posix() for file in files if file.is_file()]

    return LogCopy(f"the store {root.name}, ledger", lambda path: (root / path).read_bytes(), names)


def copied(root: Path, name: str) -> Path:
    """Copy a log as it is now."""
    target = root.with_name(name)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(root, target, ignore=shutil.ignore_patterns(".*"))
    return target


def files_of(root: Path) -> dict[str, bytes]:
    """Read every file of a log but for its lock."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name[0] != ".")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def announce(root: Path, old: Signer, new: Signer) -> None:
    """Begin a change of keys: the old key names the new one, and both sign."""
    ledger = opened(root, old)
    at, subject = datetime(2027, 1, 1, tzinfo=UTC), key_subject(new.verifier)
    entry = Entry(f"to-{new.verifier.key_id.hex()}", EntryKind.KEY_ROTATED, at, subject, "", {})
    (index,) = ledger.append([entry.encode()])
    hand_over(ledger, new, index)


def rotate(root: Path, number: int) -> None:
    """Change the key of a log from that of `number` to the one after it."""
    announce(root, KEYS[number], KEYS[number + 1])
    take_over(opened(root, KEYS[number + 1]), [one.verifier for one in KEYS[number::-1]])
