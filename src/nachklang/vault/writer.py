"""Making objects: complete and durable in staging, then renamed into the storage root, then acknowledged.

What is renamed is the topmost folder of an object's path that the root lacks, with the object inside:
so neither a kill nor a crash can leave an empty folder below the root, which OCFL forbids (E073).
"""

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from nachklang.errors import InvalidValueError
from nachklang.vault._barrier import Barrier, barrier
from nachklang.vault._disk import make_parents, remove_tree, storing, write_file
from nachklang.vault._placing import exists_already, put_in_place
from nachklang.vault._reading import measure_bytes
from nachklang.vault.inventory import CONTENT, INVENTORY, SIDECAR, Inventory, Version, sidecar
from nachklang.vault.layout import OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT, check_object_id, object_path
from nachklang.vault.paths import check_logical_paths
from nachklang.vault.staging import Staging
from nachklang.vault.values import NewObject, StagedFile

_ADDRESS = re.compile(r"(?:mailto:|https?://|urn:)\S+", re.ASCII)

_T = TypeVar("_T")

Digests = tuple[str, str]
Content = Mapping[str, StagedFile | bytes]
"""What lies at each content path."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """An object that was checked and is still to be written, at `place` below the root."""

    place: str
    inventory: Inventory
    content: Content


def write_objects(root: Path, staging: Staging, batch: Sequence[NewObject]) -> list[Inventory]:
    """Write v1 of new objects, which become durable together; nothing is written unless all can be.

    Staged files are used up, by failures too, but for those that are found before anything is written.
    """
    plans = _checked(root, staging, batch)
    if not plans:
        return []
    bench = staging.new_path("objects")
    try:
        with storing(bench), barrier(staging.folder, group=len(plans) > 1) as durable:
            for plan in plans:
                _build(bench / plan.place, plan)
            _sync(bench, durable, staging)
            with storing(root):
                changed = put_in_place(bench, root, {plan.place: plan.inventory.object_id for plan in plans})
                durable.folders(changed)
    finally:
        with storing(bench):
            remove_tree(bench)
        for copy in _copies(batch):
            staging.discard(copy)
    return [plan.inventory for plan in plans]


def _checked(root: Path, staging: Staging, batch: Sequence[NewObject]) -> list[_Plan]:
    """Find whatever can be wrong with any object before one of them is written."""
    plans = [_plan(one) for one in batch]
    for object_id in _repeated(one.object_id for one in batch):
        raise InvalidValueError(f"{object_id} is in the batch twice; each object needs an id of its own")
    for path in _repeated(path for one in batch for path in {copy.path for copy in _copies([one])}):
        raise InvalidValueError(f"{path} is in two objects of the batch; stage the file for each of them")
    for plan in plans:
        if os.path.lexists(root / plan.place):
            raise exists_already(plan.inventory.object_id, root / plan.place)
    for copy in _copies(batch):
        staging.check(copy)
    return plans


def _copies(batch: Sequence[NewObject]) -> Iterator[StagedFile]:
    return (file.content for one in batch for file in one.files if isinstance(file.content, StagedFile))


def _repeated(values: Iterable[_T]) -> list[_T]:
    return [value for value, count in Counter(values).items() if count > 1]


def _sync(bench: Path, durable: Barrier, staging: Staging) -> None:
    """Bring the objects to the disk before they are put in place.

    The system tells once only that something could not be written, and not of which file. So a failure
    speaks against every copy that waits in staging.
    """
    try:
        durable.tree(bench)
    except OSError:
        staging.discard_copies()
        raise


def check_version(version: Version) -> None:
    """Check who and why, as OCFL asks (W007 to W009, E049); raises InvalidValueError."""
    if version.created.tzinfo is None:
        raise InvalidValueError(f"created: an instant without a zone: {version.created}")
    if not _ADDRESS.fullmatch(version.address):
        raise InvalidValueError(f"address: {version.address[:80]!a}; expected mailto:, https: or urn:")
    for name, text in (("message", version.message), ("user", version.user)):
        if not text or any("\ud800" <= character <= "\udfff" for character in text):
            raise InvalidValueError(f"{name}: {text[:80]!a}; expected Unicode text that is not empty")


def _plan(new: NewObject) -> _Plan:
    """Check and lay out an object: equal bytes are kept once, at the first of their paths."""
    check_object_id(new.object_id)
    version = Version(new.created, new.message, new.user, new.address, {})
    check_version(version)
    if not new.files:
        raise InvalidValueError(f"{new.object_id}: an object needs at least one file")
    check_logical_paths(one.logical_path for one in new.files)
    content: dict[str, StagedFile | bytes] = {}
    places: dict[Digests, str] = {}
    state: dict[str, tuple[str, ...]] = {}
    for one in new.files:
        digests = digests_of(one.content)
        if digests not in places:
            places[digests] = f"v1/{CONTENT}/{one.logical_path}"
            content[places[digests]] = one.content
        state[digests[0]] = (*state.get(digests[0], ()), one.logical_path)
    manifest = {sha512: (path,) for (sha512, _), path in places.items()}
    sha256 = {sha256: (path,) for (_, sha256), path in places.items()}
    inventory = Inventory(new.object_id, manifest, sha256, {"v1": replace(version, state=state)})
    return _Plan(object_path(new.object_id), inventory, content)


def digests_of(content: StagedFile | bytes) -> Digests:
    """Return the SHA-512 and the SHA-256 of what goes into an object."""
    measured = measure_bytes(content) if isinstance(content, bytes) else content
    return measured.sha512, measured.sha256


def _build(folder: Path, plan: _Plan) -> None:
    """Write everything of an object, of which nothing is durable yet."""
    make_parents(folder / "v1")
    put_content(folder, plan.content)
    write_documents(plan.inventory, folder / "v1", folder)
    write_file(folder / OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT)


def put_content(folder: Path, content: Content) -> None:
    """Write or move the files of a version below `folder`; nothing of them is durable yet."""
    for parent in {path.rpartition("/")[0] for path in content}:
        make_parents(folder / parent)
    for path, one in content.items():
        if isinstance(one, bytes):
            write_file(folder / path, one)
        else:
            one.path.rename(folder / path)


def write_documents(inventory: Inventory, *folders: Path) -> str:
    """Write an inventory and its sidecar into each folder; return the inventory's SHA-512."""
    document = inventory.encode()
    digest = hashlib.sha512(document).hexdigest()
    for folder in folders:
        write_file(folder / INVENTORY, document)
        write_file(folder / SIDECAR, sidecar(digest))
    return digest
