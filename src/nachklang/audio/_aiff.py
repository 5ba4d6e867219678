"""AIFF and AIFF-C (Apple, 1989 and 1991) walked chunk by chunk."""

from collections.abc import Iterator

from nachklang.audio._riff import Chunk, text
from nachklang.audio._source import Source
from nachklang.audio._values import Structure, UnfitAudioError

_MAX_CHUNKS = 10_000
_MAX_TEXT_CHUNK = 1 << 20
_COMPRESSIONS = frozenset(
    (b"NONE", b"sowt", b"twos", b"fl32", b"FL32", b"fl64", b"FL64", b"in24", b"in32", b"raw ")
)
_TEXTS = (b"NAME", b"AUTH", b"(c) ")


def read_aiff(source: Source) -> Structure:
    """Compare COMM, SSND and the file's size; refuse what is cut off or lacks its description."""
    chunks = list(_chunks(source))
    named = {chunk.name: chunk for chunk in reversed(chunks)}
    if b"COMM" not in named or named[b"COMM"].size < 18:
        raise UnfitAudioError("corrupt", "there is no whole COMM chunk, so nothing says what the samples are")
    common = source.at(named[b"COMM"].offset, 22)
    compression = common[18:22] if source.at(8, 4) == b"AIFC" else b"NONE"
    if compression not in _COMPRESSIONS:
        raise UnfitAudioError("unsupported", f"AIFF-C compression {compression!r} is not taken; deliver PCM")
    samples = int.from_bytes(common[2:6])
    if samples and b"SSND" not in named:
        raise UnfitAudioError("truncated", f"COMM states {samples} samples, but there is no sound chunk")
    ids = [chunk for chunk in chunks if chunk.name in {b"ID3 ", b"id3 "}]
    return Structure(
        samples=samples,
        least=samples,
        bit_depth=int.from_bytes(common[6:8]),
        metadata_size=sum(chunk.size for chunk in ids),
        texts=tuple(
            (f"AIFF:{chunk.name.decode()}", text(source.at(chunk.offset, chunk.size)))
            for chunk in chunks
            if chunk.name in _TEXTS and chunk.size <= _MAX_TEXT_CHUNK
        ),
        id3=(ids[0].offset, ids[0].size) if ids else None,
    )


def _chunks(source: Source) -> Iterator[Chunk]:
    form = int.from_bytes(source.at(4, 4))
    if form + 8 > source.size + 1:
        raise UnfitAudioError(
            "truncated", f"the FORM header states {form + 8} bytes, but the file has {source.size}"
        )
    position = 12
    for _ in range(_MAX_CHUNKS):
        head = source.at(position, 8)
        if len(head) < 8:
            return
        chunk = Chunk(head[:4], position + 8, int.from_bytes(head[4:8]))
        if chunk.offset + chunk.size > source.size:
            raise UnfitAudioError(
                "truncated",
                f"chunk {head[:4]!r} at byte {position} states {chunk.size} bytes, "
                f"but the file ends at byte {source.size}",
            )
        yield chunk
        position = chunk.end
    raise UnfitAudioError("corrupt", f"there are more than {_MAX_CHUNKS} chunks")
