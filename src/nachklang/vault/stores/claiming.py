"""Whose a store is: a mark in it, so that two archives never write into one place.

The mark also tells a store from the empty folder that is left where its disk is not mounted.
"""

import json
from contextlib import suppress
from uuid import UUID

from nachklang.errors import NotFoundError
from nachklang.vault.stores.content import digest_of
from nachklang.vault.stores.errors import StoreAwayError, StoreExistsError, UnfitStoreError
from nachklang.vault.stores.keys import OWN
from nachklang.vault.stores.store import Store

MARK = f"{OWN}store.json"
_LONGEST = 10_000


def claim(store: Store, archive_id: UUID, name: str) -> None:
    """Mark a store as this archive's store of that name; the same twice is fine.

    Raises UnfitStoreError where it is another archive's, or this one's by another name.
    """
    mark = json.dumps({"archive": str(archive_id), "store": name}, indent=2).encode() + b"\n"
    with suppress(StoreExistsError):
        store.put_new(MARK, mark, sha256=digest_of([mark]))
    require_claim(store, archive_id, name)


def require_claim(store: Store, archive_id: UUID, name: str) -> None:
    """Make sure that a store is the one that was claimed, before anything is read from it or written to it.

    Raises StoreAwayError where the mark is not there, UnfitStoreError where it is another's.
    """
    try:
        found = _read(store)
    except NotFoundError:
        raise StoreAwayError(
            f"{store.where} does not bear this archive's mark; is its disk mounted, and its address right?"
        ) from None
    if found != {"archive": str(archive_id), "store": name}:
        raise UnfitStoreError(
            f"{store.where} belongs to another archive, or to this one by another name: {MARK} says so; "
            "choose another prefix or folder"
        )


def _read(store: Store) -> object:
    data = b"".join(store.read(MARK, end=_LONGEST))
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
