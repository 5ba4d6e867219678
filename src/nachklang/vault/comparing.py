"""Comparing an object's folder, byte for byte, with the inventory that it ought to have."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from nachklang.vault._object_check import problem
from nachklang.vault._tree import Entry, walk
from nachklang.vault.inventory import Inventory
from nachklang.vault.layout import OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT, object_path
from nachklang.vault.paths import parents
from nachklang.vault.seals import FileSeal, new_hash
from nachklang.vault.validation.digests import SIZE, Hashing, Maker, Wanted
from nachklang.vault.values import FixityProblem, ProblemKind

_SHA512, _BLAKE3 = "sha512", "blake3"


def compare_object(
    root: Path, inventory: Inventory, on_bytes: Callable[[int], None]
) -> tuple[list[FixityProblem], Mapping[str, FileSeal]]:
    """Read every file of an object once; return what differs from the inventory, and the seals of files.

    Unlike verification it does not ask the object what it is: an older state of it, whole in itself, is
    as wrong as a flipped bit. No folder there is one problem, `missing`, with the path of the object.
    """
    folder = root / object_path(inventory.object_id)
    entries = {entry.path: entry for entry in walk(folder)} if folder.is_dir() else {}
    if not entries:
        return [_problem(inventory, "", "missing", "the whole object is not there")], {}
    wanted = expected_digests(inventory)
    files = [path for path, entry in entries.items() if entry.kind == "file"]
    algorithms: Mapping[str, Maker] = {_SHA512: hashlib.sha512, _BLAKE3: new_hash()}
    with Hashing(on_bytes, makers=algorithms, drop_cache=True) as hashing:
        asked = [Wanted(f"{folder}/{path}", path, 0, tuple(algorithms)) for path in files]
        measured = {one.name: one for one in hashing.measure_all(asked)}
    found = list(_strangers(inventory, wanted, entries))
    for path, digest in sorted(wanted.items()):
        one = measured.get(path)
        if one is None:
            if path not in entries:
                found.append(_problem(inventory, path, "missing", "the inventory asks for it"))
        elif one.error is not None:
            found.append(_problem(inventory, path, "unreadable", one.error))
        elif one.digests[_SHA512] != digest:
            detail = f"{one.digests[SIZE]} bytes with SHA-512 {one.digests[_SHA512]}; recorded is {digest}"
            found.append(_problem(inventory, path, "altered", detail))
    read = {path: one.digests for path, one in measured.items() if one.error is None}
    return found, {path: FileSeal(one[_BLAKE3], int(one[SIZE])) for path, one in read.items()}


def expected_digests(inventory: Inventory) -> Mapping[str, str]:
    """Map every file that the object's folder has to hold to the SHA-512 of its bytes."""
    documents = {**inventory.documents(), OBJECT_DECLARATION: OBJECT_DECLARATION_TEXT}
    return inventory.content() | {path: hashlib.sha512(data).hexdigest() for path, data in documents.items()}


def _strangers(
    inventory: Inventory, wanted: Mapping[str, str], entries: Mapping[str, Entry]
) -> Iterator[FixityProblem]:
    """Find what is there and should not be, or is no plain file; of a strange folder only the folder."""
    folders = {folder for path in wanted for folder in parents(path)}
    strange: set[str] = set()
    for path, entry in entries.items():
        right = path in wanted if entry.kind == "file" else path in folders and entry.kind == "folder"
        if right or not strange.isdisjoint(parents(path)):
            continue
        strange.add(path)
        if entry.kind == "unreadable":
            yield _problem(inventory, path, "unreadable", entry.why)
        elif path in wanted or path in folders:
            yield _problem(inventory, path, "altered", "it is recorded as something else")
        else:
            yield _problem(inventory, path, "extra", "the inventory does not record it")


def _problem(inventory: Inventory, path: str, kind: ProblemKind, detail: str) -> FixityProblem:
    place = object_path(inventory.object_id)
    return problem(inventory.object_id, f"{place}/{path}" if path else place, kind, detail)
