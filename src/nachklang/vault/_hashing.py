"""Reading in one thread while each digest is computed in a thread of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Final, Protocol

BLOCK: Final = 1 << 20
"""Bytes read at once."""

LARGE: Final = 8 * BLOCK
"""Bytes of a file from which on it is worth handing its blocks to other threads."""


class Hash(Protocol):
    """What hashlib makes."""

    def update(self, data: memoryview, /) -> None:
        """Take in more bytes."""
        ...

    def hexdigest(self) -> str:
        """Return the digest of all bytes so far."""
        ...


def hash_blocks(
    read: Callable[[memoryview], int],
    hashes: Sequence[Hash],
    threads: Executor,
    keep: Callable[[memoryview], None] | None = None,
) -> int:
    """Read to the end, block after block, and return the number of bytes; two blocks of memory are used.

    `read` fills a block and says how much there was. While `threads` hash it, `keep` gets it and the next
    one is read, both here: hashlib lets go of the interpreter, so only the slowest of all takes time.
    """
    block, following = memoryview(bytearray(BLOCK)), memoryview(bytearray(BLOCK))
    size, filled = 0, read(block)
    while filled:
        jobs = [threads.submit(one.update, block[:filled]) for one in hashes]
        size += filled
        try:
            if keep is not None:
                keep(block[:filled])
            filled = read(following)
        finally:
            for job in jobs:
                job.result()
        block, following = following, block
    return size
