"""Which archive a command works on."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nachklang.config import ARCHIVE_FILE, ARCHIVE_VARIABLE
from nachklang.errors import SettingsError

if TYPE_CHECKING:
    from nachklang.archive import Archive
    from nachklang.catalogue import Catalogue


def archive_folder(named: Path | None) -> Path:
    """Return the folder that was named, or the nearest one around the working folder that is an archive."""
    if named is not None:
        return named
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / ARCHIVE_FILE).is_file():
            return folder
    raise SettingsError(
        f"{here}: neither this folder nor one around it holds an {ARCHIVE_FILE}; "
        f"name the archive with --archive DIR or {ARCHIVE_VARIABLE}, or make one with `nachklang init DIR`"
    )


def read_catalogue() -> "Catalogue":
    """Open the catalogue of the running command's archive, and nothing else of it."""
    from nachklang.archive.reading import open_catalogue  # noqa: PLC0415  (`--help` does without)

    return open_catalogue(archive_folder(click.get_current_context().obj))


def open_archive(*, sign: bool = False) -> "Archive":
    """Open the archive of the running command."""
    from nachklang.archive import Archive  # noqa: PLC0415  (`--help` and the catalogue do without)

    return Archive.open(archive_folder(click.get_current_context().obj), sign=sign)
