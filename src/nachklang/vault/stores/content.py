"""What is to be written: bytes, a file, or a stream; read once, and measured while it is read."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from nachklang.errors import FixityError, SourceError
from nachklang.vault._hashing import BLOCK
from nachklang.vault._reading import opened


@dataclass(frozen=True, slots=True)
class Stream:
    """Bytes that come piece by piece, from another store for example. `size` is that of all of them."""

    size: int
    chunks: Iterable[bytes]


Content = bytes | Path | Stream


@contextmanager
def measured(content: Content, sha256: str) -> Iterator[Stream]:
    """Give the content as a stream that ends well only if it was of the said size and digest.

    Else it ends with FixityError; a file that cannot be read is a SourceError.
    """
    if isinstance(content, bytes):
        yield _checked(len(content), _slices(content), sha256, "what was handed over")
    elif isinstance(content, Stream):
        yield _checked(content.size, content.chunks, sha256, "what was handed over")
    else:
        with ExitStack() as closing:
            try:
                descriptor = closing.enter_context(opened(content))
            except OSError as error:
                raise _unreadable(content, error) from error
            size = os.fstat(descriptor).st_size
            yield _checked(size, _read(descriptor, content), sha256, str(content))


def digest_of(chunks: Iterable[bytes]) -> str:
    """Compute the lower-case hex SHA-256 of all chunks."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _checked(size: int, chunks: Iterable[bytes], sha256: str, what: str) -> Stream:
    return Stream(size, _measure(size, chunks, sha256, what))


def _measure(size: int, chunks: Iterable[bytes], sha256: str, what: str) -> Iterator[bytes]:
    digest, seen = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        seen += len(chunk)
        if seen > size:
            break
        yield chunk
    if seen != size:
        raise FixityError(f"{what} is not of the {size} bytes that it was said to have: nothing was written")
    if digest.hexdigest() != sha256:
        raise FixityError(f"{what} does not have the SHA-256 that was recorded for it: nothing was written")


def _slices(data: bytes) -> Iterator[bytes]:
    return (data[start : start + BLOCK] for start in range(0, len(data), BLOCK))


def _read(descriptor: int, path: Path) -> Iterator[bytes]:
    try:
        while chunk := os.read(descriptor, BLOCK):
            yield chunk
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(f"cannot read {str(path)!a}: {error.strerror}; check the file")
