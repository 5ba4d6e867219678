"""What makes new objects durable: one call for a whole group, or one for each file and folder.

`syncfs` costs one wait however many files there are, but waits for whatever anybody has written to the file
system. So it is for groups; a single object waits for its own files only.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nachklang.vault import _disk


@dataclass(frozen=True, slots=True)
class Barrier:
    """Waits until what was written is on the disk. `file_system` is open for `syncfs`, or None."""

    file_system: int | None

    def tree(self, folder: Path) -> None:
        """Make a folder and everything below it durable."""
        if self.file_system is None:
            _disk.sync_tree(folder)
        else:
            _disk.syncfs(self.file_system)

    def folders(self, folders: Iterable[Path]) -> None:
        """Make the names in these folders durable."""
        if self.file_system is not None:
            _disk.syncfs(self.file_system)
            return
        for folder in folders:
            _disk.sync_folder(folder)


@contextmanager
def barrier(folder: Path, *, group: bool) -> Iterator[Barrier]:
    """Give the barrier of the file system of `folder`, for what is written in the block.

    `syncfs` tells of what could not be written since its descriptor was opened: so that comes first.
    """
    if not (group and _disk.knows_syncfs()):
        yield Barrier(None)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield Barrier(descriptor)
    finally:
        os.close(descriptor)
