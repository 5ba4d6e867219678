"""Stubs: what stays of an object whose bytes had to go. OCFL leaves purging to its implementers."""

import os
from collections.abc import Callable
from pathlib import Path

from nachklang.vault._disk import remove_tree, storing, sync_folder
from nachklang.vault.inventory import Inventory
from nachklang.vault.layout import object_path
from nachklang.vault.locking import locked_object
from nachklang.vault.staging import Staging

_REMOVED = "removed"


def replace_object(
    root: Path, staging: Staging, object_id: str, is_stub: Callable[[], bool], write: Callable[[], Inventory]
) -> None:
    """Take an object's folder away with all that it holds, and have `write` make the stub in its place.

    A version that exists is never written again: the object as a whole ends, and another begins under its id.
    May be called again after a kill at any moment: then it goes on. When it returns, none of the bytes is
    left below the root or in staging, and that is durable.
    """
    place = object_path(object_id)
    with locked_object(staging.folder, place):
        if os.path.lexists(root / place) and not is_stub():
            aside = staging.new_path(_REMOVED)
            with storing(root / place):
                (root / place).rename(aside)
                sync_folder((root / place).parent)
        if not os.path.lexists(root / place):
            write()
        for aside in sorted(staging.folder.glob(staging.pattern(_REMOVED))):
            with storing(aside):
                remove_tree(aside)
        with storing(staging.folder):
            sync_folder(staging.folder)
