"""Names that are compared and ids that are made from them."""

import unicodedata
from uuid import UUID, uuid5

SEPARATOR = "\x1f"
"""Stands between the parts of a key. White space to Python, so no `name_key` holds it."""


def name_key(name: str) -> str:
    """Return the form in which two spellings of one name are equal: compatibility form, no case, one space.

    Accents stay: `Bjork` and `Björk` may be two people, and joining too much cannot be undone by a reader.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


def opaque_id(namespace: UUID, *parts: str) -> str:
    """Return the id of what `parts` identify, its kind first: a UUID of version 5 (RFC 9562, 5.5)."""
    return str(uuid5(namespace, SEPARATOR.join(parts)))
