"""WAV (RIFF; RF64 and BW64 of EBU Tech 3306 and ITU-R BS.2088) walked chunk by chunk."""

from collections.abc import Iterator
from dataclasses import dataclass

from nachklang.audio._source import Source
from nachklang.audio._values import Structure, UnfitAudioError

_UNKNOWN = 0xFFFFFFFF
_EXTENSIBLE = 0xFFFE
_PLAIN = {1: "PCM", 3: "float"}
_COMPANDED = {6: "A-law", 7: "mu-law"}
_MAX_CHUNKS = 10_000
_MAX_TEXT_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk: its name, where its content starts, and its content's size in bytes."""

    name: bytes
    offset: int
    size: int

    @property
    def end(self) -> int:
        """The offset of the next chunk: contents are padded to an even size."""
        return self.offset + self.size + (self.size & 1)


@dataclass(frozen=True, slots=True)
class Format:
    """The `fmt ` chunk: format number, bytes in one sample of all channels, bits in a sample."""

    number: int
    block: int
    bits: int


def read_wav(source: Source) -> Structure:
    """Compare the sizes that the chunks state with the file; refuse what is cut off or contradicts itself."""
    chunks = list(_chunks(source))
    named = {chunk.name: chunk for chunk in reversed(chunks)}
    if b"fmt " not in named:
        raise UnfitAudioError("corrupt", "there is no fmt chunk, so nothing says what the samples are")
    form = _format(source, named[b"fmt "])
    if b"data" not in named:
        raise UnfitAudioError("empty", "there is no data chunk, so no sample")
    data, warnings = named[b"data"], []
    samples: int | None = data.size // form.block
    if data.size == _UNKNOWN:
        samples = None
        warnings.append("the header does not say how long the audio is (it was written as a stream)")
    elif data.size % form.block:
        warnings.append(f"the data chunk ends with {data.size % form.block} bytes that are no whole sample")
    if (tail := source.size - max(chunk.end for chunk in chunks)) > 1 and samples is not None:
        warnings.append(f"{tail} bytes behind the last chunk")
    ids = [chunk for chunk in chunks if chunk.name in {b"id3 ", b"ID3 "}]
    return Structure(
        samples=samples,
        least=samples,
        bit_depth=None if form.number in _COMPANDED else form.bits,
        metadata_size=sum(chunk.size for chunk in ids),
        texts=tuple(_info_texts(source, chunks)),
        id3=(ids[0].offset, ids[0].size) if ids else None,
        warnings=tuple(warnings),
    )


def _chunks(source: Source) -> Iterator[Chunk]:
    riff = int.from_bytes(source.at(4, 4), "little")
    if riff not in {0, _UNKNOWN} and riff + 8 > source.size + 1:
        raise UnfitAudioError(
            "truncated", f"the RIFF header states {riff + 8} bytes, but the file has {source.size}"
        )
    wide = _data_size_64(source)
    position = 12
    for _ in range(_MAX_CHUNKS):
        head = source.at(position, 8)
        if len(head) < 8:
            return
        size = int.from_bytes(head[4:8], "little")
        streamed = head[:4] == b"data" and size == _UNKNOWN
        if streamed and wide is not None:
            size = wide
        elif streamed:
            yield Chunk(b"data", position + 8, _UNKNOWN)
            return
        if not head[:4].isascii() or not head[:4].decode().isprintable():
            return
        if position + 8 + size > source.size:
            raise UnfitAudioError(
                "truncated",
                f"chunk {head[:4].decode()!r} at byte {position} states {size} bytes, "
                f"but the file ends at byte {source.size}",
            )
        chunk = Chunk(head[:4], position + 8, size)
        yield chunk
        position = chunk.end
    raise UnfitAudioError("corrupt", f"there are more than {_MAX_CHUNKS} chunks")


def _data_size_64(source: Source) -> int | None:
    if source.at(0, 4) == b"RIFF" or source.at(12, 4) != b"ds64":
        return None
    return int.from_bytes(source.at(28, 8), "little")


def _format(source: Source, chunk: Chunk) -> Format:
    content = source.at(chunk.offset, min(chunk.size, 40))
    if len(content) < 16:
        raise UnfitAudioError("corrupt", f"the fmt chunk has {len(content)} bytes; 16 are the least")
    number = int.from_bytes(content[:2], "little")
    if number == _EXTENSIBLE and len(content) >= 26:
        number = int.from_bytes(content[24:26], "little")
    if number not in _PLAIN | _COMPANDED:
        raise UnfitAudioError(
            "unsupported", f"WAV of format 0x{number:04x} is not taken; deliver PCM, float, A-law or mu-law"
        )
    block, bits = int.from_bytes(content[12:14], "little"), int.from_bytes(content[14:16], "little")
    if block == 0 or bits == 0:
        raise UnfitAudioError("corrupt", "the fmt chunk states samples of no size")
    return Format(number, block, bits)


def _info_texts(source: Source, chunks: list[Chunk]) -> Iterator[tuple[str, str]]:
    for chunk in chunks:
        if chunk.name != b"LIST" or chunk.size > _MAX_TEXT_CHUNK or source.at(chunk.offset, 4) != b"INFO":
            continue
        content = source.at(chunk.offset + 4, chunk.size - 4)
        while len(content) >= 8:
            size = int.from_bytes(content[4:8], "little")
            yield f"INFO:{content[:4].decode('latin-1')}", text(content[8 : 8 + size])
            content = content[8 + size + (size & 1) :]


def text(data: bytes) -> str:
    """Read a text of unstated encoding: UTF-8 where it is that, else Windows-1252's superset of Latin-1."""
    data = data.split(b"\0")[0]
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
