"""Verification: every byte below the storage root is read again, and every name accounted for."""

import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from nachklang.vault._object_check import ObjectCheck, problem
from nachklang.vault._reading import read_plain
from nachklang.vault._tree import Entry, listing
from nachklang.vault.layout import ROOT_FILES, TUPLE_SIZE, TUPLES, object_path
from nachklang.vault.paths import parents
from nachklang.vault.values import FixityProblem

_TUPLE = re.compile(rf"[0-9a-f]{{{TUPLE_SIZE}}}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ROOT_FOLDERS = frozenset(folder for path in ROOT_FILES for folder in parents(path))


def verify(root: Path, expected: Collection[str], on_bytes: Callable[[int], None]) -> Iterator[FixityProblem]:
    """Yield every problem of the storage root and of each object; objects of `expected` must be there."""
    places = {object_path(object_id): object_id for object_id in sorted(expected)}
    yield from _root_files(root, on_bytes)
    seen: set[str] = set()
    for found in storage_paths(root):
        if isinstance(found, FixityProblem):
            yield found
        else:
            seen.add(found)
            yield from ObjectCheck(root, found, places.get(found), on_bytes).problems()
    for place, object_id in places.items():
        if place not in seen:
            yield problem(object_id, place, "missing", "the whole object is not there")


def verify_object(root: Path, object_id: str, on_bytes: Callable[[int], None]) -> Iterator[FixityProblem]:
    """Yield every problem of one object, which must be there."""
    place = object_path(object_id)
    try:
        (root / place).lstat()
    except FileNotFoundError:
        yield problem(object_id, place, "missing", "the whole object is not there")
    except OSError as error:
        yield problem(object_id, place, "unreadable", error.strerror or str(error))
    else:
        yield from ObjectCheck(root, place, object_id, on_bytes).problems()


def storage_paths(root: Path) -> Iterator[str | FixityProblem]:
    """Yield the path of each object's folder, sorted, and a problem for whatever else lies between."""
    yield from _beside(root, "")


def _beside(root: Path, folder: str) -> Iterator[str | FixityProblem]:
    """Descend through the root's own folders, and from the root itself to the objects."""
    for entry in listing(root, folder):
        if entry.kind == "folder" and entry.path in _ROOT_FOLDERS:
            yield from _beside(root, entry.path)
        elif entry.kind == "folder" and _TUPLE.fullmatch(entry.path):
            yield from _below(root, entry.path)
        elif entry.kind != "file" or entry.path not in ROOT_FILES:
            yield _stranger(entry)


def _below(root: Path, folder: str) -> Iterator[str | FixityProblem]:
    """Descend through the tuple folders to the objects."""
    tuples = folder.split("/")
    entries = listing(root, folder)
    if not entries:
        yield problem(None, folder, "extra", "an empty folder; no object lies in it")
    for entry in entries:
        name = entry.path.rpartition("/")[2]
        if entry.kind != "folder":
            yield _stranger(entry)
        elif len(tuples) < TUPLES and _TUPLE.fullmatch(name):
            yield from _below(root, entry.path)
        elif len(tuples) == TUPLES and _DIGEST.fullmatch(name) and name.startswith("".join(tuples)):
            yield entry.path
        else:
            yield _stranger(entry)


def _root_files(root: Path, on_bytes: Callable[[int], None]) -> Iterator[FixityProblem]:
    """Compare the root's own files with what the vault wrote, to the byte."""
    for path, written in ROOT_FILES.items():
        try:
            data = read_plain(root / path, limit=len(written))
        except FileNotFoundError:
            yield problem(None, path, "missing", "every storage root of the vault has it")
        except OSError as error:
            yield problem(None, path, "unreadable", error.strerror or str(error))
        else:
            on_bytes(len(data))
            if data != written:
                yield problem(
                    None, path, "altered", f"its bytes are not the {len(written)} that were written"
                )


def _stranger(entry: Entry) -> FixityProblem:
    if entry.kind == "unreadable":
        return problem(None, entry.path or ".", "unreadable", entry.why)
    return problem(None, entry.path, "extra", "it belongs neither to an object nor to the storage root")
