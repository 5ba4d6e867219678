"""Examination of one file, against less thorough looks at it.

mutagen reads headers and tags and decodes nothing: it shows what trusting a file's own word would cost.
A plain decode loop in PyAV counts samples and checks nothing: no examination that decodes can be faster
than its decoder. For FLAC ours also computes the MD5 of all samples, as `flac -t` does.
"""

import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import av
import mutagen

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, at_once, measure
from benchmarks.sound import RATE, write_sound
from nachklang.audio import examine
from nachklang.demo.encoding import FLAC, MP3, VORBIS, Codec

_CODECS: dict[str, Codec] = {"sound.flac": FLAC, "sound.ogg": VORBIS, "sound.mp3": MP3}
# mutagen has no annotations.
_mutagen_file: Any = mutagen.File


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure one file of each format."""
    seconds = scale.of(180)
    for number, (name, codec) in enumerate(_CODECS.items(), start=1):
        path = folder / name
        write_sound(path, codec, seconds=seconds, number=number)
        title = f"{codec.coding} in {codec.container}, 44.1 kHz stereo"
        contestants, note = _contestants(path, seconds)
        yield measure(Case("audio", title, seconds, "seconds of sound", contestants, note), scale)


def _contestants(path: Path, seconds: int) -> tuple[list[Contestant], str]:
    found = [
        Contestant("audio.examine", Role.OURS, at_once(partial(_examine, path, seconds))),
        Contestant("mutagen, headers and tags only", Role.PEER, at_once(partial(_read_tags, path))),
        Contestant("PyAV, decode and count only", Role.LIMIT, at_once(partial(_decode, path, seconds))),
    ]
    if path.suffix != ".flac":
        return found, ""
    if shutil.which("flac") is None:
        return found, "`flac -t` is left out: flac is not installed."
    return [*found, Contestant("flac -t", Role.PEER, at_once(partial(_flac_test, path)))], ""


def _examine(path: Path, seconds: int) -> None:
    technical = examine(path, path.name).technical
    assert technical is not None, f"{path} is refused"
    assert technical.samples == seconds * RATE, f"{technical.samples} samples were counted"


def _read_tags(path: Path) -> None:
    assert _mutagen_file(path).info.length > 0, f"mutagen finds nothing in {path}"


def _decode(path: Path, seconds: int) -> None:
    with av.open(str(path)) as container:
        container.streams.audio[0].codec_context.thread_count = 1
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert samples >= seconds * RATE, f"PyAV counted {samples} samples"


def _flac_test(path: Path) -> None:
    subprocess.run(["flac", "--test", "--silent", str(path)], check=True)
