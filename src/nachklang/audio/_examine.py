"""The examination of one file: identify, gate, structure, tags, decode, verdict, in this order."""

from pathlib import Path

from nachklang.audio._aiff import read_aiff
from nachklang.audio._decode import Decoded, decode
from nachklang.audio._decode_vorbis import decode_vorbis
from nachklang.audio._flac import read_flac
from nachklang.audio._gate import pass_gate
from nachklang.audio._identify import Kind, identify, misnamed
from nachklang.audio._isobmff import read_mp4
from nachklang.audio._mpeg import read_mpeg
from nachklang.audio._ogg_streams import read_ogg
from nachklang.audio._riff import read_wav
from nachklang.audio._source import Source
from nachklang.audio._tags import read_tags
from nachklang.audio._values import Examination, Structure, Tags, UnfitAudioError
from nachklang.audio._verdict import judge
from nachklang.model.items import Technical

_READERS = {
    Kind.FLAC: read_flac,
    Kind.WAV: read_wav,
    Kind.MPEG: read_mpeg,
    Kind.OGG: read_ogg,
    Kind.MP4: read_mp4,
    Kind.AIFF: read_aiff,
}


def examine(path: Path, name: str) -> Examination:
    """Say what the file at `path` is, called `name` by its depositor: technical facts, or the one problem.

    Bad audio of any sort gives a problem; only a file that cannot be read at all raises (OSError).
    Memory stays bounded whatever the file says of its sizes.
    """
    tags, warnings = Tags(), list[str]()
    try:
        with path.open("rb") as stream:
            source = Source(stream)
            kind = identify(source)
            if odd_name := misnamed(name, kind):
                warnings.append(odd_name)
            pass_gate(source, kind)
            structure = _READERS[kind](source)
            warnings += structure.warnings
            tags, tag_warnings = read_tags(path, source, kind, structure)
            warnings += tag_warnings
        technical, odd = _measure(path, kind, structure)
    except UnfitAudioError as unfit:
        return Examination(None, tags, unfit.problem, tuple(warnings))
    return Examination(technical, tags, None, (*warnings, *odd))


def _measure(path: Path, kind: Kind, structure: Structure) -> tuple[Technical, list[str]]:
    decoded = _decode(path, kind, structure)
    samples, warnings = judge(kind, structure, decoded)
    return _technical(kind, structure, decoded, samples), warnings


def _decode(path: Path, kind: Kind, structure: Structure) -> Decoded:
    try:
        decoded = decode(path, kind, structure)
    except UnfitAudioError:
        if structure.repeated_headers:
            return decode_vorbis(path)
        raise
    differs = structure.samples is not None and decoded.samples != structure.samples
    if decoded.codec == "vorbis" and decoded.fault is None and differs:
        # FFmpeg drops a block of streams of one page and keeps what the last page cuts off.
        return decode_vorbis(path)
    return decoded


def _technical(kind: Kind, structure: Structure, decoded: Decoded, samples: int) -> Technical:
    return Technical(
        media_type=kind.value,
        container=decoded.container,
        codec=decoded.codec,
        sample_rate=decoded.sample_rate,
        channels=decoded.channels,
        samples=samples,
        bit_depth=structure.bit_depth or decoded.bit_depth,
        bit_rate=round(decoded.payload * 8 * decoded.sample_rate / samples),
        decoder=decoded.decoder,
    )
