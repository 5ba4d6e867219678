"""Names that are compared and ids that are made from them."""

from uuid import UUID, uuid5

from nachklang.model.names import name_key

__all__ = ["SEPARATOR", "name_key", "opaque_id"]

SEPARATOR = "\x1f"
"""Stands between the parts of a key. White space to Python, so no `name_key` holds it."""


def opaque_id(namespace: UUID, *parts: str) -> str:
    """Return the id of what `parts` identify, its kind first: a UUID of version 5 (RFC 9562, 5.5)."""
    return str(uuid5(namespace, SEPARATOR.join(parts)))
