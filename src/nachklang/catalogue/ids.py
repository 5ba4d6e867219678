"""Ids of rows: 63-bit whole numbers, made from what a source calls a thing, the same at every import.

Sources with numbers of their own get ids that follow one another, which files and indexes keep small.
All others are hashed: among 50 million of them two are alike with a chance of about 1 in 3,700. One of
the two rows is lost then, and the report of the import names it (`importing.same_ids`). Ids are for
tables; what is shown is `public_ids`.
"""

import hashlib

from nachklang.catalogue.names import SEPARATOR
from nachklang.errors import InvalidValueError

DENSE = 1 << 62
"""Set in the ids of numbered things, clear in hashed ones."""
NUMBER_BITS = 41
_SOURCE_BITS = 62 - NUMBER_BITS


def hashed_id(source: str, kind: str, key: str) -> int:
    """Return the id of what `source` calls `key`; `kind` is the table: an artist is no release.

    The first 8 bytes of the MD5 of the three, little-endian, less two bits: in DuckDB it is
    `md5_number_upper(kind || chr(31) || source || chr(31) || key) >> 2`.
    """
    text = SEPARATOR.join((kind, source, key)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.md5(text, usedforsecurity=False).digest()[:8], "little") >> 2


def dense_base(source: str) -> int:
    """Return what is added to the numbers of `source`: no two sources share a range, within 2 million."""
    digest = hashlib.md5(source.encode(), usedforsecurity=False).digest()
    return DENSE | (int.from_bytes(digest[:4]) >> (32 - _SOURCE_BITS)) << NUMBER_BITS


def dense_id(source: str, number: int) -> int:
    """Return the id of what `source` numbers `number`, from 0 to 2^41 - 1; raises InvalidValueError."""
    if not 0 <= number < 1 << NUMBER_BITS:
        raise InvalidValueError(f"{source}: number {number} is not from 0 to {(1 << NUMBER_BITS) - 1}")
    return dense_base(source) + number
