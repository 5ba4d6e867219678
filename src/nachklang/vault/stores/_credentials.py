"""Credentials for S3: from the environment or the usual AWS files, and from nowhere else.

They are never kept, logged or shown. What a file holds is read again every few minutes, so that keys
that are renewed while a long work runs are taken up.
"""

import configparser
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nachklang.vault.stores.errors import StoreRefusedError

FRESH_MINUTES = 5
"""How long credentials are used before they are read again."""

_MACHINE = (
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
"""Variables that say that a platform hands out credentials; obstore asks it."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A pair of keys, with a token where they are temporary ones."""

    key_id: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


def read_credentials() -> Credentials | None:
    """Return what environment or files give; None where a platform hands out credentials instead.

    Raises StoreRefusedError where there is neither.
    """
    found = _from_environment() or _from_file()
    if found is None and not any(os.environ.get(name) for name in _MACHINE):
        raise StoreRefusedError(
            "there are no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them "
            f"into {_file()}, section [{_profile()}]"
        )
    return found


def for_obstore() -> dict[str, object]:
    """Give the credentials in obstore's words; it asks again when they are no longer fresh."""
    found = read_credentials()
    if found is None:
        raise StoreRefusedError("the credentials for S3 are gone from environment and files; put them back")
    return {
        "access_key_id": found.key_id,
        "secret_access_key": found.secret,
        "token": found.token,
        "expires_at": datetime.now(UTC) + timedelta(minutes=FRESH_MINUTES),
    }


def _from_environment() -> Credentials | None:
    key_id, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not (key_id and secret):
        return None
    return Credentials(key_id, secret, os.environ.get("AWS_SESSION_TOKEN") or None)


def _from_file() -> Credentials | None:
    file = configparser.RawConfigParser()
    try:
        file.read(_file(), encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        # What the parser says would quote the line, which may be the secret.
        raise StoreRefusedError(f"{_file()} cannot be read as a file of AWS credentials; mend it") from None
    section = file[_profile()] if file.has_section(_profile()) else {}
    key_id, secret = section.get("aws_access_key_id"), section.get("aws_secret_access_key")
    if not (key_id and secret):
        return None
    return Credentials(key_id, secret, section.get("aws_session_token") or None)


def _file() -> Path:
    return Path(os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials").expanduser()


def _profile() -> str:
    return os.environ.get("AWS_PROFILE") or "default"
