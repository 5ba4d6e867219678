r"""The seal of an object: one BLAKE3 digest over every file in its folder, whatever the file is for.

The seal is what an audit compares that has no time for SHA-512. It is a format, and must not change:

* for each file one line, `<BLAKE3 of its bytes> <size> <path>\n`: the digest in lower-case hex, the size
  in bytes as a decimal number, the path relative to the object's folder, with `/`, in UTF-8 (bytes of a name
  that are no UTF-8 stand as they are);
* the lines sorted by path, byte by byte;
* the seal is the BLAKE3 of all lines, in 64 lower-case hex digits.

With a *nonce* of 32 random bytes both steps use BLAKE3's keyed mode, with the nonce as the key. Such a
seal cannot be told from what was computed before: whoever answers has read every byte since the question.
Folders have no line: an empty one does not change the seal.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

from blake3 import blake3

from nachklang.errors import FixityError, InvalidValueError

NONCE_SIZE: Final = 32
"""Bytes of a nonce: those of a key of BLAKE3."""


class FileSeal(NamedTuple):
    """The BLAKE3 of a file, plain or keyed, in lower-case hex, and its size in bytes."""

    digest: str
    size: int


def seal_of(files: Mapping[str, FileSeal], nonce: bytes | None = None) -> str:
    """Compute the seal of these files by path; their digests were made with the same nonce.

    Raises FixityError for a path with a line break, which could pass for two lines; no object has any.
    """
    lines = sorted((path.encode(errors="surrogateescape"), found) for path, found in files.items())
    sealed = new_hash(nonce)()
    for path, (digest, size) in lines:
        if b"\n" in path:
            raise FixityError(f"{path!r} is no name that an object may hold: move the file out of the object")
        sealed.update(b"%b %d %b\n" % (digest.encode(), size, path))
    return sealed.hexdigest()


def new_hash(nonce: bytes | None = None) -> Callable[[], blake3]:
    """Return what makes hashes for the files of a seal; raises InvalidValueError for a nonce of another size.

    Of large pieces all cores hash one together; small ones cost nothing more for that.
    """
    if nonce is None:
        return partial(blake3, max_threads=blake3.AUTO)
    if len(nonce) != NONCE_SIZE:
        raise InvalidValueError(f"a nonce of {len(nonce)} bytes; expected {NONCE_SIZE} random ones")
    return partial(blake3, key=nonce, max_threads=blake3.AUTO)
