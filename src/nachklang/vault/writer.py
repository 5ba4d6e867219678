"""Making an object: complete and durable in staging, then one rename into the storage root.

What is renamed is the topmost folder of the object's path that the root lacks, with the object inside:
so neither a kill nor a crash can leave an empty folder below the root, which OCFL forbids (E073).
"""

import errno
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from nachklang.errors import InvalidValueError
from nachklang.vault._disk import remove_tree, storing, sync_folder, sync_tree, write_file
from nachklang.vault._reading import measure_bytes
from nachklang.vault.inventory import CONTENT, INVENTORY, SIDECAR, Inventory, Version, sidecar
from nachklang.vault.layout import OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT, check_object_id, object_path
from nachklang.vault.paths import check_logical_paths
from nachklang.vault.staging import OBJECT, Staging
from nachklang.vault.values import NewFile, ObjectExistsError, StagedFile

_ADDRESS = re.compile(r"(?:mailto:|https?://|urn:)\S+", re.ASCII)

Digests = tuple[str, str]


def write_object(
    root: Path, staging: Staging, object_id: str, files: Sequence[NewFile], version: Version
) -> Inventory:
    """Write v1 of a new object; `version.state` is ignored. Staged files are used up, by failures too."""
    check_object_id(object_id)
    check_version(version)
    inventory, content = _plan(object_id, files, version)
    place, bench = object_path(object_id), staging.new_path(OBJECT)
    if os.path.lexists(root / place):
        raise exists_already(object_id, root / place)
    staged = [one.content for one in files if isinstance(one.content, StagedFile)]
    for one in staged:
        staging.check(one)
    try:
        with storing(bench):
            _build(bench / place, inventory, content)
            sync_tree(bench)
        with storing(root / place):
            put_in_place(bench, root, place, object_id)
    finally:
        with storing(bench):
            remove_tree(bench)
        for one in staged:
            staging.discard(one)
    return inventory


def check_version(version: Version) -> None:
    """Check who and why, as OCFL asks (W007 to W009, E049); raises InvalidValueError."""
    if version.created.tzinfo is None:
        raise InvalidValueError(f"created: an instant without a zone: {version.created}")
    if not _ADDRESS.fullmatch(version.address):
        raise InvalidValueError(f"address: {version.address[:80]!a}; expected mailto:, https: or urn:")
    for name, text in (("message", version.message), ("user", version.user)):
        if not text or any("\ud800" <= character <= "\udfff" for character in text):
            raise InvalidValueError(f"{name}: {text[:80]!a}; expected Unicode text that is not empty")


def exists_already(object_id: str, folder: Path) -> ObjectExistsError:
    """Make the error for an object id that is taken."""
    return ObjectExistsError(f"the vault holds {object_id} already, in {folder}; a new object needs a new id")


def put_in_place(bench: Path, root: Path, place: str, object_id: str) -> None:
    """Rename the object into the root, with the folders above it that are not there yet; make it durable."""
    parts = place.split("/")
    for depth in range(1, len(parts) + 1):
        inner = Path(*parts[:depth])
        try:
            (bench / inner).rename(root / inner)
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
        else:
            # All folders above, for a writer killed before this one may have renamed without syncing.
            for above in inner.parents:
                sync_folder(root / above)
            return
    raise exists_already(object_id, root / place)


def sync_renamed(root: Path, staging: Staging) -> None:
    """Make durable what killed runs may have renamed into the root without syncing it.

    What lies in the root would else count as kept, and be lost with the power. A bench from which
    something was renamed still has the folders above it: the same folders of the root are synced.
    """
    for bench in staging.folder.glob(staging.pattern(OBJECT)):
        for folder in (bench, *(path for path in bench.rglob("*") if path.is_dir())):
            above = root / folder.relative_to(bench)
            if above.is_dir():
                with storing(above):
                    sync_folder(above)


def _plan(
    object_id: str, files: Sequence[NewFile], version: Version
) -> tuple[Inventory, Mapping[str, StagedFile | bytes]]:
    """Lay out the object: equal bytes are kept once, at the first of their paths."""
    if not files:
        raise InvalidValueError(f"{object_id}: an object needs at least one file")
    check_logical_paths(one.logical_path for one in files)
    content: dict[str, StagedFile | bytes] = {}
    places: dict[Digests, str] = {}
    state: dict[str, tuple[str, ...]] = {}
    for one in files:
        digests = digests_of(one.content)
        if digests not in places:
            places[digests] = f"v1/{CONTENT}/{one.logical_path}"
            content[places[digests]] = one.content
        state[digests[0]] = (*state.get(digests[0], ()), one.logical_path)
    manifest = {sha512: (path,) for (sha512, _), path in places.items()}
    sha256 = {sha256: (path,) for (_, sha256), path in places.items()}
    made = Version(version.created, version.message, version.user, version.address, state)
    return Inventory(object_id, manifest, sha256, {"v1": made}), content


def digests_of(content: StagedFile | bytes) -> Digests:
    """Return the SHA-512 and the SHA-256 of what goes into an object."""
    measured = measure_bytes(content) if isinstance(content, bytes) else content
    return measured.sha512, measured.sha256


def _build(folder: Path, inventory: Inventory, content: Mapping[str, StagedFile | bytes]) -> None:
    """Write everything of the object; its folders still need to be synced."""
    (folder / "v1").mkdir(parents=True)
    put_content(folder, content)
    write_documents(inventory, folder / "v1", folder)
    write_file(folder / OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT)


def put_content(folder: Path, content: Mapping[str, StagedFile | bytes]) -> None:
    """Write or move the files of a version below `folder`, whose folders still need to be synced."""
    for path, one in content.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(one, bytes):
            write_file(target, one)
        else:
            one.path.rename(target)


def write_documents(inventory: Inventory, *folders: Path) -> str:
    """Write an inventory and its sidecar into each folder; return the inventory's SHA-512."""
    document = inventory.encode()
    digest = measure_bytes(document).sha512
    for folder in folders:
        write_file(folder / INVENTORY, document)
        write_file(folder / SIDECAR, sidecar(digest))
    return digest
