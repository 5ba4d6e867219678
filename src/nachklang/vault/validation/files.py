"""The files of one object or root, as its folders name them. Nothing else is ever opened."""

import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import InitVar, dataclass, field
from pathlib import Path

from nachklang.vault._reading import read_plain
from nachklang.vault._tree import Entry
from nachklang.vault.validation.documents import LONGEST_DOCUMENT
from nachklang.vault.validation.findings import UNREADABLE, Findings

VERSION_FOLDER = re.compile(r"v[0-9]+", re.ASCII)


@dataclass(slots=True)
class ListedFiles:
    """What lies below a folder, listed once, links not followed; `listed` is what `walk` or `listing` gave.

    An inventory only says which of the listed names it means: no path is ever made of what it says, so none
    can lead out.
    """

    folder: Path
    listed: InitVar[Iterable[Entry]]
    on_bytes: Callable[[int], None] | None = None
    entries: dict[str, Entry] = field(init=False)
    _children: dict[str, list[Entry]] = field(init=False)
    _unlisted: list[str] = field(init=False)

    def __post_init__(self, listed: Iterable[Entry]) -> None:
        self.entries = {}
        self._children = {}
        self._unlisted = []
        for entry in listed:
            self.entries[entry.path] = entry
            if entry.kind == UNREADABLE:
                self._unlisted.append(f"{entry.path}/" if entry.path else "")
            else:
                self._children.setdefault(entry.path.rpartition("/")[0], []).append(entry)

    def children(self, folder: str) -> list[Entry]:
        """List what lies directly in a folder, sorted; `""` is the object's own."""
        return self._children.get(folder, [])

    def below(self, folder: str) -> Iterator[Entry]:
        """List everything below a folder."""
        waiting = self.children(folder)[::-1]
        while waiting:
            entry = waiting.pop()
            yield entry
            waiting.extend(self.children(entry.path)[::-1])

    def is_file(self, path: str) -> bool:
        """Whether a plain file of that name was listed."""
        return path in self.entries and self.entries[path].kind == "file"

    def is_folder(self, path: str) -> bool:
        """Whether a folder of that name was listed, readable or not."""
        return path in self.entries and self.entries[path].kind in {"folder", UNREADABLE}

    def is_hidden(self, path: str) -> bool:
        """Whether a folder above `path` could not be listed, so that nobody knows what is there."""
        return any(path.startswith(one) for one in self._unlisted)

    def is_link(self, path: str) -> bool:
        """Whether a symbolic link is there."""
        try:
            return stat.S_ISLNK((self.folder / path).lstat().st_mode)
        except OSError:
            return False

    def read(self, path: str, findings: Findings, *, limit: int = LONGEST_DOCUMENT) -> bytes | None:
        """Read a listed file that must be small; None, and a finding, where that cannot be."""
        try:
            data = read_plain(self.folder / path, limit=limit)
        except OSError as error:
            findings.add(UNREADABLE, path, error.strerror or str(error))
            return None
        if self.on_bytes is not None:
            self.on_bytes(len(data))
        return data
