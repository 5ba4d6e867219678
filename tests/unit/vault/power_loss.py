"""A file system as unkind as POSIX allows: what a loss of power may leave of a recorded run.

Only what was synced before is sure: the bytes of a file by a sync of that file, the names in a folder by
a sync of that folder. Every other change is there or not, each on its own and in no order: a rename may
have taken the old name away without giving the new one, or be there under both. Bytes that were not
synced may also be there in part, or as zeros where the size reached the disk before them.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

Tree = Mapping[str, bytes | None]
"""What lies below a folder, by relative path: bytes of a file, None for a folder."""


@dataclass(frozen=True, slots=True)
class Inode:
    """A file or a folder, whatever its names are."""

    number: int
    folder: bool


@dataclass(frozen=True, slots=True)
class Named:
    """In `inode`, a folder, `name` now leads to `target`, or to nothing."""

    inode: Inode
    name: str
    target: Inode | None


@dataclass(frozen=True, slots=True)
class Written:
    """In `inode`, a file, the bytes from `offset` on are now `data`."""

    inode: Inode
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resized:
    """`inode`, a file, is now of `size` bytes."""

    inode: Inode
    size: int


Change = Named | Written | Resized


@dataclass(frozen=True, slots=True)
class Step:
    """One call: what it changed, what it made durable (`everything` with `synced` None), what it promised.

    `promised` is for the end of a call of the vault: the tree at `path` must not be lost from now on.
    """

    call: str
    path: str
    changes: tuple[Change, ...] = ()
    synced: Inode | None = None
    everything: bool = False
    promised: Tree | None = None


class Disk:
    """Files and folders at one instant."""

    def __init__(self) -> None:
        self.top = Inode(0, folder=True)
        self.names: dict[Inode, dict[str, Inode]] = {self.top: {}}
        self.data: dict[Inode, bytes] = {}

    @classmethod
    def read(cls, folder: Path) -> tuple["Disk", dict[int, Inode]]:
        """Read a folder of the real disk; returns also which inode there is which one here."""
        disk, numbers = cls(), count(1)
        known = {folder.stat().st_ino: disk.top}
        for path in sorted(folder.rglob("*")):
            inode = known.setdefault(path.stat().st_ino, Inode(next(numbers), folder=path.is_dir()))
            disk.names[known[path.parent.stat().st_ino]][path.name] = inode
            if inode.folder:
                disk.names[inode] = {}
            else:
                disk.data[inode] = path.read_bytes()
        return disk, known

    def after(self, changes: Iterable[Change]) -> "Disk":
        """Return the disk with these changes made."""
        disk = Disk()
        disk.names = {inode: dict(names) for inode, names in self.names.items()}
        disk.data = dict(self.data)
        for change in changes:
            disk._change(change)
        return disk

    def _change(self, change: Change) -> None:
        if isinstance(change, Named):
            names = self.names.setdefault(change.inode, {})
            if change.target is None:
                names.pop(change.name, None)
            else:
                names[change.name] = change.target
            return
        before = self.data.get(change.inode, b"")
        if isinstance(change, Resized):
            self.data[change.inode] = before[: change.size].ljust(change.size, b"\0")
        else:
            end = change.offset + len(change.data)
            head = before[: change.offset].ljust(change.offset, b"\0")
            self.data[change.inode] = head + change.data + before[end:]

    def walk(self) -> Iterator[tuple[str, Inode]]:
        """List what can be reached from the top, folders before what they hold."""
        waiting = [("", self.top)]
        while waiting:
            path, inode = waiting.pop()
            if path:
                yield path, inode
            if inode.folder:
                names = self.names.get(inode, {})
                waiting += [(f"{path}/{name}".lstrip("/"), target) for name, target in names.items()]

    def tree(self) -> Tree:
        """Return all that can be reached from the top."""
        return {
            path: None if inode.folder else self.data.get(inode, b"") for path, inode in sorted(self.walk())
        }

    def put(self, folder: Path) -> dict[int, Inode]:
        """Write it all into an empty folder of the real disk; returns which inode there is which one here."""
        write_tree(folder, self.tree())
        paths = [(folder, self.top), *((folder / path, inode) for path, inode in self.walk())]
        return {path.stat().st_ino: inode for path, inode in paths}


def write_tree(folder: Path, tree: Tree) -> None:
    """Write a tree into a folder of the real disk."""
    for path, data in sorted(tree.items()):
        if data is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(data)


def read_tree(folder: Path) -> Tree:
    """Read a tree from the real disk; empty where nothing is."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@dataclass(frozen=True, slots=True)
class Log:
    """A run: the disk that it began with, and its calls."""

    start: Disk
    steps: Sequence[Step] = field(default_factory=list)

    def disk(self) -> Disk:
        """Return the disk as the run saw it at its end."""
        return self.start.after(change for step in self.steps for change in step.changes)

    def until(self, cut: int) -> "Log":
        """Return the run as far as its first `cut` calls."""
        return Log(self.start, self.steps[:cut])

    def without(self, number: int) -> "Log":
        """Return what would have been recorded had the call `number`, a sync, not been made."""
        return Log(self.start, [*self.steps[:number], *self.steps[number + 1 :]])

    def promises(self) -> dict[str, list[Tree]]:
        """Map each path to what was promised to lie there, oldest first."""
        found: dict[str, list[Tree]] = {}
        for step in self.steps:
            if step.promised is not None:
                found.setdefault(step.path, []).append(step.promised)
        return found

    def losses(self, chance: random.Random, subsets: int) -> Iterator[Tree]:
        """Yield what a loss of power at the end may leave; the same tree may come more than once.

        All extremes come first: nothing that is not sure, all of it, all but one change, one alone, one
        write torn; then `subsets` that are chosen at random.
        """
        changes, unsure = self._unsure()
        for fates in _fates(changes, sorted(unsure), chance, subsets):
            kept = (fates.get(number, change) for number, change in enumerate(changes))
            yield self.start.after(change for change in kept if change is not None).tree()

    def _unsure(self) -> tuple[list[Change], set[int]]:
        """Return all changes, and the numbers of those that no sync has made durable."""
        changes: list[Change] = []
        unsure: set[int] = set()
        for step in self.steps:
            unsure.update(range(len(changes), len(changes) + len(step.changes)))
            changes += step.changes
            unsure = {one for one in unsure if not step.everything and changes[one].inode != step.synced}
        return changes, unsure


Fates = Mapping[int, Change | None]
"""By the number of a change what became of it, where that is not the whole change; None: it was lost."""


def _fates(
    changes: Sequence[Change], unsure: Sequence[int], chance: random.Random, subsets: int
) -> Iterator[Fates]:
    lost: Fates = dict.fromkeys(unsure)
    yield lost
    yield {}
    for one in unsure:
        yield {one: None}
        yield {number: None for number in unsure if number != one}
        for torn in _torn(changes[one]):
            yield {one: torn}
            yield {**lost, one: torn}
    for _ in range(subsets if unsure else 0):
        share = chance.random()
        drawn = [number for number in unsure if chance.random() < share]
        yield {number: chance.choice([None, *_torn(changes[number])]) for number in drawn}


def _torn(change: Change) -> list[Change]:
    """Return what may be left of a write in part: its first half, and zeros."""
    if not isinstance(change, Written):
        return []
    half = change.data[: len(change.data) // 2]
    return [replace(change, data=half), replace(change, data=bytes(len(change.data)))]
