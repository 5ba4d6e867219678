"""The second decoder for Vorbis, libvorbis through libsndfile: it decides where FFmpeg stumbles."""

from pathlib import Path

import soundfile

from nachklang.audio._decode import Decoded
from nachklang.audio._values import UnfitAudioError

_BLOCK = 65_536


def decode_vorbis(path: Path) -> Decoded:
    """Decode block by block; refuse (corrupt) what libsndfile cannot read."""
    try:
        with soundfile.SoundFile(path) as sound:
            samples = 0
            while len(block := sound.read(_BLOCK, dtype="float32")):
                samples += len(block)
            return Decoded(
                container="ogg",
                codec="vorbis",
                decoder=f"libsndfile {soundfile.__libsndfile_version__} vorbis",
                sample_rate=sound.samplerate,
                channels=sound.channels,
                samples=samples,
                payload=path.stat().st_size,
                end=samples,
            )
    except soundfile.SoundFileError as error:
        raise UnfitAudioError("corrupt", f"neither FFmpeg nor libsndfile can read it: {error}") from error
