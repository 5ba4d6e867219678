"""Keys: where something lies in a store."""

from nachklang.errors import InvalidValueError
from nachklang.vault.paths import check_logical_path

LONGEST_KEY = 1024
"""Bytes of UTF-8 that S3 takes for a key, the store's own prefix included."""

OWN = ".nachklang-"
"""What the first part of a key starts with that belongs to the store layer, and to no object."""

STAGING = f"{OWN}staging/"
PROBING = f"{OWN}probe/"


def check_key(key: str, *, prefix: str = "") -> None:
    """Accept a relative path of plain segments, as OCFL's paths are; raises InvalidValueError.

    So no key leads out of its store, and every key is one that folders and S3 both can hold.
    """
    check_logical_path(key)
    size = len(f"{prefix}{key}".encode())
    if size > LONGEST_KEY:
        raise InvalidValueError(f"a key of {size} bytes: {key[:80]!a}…; expected at most {LONGEST_KEY}")


def check_prefix(prefix: str) -> None:
    """Accept the beginning of keys: nothing at all, or whole segments with `/` at the end."""
    if prefix and not prefix.endswith("/"):
        raise InvalidValueError(f"not a beginning of keys: {prefix[:80]!a}; expected `/` at its end")
    if prefix:
        check_logical_path(prefix[:-1])


def is_listed(key: str, prefix: str) -> bool:
    """Whether `entries` names this key: the layer's own are named only to who asks for them."""
    return key.startswith(prefix) and (prefix.startswith(OWN) or not key.startswith(OWN))
