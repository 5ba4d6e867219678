"""Values that the vault's tests share."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from nachklang.vault import Inventory, NewFile, Vault

ONE = "urn:uuid:0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0001"
TWO = "urn:uuid:0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0002"
THREE = "urn:uuid:0d8f1e42-5a5f-4d5e-9c55-0c7d3a4f0003"
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


def deposit(vault: Vault, object_id: str, source: Path) -> Inventory:
    """Stage `source` and create an object of it with two metadata files."""
    staged = vault.stage(source)
    files = [
        NewFile(f"original/{source.name}", staged),
        NewFile("metadata/description.json", b'{"title":"Invention"}'),
        NewFile("metadata/rights.json", object_id.encode()),
    ]
    return make(vault, object_id, files)


def tree(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder, by relative path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
