"""Where messages lie: the two choreographies of DDEX, and what senders have made of them.

Release by release: `{P|N}_{ReleaseId}_{YYYYMMDDhhmmssnnn}/` with the message in it. Batch:
`{P|M|N}_{BatchId}/{ReleaseId}/`, and `BatchComplete_{BatchId}.xml` beside the deliveries, written last and
maybe empty: before it is there, the batch is still being uploaded. Also `<UPC>/<UPC>.xml`, or any folder.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from nachklang.catalogue.sources import SetAside
from nachklang.errors import SourceError

_BATCH = re.compile(r"[PMN]_(?P<id>.+)")
_COMPLETE = "BatchComplete_"
_NOT_MESSAGES = frozenset({"resources", "acknowledgements"})
_SALES_REPORT = "DSR_"


@dataclass(slots=True)
class Found:
    """XML files to look into, in the order of their paths, and what is left where it is."""

    files: list[Path] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)


def find_messages(root: Path) -> Found:
    """Walk a folder, or take a single file; raises SourceError where neither is there.

    Folders of resources and acknowledgements are not entered, links are not followed, and files that are
    not XML are what deliveries are made of.
    """
    if not root.exists():
        raise SourceError(f"{root}: no such file or folder; name a folder of deliveries, or one message")
    found = Found()
    if root.is_file():
        found.files.append(root)
        return found
    waiting = [root]
    while waiting:
        folder = _Folder.read(waiting.pop())
        if (marker := folder.missing_marker()) is not None:
            found.aside.append(_incomplete(root, folder, marker))
            continue
        found.files += folder.messages
        found.aside += [_strange(root, path, reason) for path, reason in folder.strange]
        waiting += folder.folders
    found.files.sort()
    found.aside.sort(key=lambda one: one.where)
    return found


@dataclass(frozen=True, slots=True)
class _Folder:
    """What lies in one folder."""

    path: Path
    messages: list[Path]
    folders: list[Path]
    strange: list[tuple[Path, str]]

    @classmethod
    def read(cls, path: Path) -> "_Folder":
        messages: list[Path] = []
        folders: list[Path] = []
        strange: list[tuple[Path, str]] = []
        try:
            with os.scandir(path) as entries:
                listed = list(entries)
        except OSError as error:
            raise SourceError(
                f"{path}: the folder cannot be read: {error.strerror}; import it again"
            ) from error
        for entry in listed:
            here = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                folders += [here] if entry.name.lower() not in _NOT_MESSAGES else []
            elif entry.name.startswith(_SALES_REPORT):
                strange.append((here, "not-ern"))
            elif here.suffix.lower() == ".xml" and not entry.name.startswith(_COMPLETE):
                plain = entry.is_file(follow_symlinks=False)
                (messages.append(here) if plain else strange.append((here, "not-a-plain-file")))
        return cls(path, messages, folders, strange)

    def missing_marker(self) -> str | None:
        """Return the name of the file that a batch waits for; None for what is whole, or no batch.

        A batch has its messages one folder further down; a delivery has its message in it.
        """
        match = _BATCH.fullmatch(self.path.name)
        if match is None or self.messages or not self.deliveries():
            return None
        marker = f"{_COMPLETE}{match['id']}.xml"
        return None if (self.path / marker).is_file() else marker

    def deliveries(self) -> list[Path]:
        """Return the messages one folder further down."""
        return [message for folder in self.folders for message in _Folder.read(folder).messages]


def _incomplete(root: Path, folder: _Folder, marker: str) -> SetAside:
    detail = f"{marker} is not there yet; {len(folder.deliveries())} messages wait for an import after it"
    return SetAside(_below(root, folder.path), "batch-incomplete", detail)


def _strange(root: Path, path: Path, reason: str) -> SetAside:
    expected = {
        "not-ern": "a sales report (DSR); only ERN is read",
        "not-a-plain-file": "a link or device; links are not followed",
    }
    return SetAside(_below(root, path), reason, expected[reason])


def _below(root: Path, path: Path) -> str:
    """Name a path as it stands below the root, or by its own name if it is the root."""
    return path.name if path == root else path.relative_to(root).as_posix()
