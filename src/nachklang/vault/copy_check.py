"""Checking a copy in a store: every byte is read again, and every key accounted for."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nachklang.errors import FixityError, InvalidValueError, NotFoundError, StorageError
from nachklang.vault import _documents
from nachklang.vault._documents import LONGEST_DOCUMENT, Pair
from nachklang.vault._object_check import problem
from nachklang.vault.copies import PREFIX, key_of
from nachklang.vault.decode import decode
from nachklang.vault.inventory import INVENTORY, SIDECAR, Inventory
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
        wanted = self._wanted()
        for path in sorted(wanted.keys() | sizes.keys()):
            if path not in wanted:
                yield self._problem(path, "extra", "a file that the inventory does not record")
            elif path not in sizes:
                yield self._problem(path, "missing", "the inventory asks for it")
        yield from self._documents(sizes)
        content = {path: digest for digest, paths in self.expected.manifest.items() for path in paths}
        for path, digest in sorted(content.items()):
            if path in sizes:
                yield from self._bytes(path, digest)

    def _wanted(self) -> Mapping[str, str]:
        """Name every file, and what it is."""
        folders = ["", *(f"{version}/" for version in self.expected.versions)]
        documents = {folder + name: "document" for folder in folders for name in (INVENTORY, SIDECAR)}
        content = {path: "content" for paths in self.expected.manifest.values() for path in paths}
        return {OBJECT_DECLARATION: "document", **documents, **content}

    def _documents(self, sizes: Mapping[str, int]) -> Iterator[FixityProblem]:
        pairs = []
        for folder in ("", *(f"{version}/" for version in [*self.expected.versions][::-1])):
            read = [self._document(folder + name, sizes) for name in (INVENTORY, SIDECAR)]
            yield from (one for one in read if isinstance(one, FixityProblem))
            inventory, sidecar = (one if isinstance(one, bytes) else None for one in read)
            pairs.append(Pair(folder, inventory, sidecar))
        for path, detail in _documents.altered(pairs).items():
            yield self._problem(path, "altered", detail)
        yield from self._told(pairs)
        declared = self._document(OBJECT_DECLARATION, sizes)
        if isinstance(declared, FixityProblem):
            yield declared
        elif declared is not None and declared != OBJECT_DECLARATION_TEXT:
            yield self._problem(OBJECT_DECLARATION, "altered", f"expected {OBJECT_DECLARATION_TEXT!r}")

    def _told(self, pairs: list[Pair]) -> Iterator[FixityProblem]:
        """Compare what each inventory says with what its version was: all of them are known beforehand."""
        versions = list(self.expected.versions)
        for pair in pairs:
            if pair.inventory is None or not pair.matches:
                continue
            until = len(versions) if not pair.folder else int(pair.folder[1:-1])
            try:
                told = decode(pair.inventory)
            except InvalidValueError as error:
                yield self._problem(pair.folder + INVENTORY, "invalid", str(error))
                continue
            same = told.object_id == self.expected.object_id and list(told.versions) == versions[:until]
            if not same or any(told.versions[one] != self.expected.versions[one] for one in told.versions):
                detail = f"it is not the inventory of {versions[until - 1]} of this object"
                yield self._problem(pair.folder + INVENTORY, "altered", detail)

    def _document(self, path: str, sizes: Mapping[str, int]) -> bytes | FixityProblem | None:
        if path not in sizes:
            return None
        if sizes[path] > LONGEST_DOCUMENT:
            return self._problem(path, "altered", f"it has {sizes[path]} bytes; no inventory has so many")
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
