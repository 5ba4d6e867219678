"""Writes tags into finished files: Vorbis comments, or ID3 frames for MP3."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import mutagen.id3
from mutagen.flac import FLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

# mutagen's classes have no annotations.
id3: Any = mutagen.id3
_KINDS: Mapping[str, Any] = {".flac": FLAC, ".ogg": OggVorbis, ".opus": OggOpus}
_FRAMES: Mapping[str, Any] = {
    "TITLE": id3.TIT2,
    "ARTIST": id3.TPE1,
    "ALBUM": id3.TALB,
    "ALBUMARTIST": id3.TPE2,
    "TRACKNUMBER": id3.TRCK,
    "DATE": id3.TDRC,
    "ISRC": id3.TSRC,
    "LABEL": id3.TPUB,
    "COMPOSER": id3.TCOM,
}


def write_tags(path: Path, tags: Mapping[str, str]) -> None:
    """Write tags, named as in Vorbis comments. LICENSE in an MP3 becomes a WCOP frame, as ID3 wants."""
    if path.suffix == ".mp3":
        _write_id3(path, tags)
        return
    file = _KINDS[path.suffix](path)
    for name, value in tags.items():
        file[name] = [value]
    file.save()


def _write_id3(path: Path, tags: Mapping[str, str]) -> None:
    frames = id3.ID3()
    for name, value in tags.items():
        if name == "LICENSE":
            frames.add(id3.WCOP(url=value))
        else:
            frames.add(_FRAMES[name](encoding=id3.Encoding.UTF8, text=[value]))
    frames.save(path)
