"""Calls to S3 through obstore: bounded in time and memory, each as the server does it, nothing made good.

Bounds: 10 s to connect, 120 s without an answer, 3 more tries within 60 s where trying again is
safe, a day for one request. Uploads hold four parts of 16 MiB in memory, downloads 4 MiB.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nachklang.errors import FixityError, InvalidValueError
from nachklang.vault.stores import _credentials
from nachklang.vault.stores._failures import told
from nachklang.vault.stores.address import S3Address

if TYPE_CHECKING:
    from obstore.store import S3Store as Client

PART = 16 << 20
"""Bytes sent in one request; what is larger is sent in parts."""
PARTS = 9_999
LARGEST = PART * PARTS
"""Bytes of the largest file that is taken: 160 GB, in the most parts that S3 has."""
_AT_ONCE = 4
_PIECE = 4 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a server says of one key: size in bytes, entity tag, when it was written."""

    key: str
    size: int
    tag: str | None
    written: datetime


@dataclass(frozen=True)
class Bucket:
    """One prefix of a bucket. Raises StoreAwayError, StoreRefusedError and what `told` makes of others."""

    address: S3Address

    @property
    def where(self) -> str:
        """The URL, without credentials: it never has any."""
        return self.address.url

    def put(self, key: str, data: bytes, *, mode: Any = "overwrite") -> str | None:
        """Send bytes in one request and return their tag.

        `mode` is `create`, `overwrite`, or `{"e_tag": …}` with the tag that has to be there.
        """
        import obstore  # noqa: PLC0415  (it is loaded where a store is used)

        with told(self.where, key):
            result = obstore.put(self.client, key, data, mode=mode, use_multipart=False)
        return result.get("e_tag")

    def upload(self, key: str, size: int, chunks: Iterable[bytes]) -> None:
        """Send a stream in parts, over what may be there. If `chunks` raises, there is nothing new there."""
        import obstore  # noqa: PLC0415

        if size > LARGEST:
            raise InvalidValueError(f"{key[:80]!a} has {size} bytes; a store takes at most {LARGEST}")
        with told(self.where, key):
            obstore.put(
                self.client,
                key,
                iter(chunks),
                use_multipart=True,
                chunk_size=PART,
                max_concurrency=_AT_ONCE,
            )

    def copy_new(self, source: str, target: str) -> None:
        """Give what lies at `source` a second key, if the server can do so without overwriting."""
        import obstore  # noqa: PLC0415

        with told(self.where, target):
            obstore.copy(self.client, source, target, overwrite=False)

    def head(self, key: str) -> Found:
        """Ask for size and tag; raises NotFoundError."""
        import obstore  # noqa: PLC0415

        with told(self.where, key):
            meta = obstore.head(self.client, key)
        return Found(key, meta["size"], meta.get("e_tag"), meta["last_modified"])

    def read(self, found: Found, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `stop` of what was found; FixityError if it ends early."""
        if start >= stop:
            return
        asked = None if (start, stop) == (0, found.size) else (start, stop)
        seen = 0
        for piece in self._pieces(found, asked):
            seen += len(piece)
            yield piece
        if seen != stop - start:
            raise FixityError(f"{self.where} gave {seen} of {stop - start} bytes of {found.key!a}")

    def _pieces(self, found: Found, asked: tuple[int, int] | None) -> Iterator[bytes]:
        import obstore  # noqa: PLC0415

        options: Any = {"if_match": found.tag} if asked is None else {"if_match": found.tag, "range": asked}
        with told(self.where, found.key):
            stream = iter(obstore.get(self.client, found.key, options=options).stream(_PIECE))
        while True:
            with told(self.where, found.key):
                piece = next(stream, None)
            if piece is None:
                return
            yield bytes(piece)

    def list(self, prefix: str) -> Iterator[Found]:
        """Yield what lies below `prefix`, in the order in which the server says it."""
        import obstore  # noqa: PLC0415

        batches: Any = obstore.list(self.client, prefix or None)
        while True:
            with told(self.where, prefix):
                batch = next(batches, None)
            if batch is None:
                return
            for meta in batch:
                yield Found(meta["path"], meta["size"], meta.get("e_tag"), meta["last_modified"])

    def delete(self, key: str) -> None:
        """Remove a key; nothing there is no error."""
        import obstore  # noqa: PLC0415

        with told(self.where, key):
            obstore.delete(self.client, key)

    @cached_property
    def client(self) -> "Client":
        """Make obstore's client; what the environment says of servers and conditions does not count."""
        from obstore.store import S3Store  # noqa: PLC0415

        fixed = _credentials.read_credentials() is not None
        provider: Any = _credentials.for_obstore if fixed else None
        address = self.address
        with told(self.where, ""):
            return S3Store(
                address.bucket,
                prefix=address.prefix or None,
                config={
                    "region": address.region,
                    "endpoint": address.server,
                    "aws_endpoint_url_s3": address.server,
                    "virtual_hosted_style_request": False,
                    "conditional_put": "etag",
                    "copy_if_not_exists": "multipart",
                    "checksum_algorithm": "sha256",
                    "unsigned_payload": False,
                    "skip_signature": False,
                    "disable_bulk_delete": True,
                },
                client_options={
                    "allow_http": address.in_clear,
                    "connect_timeout": timedelta(seconds=10),
                    "read_timeout": timedelta(seconds=120),
                    "timeout": timedelta(days=1),
                },
                retry_config={
                    "max_retries": 3,
                    "retry_timeout": timedelta(seconds=60),
                    "backoff": {
                        "init_backoff": timedelta(milliseconds=100),
                        "max_backoff": timedelta(seconds=5),
                        "base": 2,
                    },
                },
                credential_provider=provider,
            )
