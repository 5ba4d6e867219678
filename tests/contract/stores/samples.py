"""Content for stores, and writing it as its callers do."""

import hashlib

from nachklang.vault.stores import Content, Store, Stream

PART = 16 << 20
"""Above this size an S3 store sends in parts."""

SMALL = b"a small document\n"
LARGE = PART + 4321


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pattern(size: int, seed: int = 0) -> bytes:
    """Make bytes that differ from place to place, and from seed to seed."""
    block = bytes((number * 7 + seed) % 251 for number in range(251))
    return (block * (size // len(block) + 1))[:size]


def stream(data: bytes, step: int = 1 << 20) -> Stream:
    return Stream(len(data), (data[start : start + step] for start in range(0, len(data), step)))


def put(store: Store, key: str, data: bytes, content: Content | None = None) -> None:
    store.put_new(key, data if content is None else content, sha256=sha256(data))


def held(store: Store, key: str) -> bytes:
    return b"".join(store.read(key))


def keys(store: Store, prefix: str = "") -> list[str]:
    return [key for key, _ in store.entries(prefix)]
