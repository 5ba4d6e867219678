"""What obstore says when it cannot, put into the archive's words.

Answers of a server may quote the request, with key ids and tokens. So of its words only the code is
told, and what obstore raised is never chained: its text would get into logs.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from nachklang.errors import ArchiveError, FixityError, NotFoundError
from nachklang.vault.stores.errors import (
    StoreAwayError,
    StoreConflictError,
    StoreExistsError,
    StoreRefusedError,
)

_CODE = re.compile(r"<Code>\s*([A-Za-z0-9.]{1,60})\s*</Code>", re.ASCII)
_STATUS = re.compile(r"status code: ([0-9]{3})\b", re.ASCII)

_REFUSALS = {
    "AccessDenied",
    "AuthorizationHeaderMalformed",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidSecurity",
    "InvalidToken",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
}
_DIGESTS = {"BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch"}
_CONFLICTS = {"ConditionalRequestConflict", "OperationAborted"}


@contextmanager
def told(where: str, key: str) -> Iterator[None]:
    """Turn every error of obstore into one of ours; those of this software pass through as they are."""
    failure: ArchiveError | None = None
    try:
        yield
    except ArchiveError:
        raise
    except FileNotFoundError as error:
        failure = _missing(where, key, str(error))
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "obstore" and not isinstance(error, OSError):
            raise
        failure = _failure(where, key, type(error).__name__, str(error))
    if failure is not None:
        raise failure from None


def _missing(where: str, key: str, said: str) -> ArchiveError:
    if _code(said) == "NoSuchBucket":
        return StoreAwayError(f"there is no bucket of {where}; make it, or check the address")
    return NotFoundError(f"{where} holds no {key!a}")


def _failure(where: str, key: str, kind: str, said: str) -> ArchiveError:
    code, status = _code(said), _status(said)
    detail = ", ".join(str(one) for one in (status, code) if one) or kind
    if kind == "AlreadyExistsError":
        return StoreExistsError(f"{where} holds {key!a} already; nothing was written")
    if kind == "PreconditionError":
        return StoreConflictError(f"{key!a} in {where} is not what was expected; read it again")
    # An answer to HEAD has no body: S3 says a bare 400 there where a token has expired.
    bare = status == 400 and code is None
    if kind in {"PermissionDeniedError", "UnauthenticatedError"} or code in _REFUSALS or bare:
        return StoreRefusedError(
            f"{where} refused the credentials for {key!a} ({detail}); renew them, or give them the right"
        )
    if code in _DIGESTS:
        return FixityError(f"{where} received other bytes for {key!a} than were sent ({detail}); send again")
    if code in _CONFLICTS:
        return StoreConflictError(f"{where} is writing {key!a} for somebody else ({detail}); try again")
    return StoreAwayError(f"{where} cannot be used now ({detail}); it is tried again later")


def _code(said: str) -> str | None:
    found = _CODE.search(said)
    return None if found is None else found[1]


def _status(said: str) -> int | None:
    found = _STATUS.search(said)
    return None if found is None else int(found[1])
