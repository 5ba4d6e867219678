"""Matroska and WebM (RFC 8794, RFC 9559): only looked through for ContentEncryption."""

from nachklang.audio._source import Source

_ENCRYPTION = {0x5035: "ContentEncryption", 0xAF: "EncryptedBlock"}
_MASTERS = frozenset((0x18538067, 0x1654AE6B, 0xAE, 0x6D80, 0x6240))
_CLUSTER = 0x1F43B675
_MAX_ELEMENTS = 200_000


def marks(source: Source) -> list[str]:
    """Return the names of elements that only protected files have.

    Elements are read as one flat row: masters of interest are entered by reading on behind their header,
    all others are passed over by their size; a cluster of unknown size is entered too.
    """
    found: set[str] = set()
    position = 0
    for _ in range(_MAX_ELEMENTS):
        element = _element(source.at(position, 12))
        if element is None:
            break
        name, size, header = element
        if name in _ENCRYPTION:
            found.add(_ENCRYPTION[name])
        entered = name in _MASTERS or (name == _CLUSTER and size is None)
        position += header + (0 if entered or size is None else size)
    return sorted(found)


def _element(head: bytes) -> tuple[int, int | None, int] | None:
    """Read an element's header: its name, its size (None: unknown), and the header's own length."""
    name_length = _length(head[:1])
    if not 1 <= name_length <= 4 or len(head) <= name_length:
        return None
    size_length = _length(head[name_length : name_length + 1])
    raw = head[name_length : name_length + size_length]
    if size_length == 0 or len(raw) < size_length:
        return None
    size = int.from_bytes(raw) & (1 << 7 * size_length) - 1
    unknown = size == (1 << 7 * size_length) - 1
    return int.from_bytes(head[:name_length]), None if unknown else size, name_length + size_length


def _length(first: bytes) -> int:
    """Read the length of a variable-size integer off its leading zero bits; 0 where there is none."""
    return 9 - first[0].bit_length() if first and first[0] else 0
