"""Inventories: what each says, as far as it can be understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from nachklang.vault.inventory import CONTENT
from nachklang.vault.validation.digests import CONTENT_ALGORITHMS, FIXITY_ALGORITHMS, SIZE
from nachklang.vault.validation.findings import Findings, quoted
from nachklang.vault.validation.manifests import check_places, read_fixity, read_manifest
from nachklang.vault.validation.path_rules import Say
from nachklang.vault.validation.specification import Specification
from nachklang.vault.validation.version_blocks import check_block, check_keys, is_uri
from nachklang.vault.validation.version_names import version_names

_NEEDED: Final = ("id", "type", "digestAlgorithm", "head")
_BLOCKS: Final = ("manifest", "versions")
_KEYS: Final = frozenset({*_NEEDED, *_BLOCKS, "contentDirectory", "fixity"})


@dataclass(frozen=True, slots=True)
class Claims:
    """What an inventory says. None and emptiness stand for what it does not say, or says wrongly.

    `place` is its path in the object; `manifest` maps content paths to digests in lower case, `fixity` to
    algorithms with digests; `blocks` are the versions' as written, those of `faultless` without an error;
    `algorithm` is one that can be computed. `content_directory` is None where its value is not allowed.
    """

    place: str
    object_id: str | None
    specification: Specification | None
    algorithm: str | None
    content_directory: str | None
    sets_content_directory: bool
    head: Any
    versions: tuple[str, ...]
    blocks: Mapping[str, Any]
    faultless: frozenset[str]
    manifest_keys: frozenset[str]
    manifest: Mapping[str, str]
    fixity: Mapping[str, list[tuple[str, str]]]


def read_claims(
    document: Mapping[str, Any],
    place: str,
    findings: Findings,
    *,
    expected: Specification | None = None,
    known: "Claims | None" = None,
) -> Claims:
    """Read an inventory and note what is wrong in it.

    `expected` is the version that its `type` must name, if only one is right. Blocks of `known` that were
    faultless are not looked at again where they stand here just so: an object of a thousand versions has
    half a million of them.
    """
    say: Say = partial(_note, findings, place)
    check_keys(document, _KEYS, "the inventory", say)
    for key in _NEEDED:
        if key not in document:
            say("E036", f"no {key}; expected one")
    for key in _BLOCKS:
        if key not in document:
            say("E041", f"no {key}; expected one")
    algorithm = _algorithm(document, say)
    content_directory = _content_directory(document, say)
    manifest_keys, manifest = _manifest(document, algorithm, say)
    blocks, versions = _versions(document, say)
    _check_head(document, versions, say)
    if versions:
        check_places(manifest, versions, content_directory, say)
    return Claims(
        place=place,
        object_id=_object_id(document, say),
        specification=_specification(document, expected, say),
        algorithm=algorithm,
        content_directory=content_directory,
        sets_content_directory="contentDirectory" in document,
        head=document.get("head"),
        versions=versions,
        blocks=blocks,
        faultless=_check_blocks(blocks, versions, manifest_keys, findings, place, known),
        manifest_keys=manifest_keys,
        manifest=manifest,
        fixity=read_fixity(document["fixity"], manifest, say) if "fixity" in document else {},
    )


def _note(findings: Findings, place: str, code: str, message: str) -> None:
    findings.add(code, place, message)


def _object_id(document: Mapping[str, Any], say: Say) -> str | None:
    found = document.get("id")
    if "id" not in document:
        return None
    if not isinstance(found, str) or not found:
        say("E037", f"id: {quoted(found) or 'an empty text'}; expected a text that is not empty")
        return None
    if not is_uri(found):
        say("W005", f"id: {quoted(found)}; expected a URI")
    return found


def _specification(
    document: Mapping[str, Any], expected: Specification | None, say: Say
) -> Specification | None:
    found = document.get("type")
    known = {one.inventory_type: one for one in Specification}
    specification = known.get(found) if isinstance(found, str) else None
    right = (expected,) if expected else tuple(Specification)
    if "type" in document and specification not in right:
        texts = " or ".join(one.inventory_type for one in right)
        say("E038", f"type: {quoted(found)}; expected {texts}")
    return specification


def _algorithm(document: Mapping[str, Any], say: Say) -> str | None:
    found = document.get("digestAlgorithm")
    if "digestAlgorithm" in document and found not in CONTENT_ALGORITHMS:
        say("E025", f"digestAlgorithm: {quoted(found)}; expected sha512, or else sha256")
    elif found == "sha256":
        say("W004", "digestAlgorithm: sha256; expected sha512")
    computable = isinstance(found, str) and found in FIXITY_ALGORITHMS - {SIZE}
    return found if computable else None


def _content_directory(document: Mapping[str, Any], say: Say) -> str | None:
    found = document.get("contentDirectory", CONTENT)
    if not isinstance(found, str) or not found:
        say("E108", f"contentDirectory: {quoted(found)}; expected the name of a folder")
    elif "/" in found:
        say("E017", f"contentDirectory: {quoted(found)}; expected a name without /")
    elif found in {".", ".."}:
        say("E018", f"contentDirectory: {quoted(found)}; expected neither . nor ..")
    else:
        return found
    return None


def _manifest(
    document: Mapping[str, Any], algorithm: str | None, say: Say
) -> tuple[frozenset[str], Mapping[str, str]]:
    if "manifest" not in document:
        return frozenset(), {}
    found = document["manifest"]
    return frozenset(found if isinstance(found, dict) else ()), read_manifest(found, algorithm, say)


def _versions(document: Mapping[str, Any], say: Say) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    found = document.get("versions")
    if "versions" not in document:
        return {}, ()
    if not isinstance(found, dict):
        say("E044", f"versions: {quoted(found)}; expected a JSON object")
        return {}, ()
    return found, version_names(found, say)


def _check_head(document: Mapping[str, Any], versions: tuple[str, ...], say: Say) -> None:
    newest = versions[-1] if versions else "the newest version"
    if "head" in document and document["head"] != newest:
        say("E040", f"head: {quoted(document['head'])}; expected {newest}")


def _check_blocks(
    blocks: Mapping[str, Any],
    versions: tuple[str, ...],
    manifest_keys: frozenset[str],
    findings: Findings,
    place: str,
    known: Claims | None,
) -> frozenset[str]:
    """Check each version's block, and that every digest of the manifest is used in one."""
    faultless, unused = set(versions), set(manifest_keys)
    for name in versions:
        block = blocks[name]

        def say(code: str, message: str, name: str = name) -> None:
            if not code.startswith("W"):
                faultless.discard(name)
            findings.add(code, place, message)

        if not _is_known(name, block, manifest_keys, known):
            check_block(block, f"versions.{name}", manifest_keys, say)
        state = block.get("state") if isinstance(block, dict) else None
        unused.difference_update(state if isinstance(state, dict) else ())
    for digest in sorted(unused):
        findings.add(
            "E107", place, f"manifest: {quoted(digest)} is in no version's state; expected it in one"
        )
    return frozenset(faultless)


def _is_known(name: str, block: Any, manifest_keys: frozenset[str], known: Claims | None) -> bool:
    """Whether a block was found faultless in another inventory, and its digests are in this manifest too."""
    if known is None or name not in known.faultless or known.blocks[name] != block:
        return False
    digests: Mapping[str, Any] = block["state"]
    return digests.keys() <= manifest_keys
