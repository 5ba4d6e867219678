"""Digests of many files at once: each file is read once, whatever is asked of it, and all cores hash."""

import hashlib
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Event, local
from typing import Any, Final, Self

from nachklang.vault._hashing import BLOCK, LARGE, Hash, hash_blocks
from nachklang.vault._reading import opened

_HEX_LENGTHS: Final[Mapping[str, int]] = {
    "md5": 32,
    "sha1": 40,
    "sha256": 64,
    "sha512": 128,
    "blake2b-512": 128,
    "blake2b-160": 40,
    "blake2b-256": 64,
    "blake2b-384": 96,
    "sha512/256": 64,
    "sha224": 56,
    "sha384": 96,
    "sha3256": 64,
    "sha3512": 128,
}
_MAKERS: Final[Mapping[str, Callable[[], Any]]] = {
    "md5": partial(hashlib.md5, usedforsecurity=False),
    "sha1": partial(hashlib.sha1, usedforsecurity=False),
    "sha256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "blake2b-512": hashlib.blake2b,
    "blake2b-160": partial(hashlib.blake2b, digest_size=20),
    "blake2b-256": partial(hashlib.blake2b, digest_size=32),
    "blake2b-384": partial(hashlib.blake2b, digest_size=48),
    "sha512/256": partial(hashlib.new, "sha512_256"),
    "sha224": hashlib.sha224,
    "sha384": hashlib.sha384,
    "sha3256": hashlib.sha3_256,
    "sha3512": hashlib.sha3_512,
}
SIZE: Final = "size"
"""The one algorithm of extension 0009 that is no digest: the number of bytes, in decimal."""

CONTENT_ALGORITHMS: Final = ("sha512", "sha256")
"""What manifests may use."""

BAG_ALGORITHMS: Final = frozenset(
    {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3256", "sha3512"}
)
"""What manifests of bags are known by, in the names that RFC 8493 makes of them."""

_ONLY_OF_BAGS = frozenset({"sha224", "sha384", "sha3256", "sha3512"})

FIXITY_ALGORITHMS: Final = frozenset({*_MAKERS, SIZE}) - _ONLY_OF_BAGS
"""What fixity blocks may use: the specification's table, and those of extensions 0001 and 0009."""

_FORMS: Final = {name: re.compile(f"[0-9a-fA-F]{{{length}}}") for name, length in _HEX_LENGTHS.items()} | {
    SIZE: re.compile("0|[1-9][0-9]{0,24}")
}

_BATCH_FILES, _BATCH_BYTES = 64, 4 << 20


class StoppedError(Exception):
    """The caller left while files were being read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A plain file, and the algorithms by which it is asked for. `size`, in bytes, is only a hint."""

    path: str
    name: str
    size: int
    algorithms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file's bytes are. `inode` names it on its device where it has several names, or is None.

    `error` is the system's reason where it could not be read; then there are no digests.
    """

    name: str
    digests: Mapping[str, str]
    inode: tuple[int, int] | None = None
    error: str | None = None


def has_form(algorithm: str, digest: str) -> bool:
    """Whether a text can be a digest of a known algorithm."""
    return _FORMS[algorithm].fullmatch(digest) is not None


def digest_of(data: bytes, algorithm: str) -> str:
    """Compute a lower-case digest of bytes in memory."""
    made = _MAKERS[algorithm]()
    made.update(data)
    digest: str = made.hexdigest()
    return digest


class Hashing:
    """Threads that read and hash; use it as a context manager.

    hashlib leaves the interpreter to others while it works. Many small files go to the threads in batches.
    A large one is read by one thread while each of its algorithms has a thread of its own, so that only the
    slowest of them takes time. `on_bytes` is called in those threads with the number of bytes of each step.
    """

    def __init__(self, on_bytes: Callable[[int], None] | None = None) -> None:
        self._on_bytes = on_bytes
        self._stopped = Event()
        self._buffers = local()
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._ahead = 4 * cores
        self._readers = ThreadPoolExecutor(cores, thread_name_prefix="reading")
        self._hashers = ThreadPoolExecutor(cores, thread_name_prefix="hashing")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._readers.shutdown(cancel_futures=True)
        self._hashers.shutdown(cancel_futures=True)

    def measure(self, files: Iterable[Wanted]) -> Iterator[Measured]:
        """Yield what each file is, in their order; one that cannot be read is no exception."""
        waiting: deque[Future[list[Measured]]] = deque()
        for batch in _batches(files):
            waiting.append(self._readers.submit(self._batch, batch))
            if len(waiting) > self._ahead:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()

    def _batch(self, batch: Sequence[Wanted]) -> list[Measured]:
        return [self._file(one) for one in batch]

    def _file(self, wanted: Wanted) -> Measured:
        made = {name: _MAKERS[name]() for name in wanted.algorithms if name != SIZE}
        try:
            with opened(wanted.path) as descriptor:
                status = os.fstat(descriptor)
                read = self._large if status.st_size > LARGE else self._small
                size = read(descriptor, status.st_size, list(made.values()))
        except OSError as error:
            return Measured(wanted.name, {}, error=error.strerror or str(error))
        digests = {name: hashed.hexdigest() for name, hashed in made.items()} | {SIZE: str(size)}
        return Measured(wanted.name, digests, (status.st_dev, status.st_ino) if status.st_nlink > 1 else None)

    def _small(self, descriptor: int, expected: int, hashes: Sequence[Hash]) -> int:
        """Hash block after block, sparing the reading that would only find the end."""
        if not hasattr(self._buffers, "one"):
            self._buffers.one = memoryview(bytearray(BLOCK))
        size = 0
        while read := self._read(descriptor, self._buffers.one):
            block = self._buffers.one[:read]
            for one in hashes:
                one.update(block)
            size += read
            if size >= expected:
                break
        return size

    def _large(self, descriptor: int, _: int, hashes: Sequence[Hash]) -> int:
        """Hash one block in the hashing threads while the next is read here."""
        return hash_blocks(partial(self._read, descriptor), hashes, self._hashers)

    def _read(self, descriptor: int, block: memoryview) -> int:
        if self._stopped.is_set():
            raise StoppedError
        read = os.readv(descriptor, [block])
        if self._on_bytes is not None and read:
            self._on_bytes(read)
        return read


def _batches(files: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    """Cut the files into lists that are worth handing to another thread, none too long to share out."""
    batch: list[Wanted] = []
    size = 0
    for one in files:
        batch.append(one)
        size += one.size
        if len(batch) == _BATCH_FILES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
