"""FLAC (RFC 9639): its metadata blocks, and the MD5 of the samples that STREAMINFO carries."""

from nachklang.audio._id3 import skip_id3
from nachklang.audio._source import Source
from nachklang.audio._values import Structure, UnfitAudioError

_MAX_BLOCKS = 10_000


def read_flac(source: Source) -> Structure:
    """Walk the metadata blocks; refuse a file that ends within them or has no STREAMINFO first."""
    start = skip_id3(source)
    stream_info = source.at(start + 8, 34)
    end = _metadata_end(source, start + 4)
    structure = read_stream_info(stream_info, metadata_size=end - start)
    if end == source.size:
        code = "truncated" if structure.samples else "empty"
        raise UnfitAudioError(code, "the file ends behind its metadata: there is no audio")
    return structure


def read_stream_info(block: bytes, *, metadata_size: int = 0) -> Structure:
    """Read the 34 bytes of STREAMINFO (RFC 9639, 8.2); a count of 0 and an MD5 of zeros mean unknown."""
    if len(block) < 34:
        raise UnfitAudioError("truncated", "the file ends within STREAMINFO, its first block")
    packed = int.from_bytes(block[10:18])
    samples = packed & (1 << 36) - 1 or None
    md5 = block[18:34] if any(block[18:34]) else None
    warnings = []
    if md5 is None:
        warnings.append(
            "STREAMINFO carries no MD5 of the samples, so that they could not be compared with it"
        )
    return Structure(
        samples=samples,
        least=samples,
        bit_depth=(packed >> 36 & 31) + 1,
        pcm_md5=md5,
        metadata_size=metadata_size,
        warnings=tuple(warnings),
    )


def _metadata_end(source: Source, position: int) -> int:
    for number in range(_MAX_BLOCKS):
        head = source.at(position, 4)
        size = int.from_bytes(head[1:4])
        if len(head) < 4 or position + 4 + size > source.size:
            raise UnfitAudioError(
                "truncated", f"the file ends within metadata block {number}, at byte {source.size}"
            )
        if number == 0 and (head[0] & 0x7F, size) != (0, 34):
            raise UnfitAudioError("corrupt", "the first metadata block is not STREAMINFO")
        position += 4 + size
        if head[0] & 0x80:
            return position
    raise UnfitAudioError("corrupt", f"there are more than {_MAX_BLOCKS} metadata blocks")
