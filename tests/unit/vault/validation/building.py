"""OCFL objects and roots of every kind, right unless a test makes them wrong; and what judges them."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ocfl.validator import Validator

from nachklang.vault.validation import Finding, validate_object

Inventory = dict[str, Any]
Edit = Callable[[Inventory], object]

FILES: Sequence[Mapping[str, bytes]] = (
    {"a.txt": b"first", "sub/b.bin": bytes(range(256))},
    {"a.txt": b"second", "sub/b.bin": bytes(range(256)), "c": b"first"},
)
"""Two versions: one file changes, its old bytes come back under another name."""


def write_object(
    folder: Path,
    versions: Sequence[Mapping[str, bytes]] = FILES,
    *,
    specification: str = "1.1",
    algorithm: str = "sha512",
    fixity: Sequence[str] = ("sha256",),
    name: Callable[[int], str] = "v{}".format,
    object_id: str = "urn:example:object",
) -> Path:
    """Write an object with an inventory in each version's folder; returns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    dvalue = f"ocfl_object_{specification}"
    (folder / f"0={dvalue}").write_text(f"{dvalue}\n")
    inventory: Inventory = {
        "id": object_id,
        "type": f"https://ocfl.io/{specification}/spec/#inventory",
        "digestAlgorithm": algorithm,
        "manifest": {},
        "fixity": {one: {} for one in fixity},
        "versions": {},
    }
    for number, files in enumerate(versions, 1):
        _write_version(folder, inventory, name(number), files)
    sign(folder, "", inventory)
    return folder


def _write_version(folder: Path, inventory: Inventory, version: str, files: Mapping[str, bytes]) -> None:
    state: dict[str, list[str]] = {}
    (folder / version).mkdir()
    for path, data in files.items():
        digest = hashlib.new(inventory["digestAlgorithm"], data).hexdigest()
        state.setdefault(digest, []).append(path)
        if digest in inventory["manifest"]:
            continue
        content = f"{version}/content/{path}"
        (folder / content).parent.mkdir(parents=True, exist_ok=True)
        (folder / content).write_bytes(data)
        inventory["manifest"][digest] = [content]
        for one, block in inventory["fixity"].items():
            block[hashlib.new(one, data).hexdigest()] = [content]
    inventory["head"] = version
    inventory["versions"][version] = {
        "created": "2026-11-22T12:00:00Z",
        "message": f"Made {version}",
        "user": {"name": "A test", "address": "mailto:test@example.org"},
        "state": state,
    }
    sign(folder, version, inventory)


def sign(folder: Path, version: str, inventory: Inventory | bytes, algorithm: str | None = None) -> None:
    """Write an inventory, of the object or of a version, and its sidecar."""
    data = inventory if isinstance(inventory, bytes) else json.dumps(inventory).encode()
    chosen = algorithm or (inventory["digestAlgorithm"] if isinstance(inventory, dict) else "sha512")
    (folder / version / "inventory.json").write_bytes(data)
    sidecar = f"{hashlib.new(chosen, data).hexdigest()} inventory.json\n"
    (folder / version / f"inventory.json.{chosen}").write_text(sidecar)


def read(folder: Path, version: str = "") -> Inventory:
    """Read an inventory."""
    inventory: Inventory = json.loads((folder / version / "inventory.json").read_bytes())
    return inventory


def edit(folder: Path, change: Edit, *, versions: Sequence[str] = ("", "v2")) -> None:
    """Change the object's inventory and its newest version's, or those that are named, and sign them anew."""
    for version in versions:
        inventory = read(folder, version)
        change(inventory)
        sign(folder, version, inventory, "sha512")


def codes(findings: Sequence[Finding]) -> set[str]:
    """Return the codes, each once."""
    return {one.code for one in findings}


def errors(folder: Path) -> set[str]:
    """Validate an object and return the codes of errors, with where each is."""
    return {f"{one.code} {one.where}" for one in validate_object(folder) if one.is_error}


def judged(folder: Path) -> set[str]:
    """Have ocfl-py validate an object; returns its codes without the letters that are its own."""
    judge = Validator(log_warnings=True)
    judge.validate_object(str(folder))
    return {code[:4] for code in judge.log.codes}
