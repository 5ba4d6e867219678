"""Fetches real music, openly licensed: Debian's package `hyperrogue-music`.

apt checks what it downloads against the archive's signatures, dpkg unpacks it, nothing is installed.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from mutagen import MutagenError

from nachklang.demo.package_description import describe_package
from nachklang.errors import ArchiveError, StorageError

PACKAGE = "hyperrogue-music"
_DEPOSIT = "deposit.toml"
_LIMITS = ("-o", "Acquire::http::Timeout=30", "-o", "Acquire::https::Timeout=30", "-o", "Acquire::Retries=1")
_DOWNLOADER = "_apt"
_HINT = "is the network there, and has `apt-get update` been run?"


class DebianMusicError(ArchiveError):
    """Debian's music cannot be had here: no Debian, no network, or no package lists."""

    code: ClassVar[str] = "debian-music"


def fetch_debian_music(folder: Path) -> Path:
    """Download and unpack the package into `folder`, with a `deposit.toml` beside; returns `folder`.

    Where an earlier call finished, nothing is done. Raises DebianMusicError with the reason where the
    machine cannot fetch the package, and StorageError where the folder cannot be written.
    """
    _require_debian()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / _DEPOSIT).exists():
            _fetch(folder)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written: {error}; make room or choose another") from error
    return folder


def _fetch(folder: Path) -> None:
    """Fetch into a folder of apt's own; the description comes last and marks that all is there."""
    with tempfile.TemporaryDirectory(prefix="nachklang-apt-") as place:
        _let_apt_write(Path(place))
        _download(Path(place))
        found = sorted(Path(place).glob(f"{PACKAGE}_*.deb"))
        if not found:
            raise DebianMusicError(f"apt-get download {PACKAGE} left no .deb in {place}; {_HINT}")
        _run(["dpkg", "-x", str(found[0]), str(folder.resolve())], folder, "is there room for 65 MB?")
        text = _description(folder, _version(found[0]))
    (folder / _DEPOSIT).write_text(text, encoding="utf-8")


def _download(place: Path) -> None:
    """Download the package; a machine that was just set up has no package lists, which root may fetch."""
    download = ["apt-get", *_LIMITS, "download", PACKAGE]
    try:
        _run(download, place, _HINT)
    except DebianMusicError:
        if os.geteuid() != 0:
            raise
        _run(["apt-get", *_LIMITS, "update"], place, _HINT)
        _run(download, place, _HINT)


def _description(folder: Path, version: str) -> str:
    try:
        return describe_package(folder, PACKAGE, version)
    except (OSError, ValueError, MutagenError) as error:
        raise DebianMusicError(
            f"{PACKAGE} {version} is not laid out as expected: {error}; the demo goes on without it"
        ) from error


def _require_debian() -> None:
    missing = [program for program in ("apt-get", "dpkg") if shutil.which(program) is None]
    if missing:
        raise DebianMusicError(
            f"{PACKAGE} is a Debian package and this machine has no {' and no '.join(missing)}; "
            "the demo goes on without it"
        )


def _let_apt_write(place: Path) -> None:
    """As root, apt downloads as the user _apt, who must be able to write where the package goes."""
    if os.geteuid() == 0 and any(entry.pw_name == _DOWNLOADER for entry in pwd.getpwall()):
        shutil.chown(place, user=_DOWNLOADER)


def _run(command: Sequence[str], place: Path, hint: str) -> None:
    """Run a program quietly; raises DebianMusicError with what it complained about last."""
    environment = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, check=False)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else f"exit status {done.returncode}"
        raise DebianMusicError(f"{command[0]} could not fetch {PACKAGE}: {reason}; {hint}")


def _version(package: Path) -> str:
    """Return the version in a package's file name, where a colon is written %3a."""
    return package.name.split("_")[1].replace("%3a", ":")
