"""Checking one object: every byte, and every name in its folder."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nachklang.errors import InvalidValueError
from nachklang.vault import _documents
from nachklang.vault._documents import Pair
from nachklang.vault._reading import Measured, forget_cached, measure, opened, read_plain
from nachklang.vault._tree import Entry, walk
from nachklang.vault.decode import decode
from nachklang.vault.inventory import INVENTORY, SIDECAR, Inventory
from nachklang.vault.layout import OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT, object_path
from nachklang.vault.paths import parents
from nachklang.vault.values import FixityProblem, ProblemKind

_VERSION_FOLDER = re.compile(r"v[1-9][0-9]*", re.ASCII)

OnBytes = Callable[[int], None]


@dataclass(slots=True)
class ObjectCheck:
    """The check of one object. `place` is its path below `root`; `known_id` the id that belongs there."""

    root: Path
    place: str
    known_id: str | None
    on_bytes: OnBytes
    entries: Mapping[str, Entry] = field(init=False)

    def __post_init__(self) -> None:
        self.entries = {entry.path: entry for entry in walk(self.root / self.place)}

    def problems(self) -> Iterator[FixityProblem]:
        """Yield everything that is wrong, and read all that is recorded."""
        unread: list[FixityProblem] = []
        pairs = [self._pair(folder, unread) for folder in self._inventory_folders()]
        yield from unread
        pair = _documents.usable(pairs)
        inventory = self._decoded(pair)
        if isinstance(inventory, Inventory):
            self.known_id = self.known_id or inventory.object_id
        for path, detail in _documents.altered(pairs).items():
            yield self._problem(path, "altered", detail)
        yield from self._declaration()
        if isinstance(inventory, Inventory):
            yield from self._against(inventory, pairs)
        else:
            yield from self._unknowable(inventory)

    def _inventory_folders(self) -> list[str]:
        """List the object's own folder, then those of its versions, newest first."""
        found = [path for path in self.entries if _VERSION_FOLDER.fullmatch(path)]
        return ["", *(f"{path}/" for path in sorted(found, key=lambda name: -int(name[1:])))]

    def _pair(self, folder: str, unread: list[FixityProblem]) -> Pair:
        return Pair(
            folder, self._document(folder + INVENTORY, unread), self._document(folder + SIDECAR, unread)
        )

    def _document(self, path: str, unread: list[FixityProblem]) -> bytes | None:
        """Read a small file; None where it is missing, None and a problem where it cannot be read."""
        if path not in self.entries or self.entries[path].kind != "file":
            return None
        try:
            data = read_plain(self.root / self.place / path, limit=_documents.LONGEST_DOCUMENT)
        except OSError as error:
            unread.append(self._problem(path, "unreadable", _why(error)))
            return None
        self.on_bytes(len(data))
        return data

    def _decoded(self, pair: Pair | None) -> Inventory | FixityProblem:
        """Read the inventory that can be believed; a problem where there is none, or it is not right."""
        if pair is None or pair.inventory is None:
            return self._problem(
                INVENTORY, "invalid", "no inventory matches its sidecar: nothing can be checked"
            )
        try:
            inventory = decode(pair.inventory)
        except InvalidValueError as error:
            return self._problem(pair.folder + INVENTORY, "invalid", str(error))
        if object_path(inventory.object_id) != self.place:
            detail = f"it is of {inventory.object_id!a}, which belongs in {object_path(inventory.object_id)}"
            return self._problem(pair.folder + INVENTORY, "invalid", detail)
        return inventory

    def _declaration(self) -> Iterator[FixityProblem]:
        unread: list[FixityProblem] = []
        data = self._document(OBJECT_DECLARATION, unread)
        yield from unread
        if data is not None and data != OBJECT_DECLARATION_TEXT:
            yield self._problem(OBJECT_DECLARATION, "altered", f"expected {OBJECT_DECLARATION_TEXT!r}")

    def _against(self, inventory: Inventory, pairs: list[Pair]) -> Iterator[FixityProblem]:
        """Compare what is there with what the inventory records."""
        folders = ["", *(f"{version}/" for version in inventory.versions)]
        content = {path: digest for digest, paths in inventory.manifest.items() for path in paths}
        expected = {OBJECT_DECLARATION, *content}
        expected.update(folder + name for folder in folders for name in (INVENTORY, SIDECAR))
        yield from self._names(expected)
        yield from self._twins(inventory, pairs)
        sha256 = {path: digest for digest, paths in inventory.sha256.items() for path in paths}
        for path in sorted(content):
            yield from self._bytes(path, content[path], sha256[path])

    def _names(self, expected: set[str]) -> Iterator[FixityProblem]:
        """Find what is missing, and what is there without a record or is no plain file."""
        folders = {folder for path in expected for folder in parents(path)}
        for path in sorted(expected):
            if path not in self.entries and not self._hidden(path):
                yield self._problem(path, "missing", "the inventory asks for it")
        strange: set[str] = set()
        for path, entry in self.entries.items():
            right = path in expected if entry.kind == "file" else path in folders and entry.kind == "folder"
            if right or not strange.isdisjoint(parents(path)):
                continue
            strange.add(path)
            yield self._stranger(entry, known=path in expected | folders)

    def _hidden(self, path: str) -> bool:
        """Whether `path` lies in a folder that could not be listed, so that nobody knows if it is there."""
        above = [self.entries[folder] for folder in parents(path) if folder in self.entries]
        return any(entry.kind == "unreadable" for entry in above)

    def _stranger(self, entry: Entry, *, known: bool) -> FixityProblem:
        if entry.kind == "unreadable":
            return self._problem(entry.path, "unreadable", entry.why)
        what = {"file": "a file", "folder": "a folder"}.get(entry.kind, "a link, pipe, socket or device")
        if known:
            return self._problem(entry.path, "altered", f"it is {what}, and is recorded as something else")
        return self._problem(entry.path, "extra", f"{what} that the inventory does not record")

    def _twins(self, inventory: Inventory, pairs: list[Pair]) -> Iterator[FixityProblem]:
        """Compare the object's inventory with that of its newest version: they are one (E064)."""
        found = {pair.folder: pair for pair in pairs if pair.matches}
        own, newest = found.get(""), found.get(f"{inventory.head}/")
        if own is not None and newest is not None and own.inventory != newest.inventory:
            detail = f"it differs from {inventory.head}/{INVENTORY}, and each matches its sidecar"
            yield self._problem(INVENTORY, "invalid", detail)

    def _bytes(self, path: str, sha512: str, sha256: str) -> Iterator[FixityProblem]:
        """Read a content file and compare both digests."""
        if path not in self.entries or self.entries[path].kind != "file":
            return
        try:
            found = self._measured(path)
        except OSError as error:
            yield self._problem(path, "unreadable", _why(error))
            return
        for name, digest, recorded in (("SHA-512", found.sha512, sha512), ("SHA-256", found.sha256, sha256)):
            if digest != recorded:
                detail = f"{found.size} bytes with {name} {digest}; recorded is {recorded}"
                yield self._problem(path, "altered", detail)
                return

    def _measured(self, path: str) -> Measured:
        with opened(self.root / self.place / path) as descriptor:
            forget_cached(descriptor)
            return measure(descriptor, on_bytes=self.on_bytes)

    def _unknowable(self, reason: FixityProblem) -> Iterator[FixityProblem]:
        """Without an inventory nothing that lies here can pass: name it all."""
        yield reason
        for path, entry in self.entries.items():
            if entry.kind == "unreadable":
                yield self._problem(path, "unreadable", entry.why)
            elif entry.kind != "folder" and path not in {OBJECT_DECLARATION, INVENTORY, SIDECAR}:
                yield self._problem(path, "invalid", "no inventory to check it by")

    def _problem(self, path: str, kind: ProblemKind, detail: str) -> FixityProblem:
        return problem(self.known_id, f"{self.place}/{path}" if path else self.place, kind, detail)


def problem(object_id: str | None, path: str, kind: ProblemKind, detail: str) -> FixityProblem:
    """Make a problem whose path is safe to print."""
    text = os.fsencode(path).decode(errors="backslashreplace")
    shown = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)
    return FixityProblem(object_id, shown, kind, detail)


def _why(error: OSError) -> str:
    return error.strerror or str(error)
