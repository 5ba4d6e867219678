"""The gate before every decoder: refuse marks of DRM, and containers in which none could be seen."""

from nachklang.audio import _asf, _id3, _isobmff, _matroska
from nachklang.audio._identify import Kind
from nachklang.audio._source import Source
from nachklang.audio._values import UnfitAudioError

MAX_ID3 = 16 * 1024 * 1024
_WALKERS = {Kind.MP4: _isobmff.marks, Kind.ASF: _asf.marks, Kind.MATROSKA: _matroska.marks}
_NOT_TAKEN = {Kind.ASF: "ASF (Windows Media)", Kind.MATROSKA: "Matroska or WebM"}


def pass_gate(source: Source, kind: Kind) -> None:
    """Refuse marks (drm), structure that cannot be read, and containers that are not taken (unsupported)."""
    marks = _WALKERS[kind](source) if kind in _WALKERS else _id3_marks(source)
    if marks:
        raise UnfitAudioError(
            "drm", f"marks of DRM: {', '.join(dict.fromkeys(marks))}; deliver a copy without copy protection"
        )
    if kind in _NOT_TAKEN:
        raise UnfitAudioError(
            "unsupported", f"{_NOT_TAKEN[kind]} is not taken; deliver FLAC, WAV, AIFF, MP3, Ogg or M4A"
        )


def _id3_marks(source: Source) -> list[str]:
    tag = source.at(0, min(_id3.skip_id3(source), MAX_ID3))
    return ["ID3 encryption frame (AENC or ENCR)"] if _id3.has_encryption(tag) else []
