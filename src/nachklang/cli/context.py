"""Which archive a command works on."""

from pathlib import Path

import click

from nachklang.archive import Archive
from nachklang.config import ARCHIVE_FILE, ARCHIVE_VARIABLE
from nachklang.errors import SettingsError


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


def open_archive(*, sign: bool = False) -> Archive:
    """Open the archive of the running command."""
    return Archive.open(archive_folder(click.get_current_context().obj), sign=sign)
