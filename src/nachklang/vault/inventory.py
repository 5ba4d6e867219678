"""The inventory of an object, as a value (OCFL 1.1, section 3.5)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from nachklang.errors import NotFoundError
from nachklang.model.plain import instant_text

INVENTORY: Final = "inventory.json"
SIDECAR: Final = "inventory.json.sha512"
INVENTORY_TYPE: Final = "https://ocfl.io/1.1/spec/#inventory"
CONTENT: Final = "content"


@dataclass(frozen=True, slots=True)
class Version:
    """One version: when, why and by whom it was made; `state` maps a SHA-512 to its logical paths."""

    created: datetime
    message: str
    user: str
    address: str
    state: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an object holds. `manifest` maps a SHA-512, `sha256` a SHA-256, to content paths.

    `versions` maps v1, v2, ... to the versions, oldest first. Digests are lower-case hex.
    """

    object_id: str
    manifest: Mapping[str, tuple[str, ...]]
    sha256: Mapping[str, tuple[str, ...]]
    versions: Mapping[str, Version]

    @property
    def head(self) -> str:
        """The name of the newest version."""
        return list(self.versions)[-1]

    def logical_paths(self) -> dict[str, str]:
        """Map each logical path of the head version to the SHA-512 of its bytes."""
        state = self.versions[self.head].state
        return {path: digest for digest, paths in sorted(state.items()) for path in paths}

    def digest(self, logical_path: str) -> str:
        """Return the SHA-512 of a file of the head version; raises NotFoundError."""
        digest = self.logical_paths().get(logical_path)
        if digest is None:
            raise NotFoundError(f"{self.object_id} holds no {logical_path[:80]!a} in {self.head}")
        return digest

    def content_path(self, logical_path: str) -> str:
        """Return where a file of the head version lies in the object's folder; raises NotFoundError."""
        return self.manifest[self.digest(logical_path)][0]

    def until(self, version: str) -> "Inventory":
        """Return the inventory as it was when `version` was the newest; raises NotFoundError."""
        names = list(self.versions)
        if version not in self.versions:
            raise NotFoundError(
                f"{self.object_id} has no version {version[:20]!a}; its newest is {self.head}"
            )
        kept = names[: names.index(version) + 1]
        return Inventory(
            self.object_id,
            _of_versions(self.manifest, kept),
            _of_versions(self.sha256, kept),
            {name: self.versions[name] for name in kept},
        )

    def documents(self) -> dict[str, bytes]:
        """Write every inventory and sidecar of the object, by path in its folder."""
        found: dict[str, bytes] = {}
        for name in self.versions:
            document = self.until(name).encode()
            written = {INVENTORY: document, SIDECAR: sidecar(hashlib.sha512(document).hexdigest())}
            found |= {f"{name}/{path}": data for path, data in written.items()}
        return found | {path: found[f"{self.head}/{path}"] for path in (INVENTORY, SIDECAR)}

    def content(self) -> dict[str, str]:
        """Map each content path to the SHA-512 of its bytes."""
        return {path: digest for digest, paths in self.manifest.items() for path in paths}

    def encode(self) -> bytes:
        """Write `inventory.json`: UTF-8, sorted keys, one byte string for one inventory."""
        document = {
            "id": self.object_id,
            "type": INVENTORY_TYPE,
            "digestAlgorithm": "sha512",
            "head": self.head,
            "manifest": _lists(self.manifest),
            "fixity": {"sha256": _lists(self.sha256)},
            "versions": {name: _version(version) for name, version in self.versions.items()},
        }
        return (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def digest_of(inventory: Inventory) -> str:
    """Compute the SHA-512 of an inventory as it is written."""
    return hashlib.sha512(inventory.encode()).hexdigest()


def sidecar(digest: str) -> bytes:
    """Write the sidecar of an inventory whose SHA-512 is `digest`."""
    return f"{digest} {INVENTORY}\n".encode()


def _of_versions(paths: Mapping[str, tuple[str, ...]], versions: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Leave out the paths that other versions brought."""
    kept = {
        digest: tuple(path for path in those if path.partition("/")[0] in versions)
        for digest, those in paths.items()
    }
    return {digest: those for digest, those in kept.items() if those}


def _lists(paths: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {digest: list(those) for digest, those in paths.items()}


def _version(version: Version) -> dict[str, Any]:
    return {
        "created": instant_text(version.created),
        "message": version.message,
        "user": {"name": version.user, "address": version.address},
        "state": _lists(version.state),
    }
