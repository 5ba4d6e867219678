"""Decode all of a file's audio once with FFmpeg, as strictly as it can be told to, and count the samples."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import av
import av.logging
import numpy as np
import numpy.typing as npt
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from nachklang.audio._identify import Kind
from nachklang.audio._values import Structure, UnfitAudioError

_STRICT = {"err_detect": "crccheck+bitstream+explode"}
_DEMUXERS = {
    Kind.FLAC: "flac",
    Kind.WAV: "wav",
    Kind.MPEG: "mp3",
    Kind.OGG: "ogg",
    Kind.MP4: "mov",
    Kind.AIFF: "aiff",
}
_CODECS = {
    Kind.FLAC: ("flac",),
    Kind.WAV: ("pcm_",),
    Kind.MPEG: ("mp1", "mp2", "mp3"),
    Kind.OGG: ("vorbis", "opus", "flac"),
    Kind.MP4: ("aac", "alac", "flac", "opus", "mp3"),
    Kind.AIFF: ("pcm_",),
}
_MAX_HOURS = 48


@dataclass(slots=True)
class Decoded:
    """What a decoder gave. `samples` are per channel, `payload` is the coded audio in bytes.

    `end` is the stream's time, in samples, behind the last frame; `fault` is the first error and
    `recovered` tells whether whole frames came after it; `packets` counts those that were read and
    `indexed` those that the container's index lists, where it has one.
    """

    container: str = ""
    codec: str = ""
    decoder: str = ""
    sample_rate: int = 0
    channels: int = 0
    samples: int = 0
    payload: int = 0
    bit_depth: int | None = None
    end: int | None = None
    fault: str | None = None
    recovered: bool = False
    packets: int = 0
    indexed: int = 0
    pcm_md5: bytes | None = None


def decode(path: Path, kind: Kind, structure: Structure) -> Decoded:
    """Decode frame by frame in bounded memory.

    Refuses what FFmpeg cannot open (corrupt), what has no or several audio streams, moving pictures, a
    codec that is not taken, a change of rate or channels midway, or more than 48 hours (unsupported).
    """
    av.logging.set_level(None)
    try:
        # The demuxer is named, so that no playlist or other reference in the file is ever followed.
        with av.open(
            str(path.absolute()), format=_DEMUXERS[kind], options=dict(_STRICT), metadata_errors="replace"
        ) as container:
            stream = _only_audio(container, kind)
            return _run(container, stream, structure)
    except FFmpegError as error:
        raise UnfitAudioError("corrupt", f"FFmpeg cannot open it: {error.strerror}") from error


def _only_audio(container: InputContainer, kind: Kind) -> AudioStream:
    if not container.streams.audio:
        raise UnfitAudioError("not-audio", "the file holds no audio stream")
    if len(container.streams.audio) > 1:
        raise UnfitAudioError(
            "unsupported", "the file holds several audio streams; deliver each as its own file"
        )
    if any(not video.disposition & av.stream.Disposition.attached_pic for video in container.streams.video):
        raise UnfitAudioError("unsupported", "the file holds moving pictures; deliver the audio alone")
    stream = container.streams.audio[0]
    # PyAV's types leave it out, but a stream that no decoder is known for has no context.
    context = cast("AudioCodecContext | None", stream.codec_context)
    codec = "an unknown codec" if context is None else context.codec.canonical_name
    if not codec.startswith(_CODECS[kind]):
        raise UnfitAudioError("unsupported", f"{codec} in {kind.value} is not taken")
    return stream


def _run(container: InputContainer, stream: AudioStream, structure: Structure) -> Decoded:
    context = stream.codec_context
    context.options = dict(_STRICT)
    # One thread: the error of a packet is then told at that packet. Workers are the parallelism.
    context.thread_count = 1
    version = ".".join(map(str, av.library_versions["libavcodec"]))
    decoded = Decoded(
        container=container.format.name,
        codec=context.codec.canonical_name,
        decoder=f"FFmpeg libavcodec {version} {context.name}",
        indexed=stream.frames,
    )
    samples_md5 = hashlib.md5(usedforsecurity=False)
    depth = structure.bit_depth or 16
    for frame in _frames(container, stream, decoded):
        _count(decoded, frame)
        if structure.pcm_md5 is not None:
            samples_md5.update(_flac_bytes(frame, depth))
    if structure.pcm_md5 is not None:
        decoded.pcm_md5 = samples_md5.digest()
    if decoded.codec == "alac" and len(context.extradata or b"") >= 18:
        decoded.bit_depth = (context.extradata or b"")[17]
    return decoded


def _frames(container: InputContainer, stream: AudioStream, decoded: Decoded) -> Iterator[AudioFrame]:
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except FFmpegError as error:
            _fail(decoded, f"the container cannot be read on: {error.strerror}")
            return
        decoded.payload += packet.size
        decoded.packets += 1 if packet.size else 0
        try:
            frames = packet.decode()
        except FFmpegError as error:
            _fail(decoded, f"packet {decoded.packets} cannot be decoded: {error.strerror}")
            continue
        for frame in frames:
            decoded.recovered = decoded.fault is not None
            if frame.is_corrupt:
                _fail(decoded, f"packet {decoded.packets} gave a damaged frame")
            yield frame


def _fail(decoded: Decoded, fault: str) -> None:
    decoded.fault = decoded.fault or fault


def _count(decoded: Decoded, frame: AudioFrame) -> None:
    shape = (frame.sample_rate, frame.layout.nb_channels)
    if decoded.samples == 0:
        decoded.sample_rate, decoded.channels = shape
    elif shape != (decoded.sample_rate, decoded.channels):
        raise UnfitAudioError(
            "unsupported",
            f"at sample {decoded.samples} the stream changes to {shape[0]} Hz and {shape[1]} channels; "
            "deliver the parts",
        )
    decoded.samples += frame.samples
    if frame.pts is not None and frame.time_base:
        decoded.end = round(frame.pts * frame.time_base * frame.sample_rate) + frame.samples
    if decoded.samples > _MAX_HOURS * 3600 * decoded.sample_rate:
        raise UnfitAudioError(
            "unsupported", f"the audio is longer than {_MAX_HOURS} hours; deliver it in parts"
        )


def _flac_bytes(frame: AudioFrame, depth: int) -> bytes:
    """Return the samples as FLAC's MD5 takes them: interleaved, little-endian, signed, in whole bytes."""
    samples: npt.NDArray[Any] = frame.to_ndarray()
    if frame.format.is_planar:
        samples = samples.T
    flat = np.ascontiguousarray(samples).reshape(-1)
    # FFmpeg gives the samples in the high bits of 16 or 32.
    flat = flat >> (flat.dtype.itemsize * 8 - depth)
    width = (depth + 7) // 8
    octets = flat.astype(f"<i{flat.dtype.itemsize}").view(np.uint8).reshape(-1, flat.dtype.itemsize)
    return bytes(octets[:, :width].tobytes())
