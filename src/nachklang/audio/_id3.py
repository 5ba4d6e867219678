"""ID3v2 tags as bytes: where they end, and what in them must not be opened (id3.org, v2.3 and v2.4)."""

from nachklang.audio._source import Source

_ENCRYPTION_FRAMES = frozenset((b"AENC", b"ENCR"))


def skip_id3(source: Source, offset: int = 0) -> int:
    """Return the offset behind the ID3v2 tags at `offset` (four at most); it may lie beyond the file."""
    for _ in range(4):
        head = source.at(offset, 10)
        if len(head) < 10 or head[:3] != b"ID3" or any(byte & 0x80 for byte in head[6:10]):
            return offset
        footer = 10 if head[5] & 0x10 else 0
        offset += 10 + synchsafe(head[6:10]) + footer
    return offset


def synchsafe(data: bytes) -> int:
    """Read an integer of seven bits a byte."""
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value


def has_encryption(tag: bytes) -> bool:
    """Say whether the tag declares encrypted audio or encrypted frames (AENC, ENCR)."""
    return any(name in _ENCRYPTION_FRAMES for name, _ in _frames(tag))


def has_compression(tag: bytes) -> bool:
    """Say whether a frame is deflated: it could grow to any size when opened."""
    bit = 0x08 if tag[3:4] == b"\x04" else 0x80
    return any(flags & bit for _, flags in _frames(tag))


def _frames(tag: bytes) -> set[tuple[bytes, int]]:
    # Some writers of v2.4 state sizes as plain integers, and readers guess: both readings are followed.
    if tag[3:4] not in {b"\x03", b"\x04"}:
        return set()
    body = tag[10:]
    if tag[3:4] == b"\x03" and tag[5] & 0x80:
        body = body.replace(b"\xff\x00", b"\xff")
    return _walk(body, plain=True) | _walk(body, plain=False)


def _walk(body: bytes, *, plain: bool) -> set[tuple[bytes, int]]:
    found: set[tuple[bytes, int]] = set()
    position = 0
    while position + 10 <= len(body):
        name, size = body[position : position + 4], body[position + 4 : position + 8]
        if not (name.isalnum() and name.isupper()):
            break
        found.add((name, body[position + 9]))
        position += 10 + (int.from_bytes(size) if plain else synchsafe(size))
    return found
