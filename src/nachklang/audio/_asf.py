"""ASF (WMA): only its header objects are read, to tell a protected file from one that is merely not taken."""

from uuid import UUID

from nachklang.audio._source import Source

_PROTECTION = {
    UUID("2211b3fb-bd23-11d2-b4b7-00a0c955fc6e"): "Content Encryption Object",
    UUID("298ae614-2622-4c17-b935-dae07ee9289c"): "Extended Content Encryption Object",
    UUID("2211b3fc-bd23-11d2-b4b7-00a0c955fc6e"): "Digital Signature Object",
}
_STREAM_PROPERTIES = UUID("b7dc0791-a9b7-11cf-8ee6-00c00c205365")
_ENCRYPTED_STREAM = 0x8000
_MAX_OBJECTS = 10_000


def marks(source: Source) -> list[str]:
    """Return the protection objects in the header (ASF 1.2, 3.14 to 3.16) and flags of encrypted streams."""
    found: list[str] = []
    end = min(source.size, int.from_bytes(source.at(16, 8), "little"))
    position = 30
    for _ in range(_MAX_OBJECTS):
        head = source.at(position, 74)
        size = int.from_bytes(head[16:24], "little")
        if len(head) < 24 or position + 24 > end or size < 24:
            break
        name = UUID(bytes_le=head[:16])
        if name in _PROTECTION:
            found.append(_PROTECTION[name])
        elif name == _STREAM_PROPERTIES and int.from_bytes(head[72:74], "little") & _ENCRYPTED_STREAM:
            found.append("encrypted content flag of a stream")
        position += size
    return found
