"""MPEG audio (ISO 11172-3, 13818-3) walked frame by frame: nothing lost, nothing between the frames."""

from dataclasses import dataclass

from nachklang.audio._id3 import skip_id3
from nachklang.audio._source import Source
from nachklang.audio._values import Structure, UnfitAudioError

_MPEG1_RATES = (44100, 48000, 32000)
_KILOBITS = {
    (1, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SEARCH = 64 * 1024  # how far junk before the first frame is searched through


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame header. Frames of one stream share `likeness`: version, layer, rate and whether it is mono."""

    length: int
    likeness: tuple[int, int, int, bool]
    protected: bool

    @classmethod
    def read(cls, head: bytes) -> "Frame | None":
        """Read four bytes; None where they are no header, or one of free format (bit rate unstated)."""
        if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
            return None
        version, layer = {3: 1, 2: 2, 0: 3}.get(head[1] >> 3 & 3, 0), 4 - (head[1] >> 1 & 3)
        bit_rate, rate = head[2] >> 4, head[2] >> 2 & 3
        if version == 0 or layer == 4 or bit_rate in {0, 15} or rate == 3:
            return None
        hertz = _MPEG1_RATES[rate] >> (version - 1)
        kilobits = _KILOBITS[min(version, 2), layer][bit_rate]
        padding = head[2] >> 1 & 1
        length = _length(version, layer, kilobits, hertz, padding)
        return cls(length, (version, layer, hertz, head[3] >> 6 == 3), protected=not head[1] & 1)


def _length(version: int, layer: int, kilobits: int, hertz: int, padding: int) -> int:
    if layer == 1:
        return (12000 * kilobits // hertz + padding) * 4
    slots = 72000 if layer == 3 and version > 1 else 144000
    return slots * kilobits // hertz + padding


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a Xing, Info or VBRI header says: `frames` without itself, `size` in bytes with itself."""

    frames: int | None
    size: int | None


def find_first(source: Source) -> int | None:
    """Return the offset of the first frame, behind ID3 tags and up to 64 KiB of junk; None without one."""
    start, end = skip_id3(source), _audio_end(source)
    if _chain(source, start, end, 2):
        return start
    window = source.at(start, _SEARCH)
    position = window.find(b"\xff")
    while position >= 0:
        if _chain(source, start + position, end, 4):
            return start + position
        position = window.find(b"\xff", position + 1)
    return None


def read_mpeg(source: Source) -> Structure:
    """Walk all frames; refuse what is cut off (truncated) or has foreign bytes between frames (corrupt)."""
    start = find_first(source)
    first = None if start is None else Frame.read(source.at(start, 4))
    if start is None or first is None:
        raise UnfitAudioError("not-audio", "no MPEG audio frame was found")
    tagged = skip_id3(source)
    warnings = [f"{start - tagged} bytes of junk before the first frame"] if start > tagged else []
    announced = _announcement(source.at(start, first.length), first)
    frames, end = _walk(source, start, first.likeness)
    if announced is not None:
        _compare(announced, frames - 1, end - start, source.size)
    if tail := _audio_end(source) - end:
        warnings.append(f"{tail} bytes behind the last frame that are neither audio nor a known tag")
    return Structure(metadata_size=tagged, id3=(0, tagged) if tagged else None, warnings=tuple(warnings))


def _walk(source: Source, start: int, likeness: tuple[int, int, int, bool]) -> tuple[int, int]:
    position, count, end = start, 0, _audio_end(source)
    while position < end:
        frame = Frame.read(source.at(position, 4))
        if frame is None or frame.likeness != likeness:
            _judge_gap(source, position, end, likeness)
            break
        if position + frame.length > end:
            raise UnfitAudioError(
                "truncated",
                f"the last frame starts at byte {position} and is {frame.length} bytes long, "
                f"but the audio ends at byte {end}",
            )
        position += frame.length
        count += 1
    return count, position


def _judge_gap(source: Source, position: int, end: int, likeness: tuple[int, int, int, bool]) -> None:
    rest = source.at(position, min(end - position, 16 * _SEARCH))
    if len(rest) < 4 and rest[:1] == b"\xff":
        raise UnfitAudioError("truncated", f"the file ends within the header of a frame, at byte {end}")
    found = rest.find(b"\xff")
    while found >= 0:
        frame = Frame.read(rest[found : found + 4])
        if frame is not None and frame.likeness == likeness and _chain(source, position + found, end, 2):
            raise UnfitAudioError(
                "corrupt",
                f"{found} bytes at byte {position} are no MPEG audio frames; the stream goes on behind them",
            )
        found = rest.find(b"\xff", found + 1)
    if len(rest) > _SEARCH or rest.strip(b"\0"):
        raise UnfitAudioError("corrupt", f"from byte {position} to the end the content is no MPEG audio")


def _chain(source: Source, position: int, end: int, wanted: int) -> bool:
    # One stray sync word is common in any data; a row of like frames that lead to each other is not.
    likeness = None
    for count in range(wanted):
        frame = Frame.read(source.at(position, 4))
        if frame is None or (likeness is not None and frame.likeness != likeness):
            return False
        likeness = frame.likeness
        position += frame.length
        if position >= end:
            return position == end or count > 0
    return True


def _announcement(frame: bytes, header: Frame) -> Announcement | None:
    version, mono = header.likeness[0], header.likeness[3]
    side = (17 if mono else 32) if version == 1 else (9 if mono else 17)
    xing = frame[4 + side + (2 if header.protected else 0) :]
    if xing[:4] in {b"Xing", b"Info"} and len(xing) >= 16:
        flags = int.from_bytes(xing[4:8])
        frames = int.from_bytes(xing[8:12]) if flags & 1 else None
        place = 12 if flags & 1 else 8
        return Announcement(frames, int.from_bytes(xing[place : place + 4]) if flags & 2 else None)
    if frame[36:40] == b"VBRI" and len(frame) >= 54:
        return Announcement(int.from_bytes(frame[50:54]), int.from_bytes(frame[46:50]))
    return None


def _compare(announced: Announcement, frames: int, size: int, file_size: int) -> None:
    # Writers disagree on whether the header counts itself, and some count tags as audio: only what no reading
    # of the header explains is held against the file.
    short_by_size = announced.size is not None and size < announced.size
    if announced.frames is not None and frames < announced.frames - (0 if short_by_size else 1):
        raise UnfitAudioError(
            "truncated", f"the header announces {announced.frames} frames, but {frames} are there"
        )
    if announced.size is not None and file_size < announced.size:
        raise UnfitAudioError(
            "truncated", f"the header announces {announced.size} bytes, but the file has {file_size}"
        )


def _audio_end(source: Source) -> int:
    end = source.size
    if source.at(end - 128, 3) == b"TAG" and end >= 128:
        end -= 128
    if end >= 15 and source.at(end - 9, 9) == b"LYRICS200" and source.at(end - 15, 6).isdigit():
        end = max(0, end - 15 - int(source.at(end - 15, 6)))
    if end >= 32 and source.at(end - 32, 8) == b"APETAGEX":
        footer = source.at(end - 32, 32)
        header = 32 if footer[23] & 0x80 else 0
        end = max(0, end - int.from_bytes(footer[12:16], "little") - header)
    return end
