"""Repair, remove, bring the log back, and be killed before each call that changes the disk; then again.

Prints one JSON object a kill, with what was there after the kill and after the second run. Usage:
torture.py mend|make|copy|remove|log FOLDER STEP, where STEP is 1 for every call, 2 for every second one, …
"""

import hashlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.unit.preservation import faults
from tests.unit.preservation.house import LATER, NEAR, ORIGIN, OWN, START, Clock, House, content_of
from tests.unit.vault.samples import tree
from tests.unit.vault.torture import killed, unsynced

from nachklang.ledger import Entry, EntryKind, Ledger
from nachklang.preservation.removing import remove_from_own
from nachklang.preservation.restoring import restore_ledger
from nachklang.preservation.stores import Stores
from nachklang.preservation.telling import tell_everybody
from nachklang.vault.stores import FolderStore

BEFORE = "the log as the store has it"


def opened(folder: Path) -> House:
    """Open the archive as the next run does, an hour before any rest is over."""
    return House(folder, {NEAR: partial(FolderStore, folder / NEAR)}, clock=Clock(START + LATER))


def prepared(folder: Path, spoil: Callable[[House], None]) -> None:
    house = opened(folder)
    for number in (1, 2):
        house.deposit(number, versions=number)
    spoil(house)
    house.registry.close()


def the_item(house: House) -> Any:
    return next(item for item in [*house.registry.items(), *house.registry.plans()] if item.id.endswith("2"))


def spoil_own(house: House) -> None:
    folder = house.object_folder(OWN, the_item(house))
    faults.swap(folder)
    faults.deleted_inventory(folder)
    faults.from_the_future(folder)


def spoil_whole(house: House) -> None:
    faults.deleted_object(house.object_folder(OWN, the_item(house)))


def spoil_copy(house: House) -> None:
    folder = house.object_folder(NEAR, the_item(house))
    faults.flip(folder)
    faults.older_state(folder)


def lose_log(house: House) -> None:
    """Change the key twice, tell the store, and lose the log; an empty one is there, as `init` makes it."""
    house.logged()
    folder = house.folder
    for _ in range(2):
        house.rotate()
        house = opened(folder)
        house.services.ledger.append(
            [Entry("more", EntryKind.HOLD_LIFTED, START, "x", "", {}).encode()] * 300
        )
    tell_everybody(house.services, Stores(house.services))
    shutil.copytree(folder / NEAR / "ledger", folder / BEFORE)
    shutil.rmtree(folder / "ledger")
    signer = house.services.ledger.signer
    assert signer is not None
    Ledger.create(folder / "ledger", origin=ORIGIN, signer=signer)
    house.registry.close()


def nothing(house: House) -> None:
    """Spoil nothing."""


def repair(folder: Path) -> None:
    """Audit, as `vault audit` does."""
    house = opened(folder)
    house.services.mender.clear()
    house.audit()
    house.logged()


def bring_back(folder: Path) -> None:
    """Bring the log back, as `vault rebuild` does."""
    house = opened(folder)
    with house.services.alone():
        assert restore_ledger(house.services, Stores(house.services)) == []


def remove(folder: Path) -> None:
    """Remove the second item, or go on with it."""
    house = opened(folder)
    house.services.mender.clear()
    removals = house.registry.removals.all()
    if removals:
        remove_from_own(removals[0], house.services)
        house.replicate(at_once=True)
    else:
        house.remove(the_item(house))
    house.logged()


def state(folder: Path) -> dict[str, Any]:
    """Say what is there; whether any byte of the first item, or of a sound copy, is not what it was."""
    house = opened(folder)
    found = house.trees()
    damages, music = house.registry.damage.totals(), content_of(2)
    kinds = house.logged()
    house.registry.close()
    return {
        "copies": {name: sum(data == music for data in found[name].values()) for name in (OWN, NEAR)},
        "first": [content_of(1) in found[name].values() for name in (OWN, NEAR)],
        "damages": list(damages),
        "repaired": kinds.count("object.repaired"),
        "removed": kinds.count("object.removed"),
        "confirmed": kinds.count("removal.confirmed"),
        "traces": sum(music in data for data in tree(folder).values()),
        "mended": len(list((folder / "staging").glob("nachklang-mended-*"))),
        "digest": hash_of(found),
        "log": log_state(folder),
    }


def log_state(folder: Path) -> dict[str, Any]:
    """Say how far the log is back: its size, what verification finds, what it lacks or has otherwise."""
    ledger = opened(folder).services.ledger
    here, before = tree(ledger.root), tree(folder / BEFORE)
    return {
        "size": ledger.size,
        "problems": [f"{one.path}: {one.detail}" for one in ledger.verify()],
        "lacks": sorted(before.keys() - here.keys()),
        "other": sorted(path for path, data in before.items() if here.get(path, data) != data),
    }


def hash_of(trees: Any) -> str:
    told = hashlib.sha256()
    for name in (OWN, NEAR):
        for path, data in sorted(trees[name].items()):
            told.update(f"{name}/{path} {hashlib.sha256(data).hexdigest()}\n".encode())
    return told.hexdigest()


RUNS: dict[str, tuple[Callable[[House], None], Callable[[Path], None]]] = {
    "mend": (spoil_own, repair),
    "make": (spoil_whole, repair),
    "copy": (spoil_copy, repair),
    "remove": (nothing, remove),
    "log": (lose_log, bring_back),
}


def main(what: str, top: Path, step: int) -> None:
    """Kill at each call, or at each of so many, until a run lives."""
    spoil, work = RUNS[what]
    os.fsync = unsynced  # type: ignore[assignment]
    template = top / "template"
    template.mkdir()
    prepared(template, spoil)
    at, status = 1 - step, -signal.SIGKILL
    while status != 0:
        at += step
        folder = top / f"{at}"
        shutil.copytree(template, folder, copy_function=shutil.copy2)
        status = killed(work, folder, at, torn=False)
        (folder / "music.flac").unlink(missing_ok=True)
        after = state(folder)
        work(folder)
        line = {"at": at, "alive": status == 0, "after": after, "again": state(folder)}
        sys.stdout.write(json.dumps(line) + "\n")
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
