"""Finding out what a store really does, by doing it.

Everything is written below `.nachklang-probe/` and a random name, and removed at the end. A store
that cannot be reached, or refuses the credentials, is an error and no finding.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable
from contextlib import suppress

from nachklang.errors import ArchiveError, FixityError, NotFoundError
from nachklang.vault.stores import _signing
from nachklang.vault.stores._bucket import Bucket
from nachklang.vault.stores.abilities import Abilities, Finding
from nachklang.vault.stores.content import digest_of
from nachklang.vault.stores.errors import (
    StoreAwayError,
    StoreConflictError,
    StoreExistsError,
    StoreRefusedError,
)
from nachklang.vault.stores.folder import FolderStore
from nachklang.vault.stores.keys import PROBING
from nachklang.vault.stores.s3 import S3Store

_FIRST, _SECOND, _THIRD = (b"Nachklang probes this store: %d\n" % number for number in range(3))
_NAMES = ("b", "a/x", "a-b", "Z", "ä", "a.b")
"""Keys that sort differently by code point, by folder and by language."""
_ALIKE = ("alike/\u00e9", "alike/e\u0301", "alike/\u00c9")
"""One letter in both its Unicode forms, and its capital."""
_WRONG_TAG = '"00000000000000000000000000000000"'


def probe(store: FolderStore | S3Store) -> Abilities:
    """Try each promise on the store itself, past what is made good for it; see `Abilities`."""
    top = f"{PROBING}{secrets.token_hex(8)}/"
    return _probe_folder(store, top) if isinstance(store, FolderStore) else _probe_bucket(store.bucket, top)


def _probe_folder(store: FolderStore, top: str) -> Abilities:
    """Try a folder. It has no checksums to refuse by, no versions and no locks that could be asked for."""
    key = f"{top}one"
    try:
        store.put_new(key, _FIRST, sha256=digest_of([_FIRST]))
        written, listed = b"".join(store.read(key)) == _FIRST, _keys(store, top) == [key]
        refused = _raises(StoreExistsError, lambda: store.put_new(key, _SECOND, sha256=digest_of([_SECOND])))
        conditional = refused and b"".join(store.read(key)) == _FIRST
        store.replace(key, _THIRD, expected=digest_of([_FIRST]))
        replaced = b"".join(store.read(key)) == _THIRD
        part = b"".join(store.read(key, start=2, end=5)) == _THIRD[2:5]
        apart = _names_folder(store, top)
    finally:
        for left in _keys(store, top):
            store.delete(left)
    return Abilities(
        conditional_put=conditional,
        conditional_copy=conditional,
        conditional_replace=replaced,
        read_after_write=written and replaced,
        list_after_write=listed,
        list_after_delete=_keys(store, top) == [],
        listing_in_order=True,
        ranged_reads=part,
        names_distinct=apart,
    )


def _names_folder(store: FolderStore, top: str) -> bool:
    try:
        for name in _ALIKE:
            store.put_new(f"{top}{name}", name.encode(), sha256=digest_of([name.encode()]))
    except StoreExistsError:
        return False
    return [b"".join(store.read(f"{top}{name}")) for name in _ALIKE] == [name.encode() for name in _ALIKE]


def _keys(store: FolderStore, prefix: str) -> list[str]:
    return [key for key, _ in store.entries(prefix)]


def _probe_bucket(bucket: Bucket, top: str) -> Abilities:
    key = f"{top}one"
    try:
        bucket.put(key, _FIRST)
        written = _read(bucket, key) == _FIRST
        listed = [one.key for one in bucket.list(top)] == [key]
        bucket.put(key, _SECOND)
        written = written and _read(bucket, key) == _SECOND
        conditional = _keeps(bucket, key, lambda: bucket.put(key, _FIRST, mode="create"))
        abilities = {
            "conditional_put": conditional and _creates(bucket, f"{top}new"),
            "conditional_copy": _copies(bucket, top, key),
            "conditional_replace": _replaces(bucket, top),
            "checksum_refused": _refuses_damage(bucket, f"{top}damaged"),
            "listing_in_order": _orders(bucket, top),
            "ranged_reads": _sends_parts(bucket, key),
            "names_distinct": _names(bucket, top),
        }
    finally:
        _clean(bucket, top)
    return Abilities(
        **abilities,
        read_after_write=written,
        list_after_write=listed,
        list_after_delete=not [one.key for one in bucket.list(top)],
        versioning=_setting(bucket, "versioning", r"(?:GetBucket)?Versioning\w+", "Status"),
        object_lock=_setting(bucket, "object-lock", "ObjectLockConfiguration", "ObjectLockEnabled"),
    )


def _read(bucket: Bucket, key: str) -> bytes | None:
    """Read a key; None where the store does not know it, or gives something else than it told."""
    try:
        found = bucket.head(key)
        return b"".join(bucket.read(found, 0, found.size))
    except (NotFoundError, StoreConflictError, FixityError):
        return None


def _raises(kind: type[ArchiveError], call: Callable[[], object]) -> bool:
    """Whether the call is refused in just this way; a store that is away stays an error."""
    try:
        call()
    except kind:
        return True
    return False


def _keeps(bucket: Bucket, key: str, overwrite: Callable[[], object]) -> bool:
    """Whether a call that must not overwrite is refused, and does not overwrite."""
    before = _read(bucket, key)
    refused = False
    try:
        overwrite()
    except (StoreExistsError, StoreConflictError):
        refused = True
    except StoreAwayError:
        # The server does not know such a request. If it is truly away, the next question says so.
        refused = False
    return refused and before is not None and _read(bucket, key) == before


def _creates(bucket: Bucket, key: str) -> bool:
    """Whether a condition is no obstacle where nothing is there yet."""
    try:
        bucket.put(key, _FIRST, mode="create")
    except (StoreAwayError, StoreConflictError, StoreExistsError):
        return False
    return _read(bucket, key) == _FIRST


def _copies(bucket: Bucket, top: str, taken: str) -> bool:
    """Whether an upload gets a free name, and not one that is taken."""
    source, free = f"{top}staged", f"{top}named"
    bucket.put(source, _THIRD)
    with suppress(StoreAwayError, StoreConflictError, NotFoundError):
        bucket.copy_new(source, free)
    named = _read(bucket, free) == _THIRD
    return named and _keeps(bucket, taken, lambda: bucket.copy_new(source, taken))


def _replaces(bucket: Bucket, top: str) -> bool:
    """Whether a replacement with the right tag is made, and one with a wrong tag is not."""
    key = f"{top}replaced"
    bucket.put(key, _FIRST)
    kept = _keeps(bucket, key, lambda: bucket.put(key, _SECOND, mode={"e_tag": _WRONG_TAG}))
    with suppress(StoreAwayError, StoreConflictError, NotFoundError):
        bucket.put(key, _THIRD, mode={"e_tag": bucket.head(key).tag})
    return kept and _read(bucket, key) == _THIRD


def _refuses_damage(bucket: Bucket, key: str) -> Finding:
    """Whether bytes are refused that changed after they were signed, as every upload's are."""
    digest = base64.b64encode(hashlib.sha256(_FIRST).digest()).decode()
    answer = _signing.ask(
        bucket.address,
        "PUT",
        key=key,
        headers={"x-amz-checksum-sha256": digest},
        body=_FIRST,
        damaged=_SECOND,
    )
    if answer is None:
        return None
    kept = _read(bucket, key)
    if kept is not None or answer[0] < 300:
        return False
    return True if _digest_named(answer[1]) else None


