"""Ogg (RFC 3533) walked page by page: checksums, sequence, the end mark, and the granule positions."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from nachklang.audio._source import Source
from nachklang.audio._values import UnfitAudioError

_CONTINUED, _FIRST, _LAST = 1, 2, 4
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
NO_GRANULE = -1


@dataclass(frozen=True, slots=True)
class Page:
    """A page that passed its checksum. `granule` is -1 where no packet ends on it."""

    offset: int
    flags: int
    granule: int
    serial: int
    sequence: int
    lacing: bytes
    body: bytes

    @property
    def is_first(self) -> bool:
        """Whether a logical stream begins here."""
        return bool(self.flags & _FIRST)

    @property
    def is_last(self) -> bool:
        """Whether the logical stream ends here."""
        return bool(self.flags & _LAST)

    @property
    def continues(self) -> bool:
        """Whether the first packet began on an earlier page."""
        return bool(self.flags & _CONTINUED)

    @property
    def is_open(self) -> bool:
        """Whether the last packet goes on beyond this page."""
        return self.lacing[-1:] == b"\xff"

    def packets(self) -> Iterator[bytes]:
        """Yield the packets and parts of packets on this page, in order."""
        start = end = 0
        for size in self.lacing:
            end += size
            if size < 255:
                yield self.body[start:end]
                start = end
        if self.is_open:
            yield self.body[start:]


def pages(source: Source) -> Iterator[Page]:
    """Yield every page; refuse foreign bytes and bad checksums (corrupt) and a cut last page (truncated)."""
    position = 0
    while position < source.size:
        page, position = _page(source, position)
        yield page


def _page(source: Source, offset: int) -> tuple[Page, int]:
    head = source.at(offset, 27)
    if not head.startswith(b"OggS"[: len(head)]):
        raise UnfitAudioError(
            "corrupt", f"at byte {offset} an Ogg page should begin, but other bytes stand there"
        )
    lacing = source.at(offset + 27, head[26]) if len(head) == 27 else b""
    body = source.at(offset + 27 + len(lacing), sum(lacing))
    if len(head) < 27 or len(lacing) < head[26] or len(body) < sum(lacing):
        raise UnfitAudioError(
            "truncated", f"the Ogg page at byte {offset} is cut off: the file ends at byte {source.size}"
        )
    if checksum(head[:22] + bytes(4) + head[26:] + lacing + body) != int.from_bytes(head[22:26], "little"):
        raise UnfitAudioError("corrupt", f"the checksum of the Ogg page at byte {offset} is wrong")
    page = Page(
        offset=offset,
        flags=head[5],
        granule=int.from_bytes(head[6:14], "little", signed=True),
        serial=int.from_bytes(head[14:18], "little"),
        sequence=int.from_bytes(head[18:22], "little"),
        lacing=lacing,
        body=body,
    )
    return page, offset + 27 + len(lacing) + len(body)


def checksum(data: bytes) -> int:
    """Return Ogg's CRC-32: the polynomial of zlib's, with bits in the other order and no inversion.

    So zlib does the work on mirrored bytes: its register starts at 0 when told that it held all ones.
    """
    register = zlib.crc32(data.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(register.to_bytes(4, "little").translate(_MIRRORED))
