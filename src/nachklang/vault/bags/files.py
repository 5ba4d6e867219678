"""The files of a bag, as its folders name them, and the paths by which its manifests mean them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nachklang.vault._reading import read_plain
from nachklang.vault._tree import Entry, walk
from nachklang.vault.bags.report import Problems
from nachklang.vault.bags.tag_files import NEWEST
from nachklang.vault.validation.documents import LONGEST_DOCUMENT
from nachklang.vault.validation.findings import quoted

PAYLOAD: Final = "data"
_LEFT_BEHIND = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".spotlight-v100", ".trashes"})
_ESCAPED = {"%0a": "\n", "%0d": "\r", "%25": "%"}
_DRIVE = re.compile(r"[A-Za-z]:")


def alike(path: str) -> str:
    """Return what names have in common that differ only in case or Unicode form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def escape(path: str) -> str:
    """Write a path for a bag manifest of version 1.0."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def unescape(path: str, rules: tuple[int, int]) -> str:
    """Read a path of a bag manifest; before 1.0 only the ends of lines were escaped."""
    pattern = "%(?:0[AaDd]|25)" if rules >= NEWEST else "%0[AaDd]"
    return re.sub(pattern, lambda found: _ESCAPED[found[0].lower()], path)


@dataclass(slots=True)
class BagFiles:
    """What lies in a bag, listed once, links not followed.

    A manifest only says which of the listed names it means: no path is ever made of what it says.
    """

    folder: Path
    problems: Problems
    on_bytes: Callable[[int], None] | None = None
    files: dict[str, Entry] = field(init=False, default_factory=dict)
    has_payload: bool = field(init=False, default=False)
    _forms: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._forms = defaultdict(list)
        for entry in walk(self.folder):
            self._take(entry)
        self._say_alike()

    def _take(self, entry: Entry) -> None:
        match entry.kind:
            case "file":
                self.files[entry.path] = entry
                self._forms[unicodedata.normalize("NFC", entry.path)].append(entry.path)
                if entry.path.rpartition("/")[2].casefold() in _LEFT_BEHIND:
                    self.problems.warning(
                        "name", entry.path, "left behind by a system; expected no such file"
                    )
            case "other":
                what = "a symbolic link, pipe, socket or device; expected files and folders only"
                self.problems.error("kind", entry.path, what)
            case "unreadable":
                self.problems.error("unreadable", entry.path or ".", entry.why)
            case _:
                self.has_payload = self.has_payload or entry.path == PAYLOAD

    def _say_alike(self) -> None:
        first: dict[str, str] = {}
        for path in self.files:
            other = first.setdefault(alike(path), path)
            if other != path:
                message = f"differs from {quoted(other)} only in case or Unicode form; expected names apart"
                self.problems.warning("name", path, message)

    @property
    def payload(self) -> list[Entry]:
        """The files below `data/`."""
        return [entry for path, entry in self.files.items() if path.startswith(f"{PAYLOAD}/")]

    def find(self, path: str) -> str | None:
        """Return the listed name that a path means: itself, or the only one of another Unicode form."""
        if path in self.files:
            return path
        found = self._forms.get(unicodedata.normalize("NFC", path), [])
        return found[0] if len(found) == 1 else None

    def read(self, path: str) -> bytes | None:
        """Read a tag file; None where there is none, and, with an error, where it cannot be read."""
        if path not in self.files:
            return None
        try:
            data = read_plain(self.folder / path, limit=LONGEST_DOCUMENT)
        except OSError as error:
            self.problems.error("unreadable", path, error.strerror or str(error))
            return None
        if self.on_bytes is not None:
            self.on_bytes(len(data))
        return data


def plain_path(path: str, where: str, problems: Problems) -> str | None:
    """Return a relative path that stays below the bag, or None with an error."""
    plain = path.removeprefix("./")
    if plain != path:
        problems.warning("path", where, f"{quoted(path)} begins with ./; expected none")
    elements = plain.split("/")
    if plain.startswith(("/", "~", "\\")) or _DRIVE.match(plain) or not {"", ".", ".."}.isdisjoint(elements):
        expected = "a relative path, without ~, with elements that are neither empty nor . nor .."
        problems.error("path", where, f"{quoted(path)}; expected {expected}")
        return None
    return plain


def is_payload(path: str) -> bool:
    """Whether a plain path lies below `data/`."""
    return path.startswith(f"{PAYLOAD}/")
