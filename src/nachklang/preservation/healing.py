"""Healing the vault's own object from the recovery data beside it, where there is no other copy."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from nachklang.errors import NotFoundError
from nachklang.preservation.services import Services
from nachklang.vault._disk import remove_tree, storing
from nachklang.vault.layout import object_path
from nachklang.vault.recovery import check_recovery, heal, make_recovery


def recovery_of(object_id: str, services: Services) -> Path:
    """Return the folder of an object's recovery data."""
    return services.recovery / object_path(object_id)


def keep_recovery(object_id: str, services: Services) -> None:
    """Make recovery data of the vault's own object, just found sound, where they are wanted."""
    if services.recovery_percent is not None:
        folder = services.vault.root / object_path(object_id)
        make_recovery(folder, recovery_of(object_id, services), services.recovery_percent)


def mend_recovery(object_id: str, services: Services) -> None:
    """Make recovery data anew where they are missing or damaged: they decay, too, and nobody else reads them.

    The vault's own object has just been found sound.
    """
    recovery = recovery_of(object_id, services)
    if services.recovery_percent is not None and (not recovery.is_dir() or check_recovery(recovery)):
        keep_recovery(object_id, services)


@contextmanager
def healed(object_id: str, services: Services) -> Iterator[Mapping[str, Path]]:
    """Heal copies of the object's files in staging; give the healed ones by path, while the block runs.

    Raises NotFoundError where there are no recovery data, FixityError where they are not enough.
    """
    recovery = recovery_of(object_id, services)
    if not recovery.is_dir():
        raise NotFoundError(f"there are no recovery data of {object_id}")
    bench = services.vault.staging.new_path("healing")
    try:
        yield heal(services.vault.root / object_path(object_id), recovery, bench).files
    finally:
        with storing(bench):
            remove_tree(bench)
