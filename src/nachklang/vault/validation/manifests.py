"""The manifest and the fixity block of an inventory: which bytes lie at which content path."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from nachklang.vault.validation.digests import FIXITY_ALGORITHMS, SIZE, has_form
from nachklang.vault.validation.findings import quoted
from nachklang.vault.validation.path_rules import CONTENT, Say

_FORM_CODES: Final = {"sha1": "E029", "sha256": "E030", "sha512": "E031", "blake2b-512": "E032"}


def read_manifest(value: Any, algorithm: str | None, say: Say) -> dict[str, str]:
    """Return which content path has which digest, in lower case; says what is wrong with the block.

    Without an algorithm that is known nothing is said about the form of digests.
    """
    if not isinstance(value, dict):
        say("E106", f"manifest: {quoted(value)}; expected a JSON object")
        return {}
    _check_unique(value, "manifest", "E096", say)
    found: dict[str, str] = {}
    paths: list[str] = []
    for digest, listed in value.items():
        if algorithm is not None and not has_form(algorithm, digest):
            code = _FORM_CODES.get(algorithm, "E092")
            say(code, f"manifest: {quoted(digest)}; expected a whole {algorithm} in hex")
        for path in _listed(listed, "manifest", digest, "E092", say):
            if CONTENT.check(path, "manifest", say):
                paths.append(path)
                found[path] = digest.lower()
    CONTENT.check_all(paths, "manifest", say)
    return found


def check_places(
    manifest: Collection[str], versions: Collection[str], content_directory: str | None, say: Say
) -> None:
    """Say which content paths do not lie in the content folder of a version."""
    starts = {f"{version}/{content_directory}" for version in versions}
    for path in manifest:
        start = "/".join(path.split("/", 2)[:2])
        if start not in starts or path == start:
            expected = f"VERSION/{content_directory or 'FOLDER'}/..., VERSION being one of the versions"
            if content_directory is not None or path.split("/", 1)[0] not in versions:
                say("E042", f"manifest: content path {quoted(path)}; expected {expected}")


def read_fixity(value: Any, manifest: Mapping[str, str], say: Say) -> dict[str, list[tuple[str, str]]]:
    """Return the algorithms and digests of each content path; says what is wrong with the block."""
    if not isinstance(value, dict):
        say("E111", f"fixity: {quoted(value)}; expected a JSON object")
        return {}
    found: dict[str, list[tuple[str, str]]] = {}
    for algorithm, block in value.items():
        where = f"fixity.{quoted(algorithm)[1:-1]}"
        if algorithm not in FIXITY_ALGORITHMS:
            known = ", ".join(sorted(FIXITY_ALGORITHMS))
            say(
                "E056", f"{where}: no algorithm of the specification or an extension; expected one of {known}"
            )
        elif not isinstance(block, dict):
            say("E057", f"{where}: {quoted(block)}; expected a JSON object")
        else:
            for path, digest in _fixity_of(algorithm, block, where, manifest, say):
                found.setdefault(path, []).append((algorithm, digest))
    return found


def _fixity_of(
    algorithm: str, block: Mapping[str, Any], where: str, manifest: Mapping[str, str], say: Say
) -> Iterator[tuple[str, str]]:
    if algorithm != SIZE:
        _check_unique(block, where, "E097", say)
    for digest, listed in block.items():
        right = has_form(algorithm, digest)
        if not right:
            say(
                _FORM_CODES.get(algorithm, "E057"), f"{where}: {quoted(digest)}; expected a whole {algorithm}"
            )
        for path in _listed(listed, where, digest, "E057", say):
            if CONTENT.check(path, where, say) and path not in manifest:
                say("E057", f"{where}: {quoted(path)}; expected a content path of the manifest")
            elif right and path in manifest:
                yield path, digest.lower()


def _check_unique(block: Mapping[str, Any], where: str, code: str, say: Say) -> None:
    seen: set[str] = set()
    for digest in block:
        if digest.lower() in seen:
            say(code, f"{where}: {quoted(digest)} occurs in upper and in lower case; expected it once")
        seen.add(digest.lower())


def _listed(value: Any, where: str, digest: str, code: str, say: Say) -> Iterator[str]:
    """Yield the texts of what should be an array of content paths."""
    if not isinstance(value, list) or not value:
        what = "an empty array" if isinstance(value, list) else quoted(value)
        say(code, f"{where}: {quoted(digest)} is {what}; expected an array of content paths")
        return
    for path in value:
        if isinstance(path, str):
            yield path
        else:
            say(code, f"{where}: {quoted(digest)} has {quoted(path)}; expected a content path")
