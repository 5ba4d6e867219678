"""What lies below a folder, told without following links and without stopping at what cannot be read."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """A name below a folder. `path` is relative, with `/`; `size` is in bytes, 0 for all but files.

    `unreadable` stands for a folder whose names could not be listed; `why` says so.
    """

    path: str
    kind: Literal["file", "folder", "other", "unreadable"]
    size: int = 0
    why: str = ""


class UnexpectedKindError(Exception):
    """What lies at a path is a link, pipe, socket or device."""


def listing(top: Path, path: str = "") -> list[Entry]:
    """List one folder, `path` below `top`, sorted; one entry `unreadable` where the system refuses."""
    try:
        with os.scandir(top / path) as scan:
            return sorted((_entry(path, found) for found in scan), key=lambda entry: entry.path)
    except OSError as error:
        return [Entry(path, "unreadable", why=error.strerror or str(error))]


def walk(top: Path) -> Iterator[Entry]:
    """List everything below `top`, folders before what they hold."""
    waiting = listing(top)[::-1]
    while waiting:
        entry = waiting.pop()
        yield entry
        if entry.kind == "folder":
            waiting.extend(listing(top, entry.path)[::-1])


def plain_files(top: Path) -> Iterator[str]:
    """Yield the path below `top` of every file, in no order, without asking for their sizes.

    Raises OSError for a folder that cannot be listed, and UnexpectedKindError for all but files and folders.
    """
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(f"{top}/{folder}") as scan:
            for found in scan:
                if found.is_file(follow_symlinks=False):
                    yield folder + found.name
                elif found.is_dir(follow_symlinks=False):
                    waiting.append(f"{folder}{found.name}/")
                else:
                    raise UnexpectedKindError(folder + found.name)


def _entry(path: str, found: os.DirEntry[str]) -> Entry:
    inner = f"{path}/{found.name}" if path else found.name
    if found.is_dir(follow_symlinks=False):
        return Entry(inner, "folder")
    if found.is_file(follow_symlinks=False):
        return Entry(inner, "file", found.stat(follow_symlinks=False).st_size)
    return Entry(inner, "other")
