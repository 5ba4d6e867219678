"""Validation of a storage root: its own files, the way to its objects, and each object."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from nachklang.vault._tree import Entry, listing, walk
from nachklang.vault.inventory import INVENTORY
from nachklang.vault.validation.digests import Hashing
from nachklang.vault.validation.documents import NotJsonError, read_json
from nachklang.vault.validation.files import ListedFiles
from nachklang.vault.validation.findings import UNREADABLE, Finding, Findings, printable, quoted
from nachklang.vault.validation.objects import ObjectValidation
from nachklang.vault.validation.specification import (
    OBJECT_DECLARATIONS,
    REGISTERED_EXTENSIONS,
    ROOT_DECLARATIONS,
    Specification,
)
from nachklang.vault.validation.structure import (
    EXTENSIONS,
    check_declaration_text,
    check_extensions,
    check_kinds,
    say_strange_kind,
)

LAYOUT_FILE = "ocfl_layout.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one object. `place` is its path below the root; `""` is the root itself.

    The findings' `where` are relative to the root.
    """

    place: str
    findings: tuple[Finding, ...]


def kind_of(folder: Path) -> Literal["object", "root"] | None:
    """Tell whether a folder is an OCFL object or a storage root, even a damaged one; None is neither."""
    entries = listing(folder)
    names = {entry.path for entry in entries}
    if any(_is_root_declaration(name) for name in names) or LAYOUT_FILE in names:
        return "root"
    return "object" if _is_object(entries) else None


def validate_root(root: Path, *, on_bytes: Callable[[int], None] | None = None) -> Iterator[Checked]:
    """Validate a storage root and each object below it; yields the objects as they are done, the root last.

    As `validate_object`: everything is read, links are not followed, damage is no exception.
    """
    with Hashing(on_bytes) as hashing:
        yield from _RootValidation(root, hashing, on_bytes).run()


@dataclass(slots=True)
class _RootValidation:
    root: Path
    hashing: Hashing
    on_bytes: Callable[[int], None] | None
    findings: Findings = field(default_factory=Findings)
    _ids: dict[str, str] = field(default_factory=dict)
    _depths: set[bool] = field(default_factory=set)

    def run(self) -> Iterator[Checked]:
        files = ListedFiles(self.root, _own_files(self.root), self.on_bytes)
        specification = self.findings.specification = self._check_declaration(files)
        self._check_layout(files)
        if EXTENSIONS in files.entries:
            check_extensions(files, "E112", "W016", self.findings)
        check_kinds(files, (), self.findings)
        waiting = [one.path for one in files.children("") if one.kind == "folder" and one.path != EXTENSIONS][
            ::-1
        ]
        while waiting:
            place = waiting.pop()
            entries = listing(self.root, place)
            if _is_object(entries):
                yield self._object(place, specification)
            else:
                self._check_between(files, place, entries)
                waiting += [one.path for one in entries if one.kind == "folder"][::-1]
        if len(self._depths) > 1:
            self.findings.add("W015", ".", "some objects lie directly here, others deeper; expected one way")
        yield Checked("", self.findings.all())

    def _object(self, place: str, specification: Specification) -> Checked:
        checked = ObjectValidation(self.root / place, self.hashing, self.on_bytes)
        checked.run()
        self._depths.add("/" in place)
        findings = checked.findings
        if checked.specification > specification:
            expected = f"at most {specification}, that of the storage root"
            findings.add("E081", ".", f"an object of OCFL {checked.specification}; expected {expected}")
        if checked.object_id is not None:
            other = self._ids.setdefault(checked.object_id, place)
            if other != place:
                findings.add(
                    "E037", INVENTORY, f"id: {quoted(checked.object_id)} is also that of {quoted(other)}"
                )
        return Checked(printable(place), tuple(_below(place, one) for one in findings.all()))

    def _check_between(self, files: ListedFiles, place: str, entries: list[Entry]) -> None:
        """Between the root and its objects there are folders only, and none is empty."""
        if not entries:
            self.findings.add(
                "E073", place, "an empty folder; expected an object, or folders that lead to one"
            )
        for entry in entries:
            if entry.kind == "file":
                self.findings.add(
                    "E072", entry.path, "a file of no object; expected only folders on the way to objects"
                )
            elif entry.kind == UNREADABLE:
                self.findings.add(UNREADABLE, entry.path, entry.why)
            elif entry.kind == "other":
                say_strange_kind(files, entry, self.findings)

    def _check_declaration(self, files: ListedFiles) -> Specification:
        named = [
            one.path
            for one in files.children("")
            if one.kind == "file" and one.path.startswith(ROOT_DECLARATIONS)
        ]
        known = {one.root_declaration: one for one in Specification}
        for path in named:
            if path not in known:
                self.findings.add(
                    "E079", path, f"expected {' or '.join(known)}, the versions that this validator knows"
                )
        right = [path for path in named if path in known]
        if not right and not files.is_hidden("0="):
            self.findings.add("E069", ".", f"no declaration of a storage root; expected {' or '.join(known)}")
        if len(named) > 1:
            self.findings.add("E076", ".", f"{len(named)} declarations of a storage root; expected one")
        for path in right:
            check_declaration_text(files, path, "E080", self.findings)
        return max((known[path] for path in right), default=Specification.NEWEST)

    def _check_layout(self, files: ListedFiles) -> None:
        data = files.read(LAYOUT_FILE, self.findings) if files.is_file(LAYOUT_FILE) else None
        if data is None:
            return
        try:
            layout, doubles = read_json(data)
        except NotJsonError as error:
            self.findings.add("E070", LAYOUT_FILE, f"no JSON in UTF-8: {error}")
            return
        texts = layout if isinstance(layout, dict) else {}
        for key in ("extension", "description"):
            if not isinstance(texts.get(key), str) or key in doubles:
                self.findings.add("E070", LAYOUT_FILE, f"expected a JSON object with one text {key}")
        self._check_layout_name(texts.get("extension"))

    def _check_layout_name(self, name: Any) -> None:
        if isinstance(name, str) and name not in REGISTERED_EXTENSIONS:
            self.findings.add(
                "E071", LAYOUT_FILE, f"extension: {quoted(name)}; expected the name of a registered one"
            )


def _is_object(entries: list[Entry]) -> bool:
    """Whether a folder holds what only objects hold: a declaration, an inventory, or a sidecar."""
    names = [entry.path.rpartition("/")[2] for entry in entries if entry.kind != "folder"]
    return any(name.startswith((OBJECT_DECLARATIONS, INVENTORY)) for name in names)


def _is_root_declaration(name: str) -> bool:
    return name.startswith(ROOT_DECLARATIONS) and not name.startswith(OBJECT_DECLARATIONS)


def _below(place: str, finding: Finding) -> Finding:
    shown = printable(place)
    return replace(finding, where=shown if finding.where == "." else f"{shown}/{finding.where}")


def _own_files(root: Path) -> list[Entry]:
    """List what lies directly in a storage root, and below its extensions: not its objects."""
    entries = listing(root)
    if any(one.path == EXTENSIONS and one.kind == "folder" for one in entries):
        below = walk(root / EXTENSIONS)
        entries += [replace(one, path=f"{EXTENSIONS}/{one.path}".rstrip("/")) for one in below]
    return entries
