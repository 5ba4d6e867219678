"""What a folder holds: every entry is listed, and none is followed out of the folder."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nachklang.deposit import names
from nachklang.errors import SourceError


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file of the deposit. `name` is its path in the folder; `fault` says why it cannot be taken."""

    name: str
    path: Path
    size: int
    fault: tuple[str, str] | None = None


def list_folder(folder: Path) -> list[Candidate]:
    """List every file below `folder`, in the byte order of their names.

    Folders of links are not entered, and special files are listed with their fault. Raises SourceError
    where the folder itself is missing or cannot be read.
    """
    try:
        os.close(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
    except OSError as error:
        hint = "name a folder with the files to deposit, one that may be read"
        problem = "is a file, not a folder" if folder.is_file() else f"no such folder: {error.strerror}"
        raise SourceError(f"{names.shown(str(folder))}: {problem}; {hint}") from error
    found = sorted(_walk(folder), key=lambda one: os.fsencode(one.name))
    twins = names.collisions(one.name for one in found)
    return [_with_twin(one, twins) for one in found]


def _with_twin(one: Candidate, twins: dict[str, str]) -> Candidate:
    if one.fault is not None or one.name not in twins:
        return one
    reason = f"its name differs from {names.shown(twins[one.name])!r} only in case; rename one of the two"
    return Candidate(one.name, one.path, one.size, ("name-collides", reason))


def _walk(top: Path) -> Iterator[Candidate]:
    """Yield what lies below `top`; folders wait in a list, for they may be nested without end."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        folder = top / prefix
        try:
            with os.scandir(folder) as listed:
                entries = list(listed)
        except OSError as error:
            fault = ("unreadable", f"the folder cannot be read: {error.strerror}")
            yield Candidate(prefix.rstrip("/") or ".", folder, 0, fault)
            continue
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{name}/")
            else:
                yield _candidate(entry, name)


def _candidate(entry: os.DirEntry[str], name: str) -> Candidate:
    path = Path(entry.path)
    try:
        information = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Candidate(name, path, 0, ("unreadable", f"it cannot be looked at: {error.strerror}"))
    if reason := names.fault(name):
        return Candidate(name, path, information.st_size, ("name-unsafe", reason))
    if stat.S_ISLNK(information.st_mode):
        reason = "it is a symbolic link; put the file itself into the folder"
        return Candidate(name, path, 0, ("link", reason))
    if not stat.S_ISREG(information.st_mode):
        return Candidate(name, path, 0, ("not-a-file", "it is no plain file (a device, pipe or socket)"))
    return Candidate(name, path, information.st_size)
