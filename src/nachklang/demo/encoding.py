"""Writes samples as the formats that archives are given, with the same bytes each time.

libsndfile draws a random serial number for each Ogg stream. The number is settled afterwards, so
that a second demo deposits the same files and not new ones.
"""

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen.ogg
import soundfile

from nachklang.demo.timbre import Samples
from nachklang.errors import StorageError

_BLOCK = 16_384
_OggPage: Any = mutagen.ogg.OggPage  # has no annotations


@dataclass(frozen=True, slots=True)
class Codec:
    """A container and a coding by libsndfile's names, and the sample rate in hertz."""

    container: str
    coding: str
    rate: int = 44_100


FLAC = Codec("FLAC", "PCM_16")
WAV = Codec("WAV", "PCM_16")
VORBIS = Codec("OGG", "VORBIS")
OPUS = Codec("OGG", "OPUS", 48_000)
MP3 = Codec("MP3", "MPEG_LAYER_III")


def encode(samples: Samples, path: Path, codec: Codec) -> None:
    """Write samples of shape (frames, 2); raises StorageError naming the file."""
    try:
        _write(samples, path, codec)
    except (OSError, soundfile.LibsndfileError) as error:
        raise StorageError(
            f"{path}: cannot be written: {error}; make room or choose another folder"
        ) from error
    if codec.container == "OGG":
        settle_serial(path)


def _write(samples: Samples, path: Path, codec: Codec) -> None:
    with soundfile.SoundFile(
        path, "w", codec.rate, samples.shape[1], codec.coding, format=codec.container
    ) as file:
        for begin in range(0, len(samples), _BLOCK):
            file.write(samples[begin : begin + _BLOCK])


def settle_serial(path: Path) -> None:
    """Give the one stream of an Ogg file a serial number that follows from the file's name."""
    serial = zlib.crc32(path.name.encode())
    pages = []
    with path.open("rb") as file:
        try:
            while True:
                pages.append(_OggPage(file))
        except EOFError:
            pass  # mutagen's way to say that the last page was read
    for page in pages:
        page.serial = serial
    path.write_bytes(b"".join(page.write() for page in pages))
