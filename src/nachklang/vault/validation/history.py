"""The inventories of older versions: they tell the same story as the object's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nachklang.vault.validation.claims import Claims
from nachklang.vault.validation.findings import Findings, quoted

_SAME_KEYS = ("created", "message", "user")


@dataclass(slots=True)
class History:
    """Compares inventories of older versions, oldest first, with the object's own, `newest`."""

    newest: Claims
    findings: Findings
    _before: Claims | None = None
    _first_sets_content_directory: bool | None = None
    _states: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def compare(self, older: Claims, version: str) -> None:
        """Note where the inventory in the folder of `version` says something else."""
        self._check_identity(older, version)
        self._check_content_directory(older, first=version == self.newest.versions[0])
        self.check_specification(older)
        for name in older.versions:
            if name not in self.newest.blocks:
                self._say(older, "E066", f"versions.{name}: the object's own inventory has no such version")
            elif name not in self.newest.faultless or older.blocks[name] != self.newest.blocks[name]:
                self._compare_block(older, name)
            elif older.algorithm != self.newest.algorithm:
                self._compare_states(older, name)

    def check_specification(self, claims: Claims) -> None:
        """Note an inventory that follows an older specification than the version before it."""
        before = self._before.specification if self._before else None
        if before and claims.specification and claims.specification < before:
            message = f"type: OCFL {claims.specification}, after {before} in {self._before_place()}"
            self._say(claims, "E103", f"{message}; expected the same or a later one")
        self._before = claims

    def _before_place(self) -> str:
        return self._before.place if self._before else ""

    def _check_identity(self, older: Claims, version: str) -> None:
        if older.versions and older.head == older.versions[-1] and older.head != version:
            self._say(older, "E040", f"head: {quoted(older.head)}; expected {version}, whose folder it is in")
        if older.object_id is not None and older.object_id != self.newest.object_id:
            message = (
                f"id: {quoted(older.object_id)}; expected {quoted(self.newest.object_id)}, as in the newest"
            )
            for code in ("E037", "E110"):
                self._say(older, code, message)

    def _check_content_directory(self, older: Claims, *, first: bool) -> None:
        """Note a content folder that changed (the public fixtures call that E019 too), or was named later."""
        here, newest = older.content_directory, self.newest.content_directory
        if first:
            self._first_sets_content_directory = older.sets_content_directory
        if here is not None and newest is not None and here != newest:
            message = (
                f"contentDirectory: {quoted(here)} here, {quoted(newest)} in the newest; expected no change"
            )
            for code in ("E019", "E020"):
                self._say(older, code, message)
        elif self._first_sets_content_directory is False:
            for claims in (older, self.newest):
                if claims.sets_content_directory:
                    self._say(
                        claims, "E019", "contentDirectory: the first version's inventory does not set it"
                    )

    def _compare_block(self, older: Claims, name: str) -> None:
        ours, theirs = self.newest.blocks[name], older.blocks[name]
        if not isinstance(ours, dict) or not isinstance(theirs, dict):
            return
        for key in _SAME_KEYS:
            if _plain(ours.get(key)) != _plain(theirs.get(key)):
                self._say(older, "W011", f"versions.{name}.{key}: not as in the object's own inventory")
        self._compare_states(older, name)

    def _compare_states(self, older: Claims, name: str) -> None:
        """Compare what lies at each logical path: by digest, or by content path if the algorithms differ."""
        ours, theirs = self._state(name), _state(older, name)
        where = f"versions.{name}.state"
        for path in sorted(ours.keys() ^ theirs.keys()):
            side = (
                "only in the object's own inventory" if path in ours else "not in the object's own inventory"
            )
            self._say(older, "E066", f"{where}: {quoted(path)} is {side}; expected the same state in both")
        same_algorithm = older.algorithm == self.newest.algorithm
        contents = {} if same_algorithm else _by_digest(older)
        for path in sorted(ours.keys() & theirs.keys()):
            if same_algorithm:
                same = ours[path] == theirs[path]
            else:
                same = all(
                    self.newest.manifest.get(content, ours[path]) == ours[path]
                    for content in contents.get(theirs[path], ())
                )
            if not same:
                self._say(
                    older, "E066", f"{where}: {quoted(path)} has other bytes in the object's own inventory"
                )

    def _state(self, name: str) -> Mapping[str, str]:
        if name not in self._states:
            self._states[name] = _state(self.newest, name)
        return self._states[name]

    def _say(self, claims: Claims, code: str, message: str) -> None:
        self.findings.add(code, claims.place, message)


def _plain(value: Any) -> object:
    """Return what can be compared at any depth: texts, and the texts of a user."""
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if isinstance(inner, str)}
    return value if isinstance(value, str) else None


def _state(claims: Claims, name: str) -> Mapping[str, str]:
    """Map each logical path of a version to its digest, in lower case."""
    block = claims.blocks[name]
    state = block.get("state") if isinstance(block, dict) else None
    if not isinstance(state, dict):
        return {}
    return {
        path: digest.lower()
        for digest, paths in state.items()
        if isinstance(paths, list)
        for path in paths
        if isinstance(path, str)
    }


def _by_digest(claims: Claims) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, digest in claims.manifest.items():
        found.setdefault(digest, []).append(path)
    return found
