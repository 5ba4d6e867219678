"""The logical streams of an Ogg file: exactly one of audio, whole from its first page to its last."""

from dataclasses import dataclass, field

from nachklang.audio._flac import read_stream_info
from nachklang.audio._ogg import NO_GRANULE, Page, pages
from nachklang.audio._source import Source
from nachklang.audio._values import Structure, UnfitAudioError

_CODECS = {b"\x01vorbis": "vorbis", b"OpusHead": "opus", b"\x7fFLAC": "flac"}
_OTHERS = {
    b"Speex   ": "Speex",
    b"\x80theora": "Theora (moving pictures)",
    b"BBCD": "Dirac (moving pictures)",
}
_SKELETON = b"fishead\0"
_VORBIS_HEADERS = 3


@dataclass(slots=True)
class Stream:
    """One logical stream as far as it was walked. `granules` are the first and the last of audio pages."""

    codec: str
    first_packet: bytes
    sequence: int
    granules: list[int] = field(default_factory=list)
    ended: bool = False
    open: bool = False
    headers: int = 0
    repeated_at: int | None = None
    turned_back_at: int | None = None
    metadata_size: int = 0


def read_ogg(source: Source) -> Structure:
    """Walk all pages; refuse damage, a missing end and anything but one Vorbis, Opus or FLAC stream."""
    streams: dict[int, Stream] = {}
    for page in pages(source):
        if page.is_first:
            _begin(streams, page)
        else:
            _continue(streams, page)
    audio = [stream for stream in streams.values() if stream.codec != "skeleton"]
    if not audio:
        raise UnfitAudioError("not-audio", "the Ogg file holds no audio stream")
    if len(audio) > 1:
        raise UnfitAudioError(
            "unsupported", f"the Ogg file holds {len(audio)} streams; deliver each as its own file"
        )
    return _structure(audio[0])


def _begin(streams: dict[int, Stream], page: Page) -> None:
    if page.serial in streams:
        raise UnfitAudioError(
            "corrupt", f"the stream {page.serial} begins a second time at byte {page.offset}"
        )
    if len(streams) >= 16:
        raise UnfitAudioError("unsupported", "the Ogg file holds more than 16 streams")
    packet = next(page.packets(), b"")
    stream = Stream(_codec(packet), packet, page.sequence, ended=page.is_last, open=page.is_open)
    _note_headers(stream, page)
    streams[page.serial] = stream


def _codec(packet: bytes) -> str:
    for magic, name in _OTHERS.items():
        if packet.startswith(magic):
            raise UnfitAudioError(
                "unsupported", f"a stream of {name} is not taken; deliver Vorbis, Opus or FLAC"
            )
    if packet.startswith(_SKELETON):
        return "skeleton"
    for magic, name in _CODECS.items():
        if packet.startswith(magic):
            return name
    raise UnfitAudioError("unsupported", "the Ogg file holds a stream of an unknown codec")


def _continue(streams: dict[int, Stream], page: Page) -> None:
    stream = streams.get(page.serial)
    if stream is None:
        raise UnfitAudioError(
            "corrupt", f"the page at byte {page.offset} belongs to a stream that never began"
        )
    if stream.ended:
        raise UnfitAudioError("corrupt", f"the page at byte {page.offset} comes behind the end of its stream")
    if page.sequence != (stream.sequence + 1) & 0xFFFFFFFF:
        raise UnfitAudioError(
            "corrupt",
            f"pages are missing before byte {page.offset}: {page.sequence} follows {stream.sequence}",
        )
    if page.continues != stream.open:
        raise UnfitAudioError(
            "corrupt", f"the page at byte {page.offset} does not go on where the last one stopped"
        )
    _note_headers(stream, page)
    if page.granule != NO_GRANULE and not (page.granule == 0 and not stream.granules):
        if stream.granules and page.granule < stream.granules[-1] and stream.turned_back_at is None:
            stream.turned_back_at = page.offset
        stream.granules = [*stream.granules[:1], page.granule]
    stream.sequence, stream.ended, stream.open = page.sequence, page.is_last, page.is_open


def _note_headers(stream: Stream, page: Page) -> None:
    # The first audio page is the first one with a granule position that is not 0 (RFC 3533, 6).
    if not stream.granules:
        stream.metadata_size += len(page.body)
    if stream.codec != "vorbis":
        return
    for number, packet in enumerate(page.packets()):
        # Vorbis I, 4.2.1: header packets have an odd first byte and come exactly three times, at the start.
        if (
            (number or not page.continues)
            and packet[:1] in {b"\x01", b"\x03", b"\x05"}
            and packet[1:7] == b"vorbis"
        ):
            stream.headers += 1
            if stream.headers > _VORBIS_HEADERS and stream.repeated_at is None:
                stream.repeated_at = page.offset


def _structure(stream: Stream) -> Structure:
    if stream.open:
        raise UnfitAudioError("truncated", "the last packet of the Ogg stream is not finished")
    if not stream.ended:
        raise UnfitAudioError("truncated", "the last page of the Ogg stream is not marked as its end")
    if not stream.granules:
        raise UnfitAudioError("empty", "the Ogg stream has headers but no audio page")
    pre_skip = int.from_bytes(stream.first_packet[10:12], "little") if stream.codec == "opus" else 0
    # Where time turns back, the last granule position does not count what stands before that place.
    samples = max(0, stream.granules[-1] - pre_skip) if stream.turned_back_at is None else None
    # A stream cut out of a longer one starts late: then the first page's granule is no count of its samples.
    least = max(0, stream.granules[-1] - max(0, stream.granules[0]) - pre_skip)
    flac = read_stream_info(stream.first_packet[17:51]) if stream.codec == "flac" else Structure()
    return Structure(
        samples=samples,
        least=least,
        bit_depth=flac.bit_depth,
        pcm_md5=flac.pcm_md5,
        metadata_size=stream.metadata_size,
        repeated_headers=stream.repeated_at is not None,
        warnings=(*flac.warnings, *_oddities(stream)),
    )


def _oddities(stream: Stream) -> list[str]:
    found = []
    if stream.repeated_at is not None:
        found.append(
            f"the Vorbis headers come again among the audio, in the page at byte {stream.repeated_at}: "
            "players built on FFmpeg may refuse the file, but a decoder passes over them (Vorbis I, 4.3.1)"
        )
    if stream.turned_back_at is not None:
        found.append(
            f"the stream's time turns back in the page at byte {stream.turned_back_at}: "
            "a stretch of audio may be there twice"
        )
    return found
