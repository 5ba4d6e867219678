"""One version's block in an inventory: when, why and by whom it was made, and its logical state."""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from nachklang.vault.validation.findings import quoted
from nachklang.vault.validation.path_rules import LOGICAL, Say

_KEYS = frozenset({"created", "state", "message", "user"})
_USER_KEYS = frozenset({"name", "address"})
_INSTANT = re.compile(
    r"(\d{4})(-\d\d-\d\d)[Tt](\d\d:\d\d):(\d\d)(?:\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+", re.ASCII)


def check_block(block: Any, where: str, manifest_keys: Collection[str], say: Say) -> None:
    """Say what is wrong with a version's block. `manifest_keys` are the manifest's digests, as written."""
    if not isinstance(block, dict):
        say("E047", f"{where}: {quoted(block)}; expected a JSON object")
        return
    check_keys(block, _KEYS, where, say)
    _check_created(block, where, say)
    if "state" in block:
        _check_state(block["state"], f"{where}.state", manifest_keys, say)
    else:
        say("E048", f"{where}: no state; expected one")
    _check_message(block, where, say)
    _check_user(block, where, say)


def check_keys(found: Mapping[str, Any], known: Collection[str], where: str, say: Say) -> None:
    """Say which keys the specification does not describe."""
    for key in found:
        if key not in known:
            say("E102", f"{where}: the key {quoted(key)}; expected only {', '.join(sorted(known))}")


def is_uri(text: str) -> bool:
    """Whether a text has the form of a URI: a scheme, a colon, and more."""
    return _URI.fullmatch(text) is not None


def _check_created(block: Mapping[str, Any], where: str, say: Say) -> None:
    if "created" not in block:
        say("E048", f"{where}: no created; expected an instant")
    elif not _is_instant(block["created"]):
        expected = "an instant of RFC 3339, to the second and with its zone, such as 2026-11-22T12:00:00Z"
        say("E049", f"{where}.created: {quoted(block['created'])}; expected {expected}")


def _is_instant(value: Any) -> bool:
    """RFC 3339 also knows the year 0 and the leap second, which `datetime` does not."""
    matched = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if matched is None:
        return False
    year, day, minute, second = matched[1], matched[2], matched[3], matched[4]
    text = f"{'2000' if year == '0000' else year}{day}T{minute}:{'59' if second == '60' else second}"
    with suppress(ValueError):
        datetime.fromisoformat(f"{text}+00:00")
        return True
    return False


def _check_message(block: Mapping[str, Any], where: str, say: Say) -> None:
    if "message" not in block:
        say("W007", f"{where}: no message; expected one")
    elif not isinstance(block["message"], str):
        say("E094", f"{where}.message: {quoted(block['message'])}; expected a JSON string")


def _check_user(block: Mapping[str, Any], where: str, say: Say) -> None:
    if "user" not in block:
        say("W007", f"{where}: no user; expected one")
        return
    user = block["user"]
    if not isinstance(user, dict):
        say("E054", f"{where}.user: {quoted(user)}; expected a JSON object")
        return
    check_keys(user, _USER_KEYS, f"{where}.user", say)
    if not isinstance(user.get("name"), str):
        say("E054", f"{where}.user: no name that is a JSON string; expected one")
    address = user.get("address")
    if "address" not in user:
        say("W008", f"{where}.user: no address; expected one")
    elif not isinstance(address, str):
        say("E054", f"{where}.user.address: {quoted(address)}; expected a JSON string")
    elif not is_uri(address):
        say("W009", f"{where}.user.address: {quoted(address)}; expected a URI, such as mailto: or an ORCID")


def _check_state(state: Any, where: str, manifest_keys: Collection[str], say: Say) -> None:
    if not isinstance(state, dict):
        say("E050", f"{where}: {quoted(state)}; expected a JSON object")
        return
    right: list[str] = []
    for digest, paths in state.items():
        if digest not in manifest_keys:
            say("E050", f"{where}: {quoted(digest)}; expected a digest just as it stands in the manifest")
        if not isinstance(paths, list):
            say("E050", f"{where}: {quoted(digest)} is {quoted(paths)}; expected an array of logical paths")
            continue
        for path in paths:
            if not isinstance(path, str):
                say("E050", f"{where}: {quoted(path)}; expected a logical path")
            elif LOGICAL.check(path, where, say):
                right.append(path)
    LOGICAL.check_all(right, where, say)
