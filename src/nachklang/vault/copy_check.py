"""Checking a copy in a store: every byte is read again, and every key accounted for."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nachklang.errors import FixityError, NotFoundError, StorageError
from nachklang.vault._documents import LONGEST_DOCUMENT
from nachklang.vault._object_check import problem
from nachklang.vault.copies import PREFIX, key_of
from nachklang.vault.inventory import INVENTORY, Inventory
from nachklang.vault.layout import OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT
from nachklang.vault.stores.store import Store
from nachklang.vault.values import FixityProblem, ProblemKind


def check_copy(
    store: Store, expected: Inventory, on_bytes: Callable[[int], None] = lambda _: None
) -> list[FixityProblem]:
    """Read the whole copy of an object and list what is wrong with it; nothing listed: all was read.

    The copy has to be of just this state of the object: what a store returns from earlier is as wrong as
    what it lost. Raises StoreAwayError and StoreRefusedError: then nothing is known.
    """
    return list(_Check(store, expected, on_bytes).problems())


@dataclass(slots=True)
class _Check:
    store: Store
    expected: Inventory
    on_bytes: Callable[[int], None]

    def problems(self) -> Iterator[FixityProblem]:
        begin = key_of(self.expected.object_id)
        sizes = {key.removeprefix(begin): size for key, size in self.store.entries(begin)}
        if not sizes:
            yield self._problem("", "missing", "the whole object is not there")
            return
        documents = {**self.expected.documents(), OBJECT_DECLARATION: OBJECT_DECLARATION_TEXT}
        content = self.expected.content()
        wanted = documents.keys() | content.keys()
        for path in sorted(wanted | sizes.keys()):
            if path not in wanted:
                yield self._problem(path, "extra", "a file that the inventory does not record")
            elif path not in sizes:
                yield self._problem(path, "missing", "the inventory asks for it")
        for path, data in documents.items():
            if path in sizes:
                yield from self._compared(path, data, sizes[path])
        for path, digest in sorted(content.items()):
            if path in sizes:
                yield from self._bytes(path, digest)

    def _compared(self, path: str, expected: bytes, size: int) -> Iterator[FixityProblem]:
        """Compare a small file to the byte: what it has to be is known beforehand, not only what it means."""
        found = self._document(path, size)
        if isinstance(found, FixityProblem):
            yield found
        elif found != expected:
            version = path.partition("/")[0] if "/" in path else self.expected.head
            what = f"the inventory of {version}" if path.endswith(INVENTORY) else "what was written"
            yield self._problem(path, "altered", f"it is not {what} of this object")

    def _document(self, path: str, size: int) -> bytes | FixityProblem:
        if size > LONGEST_DOCUMENT:
            return self._problem(path, "altered", f"it has {size} bytes; no inventory has so many")
        try:
            data = b"".join(self._read(path))
        except (NotFoundError, FixityError, StorageError) as error:
            return self._failed(path, error)
        return data

    def _bytes(self, path: str, recorded: str) -> Iterator[FixityProblem]:
        digest, size = hashlib.sha512(), 0
        try:
            for chunk in self._read(path):
                digest.update(chunk)
                size += len(chunk)
        except (NotFoundError, FixityError, StorageError) as error:
            yield self._failed(path, error)
            return
        if digest.hexdigest() != recorded:
            detail = f"{size} bytes with SHA-512 {digest.hexdigest()}; recorded is {recorded}"
            yield self._problem(path, "altered", detail)

    def _read(self, path: str) -> Iterator[bytes]:
        for chunk in self.store.read(key_of(self.expected.object_id, path)):
            self.on_bytes(len(chunk))
            yield chunk

    def _failed(self, path: str, error: Exception) -> FixityProblem:
        if isinstance(error, NotFoundError):
            return self._problem(path, "missing", "listed, and not there")
        return self._problem(path, "unreadable", str(error))

    def _problem(self, path: str, kind: ProblemKind, detail: str) -> FixityProblem:
        key = key_of(self.expected.object_id, path).removeprefix(PREFIX).rstrip("/")
        return problem(self.expected.object_id, key, kind, detail)
