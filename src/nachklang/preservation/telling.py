"""Telling every place what only the registry and the ledger know, so that both can be made anew from it.

Beside the objects (`ocfl/`) a store has `records/`, a small JSON document each, and `ledger/`, the log as it
is served. Records are written once under the digest of what they say; what opens a commitment of the log lies
in a record of its own, which goes when a person is erased.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress

from nachklang.errors import FixityError, NotFoundError, StorageError
from nachklang.ledger import covered_files, more_in_copy, sound_receipts
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.registry import Record, RecordKind
from nachklang.vault.stores import Store, StoreConflictError, StoreExistsError

RECORDS = "records/"
LEDGER = "ledger/"
CHECKPOINT = "checkpoint"
_SET_ASIDE = (FixityError, StorageError, StoreConflictError, StoreExistsError)


def tell_everybody(services: Services, stores: Stores) -> None:
    """Tell the vault's own place and every store that can be used now; the others when they are back."""
    _tell(services.own, services.own_records, services)
    for name in stores.due():
        with services.alone(), stores.using(name) as store:
            if store is not None:
                try:
                    _tell(name, store, services)
                    _copy_ledger(store, services)
                except _SET_ASIDE as error:
                    # Nothing is lost by it: what it was not told it is told when it can be used again.
                    stores.set_aside(name, error)


def _tell(place: str, store: Store, services: Services) -> None:
    """Bring one place up to date, record by record, and remember how far it got."""
    while records := services.registry.records.after(place):
        for record in records:
            _write(store, record)
        services.registry.records.told(place, records[-1].position)


def _write(store: Store, record: Record) -> None:
    if record.kind is RecordKind.ERASED:
        for key in [key for key, _ in store.entries(f"{RECORDS}{RecordKind.SALTS}/{record.subject}/")]:
            store.delete(key)
        return
    if record.body is None:
        return
    digest = hashlib.sha256(record.body).hexdigest()
    with suppress(StoreExistsError):
        store.put_new(f"{RECORDS}{record.kind}/{record.subject}/{digest}.json", record.body, sha256=digest)


def records_in(store: Store, kind: RecordKind) -> Iterator[bytes]:
    """Yield every record of a kind that a place has; raises FixityError for a damaged one."""
    for key, _ in store.entries(f"{RECORDS}{kind}/"):
        data = b"".join(store.read(key))
        if f"{hashlib.sha256(data).hexdigest()}.json" != key.rpartition("/")[2]:
            raise FixityError(
                f"{store.where}: {key} is not what was written there; read it from another store"
            )
        yield data


def _copy_ledger(store: Store, services: Services) -> None:
    """Copy what a store lacks of the log: the tiles of a checkpoint, receipts, then the checkpoint itself.

    A receipt by which a key named the next is made anew where a change of keys is cut off; and it is so small
    that each is compared. Raises StorageError, and writes nothing, where the store's copy has what the log
    here lacks: it may be the last one, while this log was lost and is not brought back yet.
    """
    _require_no_more(store, services)
    checkpoint = services.ledger.checkpoint()
    there = {key.removeprefix(LEDGER) for key, _ in store.entries(LEDGER)}
    for path in covered_files(checkpoint.size):
        if path not in there:
            data = (services.ledger.root / path).read_bytes()
            store.put_new(f"{LEDGER}{path}", data, sha256=hashlib.sha256(data).hexdigest())
    for path, data in sound_receipts(services.ledger, services.former_keys):
        _replace(store, f"{LEDGER}{path}", data)
    _replace(store, f"{LEDGER}{CHECKPOINT}", checkpoint.note.encode())


def _require_no_more(store: Store, services: Services) -> None:
    with suppress(NotFoundError):
        note = b"".join(store.read(f"{LEDGER}{CHECKPOINT}"))
        more = more_in_copy(services.ledger, services.former_keys, note)
        if more is not None:
            raise StorageError(
                f"{store.where}, {LEDGER}{CHECKPOINT}: {more}; `nachklang vault rebuild` brings back what "
                f"was lost here, or, to go on without it, move {LEDGER} out of the store"
            )


def _replace(store: Store, key: str, data: bytes) -> None:
    """Write a small document, in the place of an older one where there is one."""
    try:
        known = b"".join(store.read(key))
    except NotFoundError:
        store.put_new(key, data, sha256=hashlib.sha256(data).hexdigest())
        return
    if known != data:
        store.replace(key, data, expected=hashlib.sha256(known).hexdigest())
