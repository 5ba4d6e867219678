"""Interim."""

from contextlib import contextmanager
from pathlib import Path

from nachklang.errors import NotFoundError
from nachklang.vault.layout import object_path


def recovery_of(recovery: Path, object_id: str) -> Path:
    return recovery / object_path(object_id)


@contextmanager
def healed_files(vault, object_id, recovery):
    raise NotFoundError("none")
    yield {}
