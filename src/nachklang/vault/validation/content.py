"""Content: every file is in the manifest, and every digest of every inventory is that of its file."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from nachklang.vault.validation.claims import Claims
from nachklang.vault.validation.digests import SIZE, Hashing, Measured, Wanted
from nachklang.vault.validation.files import ListedFiles
from nachklang.vault.validation.findings import UNREADABLE, Findings, quoted

_CODES = {"manifest": "E092", "fixity": "E093"}


@dataclass(slots=True)
class Expectations:
    """Which digests the inventories give each content path, and which inventory said it first."""

    _of: dict[str, dict[tuple[str, str, str], str]] = field(default_factory=dict)

    def add(self, claims: Claims) -> None:
        """Take what an inventory says. Without an algorithm that is known its manifest names files only."""
        algorithm = claims.algorithm or ""
        for path, digest in claims.manifest.items():
            self._of.setdefault(path, {}).setdefault(("manifest", algorithm, digest), claims.place)
        for path, pairs in claims.fixity.items():
            for fixity_algorithm, digest in pairs:
                self._of[path].setdefault(("fixity", fixity_algorithm, digest), claims.place)

    def check(self, files: ListedFiles, hashing: Hashing, findings: Findings) -> None:
        """Read each file once and compare it with all that is said of it."""
        inodes: dict[tuple[int, int], str] = {}
        for measured in hashing.measure(self._wanted(files, findings)):
            if measured.error is not None:
                findings.add(UNREADABLE, measured.name, measured.error)
                continue
            self._compare(measured, findings)
            if measured.inode is not None:
                other = inodes.setdefault(measured.inode, measured.name)
                if other != measured.name:
                    findings.add(
                        "E090", measured.name, f"a hard link to {quoted(other)}; expected a file of its own"
                    )

    def _wanted(self, files: ListedFiles, findings: Findings) -> Iterator[Wanted]:
        for path in sorted(self._of):
            if files.is_file(path):
                algorithms = {algorithm for _, algorithm, _ in self._of[path]} - {""}
                yield Wanted(
                    f"{files.folder}/{path}",
                    path,
                    files.entries[path].size,
                    tuple(sorted(algorithms - {SIZE})),
                )
            elif not files.is_hidden(path):
                self._say_missing(path, findings, there=path in files.entries)

    def _say_missing(self, path: str, findings: Findings, *, there: bool) -> None:
        what = "it is no plain file" if there else "it is not there"
        for block in sorted({block for block, _, _ in self._of[path]}, reverse=True):
            place = next(place for (one, _, _), place in self._of[path].items() if one == block)
            findings.add(_CODES[block], path, f"{what}; expected by the {block} in {place}")

    def _compare(self, measured: Measured, findings: Findings) -> None:
        for (block, algorithm, digest), place in self._of[measured.name].items():
            if algorithm and measured.digests[algorithm] != digest:
                found = f"{algorithm} {measured.digests[algorithm]} of {measured.digests[SIZE]} bytes"
                message = f"{found}; expected {quoted(digest)} by the {block} in {place}"
                findings.add(_CODES[block], measured.name, message)


def check_content_folders(
    files: ListedFiles, version: str, content_directory: str, findings: Findings
) -> list[str]:
    """List the files in the content folder of a version; empty folders are named."""
    top = f"{version}/{content_directory}"
    found: list[str] = []
    for entry in files.below(top):
        if entry.kind == "file":
            found.append(entry.path)
        elif (
            entry.kind == "folder"
            and not files.children(entry.path)
            and not files.is_hidden(f"{entry.path}/")
        ):
            findings.add("E024", entry.path, "an empty folder; expected none among the content")
    if files.is_folder(top) and not files.children(top) and not files.is_hidden(f"{top}/"):
        findings.add("W003", top, "an empty content folder; expected none where a version has no content")
    return found


def check_named(found: set[str], claims: Claims, findings: Findings) -> None:
    """Name content files that an inventory's manifest does not."""
    for path in sorted(found.difference(claims.manifest)):
        findings.add("E023", path, f"a content file that the manifest in {claims.place} does not name")