def _digest_named(body: bytes) -> bool:
    """Whether a refusal is about the digest, and not about the credentials or the request."""
    return (
        re.search(rb"<Code>\s*(BadDigest|InvalidDigest|XAmzContent\w*Mismatch)\s*</Code>", body) is not None
    )


def _orders(bucket: Bucket, top: str) -> bool:
    for name in _NAMES:
        bucket.put(f"{top}order/{name}", b"")
    return [one.key for one in bucket.list(f"{top}order/")] == [
        f"{top}order/{name}" for name in sorted(_NAMES)
    ]


def _sends_parts(bucket: Bucket, key: str) -> bool:
    try:
        return b"".join(bucket.read(bucket.head(key), 2, 5)) == _SECOND[2:5]
    except (StoreAwayError, FixityError, NotFoundError):
        return False


def _names(bucket: Bucket, top: str) -> bool:
    for name in _ALIKE:
        if _read(bucket, f"{top}{name}") is not None:
            return False
        bucket.put(f"{top}{name}", name.encode())
    return [_read(bucket, f"{top}{name}") for name in _ALIKE] == [name.encode() for name in _ALIKE]


def _setting(bucket: Bucket, query: str, document: str, field: str) -> Finding:
    """Ask for a setting of the bucket; None where the server does not answer that question."""
    try:
        answer = _signing.ask(bucket.address, "GET", query=query)
    except StoreRefusedError:
        return None
    if answer is None:
        return None
    status, body = answer
    if status == 404 and b"<Code>ObjectLockConfigurationNotFoundError</Code>" in body:
        return False
    if status != 200 or re.search(rb"<%s[\s/>]" % document.encode(), body) is None:
        return None
    return re.search(rb"<%s>\s*Enabled\s*<" % field.encode(), body) is not None


def _clean(bucket: Bucket, top: str) -> None:
    for found in list(bucket.list(top)):
        bucket.delete(found.key)
