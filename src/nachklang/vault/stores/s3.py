"""A store in an S3 bucket: what the server cannot do is made good here, or refused."""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nachklang.errors import FixityError, NotFoundError
from nachklang.vault.stores import content as _content
from nachklang.vault.stores._bucket import PART, Bucket
from nachklang.vault.stores._lock import held
from nachklang.vault.stores.abilities import UNKNOWN, Abilities
from nachklang.vault.stores.content import Content, Stream
from nachklang.vault.stores.errors import (
    StoreAwayError,
    StoreConflictError,
    StoreExistsError,
    UnfitStoreError,
)
from nachklang.vault.stores.keys import STAGING, check_key, check_prefix, is_listed
from nachklang.vault.stores.store import Entry

LARGEST_COPY = 5 * (1 << 30)
"""Bytes that S3 copies in one part."""
_TRIES = 10


@dataclass(frozen=True, slots=True)
class S3Store:
    """Keys below a prefix of a bucket, used as its probe says that it can be.

    Where the server refuses to overwrite, any number of writers share it. Where it does not, `lock` is
    needed, a file that all writers of this archive have on one machine: under it the key is looked
    at, written, read again and compared. Without `lock` such a store is refused.
    """

    bucket: Bucket
    abilities: Abilities = UNKNOWN
    lock: Path | None = None

    @property
    def where(self) -> str:
        """The store's URL."""
        return self.bucket.where

    def put_new(self, key: str, content: Content, *, sha256: str) -> None:
        """Write without overwriting; see `Store`. Large files are sent in parts, in bounded memory."""
        self._check(key)
        with _content.measured(content, sha256) as stream:
            if stream.size <= PART:
                self._put_small(key, b"".join(stream.chunks), sha256)
            elif self.abilities.conditional_copy is True and stream.size <= LARGEST_COPY:
                self._put_staged(key, stream, sha256)
            else:
                self._put_locked(key, stream, sha256)

    def replace(self, key: str, content: bytes, *, expected: str) -> None:
        """Replace what is `expected`: by its tag where the server compares tags, else under the lock."""
        self._check(key)
        compares = self.abilities.conditional_replace is True
        with nullcontext() if compares else self._alone():
            found = self.bucket.head(key)
            if _content.digest_of(self.bucket.read(found, 0, found.size)) != expected:
                raise StoreConflictError(f"{key!a} in {self.where} is not what was to be replaced")
            tag = self.bucket.put(key, content, mode={"e_tag": found.tag} if compares else "overwrite")
            if compares:
                self._require_replaced(key, content, {tag, found.tag})
            else:
                self._read_again(key, len(content), _content.digest_of([content]), sure=True)

    def read(self, key: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes, all of them of one and the same content; see `Store`.

        What is replaced before its first byte came is read as it is then; what is replaced later is a
        StoreConflictError.
        """
        self._check(key)
        for tries_left in reversed(range(_TRIES)):
            begun = False
            try:
                for chunk in self._read_once(key, start, end):
                    begun = True
                    yield chunk
            except StoreConflictError:
                if begun or not tries_left:
                    raise
            else:
                return

    def _read_once(self, key: str, start: int, end: int | None) -> Iterator[bytes]:
        found = self.bucket.head(key)
        begin, stop, _ = slice(start, end).indices(found.size)
        if self.abilities.ranged_reads is True:
            yield from self.bucket.read(found, begin, stop)
        else:
            yield from _cut(self.bucket.read(found, 0, found.size), begin, stop)

    def size(self, key: str) -> int:
        """Return the size that the server tells."""
        self._check(key)
        return self.bucket.head(key).size

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """Yield keys and sizes; a server that lists without order costs memory for all of them."""
        check_prefix(prefix)
        listed = ((one.key, one.size) for one in self.bucket.list(prefix) if is_listed(one.key, prefix))
        yield from listed if self.abilities.listing_in_order is True else sorted(listed)

    def delete(self, key: str) -> None:
        """Remove the key and see that it is gone; a bucket that keeps versions keeps the bytes."""
        self._check(key)
        # Asked first: told to remove `a/b` where only `a` is there, rclone's server removes `a`.
        if not self._is_there(key):
            return
        self.bucket.delete(key)
        if self._is_there(key):
            raise StoreAwayError(
                f"{self.where} took the removal of {key!a}, but still has it; try again later"
            )

    def clear_staging(self, *, before: datetime) -> None:
        """Remove staged copies from before that instant by the server's clock.

        Parts of uploads that were cut off are the server's own: a rule of the bucket removes them.
        """
        for found in list(self.bucket.list(STAGING)):
            if found.written < before:
                self.bucket.delete(found.key)

    def _put_small(self, key: str, data: bytes, sha256: str) -> None:
        if self.abilities.conditional_put is True:
            # Asked as well: the server may be another one by now, or have changed since it was probed.
            self._require_free(key)
            self.bucket.put(key, data, mode="create")
            self._read_again(key, len(data), sha256)
            return
        with self._alone():
            self._require_free(key)
            self.bucket.put(key, data)
            self._read_again(key, len(data), sha256, sure=True)

    def _put_staged(self, key: str, stream: Stream, sha256: str) -> None:
        """Send under a name of its own, then give it its name in one step that never overwrites."""
        self._require_free(key)
        staged = f"{STAGING}{secrets.token_hex(16)}"
        self.bucket.upload(staged, stream.size, stream.chunks)
        try:
            self.bucket.copy_new(staged, key)
            self._read_again(key, stream.size, sha256)
        finally:
            self.bucket.delete(staged)

    def _put_locked(self, key: str, stream: Stream, sha256: str) -> None:
        with self._alone():
            self._require_free(key)
            self.bucket.upload(key, stream.size, stream.chunks)
            self._read_again(key, stream.size, sha256, sure=True)

    def _read_again(self, key: str, size: int, sha256: str, *, sure: bool = False) -> None:
        """Look at what was written; read and compare it where `sure`, or where the server does not check.

        What differs stays: it may be another writer's, and be all that is left of it.
        """
        trusted = self.abilities.checksum_refused is True and not sure
        try:
            found = self.bucket.head(key)
            same = found.size == size and (
                trusted or _content.digest_of(self.bucket.read(found, 0, size)) == sha256
            )
        except (NotFoundError, StoreConflictError):
            same = False
        if not same:
            raise self._differs(key)

    def _require_replaced(self, key: str, content: bytes, tags: set[str | None]) -> None:
        """Read a replacement again, unless it has another tag than the new one and the old one in `tags`.

        Then a later one is there by now, and whoever made that had seen this one.
        """
        try:
            found = self.bucket.head(key)
            same = found.tag not in tags or b"".join(self.bucket.read(found, 0, found.size)) == content
        except StoreConflictError:
            return
        except NotFoundError:
            same = False
        if not same:
            raise self._differs(key)

    def _differs(self, key: str) -> FixityError:
        return FixityError(
            f"{self.where} took {key!a}, but does not hold what was sent; the store loses or changes "
            "bytes, or somebody else writes to it: probe it again with `nachklang vault store add`"
        )

    def _require_free(self, key: str) -> None:
        if self._is_there(key):
            raise StoreExistsError(f"{self.where} holds {key!a} already; nothing was written")

    def _is_there(self, key: str) -> bool:
        try:
            self.bucket.head(key)
        except NotFoundError:
            return False
        return True

    def _alone(self) -> AbstractContextManager[None]:
        if self.lock is None:
            raise UnfitStoreError(
                f"{self.where} overwrites what is there, so only one archive on one machine may write to it; "
                "open it with that archive's lock"
            )
        return held(self.lock, self.where)

    def _check(self, key: str) -> None:
        prefix = self.bucket.address.prefix
        check_key(key, prefix=f"{prefix}/" if prefix else "")


def _cut(chunks: Iterator[bytes], start: int, stop: int) -> Iterator[bytes]:
    """Leave out what lies before `start` or from `stop` on, and read no further than needed."""
    at = 0
    while at < stop and (chunk := next(chunks, None)) is not None:
        if at + len(chunk) > start:
            yield chunk[max(start - at, 0) : stop - at]
        at += len(chunk)
