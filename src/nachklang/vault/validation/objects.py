"""Validation of one object, everything of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from nachklang.vault._tree import walk
from nachklang.vault.inventory import INVENTORY
from nachklang.vault.validation.claims import Claims
from nachklang.vault.validation.content import Expectations, check_content_folders, check_named
from nachklang.vault.validation.digests import Hashing
from nachklang.vault.validation.files import VERSION_FOLDER, ListedFiles
from nachklang.vault.validation.findings import Finding, Findings
from nachklang.vault.validation.history import History
from nachklang.vault.validation.inventories import InventoryFile, check_sidecar, read_inventory, sidecar_names
from nachklang.vault.validation.specification import Specification
from nachklang.vault.validation.structure import (
    check_declaration,
    check_kinds,
    check_object_folder,
    check_version_folder,
)


@dataclass(slots=True)
class ObjectValidation:
    """The validation of one object; `object_id` and `specification` are known when `run` has ended."""

    folder: Path
    hashing: Hashing
    on_bytes: Callable[[int], None] | None = None
    findings: Findings = field(default_factory=Findings)
    object_id: str | None = None
    specification: Specification = Specification.NEWEST
    _files: ListedFiles = field(init=False)
    _expectations: Expectations = field(default_factory=Expectations)

    def run(self) -> tuple[Finding, ...]:
        """Read every byte that an inventory speaks of, and return all that is wrong."""
        self._files = ListedFiles(self.folder, walk(self.folder), self.on_bytes)
        self.specification = self.findings.specification = check_declaration(self._files, self.findings)
        own = self._own_inventory()
        claims = own.claims if own else None
        self.object_id = claims.object_id if claims else None
        self._check_names(claims)
        if own is not None and claims is not None:
            self._expectations.add(claims)
            self._check_versions(own, claims)
            self._expectations.check(self._files, self.hashing, self.findings)
        return self.findings.all()

    def _own_inventory(self) -> InventoryFile | None:
        if self._files.is_file(INVENTORY):
            return read_inventory(self._files, "", self.findings, expected=self.specification)
        if not self._files.is_hidden(INVENTORY):
            self.findings.add("E063", INVENTORY, "no inventory of the object; expected one")
        return None

    def _check_names(self, claims: Claims | None) -> None:
        """Check the object's folder; without an inventory every folder v1, v2, ... is a version."""
        folders = [entry.path for entry in self._files.children("") if entry.kind == "folder"]
        versions = claims.versions if claims else [name for name in folders if VERSION_FOLDER.fullmatch(name)]
        sidecars = self._sidecars("", claims)
        check_object_folder(self._files, versions, sidecars, self.findings)
        content_directory = claims.content_directory if claims else None
        ignored = [
            entry.path
            for version in versions
            for entry in self._files.children(version)
            if entry.kind == "folder" and entry.path != f"{version}/{content_directory}"
        ]
        check_kinds(self._files, ignored if content_directory else (), self.findings)

    def _check_versions(self, own: InventoryFile, claims: Claims) -> None:
        """Check each version. A file that no manifest names is said once, of the newest."""
        history = History(claims, self.findings)
        content: set[str] = set()
        named: set[str] = set()
        for version in claims.versions:
            if not self._files.is_folder(version):
                self._say_missing(version, claims)
                continue
            if claims.content_directory is not None:
                directory = claims.content_directory
                here = check_content_folders(self._files, version, directory, self.findings)
                content.update(here)
                named.update(path for path in here if path in claims.manifest)
            older = self._check_version(version, own, claims, history)
            sidecars = self._sidecars(f"{version}/", older or claims)
            check_version_folder(self._files, version, claims.content_directory, sidecars, self.findings)
            if older is not None:
                check_named(named, older, self.findings)
        check_named(content, claims, self.findings)

    def _check_version(
        self, version: str, own: InventoryFile, claims: Claims, history: History
    ) -> Claims | None:
        """Check a version's inventory; returns what it says where it is one of its own."""
        if not self._files.is_file(f"{version}/{INVENTORY}"):
            if not self._files.is_hidden(f"{version}/"):
                self.findings.add("W010", version, "no inventory of this version; expected one")
            return None
        if version == claims.versions[-1]:
            self._check_twin(version, own, claims)
            history.check_specification(claims)
            return None
        older = read_inventory(self._files, f"{version}/", self.findings, known=claims).claims
        if older is not None:
            history.compare(older, version)
            self._expectations.add(older)
        return older

    def _check_twin(self, version: str, own: InventoryFile, claims: Claims) -> None:
        """Compare the newest version's inventory with the object's own: they are one, to the byte."""
        place = f"{version}/{INVENTORY}"
        data = self._files.read(place, self.findings)
        if data is None:
            return
        if data != own.data:
            self.findings.add(
                "E064", place, f"it differs from {INVENTORY} of the object; expected the same bytes"
            )
        check_sidecar(self._files, f"{version}/", data, claims.algorithm, self.findings)

    def _sidecars(self, folder: str, claims: Claims | None) -> list[str]:
        """List the sidecars that may lie in a folder: by the inventory's algorithm, or whichever is there."""
        if folder and not self._files.is_file(folder + INVENTORY):
            return []
        present = sidecar_names(self._files, folder)
        right = f"{folder}{INVENTORY}.{claims.algorithm}" if claims else ""
        return [right] if right in present else present

    def _say_missing(self, version: str, claims: Claims) -> None:
        if self._files.is_hidden(version):
            return
        self.findings.add("E046", version, "no folder of this version; expected one")
        later = claims.versions[claims.versions.index(version) + 1 :]
        if any(self._files.is_folder(one) for one in later):
            self.findings.add("E010", version, "this version is missing between others; expected all of them")


def validate_object(folder: Path, *, on_bytes: Callable[[int], None] | None = None) -> tuple[Finding, ...]:
    """Validate what should be an OCFL object of version 1.0 or 1.1; returns everything that is wrong with it.

    Every file that an inventory names is read, whoever wrote the inventory and whatever it says; links are
    not followed. Damage is no exception. `on_bytes` gets the number of bytes of each step, in any thread.
    """
    with Hashing(on_bytes) as hashing:
        return ObjectValidation(folder, hashing, on_bytes).run()
