"""Putting what is complete in its place below the storage root, by renames only."""

import errno
from collections.abc import Mapping
from pathlib import Path

from nachklang.vault.values import ObjectExistsError


def exists_already(object_id: str, folder: Path) -> ObjectExistsError:
    """Make the error for an object id that is taken."""
    return ObjectExistsError(f"the vault holds {object_id} already, in {folder}; a new object needs a new id")


def put_in_place(bench: Path, root: Path, objects: Mapping[str, str]) -> list[Path]:
    """Rename objects from `bench` into the root, with the folders above them that are not there yet.

    `objects` maps their paths, which are the same below both, to their ids. Returns every folder above them
    that was there: a writer killed before this one may have renamed without syncing.
    """
    above: list[Path] = []
    _put(bench, root, "", objects, above)
    return above


def _put(bench: Path, root: Path, inner: str, objects: Mapping[str, str], above: list[Path]) -> None:
    above.append(root / inner)
    for name in sorted(found.name for found in (bench / inner).iterdir()):
        path = f"{inner}{name}"
        try:
            (bench / path).rename(root / path)
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
                raise
            if path in objects:
                raise exists_already(objects[path], root / path) from error
            _put(bench, root, f"{path}/", objects, above)
