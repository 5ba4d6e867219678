"""Copies of objects in stores: the same storage root, file for file, below a prefix of each store.

A copy is written so that whoever reads the store sees an object of the old version or of the new one:
first what is new of the content, then what the versions say of themselves, last the object's own
inventory and its sidecar. Whatever lies there already has to be what would have been written.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from nachklang.errors import FixityError, NotFoundError, SourceError
from nachklang.vault._reading import measure_bytes
from nachklang.vault.inventory import INVENTORY, SIDECAR, Inventory
from nachklang.vault.layout import OBJECT_DECLARATION, OBJECT_DECLARATION_TEXT, ROOT_FILES, object_path
from nachklang.vault.stores.content import Content, digest_of
from nachklang.vault.stores.errors import StoreExistsError
from nachklang.vault.stores.store import Store

PREFIX = "ocfl/"
"""Where the storage root begins in a store."""


def key_of(object_id: str, path: str = "") -> str:
    """Return the key of a file of an object, or the beginning of all of its keys."""
    return f"{PREFIX}{object_path(object_id)}/{path}"


def write_root(store: Store) -> None:
    """Write the storage root's own files; raises FixityError where others lie in their place."""
    for path, data in ROOT_FILES.items():
        _put_bytes(store, f"{PREFIX}{path}", data)


def write_copy(root: Path, inventory: Inventory, store: Store) -> None:
    """Write what the store lacks of an object, which lies below the storage root `root`.

    The inventory has to be one that can be believed: what versions say of themselves is written from it.
    May be called again after any failure, and goes on. Raises FixityError where the object's content or
    the store's files are not what the inventory records: damage is not copied, and nothing is written
    over. Raises what stores raise.
    """
    folder, object_id = root / object_path(inventory.object_id), inventory.object_id
    for path, sha256 in _content(inventory):
        _put(store, key_of(object_id, path), folder / path, sha256)
    documents = inventory.documents()
    for version in inventory.versions:
        for name in (INVENTORY, SIDECAR):
            _put_bytes(store, key_of(object_id, f"{version}/{name}"), documents[f"{version}/{name}"])
    _put_bytes(store, key_of(object_id, OBJECT_DECLARATION), OBJECT_DECLARATION_TEXT)
    for name in (INVENTORY, SIDECAR):
        states = [documents[f"{version}/{name}"] for version in inventory.versions]
        _put_newest(store, key_of(object_id, name), states)


def remove_copy(store: Store, object_id: str) -> None:
    """Remove every file of an object, its inventory first: what is half removed is no object any more."""
    for name in (INVENTORY, SIDECAR):
        store.delete(key_of(object_id, name))
    for key in [key for key, _ in store.entries(key_of(object_id))]:
        store.delete(key)


def _content(inventory: Inventory) -> Iterator[tuple[str, str]]:
    """Yield each content path and its SHA-256."""
    for sha256, paths in inventory.sha256.items():
        for path in paths:
            yield path, sha256


def _put(store: Store, key: str, content: Content, sha256: str) -> None:
    """Write a file, or find that it is there, byte for byte."""
    try:
        store.put_new(key, content, sha256=sha256)
    except StoreExistsError:
        _require(store, key, sha256)
    except SourceError as error:
        raise FixityError(f"{error}; audit the vault") from error


def _put_bytes(store: Store, key: str, data: bytes) -> None:
    _put(store, key, data, measure_bytes(data).sha256)


def _put_newest(store: Store, key: str, documents: Sequence[bytes]) -> None:
    """Write the newest of these documents, in the place of an older one where there is one."""
    *older, newest = documents
    there: bytes | None = None
    with suppress(NotFoundError):
        there = b"".join(store.read(key))
    if there is None:
        _put_bytes(store, key, newest)
    elif there in older:
        store.replace(key, newest, expected=measure_bytes(there).sha256)
    elif there != newest:
        raise _differs(store, key)


def _require(store: Store, key: str, sha256: str) -> None:
    with suppress(NotFoundError):  # something is in the way that is no file
        if digest_of(store.read(key)) == sha256:
            return
    raise _differs(store, key)


def _differs(store: Store, key: str) -> FixityError:
    return FixityError(f"{store.where}: {key} is not what was written there; audit the store, then repair it")
