"""Questions to S3 that obstore cannot ask: signed by hand, for the probe only.

AWS Signature Version 4 (Amazon S3 API Reference, "Authenticating Requests: Using the Authorization
Header"). No bytes of the archive go this way.
"""

import hashlib
import hmac
import http.client
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from nachklang.vault.stores import _credentials
from nachklang.vault.stores.address import S3Address
from nachklang.vault.stores.errors import StoreAwayError

TIMEOUT_SECONDS = 30.0
_LONGEST_ANSWER = 1 << 20

Answer = tuple[int, bytes]
"""Status and body."""


def ask(
    address: S3Address,
    method: str,
    *,
    key: str = "",
    query: str = "",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    damaged: bytes | None = None,
) -> Answer | None:
    """Send one request about the bucket, or about a key below the address's prefix.

    `headers` have names in lower case; `query` is one word without a value; `damaged` goes out in place
    of the body that was signed, as if it had been changed on its way. None where a platform keeps the
    credentials to itself; raises StoreAwayError and StoreRefusedError.
    """
    found = _credentials.read_credentials()
    if found is None:
        return None
    server = urlsplit(address.server)
    name = "/".join(part for part in (address.bucket, address.prefix if key else "", key) if part)
    path = "/" + quote(name, safe="/-_.~")
    digest = hashlib.sha256(body).hexdigest()
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    sent = {**(headers or {}), "host": server.netloc, "x-amz-date": at, "x-amz-content-sha256": digest}
    if found.token is not None:
        sent["x-amz-security-token"] = found.token
    names = sorted(sent)
    lines = "".join(f"{one}:{sent[one]}\n" for one in names)
    asked = [method, path, f"{query}=" if query else "", lines, ";".join(names), digest]
    sent["authorization"] = _authorization("\n".join(asked), names, at, address.region, found)
    target = f"{path}?{query}" if query else path
    return _send(server.scheme, server.netloc, method, target, sent, body if damaged is None else damaged)


def _authorization(
    request: str, names: list[str], at: str, region: str, keys: _credentials.Credentials
) -> str:
    """Sign the canonical request."""
    scope = f"{at[:8]}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{keys.secret}".encode()
    for step in scope.split("/"):
        key = hmac.digest(key, step.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    signed = f"SignedHeaders={';'.join(names)},Signature={signature}"
    return f"AWS4-HMAC-SHA256 Credential={keys.key_id}/{scope},{signed}"


def _send(scheme: str, host: str, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(host, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(method, target, body=body or None, headers=headers)
        response = connection.getresponse()
        return response.status, response.read(_LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise StoreAwayError(f"{scheme}://{host} cannot be reached: {type(error).__name__}") from None
    finally:
        connection.close()
