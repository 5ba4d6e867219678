"""Runs of the vault's writer over which the power is lost, and the judge of what is found afterwards."""

import os
import random
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.unit.vault.oracle import complaints
from tests.unit.vault.power_loss import Disk, Log, Tree, read_tree, write_tree
from tests.unit.vault.recording import recording
from tests.unit.vault.samples import CREATED, ONE, SOUND, TWO, deposit

from nachklang.errors import ArchiveError
from nachklang.vault import Inventory, NewFile, Vault
from nachklang.vault.layout import CONFIG_FILE, ROOT_DECLARATION, object_path

ROOT, STAGING = "deep/vault", "deep/staging"
LAYOUT = f"{ROOT}/{CONFIG_FILE.rpartition('/')[0]}"

Promise = Callable[[str], None]
"""Takes the path of a tree that must not be lost from now on."""

Work = Callable[[Path, Promise], None]
"""A run below a folder that can be done again, wherever it was cut off, and then ends the same."""


def objects(folder: Path, promise: Promise) -> None:
    """Make a vault and two objects, as a deposit does."""
    vault = Vault.create(folder / ROOT, staging=folder / STAGING)
    promise(LAYOUT)
    vault.clear_staging()
    for object_id in (ONE, TWO):
        if not vault.has(object_id):
            deposit(vault, object_id, folder / "invention.flac")
        promise(f"{ROOT}/{object_path(object_id)}")


def versions(folder: Path, promise: Promise) -> None:
    """Add two versions to an object: a staged file and bytes, then a few bytes more."""
    vault = Vault.open(folder / ROOT, staging=folder / STAGING)
    vault.clear_staging()
    promise(f"{ROOT}/{object_path(ONE)}")
    while (known := vault.inventory(ONE)).head != "v3":
        if known.head == "v1":
            repaired = NewFile("original/repaired.flac", vault.stage(folder / "repaired.flac"))
            _add(vault, known, repaired, NewFile("metadata/description.json", b'{"title":"Invention in C"}'))
        else:
            _add(vault, known, NewFile("metadata/rights.json", b"anybody's"))
        promise(f"{ROOT}/{object_path(ONE)}")


def _add(vault: Vault, known: Inventory, *files: NewFile) -> None:
    vault.add_version(
        known,
        files,
        message="Repaired",
        user="Nachklang 0.1.0",
        address="https://example.org/archive",
        created=CREATED,
    )


def recorded(work: Work, folder: Path, barriers: Collection[str] = ()) -> Log:
    """Record a run that nobody disturbs; `versions` begins with the vault and the object that it needs."""
    folder.mkdir()
    (folder / "invention.flac").write_bytes(SOUND)
    (folder / "repaired.flac").write_bytes(SOUND[::-1])
    if work is versions:
        vault = Vault.create(folder / ROOT, staging=folder / STAGING)
        deposit(vault, ONE, folder / "invention.flac")
    start, known = Disk.read(folder)
    with recording(folder, Log(start), known, barriers) as recorder:
        work(folder, recorder.promise)
    return recorder.log


def repeated(work: Work, first: Log, folder: Path) -> Log:
    """Record the run that follows one whose process was killed, with the power still on."""
    folder.mkdir()
    known = first.disk().put(folder)
    with recording(folder, first, known) as recorder:
        work(folder, recorder.promise)
    return recorder.log


@dataclass(slots=True)
class Judge:
    """Looks at what a loss of power left of runs of `work`; nothing that was seen before is looked at twice.

    `goal` is the whole disk at the end of a run that nobody disturbed, `allowed` what was promised in it.
    """

    work: Work
    goal: Tree
    allowed: dict[str, list[Tree]]
    folder: Path
    looked_at: dict[object, list[str]] = field(default_factory=dict)
    _valid: dict[object, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, work: Work, log: Log, folder: Path) -> "Judge":
        """Make the judge that takes `log` for the run as it ought to be."""
        folder.mkdir()
        return cls(work, log.disk().tree(), log.promises(), folder)

    def faults(self, log: Log, cuts: Iterable[int], chance: random.Random, subsets: int) -> Iterator[str]:
        """Yield what is wrong with what any loss at any of these cuts leaves."""
        for cut in cuts:
            before = log.until(cut)
            kept = {path: self.allowed[path].index(trees[-1]) for path, trees in before.promises().items()}
            for tree in before.losses(chance, subsets):
                key = (frozenset(kept.items()), frozenset(tree.items()))
                if key not in self.looked_at:
                    self.looked_at[key] = self._look(tree, kept)
                for fault in self.looked_at[key]:
                    last = before.steps[-1] if before.steps else None
                    yield f"lost after call {cut}, {last and last.call} {last and last.path}: {fault}"

    def _look(self, tree: Tree, kept: dict[str, int]) -> list[str]:
        place = self.folder / "found"
        place.mkdir()
        write_tree(place, tree)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(os, "fsync", lambda _: None)
                return [*self._recovered(place, kept), *self._done_again(place)]
        except (ArchiveError, OSError) as error:
            return [f"{type(error).__name__}: {error}"]
        finally:
            shutil.rmtree(place)

    def _recovered(self, place: Path, kept: dict[str, int]) -> Iterator[str]:
        if (place / ROOT / ROOT_DECLARATION).exists():
            vault = Vault.open(place / ROOT, staging=place / STAGING)
            vault.clear_staging()
            yield from self._problems(vault)
        for path, trees in self.allowed.items():
            number = kept.get(path, -1)
            found = read_tree(place / path)
            # What is being written may be there whole, before its call returns.
            if found not in trees[max(0, number) : number + 2] and (found or number >= 0):
                yield f"{path} is in none of its states from number {number} on"

    def _done_again(self, place: Path) -> Iterator[str]:
        self.work(place, lambda _: None)
        if read_tree(place) != self.goal:
            yield "a second run does not end as one that nobody disturbed"

    def _problems(self, vault: Vault) -> list[str]:
        key = frozenset(read_tree(vault.root).items())
        if key not in self._valid:
            self._valid[key] = [str(one) for one in vault.verify()] + complaints(vault.root)
        return self._valid[key]
