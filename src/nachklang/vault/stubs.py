"""Stubs: what stays of an object whose bytes had to go. OCFL leaves purging to its implementers."""

import os
from collections.abc import Callable
from pathlib import Path

from nachklang.vault._disk import remove_tree, storing, sync_folder
from nachklang.vault.inventory import Inventory
from nachklang.vault.layout import object_path
from nachklang.vault.locking import locked_object
from nachklang.vault.staging import MENDED, Staging

_REMOVED = "removed"


def replace_object(
    root: Path, staging: Staging, object_id: str, is_stub: Callable[[], bool], write: Callable[[], Inventory]
) -> None:
    """Take an object's folder away with all that it holds, and have `write` make the stub in its place.

    A version that exists is never written again: the object as a whole ends, and another begins under its id.
    May be called again after a kill at any moment: then it goes on. When it returns, none of the bytes is
    left below the root or in staging, and that is durable. The caller keeps others from mending meanwhile.
    """
    place = object_path(object_id)
    with locked_object(staging.folder, place):
        if os.path.lexists(root / place) and not is_stub():
            _take_away(root, staging, place)
        if not os.path.lexists(root / place):
            write()
        _empty(staging)


def remove_object(root: Path, staging: Staging, object_id: str) -> None:
    """Take an object's folder away with all that it holds, durably; nothing of it goes anywhere else."""
    place = object_path(object_id)
    with locked_object(staging.folder, place):
        _take_away(root, staging, place)
        _empty(staging)


def _take_away(root: Path, staging: Staging, place: str) -> None:
    aside = staging.new_path(_REMOVED)
    with storing(root / place):
        if os.path.lexists(root / place):
            (root / place).rename(aside)
            sync_folder((root / place).parent)


def _empty(staging: Staging) -> None:
    """Remove what was taken away, and what killed repairs left of it."""
    for pattern in (staging.pattern(_REMOVED), staging.pattern(MENDED)):
        for aside in sorted(staging.folder.glob(pattern)):
            with storing(aside):
                remove_tree(aside)
    with storing(staging.folder):
        sync_folder(staging.folder)
