"""Read a file's tags with mutagen, name them alike for all formats, and keep their size within reason."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from nachklang.audio import _tag_names
from nachklang.audio._gate import MAX_ID3
from nachklang.audio._id3 import has_compression
from nachklang.audio._identify import Kind
from nachklang.audio._source import Source
from nachklang.audio._values import Structure, Tags

MAX_TEXT = 65_536  # characters of one value: room for any honest text, none for a novel
MAX_VALUES = 64  # values of one key
_MAX_METADATA = 64 * 1024 * 1024  # bytes: four covers of FLAC's largest size
_FREEFORM = "----:com.apple.iTunes:"

RawField = tuple[str, str, str]  # normalised key, raw name, text


class UnreadTagError(Exception):
    """A tag was left unread on purpose; the message is the warning."""


def read_tags(path: Path, source: Source, kind: Kind, structure: Structure) -> tuple[Tags, list[str]]:
    """Return the tags and warnings. Damaged tags never condemn a file whose audio is whole."""
    if structure.metadata_size > _MAX_METADATA:
        return Tags(), [f"the tags were not read: {structure.metadata_size} bytes of them are beyond reason"]
    warnings: list[str] = []
    fields = list(_chunk_fields(structure))
    try:
        fields += list(_READERS[kind](path, source, structure))
    except UnreadTagError as error:
        warnings.append(str(error))
        fields = _without_statements(fields)
    except Exception as error:  # noqa: BLE001 - the parser meets hostile bytes and fails in ways of its own
        warnings.append(f"the tags cannot be read: {type(error).__name__}: {error}")
        fields = _without_statements(fields)
    return _collect(fields, warnings), warnings


def _without_statements(fields: Iterable[RawField]) -> list[RawField]:
    """Leave out what is said of rights: what could not be read may say whom it does not speak for."""
    return [field for field in fields if field[0] not in {"license", "copyright"}]


def _chunk_fields(structure: Structure) -> Iterator[RawField]:
    for name, text in structure.texts:
        if key := _tag_names.CHUNKS.get(name):
            yield key, name, text


def _vorbis_fields(comments: Iterable[tuple[str, str]] | None) -> Iterator[RawField]:
    for name, text in comments or ():
        if key := _tag_names.FREE.get(name.upper()):
            yield key, name, text


def _flac(path: Path, _source: Source, _structure: Structure) -> Iterator[RawField]:
    reader: Any = FLAC
    return _vorbis_fields(reader(path).tags)


def _ogg(path: Path, source: Source, _structure: Structure) -> Iterator[RawField]:
    start = source.at(0, 512)
    reader: Any = OggOpus if b"OpusHead" in start else OggFLAC if b"\x7fFLAC" in start else OggVorbis
    return _vorbis_fields(reader(path).tags)


def _id3(_path: Path, source: Source, structure: Structure) -> Iterator[RawField]:
    if structure.id3 is None:
        return
    offset, size = structure.id3
    tag = source.at(offset, min(size, MAX_ID3 + 1))
    if len(tag) > MAX_ID3 or has_compression(tag):
        raise UnreadTagError("the ID3 tag was not read: it is compressed or beyond reason in size")
    reader: Any = ID3
    for frame in reader(BytesIO(tag)).values():
        name = frame.FrameID
        key = _tag_names.ID3.get(name)
        if name == "TXXX":
            key, name = _tag_names.FREE.get(frame.desc.upper()), f"TXXX:{frame.desc}"
        if key is not None:
            texts = [frame.url] if name == "WCOP" else frame.text
            for text in [texts] if isinstance(texts, str) else texts:
                yield key, name, str(text)


def _mp4(path: Path, _source: Source, _structure: Structure) -> Iterator[RawField]:
    reader: Any = MP4
    for name, values in (reader(path).tags or {}).items():
        key = _tag_names.MP4.get(name)
        if name.startswith(_FREEFORM):
            key = _tag_names.FREE.get(name.removeprefix(_FREEFORM).upper())
        if key is None:
            continue
        for value in [values] if isinstance(values, str) else values:
            yield key, name, _mp4_text(value)


def _mp4_text(value: object) -> str:
    if isinstance(value, tuple):
        return f"{value[0]}/{value[1]}" if value[1] else str(value[0])
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


_READERS: dict[Kind, Callable[[Path, Source, Structure], Iterator[RawField]]] = {
    Kind.FLAC: _flac,
    Kind.OGG: _ogg,
    Kind.MPEG: _id3,
    Kind.WAV: _id3,
    Kind.AIFF: _id3,
    Kind.MP4: _mp4,
}


def _collect(fields: Iterable[RawField], warnings: list[str]) -> Tags:
    values: dict[str, list[str]] = {}
    names: dict[str, list[str]] = {}
    full: set[str] = set()
    for key, name, text in _split_totals(fields):
        safe = _safe(text)
        if len(safe) > MAX_TEXT:
            warnings.append(f"the tag {_safe(name)!r} has {len(safe)} characters: cut to {MAX_TEXT}")
            safe = safe[:MAX_TEXT]
        if not safe or safe in values.get(key, ()):
            continue
        if len(values.setdefault(key, [])) >= MAX_VALUES:
            if key not in full:
                warnings.append(f"there are more than {MAX_VALUES} values of {key}: the rest was left out")
            full.add(key)
            continue
        values[key].append(safe)
        names.setdefault(key, []).append(_safe(name))
    return Tags(
        {key: tuple(texts) for key, texts in values.items()}, {key: tuple(raw) for key, raw in names.items()}
    )


def _split_totals(fields: Iterable[RawField]) -> Iterator[RawField]:
    for key, name, text in fields:
        number, slash, total = text.partition("/")
        if key not in {"tracknumber", "discnumber"} or not slash:
            yield key, name, text
            continue
        yield key, name, number
        if key == "tracknumber":
            yield "tracktotal", name, total


def _safe(text: str) -> str:
    """Return the text without NUL and lone surrogates, which neither UTF-8 nor a database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "").strip()
