"""Values that the vault's tests share."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from nachklang.vault import Inventory, NewFile, NewObject, Vault

ONE = "urn:uuid:0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0001"
TWO = "urn:uuid:0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0002"
THREE = "urn:uuid:0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0003"
NEIGHBOURS = (
    "urn:uuid:0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0115",
    "urn:uuid:0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0118",
)
"""Ids of objects that share the topmost folder of their paths."""

CREATED = datetime(2026, 11, 22, 15, 4, 5, 678901, tzinfo=UTC)
SOUND = bytes(range(256)) * 40


def make(vault: Vault, object_id: str, files: Sequence[NewFile]) -> Inventory:
    """Create an object with a message, a user and a time that are right."""
    return vault.create_object(
        object_id,
        files,
        message="Deposit 2026-11",
        user="Nachklang 0.1.0",
        address="https://example.org/archive",
        created=CREATED,
    )


def new(object_id: str, files: Sequence[NewFile]) -> NewObject:
    """Describe an object as `make` creates it."""
    return NewObject(
        object_id, files, "Deposit 2026-11", "Nachklang 0.1.0", "https://example.org/archive", CREATED
    )


def prepared(vault: Vault, object_id: str, source: Path) -> NewObject:
    """Stage `source` for an object with two metadata files."""
    staged = vault.stage(source)
    files = [
        NewFile(f"original/{source.name}", staged),
        NewFile("metadata/description.json", b'{"title":"Invention"}'),
        NewFile("metadata/rights.json", object_id.encode()),
    ]
    return new(object_id, files)


def deposit(vault: Vault, object_id: str, source: Path) -> Inventory:
    """Stage `source` and create an object of it with two metadata files."""
    return make(vault, object_id, prepared(vault, object_id, source).files)


def tree(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder, by relative path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
