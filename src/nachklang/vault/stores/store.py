"""What every store promises, whatever it is made of."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from nachklang.vault.stores.content import Content

Entry = tuple[str, int]
"""A key and the size of what lies there, in bytes."""


class Store(Protocol):
    """Bytes under keys, in one place. Every method may raise StoreAwayError and StoreRefusedError.

    A method that was called and raised may have done its work nevertheless, unheard; a method that
    returned has done it. So an object is copied in this order: content first, the root inventory and its
    sidecar last, and no reader ever sees a version that is not whole.
    """

    @property
    def where(self) -> str:
        """The store's URL, for people; it never holds credentials."""

    def put_new(self, key: str, content: Content, *, sha256: str) -> None:
        """Write what was not there yet; durable, and no other bytes than these, when it returns.

        Never overwrites: raises StoreExistsError, also where an earlier try got through unheard. Raises
        FixityError where the content is not of this digest (then nothing was written) or where what lies
        there afterwards is not (then it stays for whoever repairs). A reader sees all of it or nothing.
        """

    def replace(self, key: str, content: bytes, *, expected: str) -> None:
        """Replace the small document whose SHA-256 is `expected`; for root inventories and sidecars only.

        Raises StoreConflictError where it is another one by now, NotFoundError where there is none.
        """

    def read(self, key: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `start` to before `end` in chunks, as slices of Python do.

        Raises NotFoundError. Fewer bytes than there are is an error, never an end.
        """

    def size(self, key: str) -> int:
        """Return the size in bytes; raises NotFoundError."""

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """Yield every key that begins with `prefix` (empty, or ending in `/`) and its size, by code point.

        What the layer keeps for itself, below `.nachklang-…`, is left out.
        """

    def delete(self, key: str) -> None:
        """Remove what lies at the key; nothing there is no error."""

    def clear_staging(self, *, before: datetime) -> None:
        """Remove what killed writers left half done before that instant."""
