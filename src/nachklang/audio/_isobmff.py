"""ISO base media (MP4, M4A, QuickTime; ISO/IEC 14496-12) walked box by box: marks of DRM, then wholeness.

Marks: protected sample entries and protection boxes of common encryption (ISO/IEC 23001-7), FairPlay,
Audible, PIFF and OMA. They are only looked for; nothing here or anywhere in Nachklang decrypts.
"""

from dataclasses import dataclass, field

from nachklang.audio._source import Source
from nachklang.audio._values import Structure, UnfitAudioError

_CONTAINERS = frozenset(
    (
        b"moov",
        b"trak",
        b"mdia",
        b"minf",
        b"stbl",
        b"moof",
        b"traf",
        b"mvex",
        b"edts",
        b"sinf",
        b"schi",
        b"wave",
    )
)
_MARKS = frozenset(
    (
        b"sinf",
        b"schm",
        b"schi",
        b"tenc",
        b"pssh",
        b"senc",
        b"adrm",
        b"ipro",
        b"odrm",
        b"ohdr",
        b"odkm",
        b"pinf",
    )
)
_ENTRIES = frozenset((b"enca", b"encv", b"enct", b"encs", b"drms", b"drmi", b"aavd"))
_SOUND_ENTRIES = frozenset(
    (b"mp4a", b"alac", b"fLaC", b"Opus", b".mp3", b"sowt", b"twos", b"lpcm", b"in24", b"in32")
)
_QUICKTIME_MORE = {1: 16, 2: 36}  # bytes that these versions of a sound entry have before the boxes within
_BRANDS = frozenset((b"aax ", b"aaxc", b"M4P ", b"odcf", b"opf2"))
_PIFF = frozenset(
    bytes.fromhex(text)
    for text in (
        "d08a4f1810f34a82b6c832d8aba183d3",
        "8974dbce7be74c5184f97148f9882554",
        "a2394f525a9b4f14a2446c427c648df4",
    )
)
_MAX_BOXES = 100_000
_MAX_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its name, the offset of its content, and the offset behind it."""

    name: bytes
    content: int
    end: int


@dataclass(slots=True)
class Survey:
    """What a walk met. `defect` is the first thing that could not be read; marks met before it stand."""

    marks: list[str] = field(default_factory=list)
    top: list[Box] = field(default_factory=list)
    boxes: int = 0
    defect: UnfitAudioError | None = None


def survey(source: Source) -> Survey:
    """Walk the whole file within fixed bounds of count and depth."""
    result = Survey()
    try:
        _walk(source, Box(b"", 0, source.size), 0, result)
    except UnfitAudioError as defect:
        result.defect = defect
    return result


def marks(source: Source) -> list[str]:
    """Return the marks of DRM by name; a file that cannot be walked to its end is refused as it stands."""
    result = survey(source)
    if result.defect is not None and not result.marks:
        raise result.defect
    return result.marks


def read_mp4(source: Source) -> Structure:
    """Refuse a file without its index (moov) or without audio; say how large its index is."""
    top = survey(source).top
    names = {box.name for box in top}
    if b"moov" not in names:
        raise UnfitAudioError(
            "truncated", "there is no moov box: the recording was never finished, or its end is lost"
        )
    if names.isdisjoint((b"mdat", b"moof")):
        raise UnfitAudioError("empty", "there is no mdat box, so no audio")
    return Structure(
        metadata_size=sum(box.end - box.content for box in top if box.name in {b"moov", b"meta", b"udta"})
    )


def _walk(source: Source, parent: Box, depth: int, result: Survey) -> None:
    if depth > _MAX_DEPTH:
        raise UnfitAudioError("corrupt", f"boxes are nested more than {_MAX_DEPTH} deep")
    position = parent.content
    while parent.end - position >= 8:
        box = _box(source, position, parent, depth)
        result.boxes += 1
        if result.boxes > _MAX_BOXES:
            raise UnfitAudioError("corrupt", f"there are more than {_MAX_BOXES} boxes")
        if depth == 0:
            result.top.append(box)
        _inspect(source, box, depth, result)
        position = box.end
    if depth == 0 and position != parent.end:
        raise UnfitAudioError("truncated", f"the file ends within the header of a box, at byte {parent.end}")


def _box(source: Source, position: int, parent: Box, depth: int) -> Box:
    head = source.at(position, 16)
    size, content = int.from_bytes(head[:4]), position + 8
    if size == 1:
        size, content = int.from_bytes(head[8:16]), position + 16
    elif size == 0:
        size = parent.end - position
    end = position + size
    if end < content or end > parent.end:
        code = "truncated" if depth == 0 and end > parent.end else "corrupt"
        raise UnfitAudioError(
            code,
            f"box {head[4:8]!r} at byte {position} states {size} bytes and so goes beyond byte {parent.end}",
        )
    return Box(head[4:8], content, end)


def _inspect(source: Source, box: Box, depth: int, result: Survey) -> None:
    if box.name in _MARKS:
        result.marks.append(f"box {box.name.decode()}")
    elif box.name == b"uuid" and source.at(box.content, 16) in _PIFF:
        result.marks.append("PIFF protection box")
    elif box.name in {b"sgpd", b"sbgp"} and source.at(box.content + 4, 4) == b"seig":
        result.marks.append("encrypted sample group (seig)")
    elif box.name in {b"ftyp", b"styp"}:
        _inspect_brands(source, box, result)
    if box.name == b"stsd":
        _inspect_entries(source, box, depth, result)
    elif box.name in _CONTAINERS:
        _walk(source, box, depth + 1, result)


def _inspect_brands(source: Source, box: Box, result: Survey) -> None:
    content = source.at(box.content, min(box.end - box.content, 1024))
    brands = {content[:4], *(content[place : place + 4] for place in range(8, len(content), 4))}
    result.marks.extend(f"brand {brand.decode()!r}" for brand in sorted(brands & _BRANDS))


def _inspect_entries(source: Source, table: Box, depth: int, result: Survey) -> None:
    quicktime = source.at(table.content, 1) == b"\0"
    position = table.content + 8
    while table.end - position >= 8:
        entry = _box(source, position, table, depth + 1)
        result.boxes += 1
        if entry.name in _ENTRIES:
            result.marks.append(f"sample entry {entry.name.decode()}")
        # Only sound entries are known to have this layout; a cover's entry would read as damaged boxes.
        elif entry.name in _SOUND_ENTRIES:
            version = int.from_bytes(source.at(entry.content + 8, 2)) if quicktime else 0
            within = entry.content + 28 + _QUICKTIME_MORE.get(version, 0)
            _walk(source, Box(entry.name, within, entry.end), depth + 1, result)
        position = entry.end
