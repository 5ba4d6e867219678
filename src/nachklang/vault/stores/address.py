"""Where a store is: a folder, or a prefix of an S3 bucket."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from nachklang.errors import InvalidValueError
from nachklang.vault.paths import check_logical_path

REGION = "us-east-1"
"""What is signed for where nothing else is said; servers of one's own mostly take any."""

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]", re.ASCII)
_REGION = re.compile(r"[a-z0-9\-]{1,40}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}|\[[0-9A-Fa-f:]{2,39}\]", re.ASCII)
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True)
class FolderAddress:
    """A folder, absolute."""

    folder: Path

    @property
    def url(self) -> str:
        """The address as it is written down."""
        return self.folder.as_uri()


@dataclass(frozen=True, slots=True)
class S3Address:
    """A bucket, a prefix that is empty or ends without `/`, and the server where it is not Amazon's."""

    bucket: str
    prefix: str
    region: str = REGION
    endpoint: str | None = None

    @property
    def url(self) -> str:
        """The address as it is written down."""
        return f"s3://{self.bucket}/{self.prefix}" if self.prefix else f"s3://{self.bucket}"

    @property
    def server(self) -> str:
        """The server that is spoken to."""
        return self.endpoint or f"https://s3.{self.region}.amazonaws.com"

    @property
    def in_clear(self) -> bool:
        """Whether it is spoken to without TLS, which only this machine itself is."""
        return self.server.startswith("http://")


Address = FolderAddress | S3Address


def parse_address(url: str, *, region: str | None = None, endpoint: str | None = None) -> Address:
    """Read a path, `file:///FOLDER` or `s3://BUCKET/PREFIX`; raises InvalidValueError.

    No message repeats the text: somebody may have written a password into it.
    """
    if "\0" in url:
        raise InvalidValueError("a store's address with a NUL character; leave it out")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise InvalidValueError(
            "not the address of a store; expected a folder or s3://BUCKET/PREFIX"
        ) from error
    if parts.scheme == "s3":
        return _s3(parts, region or REGION, endpoint)
    if region is not None or endpoint is not None:
        raise InvalidValueError("a folder has no region and no endpoint; leave them out")
    if parts.scheme == "file":
        if parts.netloc not in {"", "localhost"} or parts.query or parts.fragment:
            raise InvalidValueError("not the address of a folder; expected file:///FOLDER or its path")
        return FolderAddress(Path(unquote(parts.path)).absolute())
    if "://" in url or not url.strip():
        raise InvalidValueError("not the address of a store; expected a folder or s3://BUCKET/PREFIX")
    return FolderAddress(Path(url).absolute())


def _s3(parts: SplitResult, region: str, endpoint: str | None) -> S3Address:
    if "@" in parts.netloc:
        raise InvalidValueError(
            "an address of S3 with credentials in it; leave them out: they come from the environment or from "
            "the AWS files, and belong in no file of an archive"
        )
    if parts.query or parts.fragment or not _BUCKET.fullmatch(parts.netloc):
        raise InvalidValueError("not an address of S3; expected s3://BUCKET/PREFIX, without ? and #")
    if not _REGION.fullmatch(region):
        raise InvalidValueError(f"not a region: {region[:40]!a}; expected one such as eu-central-1")
    prefix = parts.path.strip("/")
    if prefix:
        check_logical_path(prefix)
    return S3Address(parts.netloc, prefix, region, None if endpoint is None else _endpoint(endpoint))


def _endpoint(text: str) -> str:
    """Accept `https://HOST` with a port where there is one, and plain `http` to this machine only."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InvalidValueError("not an endpoint; expected https://HOST or https://HOST:PORT") from error
    shown = f"[{host}]" if ":" in host else host
    allowed = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    plain = not (parts.username or parts.password or parts.path.strip("/") or parts.query or parts.fragment)
    if not (allowed and plain and _HOST.fullmatch(shown)):
        raise InvalidValueError(
            "not an endpoint; expected https://HOST or https://HOST:PORT (http:// only for this machine)"
        )
    return f"{parts.scheme}://{shown}" + ("" if port is None else f":{port}")
