"""The names in an object's folder and in those of its versions."""

from collections.abc import Collection

from nachklang.vault._tree import Entry
from nachklang.vault.inventory import INVENTORY
from nachklang.vault.validation.files import VERSION_FOLDER, ListedFiles
from nachklang.vault.validation.findings import UNREADABLE, Findings, quoted
from nachklang.vault.validation.specification import (
    OBJECT_DECLARATIONS,
    REGISTERED_EXTENSIONS,
    Specification,
)

EXTENSIONS = "extensions"
_LOGS = "logs"
_LONGEST_DECLARATION = 1024


def check_declaration(files: ListedFiles, findings: Findings) -> Specification:
    """Check the file that declares an object; returns its version, or the newest where there is none."""
    named = [
        entry.path for entry in files.children("") if entry.path.startswith("0=") and entry.kind == "file"
    ]
    known = {one.object_declaration: one for one in Specification}
    for path in named:
        if path not in known:
            expected = " or ".join(known)
            findings.add("E006", path, f"expected {expected}, the versions that this validator knows")
    right = [path for path in named if path in known]
    if not right and not files.is_hidden("0="):
        findings.add(
            "E003",
            ".",
            f"no declaration of an object; expected a file {Specification.NEWEST.object_declaration}",
        )
    if len(right) > 1:
        findings.add("E003", ".", f"{len(right)} declarations of an object; expected one")
    for path in right:
        check_declaration_text(files, path, "E007", findings)
    return max((known[path] for path in right), default=Specification.NEWEST)


def check_declaration_text(files: ListedFiles, path: str, code: str, findings: Findings) -> None:
    """Check that a declaration says its own name, without `0=`, and ends its line."""
    expected = path.removeprefix("0=").encode() + b"\n"
    data = files.read(path, findings, limit=_LONGEST_DECLARATION)
    if data is not None and data != expected:
        findings.add(
            code, path, f"{quoted(data.decode('utf-8', 'replace'))}; expected {quoted(expected.decode())}"
        )


def check_object_folder(
    files: ListedFiles, versions: Collection[str], sidecars: Collection[str], findings: Findings
) -> None:
    """Name what does not belong directly into an object's folder; `versions` are those of its inventory."""
    for entry in files.children(""):
        name = entry.path
        if entry.kind == "other":
            continue
        if entry.kind == "file":
            if name not in {INVENTORY, *sidecars} and not name.startswith("0="):
                expected = (
                    "a declaration, inventory.json, its sidecar, folders of versions, extensions and logs"
                )
                findings.add("E001", name, f"a file that does not belong here; expected only {expected}")
        elif name == EXTENSIONS:
            check_extensions(files, "E067", "W013", findings)
        elif name not in versions and name != _LOGS:
            _say_strange_folder(files, name, findings)


def check_extensions(files: ListedFiles, file_code: str, name_code: str, findings: Findings) -> None:
    """Name what is no extension's folder, and extensions that are not registered."""
    for entry in files.children(EXTENSIONS):
        name = entry.path.rpartition("/")[2]
        if entry.kind == "file":
            findings.add(file_code, entry.path, "a file among the extensions; expected only folders")
        elif entry.kind == "folder" and name not in REGISTERED_EXTENSIONS:
            findings.add(name_code, entry.path, "no registered extension has this name")


def _say_strange_folder(files: ListedFiles, name: str, findings: Findings) -> None:
    if VERSION_FOLDER.fullmatch(name):
        findings.add("E046", name, "a folder of a version that the inventory does not know")
        return
    findings.add(
        "E001", name, "a folder that does not belong here; expected only versions, extensions and logs"
    )
    for entry in files.below(name):
        if entry.kind == "file" and entry.path.rpartition("/")[2].startswith(OBJECT_DECLARATIONS):
            findings.add("E082", entry.path, "an object inside of an object")


def check_version_folder(
    files: ListedFiles,
    version: str,
    content_directory: str | None,
    sidecars: Collection[str],
    findings: Findings,
) -> None:
    """Name what does not belong into the folder of a version."""
    for entry in files.children(version):
        name = entry.path.rpartition("/")[2]
        if entry.kind == "file" and name != INVENTORY and entry.path not in sidecars:
            findings.add(
                "E015", entry.path, "a file that does not belong here; expected an inventory and its sidecar"
            )
        elif entry.kind == "folder" and content_directory is not None and name != content_directory:
            findings.add("W002", entry.path, f"a folder beside {quoted(content_directory)}; expected none")


def check_kinds(files: ListedFiles, ignored: Collection[str], findings: Findings) -> None:
    """Name links, pipes, sockets and devices, and folders that cannot be listed; not below `ignored`."""
    skip = tuple(f"{one}/" for one in ignored)
    for entry in files.entries.values():
        if entry.kind not in {"other", UNREADABLE} or entry.path.startswith(skip):
            continue
        if entry.kind == UNREADABLE:
            if entry.path not in ignored:
                findings.add(UNREADABLE, entry.path, entry.why)
        else:
            say_strange_kind(files, entry, findings)


def say_strange_kind(files: ListedFiles, entry: Entry, findings: Findings) -> None:
    """Name what is neither a plain file nor a folder."""
    if files.is_link(entry.path):
        findings.add("E090", entry.path, "a symbolic link; expected the file itself")
    else:
        findings.add("E089", entry.path, "a pipe, socket or device; expected files and folders only")
