"""Run the vault's writer and kill it before each of its calls that change the disk, and inside each write.

Every kill is a SIGKILL of a forked process; syncs are counted and not done, for a kill loses nothing
that was written (`test_vault_durability.py` watches the order of the syncs). After each kill the vault is
verified as it was left (a version: as `complete_versions` leaves it), then a second run goes over the
same folder and is verified again. Prints one JSON object a kill.
Usage: torture.py objects|batch|versions FOLDER
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.vault.oracle import complaints, objects
from tests.unit.vault.samples import CREATED, NEIGHBOURS, ONE, SOUND, TWO, deposit, prepared

from nachklang.vault import NewFile, Vault, _disk

CALLS = ("open", "write", "fsync", "mkdir", "rename", "unlink", "rmdir", "truncate", "link", "replace")
SYNCS = ("fsync", "syncfs")
FILES_OF_AN_OBJECT = 8
NOTHING_TO_TEAR = 3


class Killer:
    """Counts the calls that change the disk; at number `at` the process dies, half way through a write."""

    def __init__(self, at: int, *, torn: bool) -> None:
        self.at, self.torn, self.count = at, torn, 0

    def install(self) -> None:
        """Stand before the few functions that the writer uses."""
        for name in CALLS:
            setattr(os, name, self.watched(name, getattr(os, name)))
        _disk.syncfs = self.watched("syncfs", _disk.syncfs)

    def watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            changes = name != "open" or args[1] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR | os.O_TRUNC)
            self.count += bool(changes)
            if changes and self.count == self.at:
                if self.torn and name != "write":
                    os._exit(NOTHING_TO_TEAR)
                if self.torn:
                    real(args[0], bytes(args[1])[: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return None if name in SYNCS else real(*args, **options)

        return call


def run(folder: Path) -> None:
    """Do what a deposit does, and nothing of it twice."""
    vault = Vault.create(folder / "vault", staging=folder / "staging")
    vault.clear_staging()
    for object_id in (ONE, TWO):
        if not vault.has(object_id):
            deposit(vault, object_id, folder / "invention.flac")


def run_batch(folder: Path) -> None:
    """Make three objects in one group commit; two of them share a folder that the vault lacks."""
    vault = Vault.create(folder / "vault", staging=folder / "staging")
    vault.clear_staging()
    missing = [one for one in (ONE, *NEIGHBOURS) if not vault.has(one)]
    vault.create_objects([prepared(vault, one, folder / "invention.flac") for one in missing])


def run_versions(folder: Path) -> None:
    """Add a version with a staged file, with bytes that are new, and with bytes that the object holds."""
    vault = Vault.open(folder / "vault", staging=folder / "staging")
    vault.clear_staging()
    known = vault.inventory(ONE)
    if known.head == "v2":
        return
    files = [
        NewFile("original/repaired.flac", vault.stage(folder / "repaired.flac")),
        NewFile("metadata/description.json", b'{"title":"Invention in C"}'),
        NewFile("metadata/same.json", ONE.encode()),
    ]
    vault.add_version(
        known,
        files,
        removed=["original/invention.flac"],
        message="Repaired",
        user="Nachklang 0.1.0",
        address="https://example.org/archive",
        created=CREATED,
    )


def nothing(folder: Path) -> None:
    """Prepare nothing."""


def an_object(folder: Path) -> None:
    """Prepare a vault with an object."""
    (folder / "repaired.flac").write_bytes(SOUND[::-1])
    vault = Vault.create(folder / "vault", staging=folder / "staging")
    deposit(vault, ONE, folder / "invention.flac")


def killed(work: Callable[[Path], None], folder: Path, at: int, *, torn: bool) -> int:
    """Run in a process of its own that dies at call `at`; say how it ended, as `subprocess` does."""
    child = os.fork()
    if child == 0:
        Killer(at, torn=torn).install()
        work(folder)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in {0, -signal.SIGKILL, NOTHING_TO_TEAR}:
        raise SystemExit(f"the writer failed by itself at call {at}: status {status}")
    return status


def state(folder: Path) -> dict[str, Any]:
    """Say what is there, and what verification and ocfl-py think of it."""
    root = folder / "vault"
    if not root.exists():
        return {"objects": 0, "problems": [], "left": 0}
    vault = Vault.open(root, staging=folder / "staging")
    return {
        "objects": objects(root),
        "whole": all(
            len(
                [
                    path
                    for path in vault.path(one, "metadata/rights.json").parents[3].rglob("*")
                    if path.is_file()
                ]
            )
            == FILES_OF_AN_OBJECT
            for one in vault.object_ids()
        ),
        "problems": [str(problem) for problem in vault.verify()] + complaints(root),
        "left": len(list((folder / "staging").iterdir())),
    }


def version_state(folder: Path) -> dict[str, Any]:
    """Complete what was left, then say which version there is, and what is thought of it."""
    vault = Vault.open(folder / "vault", staging=folder / "staging")
    vault.complete_versions()
    return {
        "head": vault.inventory(ONE).head,
        "problems": [str(problem) for problem in vault.verify()] + complaints(vault.root),
        "left": len(list((folder / "staging").iterdir())),
    }


RUNS = {
    "objects": (nothing, run, state),
    "batch": (nothing, run_batch, state),
    "versions": (an_object, run_versions, version_state),
}


def unsynced(_: object) -> None:
    """Stand in for `fsync` and `syncfs` in the second run."""


def main(what: str, top: Path) -> None:
    """Kill at each call, until a run lives."""
    prepare, work, seen = RUNS[what]
    at, status = 0, -signal.SIGKILL
    os.fsync = unsynced  # type: ignore[assignment]
    _disk.syncfs = unsynced
    while status != 0:
        at += 1
        for torn in (True, False):
            folder = top / f"{at}-{torn:d}"
            folder.mkdir()
            (folder / "invention.flac").write_bytes(SOUND)
            prepare(folder)
            status = killed(work, folder, at, torn=torn)
            if status == NOTHING_TO_TEAR:
                continue
            after = seen(folder)
            work(folder)
            line = {"at": at, "torn": torn, "alive": status == 0, "after": after, "again": seen(folder)}
            sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
