"""Reading plain files without being led astray, and both digests from one reading."""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nachklang.vault._hashing import BLOCK, LARGE, Hash, hash_blocks


@dataclass(frozen=True, slots=True)
class Measured:
    """Size in bytes and lower-case hex digests of what was read."""

    size: int
    sha512: str
    sha256: str


@contextmanager
def opened(path: Path | str) -> Iterator[int]:
    """Open a plain file and give its descriptor; raises OSError, also for links, folders, pipes, devices."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it is a symbolic link, not a plain file") from error
        raise
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a plain file")
        yield descriptor
    finally:
        os.close(descriptor)


def forget_cached(descriptor: int) -> None:
    """Ask the system to drop what it keeps of a file in memory, so that the disk itself is read."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def measure(
    descriptor: int,
    *,
    on_bytes: Callable[[int], None] | None = None,
    on_block: Callable[[memoryview], None] | None = None,
) -> Measured:
    """Read to the end, once; `on_block` gets the bytes, `on_bytes` their number, both in this thread."""
    hashes = hashlib.sha512(), hashlib.sha256()

    def read(block: memoryview) -> int:
        filled = os.readv(descriptor, [block])
        if on_bytes is not None and filled:
            on_bytes(filled)
        return filled

    expected = os.fstat(descriptor).st_size
    if expected > LARGE:
        with ThreadPoolExecutor(len(hashes), thread_name_prefix="hashing") as threads:
            size = hash_blocks(read, hashes, threads, on_block)
    else:
        size = _measure_small(read, expected, hashes, on_block)
    return Measured(size, *(one.hexdigest() for one in hashes))


def _measure_small(
    read: Callable[[memoryview], int],
    expected: int,
    hashes: Sequence[Hash],
    on_block: Callable[[memoryview], None] | None,
) -> int:
    """Do all in this thread, sparing the reading that would only find the end."""
    size, block = 0, memoryview(bytearray(min(expected, BLOCK) or 1))
    while filled := read(block):
        for one in hashes:
            one.update(block[:filled])
        if on_block is not None:
            on_block(block[:filled])
        size += filled
        if size >= expected:
            break
    return size


def measure_bytes(data: bytes) -> Measured:
    """Measure bytes that are in memory."""
    return Measured(len(data), hashlib.sha512(data).hexdigest(), hashlib.sha256(data).hexdigest())


def read_plain(path: Path, *, limit: int) -> bytes:
    """Read a plain file of at most `limit` bytes; raises OSError, also where it is longer."""
    with opened(path) as descriptor, os.fdopen(os.dup(descriptor), "rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"it is longer than {limit} bytes")
    return data
