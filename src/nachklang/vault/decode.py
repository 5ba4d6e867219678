"""Reading `inventory.json`, believing nothing: the inventories that this vault writes, and no others.

Stricter than OCFL 1.1 where the vault is: SHA-512 in lower case, `content` as the content folder, a
message and a user with an address for each version, and a SHA-256 in the fixity block for each file.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NoReturn

from nachklang.errors import InvalidValueError
from nachklang.vault.inventory import CONTENT, INVENTORY_TYPE, Inventory, Version
from nachklang.vault.layout import check_object_id
from nachklang.vault.paths import check_logical_path, check_logical_paths

_SHA512 = re.compile(r"[0-9a-f]{128}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)


def decode(data: bytes) -> Inventory:
    """Read an inventory; raises InvalidValueError that names the key and what was expected."""
    document = _keys(
        _json(data),
        "the inventory",
        {"id", "type", "digestAlgorithm", "head", "manifest", "fixity", "versions"},
    )
    _require(document["type"] == INVENTORY_TYPE, "type", INVENTORY_TYPE)
    _require(document["digestAlgorithm"] == "sha512", "digestAlgorithm", "sha512")
    fixity = _keys(document["fixity"], "fixity", {"sha256"})
    inventory = Inventory(
        object_id=_text(document["id"], "id"),
        manifest=_paths(document["manifest"], "manifest", _SHA512),
        sha256=_paths(fixity["sha256"], "fixity.sha256", _SHA256),
        versions=_versions(document["versions"]),
    )
    _require(document["head"] == inventory.head, "head", f"the last version, {inventory.head}")
    _check_whole(inventory)
    return inventory


def _json(data: bytes) -> Any:
    try:
        return json.loads(data.decode(), object_pairs_hook=_no_doubles)
    except (ValueError, RecursionError) as error:
        raise InvalidValueError(f"not JSON in UTF-8: {error}") from error


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    _require(len(found) == len(pairs), "an object", "each key once")
    return found


def _versions(value: Any) -> dict[str, Version]:
    names = [f"v{number}" for number in range(1, len(_object(value, "versions")) + 1)]
    _require(names, "versions", "at least v1")
    found = _keys(value, "versions", set(names))
    return {name: _version(found[name], f"versions.{name}") for name in names}


def _version(value: Any, where: str) -> Version:
    found = _keys(value, where, {"created", "message", "user", "state"})
    user = _keys(found["user"], f"{where}.user", {"name", "address"})
    state = _paths(found["state"], f"{where}.state", _SHA512)
    check_logical_paths(path for paths in state.values() for path in paths)
    return Version(
        created=_instant(found["created"], f"{where}.created"),
        message=_text(found["message"], f"{where}.message"),
        user=_text(user["name"], f"{where}.user.name"),
        address=_text(user["address"], f"{where}.user.address"),
        state=state,
    )


def _check_whole(inventory: Inventory) -> None:
    """Check the id, and what the blocks say about each other."""
    check_object_id(inventory.object_id)
    content = [path for paths in inventory.manifest.values() for path in paths]
    check_logical_paths(content)
    for path in content:
        version, _, inner = path.partition("/")
        folder, _, rest = inner.partition("/")
        _require(version in inventory.versions, f"manifest {path!a}", "a path that starts with a version")
        _require(folder == CONTENT, f"manifest {path!a}", f"a path below {version}/{CONTENT}")
        check_logical_path(rest)
    fixed = [path for paths in inventory.sha256.values() for path in paths]
    _require(sorted(fixed) == sorted(content), "fixity.sha256", "each content path of the manifest, once")
    used = {digest for version in inventory.versions.values() for digest in version.state}
    _require(used == set(inventory.manifest), "manifest", "the digests of the versions' states, and no other")


def _paths(value: Any, where: str, digest: re.Pattern[str]) -> dict[str, tuple[str, ...]]:
    found = _object(value, where)
    for key, paths in found.items():
        _require(digest.fullmatch(key), f"{where} key {key[:20]!a}", "a digest in lower-case hex")
        _require(isinstance(paths, list) and paths, f"{where} {key[:20]}", "a list of paths")
    return {key: tuple(_text(path, f"{where} {key[:20]}") for path in found[key]) for key in sorted(found)}


def _instant(value: Any, where: str) -> datetime:
    text = _text(value, where)
    _require(_INSTANT.fullmatch(text), where, "an instant of RFC 3339 with its zone")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        _refuse(where, "an instant that exists")


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value or _SURROGATE.search(value):
        _refuse(where, "Unicode text that is not empty")
    return value


def _keys(value: Any, where: str, expected: Iterable[str]) -> Mapping[str, Any]:
    found, wanted = _object(value, where), sorted(expected)
    _require(sorted(found) == wanted, where, f"exactly the keys {', '.join(wanted)}")
    return found


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(where, "a JSON object")
    return value


def _require(condition: object, where: str, expected: str) -> None:
    if not condition:
        _refuse(where, expected)


def _refuse(where: str, expected: str) -> NoReturn:
    raise InvalidValueError(f"{where}: expected {expected}")
