"""The inventory files of an object, each with its sidecar."""

import re
from dataclasses import dataclass

from nachklang.vault.inventory import INVENTORY
from nachklang.vault.validation.claims import Claims, read_claims
from nachklang.vault.validation.digests import CONTENT_ALGORITHMS, FIXITY_ALGORITHMS, SIZE, digest_of
from nachklang.vault.validation.documents import NotJsonError, read_json
from nachklang.vault.validation.files import ListedFiles
from nachklang.vault.validation.findings import Findings, quoted
from nachklang.vault.validation.specification import Specification

_SIDECAR = re.compile(rb"([0-9A-Fa-f]+)[ \t]+inventory\.json\s*")
_LONGEST_SIDECAR = 4096
_ALGORITHMS = (*CONTENT_ALGORITHMS, *sorted(FIXITY_ALGORITHMS - {*CONTENT_ALGORITHMS, SIZE}))


@dataclass(frozen=True, slots=True)
class InventoryFile:
    """An inventory's bytes, None where they could not be read, and what they say, None if no JSON."""

    data: bytes | None
    claims: Claims | None


def read_inventory(
    files: ListedFiles,
    folder: str,
    findings: Findings,
    *,
    expected: Specification | None = None,
    known: Claims | None = None,
) -> InventoryFile:
    """Read the inventory of a folder (`""` or `v1/`), which must be listed, and check it and its sidecar."""
    place = folder + INVENTORY
    data = files.read(place, findings)
    claims = None if data is None else _claims(data, place, findings, expected, known)
    if data is not None:
        check_sidecar(files, folder, data, claims.algorithm if claims else None, findings)
    return InventoryFile(data, claims)


def sidecar_names(files: ListedFiles, folder: str) -> list[str]:
    """List the files of a folder that are named as an inventory's sidecar is, by any algorithm."""
    names = (f"{folder}{INVENTORY}.{algorithm}" for algorithm in _ALGORITHMS)
    return [name for name in names if files.is_file(name)]


def check_sidecar(
    files: ListedFiles, folder: str, data: bytes, algorithm: str | None, findings: Findings
) -> None:
    """Compare the bytes of an inventory with its sidecar; without an algorithm, with whichever is there."""
    present = sidecar_names(files, folder)
    if algorithm is None:
        chosen = present[0] if present else f"{folder}{INVENTORY}.{_ALGORITHMS[0]}"
    else:
        chosen = f"{folder}{INVENTORY}.{algorithm}"
    if chosen in present:
        _compare(files, chosen, data, findings)
        return
    if files.is_hidden(chosen):
        return
    findings.add("E058", chosen, "no sidecar of this inventory; expected one")
    for other in present:
        findings.add("E059", other, f"its algorithm is not the inventory's; expected {quoted(chosen)}")


def _compare(files: ListedFiles, path: str, data: bytes, findings: Findings) -> None:
    written = files.read(path, findings, limit=_LONGEST_SIDECAR)
    if written is None:
        return
    matched = _SIDECAR.fullmatch(written)
    if matched is None:
        findings.add("E061", path, "expected one line: a digest in hex, blanks, and inventory.json")
        return
    digest = digest_of(data, path.rpartition(".")[2])
    if matched[1].decode().lower() != digest:
        findings.add(
            "E060", path, f"it says {quoted(matched[1].decode())}; the inventory's digest is {digest}"
        )


def _claims(
    data: bytes, place: str, findings: Findings, expected: Specification | None, known: Claims | None
) -> Claims | None:
    try:
        document, doubles = read_json(data)
    except NotJsonError as error:
        findings.add("E033", place, f"no JSON in UTF-8: {error}")
        return None
    for key in doubles:
        findings.add("E033", place, f"the key {quoted(key)} stands twice in one object; readers will differ")
    if not isinstance(document, dict):
        findings.add("E033", place, f"{quoted(document)}; expected a JSON object")
        return None
    return read_claims(document, place, findings, expected=expected, known=known)
