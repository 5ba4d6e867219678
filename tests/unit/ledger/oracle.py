"""The definitions of RFC 6962 section 2.1, word for word: slow, recursive, without tiles."""

import hashlib
from collections.abc import Sequence


def split_point(count: int) -> int:
    """Return the largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def tree_hash(entries: Sequence[bytes]) -> bytes:
    """MTH of section 2.1."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = split_point(len(entries))
    return hashlib.sha256(b"\x01" + tree_hash(entries[:k]) + tree_hash(entries[k:])).digest()


def inclusion_path(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(entries) == 1:
        return []
    k = split_point(len(entries))
    if index < k:
        return [*inclusion_path(index, entries[:k]), tree_hash(entries[k:])]
    return [*inclusion_path(index - k, entries[k:]), tree_hash(entries[:k])]


def consistency_path(old: int, entries: Sequence[bytes], *, complete: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF of section 2.1.2, from the tree of the first `old` entries."""
    if old == len(entries):
        return [] if complete else [tree_hash(entries)]
    k = split_point(len(entries))
    if old <= k:
        return [*consistency_path(old, entries[:k], complete=complete), tree_hash(entries[k:])]
    return [*consistency_path(old - k, entries[k:], complete=False), tree_hash(entries[:k])]
