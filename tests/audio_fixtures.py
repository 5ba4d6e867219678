"""Small real audio, made when a test asks for it, and the ways in which it gets broken.

Every file is a second or two of two sine tones; nothing here is taken from a recording.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import soundfile

Samples = npt.NDArray[np.float64]


def tone(seconds: float = 1.0, *, rate: int = 44100, channels: int = 2) -> Samples:
    """Return sines of 440 Hz, 330 Hz and so on, one a channel: shape (samples, channels), within ±0.5."""
    time = np.arange(round(seconds * rate)) / rate
    return np.stack(
        [np.sin(2 * np.pi * (440 - 110 * number) * time) / 2 for number in range(channels)], axis=1
    )


def write_flac(path: Path, samples: Samples | None = None, *, rate: int = 44100, bits: int = 16) -> Path:
    """Write FLAC of 8, 16 or 24 bits, with the MD5 of its samples."""
    subtype = {8: "PCM_S8", 16: "PCM_16", 24: "PCM_24"}[bits]
    return _write(path, samples, rate, "FLAC", subtype)


def write_wav(
    path: Path, samples: Samples | None = None, *, rate: int = 44100, subtype: str = "PCM_16"
) -> Path:
    """Write a plain WAV."""
    return _write(path, samples, rate, "WAV", subtype)


def write_aiff(path: Path, samples: Samples | None = None, *, rate: int = 44100) -> Path:
    """Write a 16-bit AIFF."""
    return _write(path, samples, rate, "AIFF", "PCM_16")


def write_mp3(path: Path, samples: Samples | None = None, *, rate: int = 44100) -> Path:
    """Write an MP3 with LAME's Info or Xing header."""
    return _write(path, samples, rate, "MP3", "MPEG_LAYER_III")


def write_vorbis(path: Path, samples: Samples | None = None, *, rate: int = 44100) -> Path:
    """Write Ogg Vorbis."""
    return _write(path, samples, rate, "OGG", "VORBIS")


def write_opus(path: Path, samples: Samples | None = None) -> Path:
    """Write Ogg Opus, at 48,000 Hz as Opus has it."""
    return _write(path, tone(rate=48000) if samples is None else samples, 48000, "OGG", "OPUS")


def write_m4a(path: Path, samples: Samples | None = None, *, rate: int = 44100, codec: str = "aac") -> Path:
    """Write AAC or ALAC in MP4 (FFmpeg's muxer is chosen by the extension)."""
    return _encode(path, tone(rate=rate) if samples is None else samples, rate, codec)


def write_encoded(path: Path, codec: str, *, rate: int = 44100) -> Path:
    """Write any codec of FFmpeg's in the container that the extension asks for."""
    return _encode(path, tone(rate=rate), rate, codec)


def _write(path: Path, samples: Samples | None, rate: int, container: str, subtype: str) -> Path:
    soundfile.write(
        path, tone(rate=rate) if samples is None else samples, rate, format=container, subtype=subtype
    )
    return path


def _encode(path: Path, samples: Samples, rate: int, codec: str) -> Path:
    whole = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples.T, dtype=np.float32),
        format="fltp",
        layout="stereo" if samples.shape[1] == 2 else "mono",
    )
    whole.sample_rate = rate
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate)
        stream.layout = whole.layout
        context = stream.codec_context
        context.open()
        resampler = av.AudioResampler(context.format, whole.layout, rate, context.frame_size or None)
        frames = [*resampler.resample(whole), *resampler.resample(None)]
        for frame in (*frames, None):
            # FLAC's encoder ends with a packet of no bytes that only carries the final header.
            for packet in stream.encode(frame):
                if packet.size:
                    container.mux(packet)
    return path


WRITERS: dict[str, Callable[[Path], Path]] = {
    "tone.flac": write_flac,
    "tone.wav": write_wav,
    "tone.aiff": write_aiff,
    "tone.mp3": write_mp3,
    "tone.ogg": write_vorbis,
    "tone.opus": write_opus,
    "tone.m4a": write_m4a,
}


def write_any(folder: Path, name: str) -> Path:
    """Write the file of `WRITERS` with this name into the folder."""
    return WRITERS[name](folder / name)


def cut(path: Path, keep: float) -> Path:
    """Cut the file off, keeping this part of its bytes."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    return path


def flip(path: Path, at: float, *, bit: int = 2) -> Path:
    """Flip one bit of the byte that stands at this part of the file."""
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 1 << bit
    path.write_bytes(content)
    return path


def overwrite(path: Path, at: float, patch: bytes) -> Path:
    """Put other bytes over those that stand at this part of the file."""
    content = bytearray(path.read_bytes())
    start = int(len(content) * at)
    content[start : start + len(patch)] = patch
    path.write_bytes(content)
    return path
