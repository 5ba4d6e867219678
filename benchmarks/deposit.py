"""A whole deposit, against the least that keeping files costs: copy, sync and hash.

A deposit copies, hashes, decodes, describes and decides, writes an object, reads it back, records all that
in registry and log, and rebuilds the catalogue. The first limit does only the first of these; the second
only the decoding, one file after the other.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, Work, at_once, measure
from benchmarks.sound import write_sound
from nachklang.archive import Archive, create
from nachklang.audio import examine
from nachklang.demo.encoding import FLAC, MP3, VORBIS
from nachklang.deposit import Outcome, Status
from nachklang.model.acts import ActorClass, Territory

_SECONDS = 10
_FORMATS = ((".flac", FLAC), (".ogg", VORBIS), (".mp3", MP3))
_TERMS = """\
[deposit]
depositor = "Benchmark"
[defaults.rights]
recording = {licence = "CC0-1.0"}
composition = {licence = "CC0-1.0"}
performance = {licence = "CC0-1.0"}
"""


class Quiet:
    """Follows a deposit without a word."""

    def begin(self, files: int, size: int) -> None:
        """Take note of nothing."""

    def bytes_read(self, count: int) -> None:
        """Take note of nothing."""

    def finished(self, outcome: Outcome) -> None:
        """Take note of nothing."""


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure one deposit of files in three formats."""
    music = folder / "music"
    music.mkdir()
    files = [_write(music, number) for number in range(1, scale.of(100) + 1)]
    (music / "deposit.toml").write_text(_TERMS, encoding="utf-8")
    contestants = [
        Contestant("archive.accept", Role.OURS, partial(_depositing, folder, music, len(files))),
        Contestant("copy, fsync, SHA-512", Role.LIMIT, partial(_copying, folder, files)),
        Contestant("audio.examine alone", Role.LIMIT, at_once(partial(_examine, files))),
    ]
    size = sum(file.stat().st_size for file in files) / 1e6
    note = f"{size:.0f} MB: FLAC, Ogg Vorbis and MP3 of {_SECONDS} s each. Ours decodes on every core."
    yield measure(Case("deposit", "a folder of music", len(files), "files", contestants, note), scale.slow)


def _write(folder: Path, number: int) -> Path:
    suffix, codec = _FORMATS[number % len(_FORMATS)]
    path = folder / f"{number:04d}{suffix}"
    write_sound(path, codec, seconds=_SECONDS, number=number)
    return path


@contextmanager
def _depositing(folder: Path, music: Path, files: int) -> Iterator[Work]:
    """Give a deposit into a new archive; afterwards make sure that all of it was accepted."""
    with TemporaryDirectory(dir=folder) as place:
        create(
            Path(place),
            name="Benchmark",
            institution_classes=(ActorClass.CULTURAL_HERITAGE_INSTITUTION,),
            jurisdiction=Territory("DE"),
        )
        with Archive.open(Path(place), sign=True) as archive:
            os.sync()
            yield partial(_accept, archive, music, files)


def _accept(archive: Archive, music: Path, files: int) -> None:
    report = archive.accept(music, Quiet())
    accepted = report.counts()[Status.ACCEPTED]
    assert accepted == files, f"{accepted} of {files} files were accepted"


@contextmanager
def _copying(folder: Path, files: Sequence[Path]) -> Iterator[Work]:
    with TemporaryDirectory(dir=folder) as place:
        os.sync()
        yield partial(_copy, files, Path(place))


def _copy(files: Sequence[Path], place: Path) -> None:
    for file in files:
        target = place / file.name
        shutil.copyfile(file, target)
        with target.open("rb") as copied:
            os.fsync(copied.fileno())
            hashlib.file_digest(copied, "sha512")


def _examine(files: Sequence[Path]) -> None:
    for file in files:
        assert examine(file, file.name).technical is not None, f"{file} is refused"
