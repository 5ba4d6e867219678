"""Tell a file's kind by its first bytes. The name only says what somebody calls it."""

from enum import StrEnum
from pathlib import PurePosixPath

from nachklang.audio import _mpeg
from nachklang.audio._id3 import skip_id3
from nachklang.audio._source import Source
from nachklang.audio._values import UnfitAudioError


class Kind(StrEnum):
    """A container that this room can look into; the value is its media type."""

    FLAC = "audio/flac"
    WAV = "audio/wav"
    MPEG = "audio/mpeg"
    OGG = "audio/ogg"
    MP4 = "audio/mp4"
    AIFF = "audio/aiff"
    ASF = "audio/x-ms-asf"
    MATROSKA = "audio/matroska"


_EXTENSIONS = {
    Kind.FLAC: (".flac",),
    Kind.WAV: (".wav", ".wave", ".bwf", ".rf64"),
    Kind.MPEG: (".mp3", ".mp2", ".mpga"),
    Kind.OGG: (".ogg", ".oga", ".opus"),
    Kind.MP4: (".m4a", ".m4b", ".mp4", ".m4p", ".aax", ".aaxc"),
    Kind.AIFF: (".aiff", ".aif", ".aifc"),
    Kind.ASF: (".wma", ".asf"),
    Kind.MATROSKA: (".mka", ".webm", ".weba"),
}
_OTHER_EXTENSIONS = (
    ".aac",
    ".ac3",
    ".ape",
    ".wv",
    ".mpc",
    ".dsf",
    ".dff",
    ".caf",
    ".au",
    ".w64",
    ".tta",
    ".aa",
    ".spx",
)
_ALL_EXTENSIONS = frozenset(_OTHER_EXTENSIONS).union(*_EXTENSIONS.values())

_UNSUPPORTED = (
    (b"wvpk", "WavPack"),
    (b"MAC ", "Monkey's Audio"),
    (b"MPCK", "Musepack"),
    (b"MP+", "Musepack"),
    (b"DSD ", "DSF (DSD)"),
    (b"FRM8", "DSDIFF"),
    (b"caff", "Core Audio Format"),
    (b".snd", "AU"),
    (b"riff\x2e\x91\xcf\x11", "Wave64"),
    (b"TTA1", "True Audio"),
    (b"#!AMR", "AMR"),
    (b"MThd", "MIDI (notes, no recording)"),
)
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"wide", b"styp", b"moof"))
_AUDIBLE_AA = b"\x57\x90\x75\x36"


def looks_like_audio(name: str) -> bool:
    """Say by the extension alone whether a depositor calls this file audio."""
    return PurePosixPath(name).suffix.lower() in _ALL_EXTENSIONS


def misnamed(name: str, kind: Kind) -> str | None:
    """Return a warning where the name has an audio extension of another kind."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in _ALL_EXTENSIONS or suffix in _EXTENSIONS[kind]:
        return None
    return f"the name ends in {suffix}, but the content is {kind.value}"


def identify(source: Source) -> Kind:
    """Return the kind, or refuse: empty, not-audio, unsupported, or drm (Audible AA is always encrypted)."""
    if source.size == 0:
        raise UnfitAudioError("empty", "the file has no bytes")
    start = source.at(0, 16)
    kind = _by_magic(start)
    if kind is not None:
        return kind
    _refuse_known(start)
    return _behind_id3(source)


def _by_magic(start: bytes) -> Kind | None:
    form = start[8:12]
    if start[:4] in {b"RIFF", b"RF64", b"BW64"} and form == b"WAVE":
        return Kind.WAV
    if start[:4] == b"FORM" and form in {b"AIFF", b"AIFC"}:
        return Kind.AIFF
    if start[4:8] in _BOXES:
        return Kind.MP4
    if start == _ASF_HEADER:
        return Kind.ASF
    fixed = {b"fLaC": Kind.FLAC, b"OggS": Kind.OGG, b"\x1a\x45\xdf\xa3": Kind.MATROSKA}
    return fixed.get(start[:4])


def _refuse_known(start: bytes) -> None:
    if start[4:8] == _AUDIBLE_AA:
        raise UnfitAudioError("drm", "an Audible AA file: its audio is encrypted")
    for magic, name in _UNSUPPORTED:
        if start.startswith(magic):
            raise UnfitAudioError(
                "unsupported", f"{name} is not taken; deliver FLAC, WAV, AIFF, MP3, Ogg or M4A"
            )


def _behind_id3(source: Source) -> Kind:
    start = skip_id3(source)
    if start > source.size:
        raise UnfitAudioError(
            "truncated",
            f"the ID3 tag says that it ends at byte {start}, but the file ends at byte {source.size}",
        )
    if start and start == source.size:
        raise UnfitAudioError("empty", "the file holds an ID3 tag and nothing else")
    head = source.at(start, 4)
    if head == b"fLaC":
        return Kind.FLAC
    if _mpeg.find_first(source) is not None:
        return Kind.MPEG
    if len(head) == 4 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        raise UnfitAudioError("unsupported", "a bare AAC stream (ADTS) is not taken; deliver it as M4A")
    raise UnfitAudioError(
        "not-audio", "the content is no audio format that is known here, whatever the name says"
    )
