"""The registry made anew from what the places hold: objects, records and the log."""

import json
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from nachklang.archive.archive import Archive
from nachklang.archive.stores import add_store
from nachklang.deposit.rereading import reread_item
from nachklang.errors import FixityError, NotFoundError, RegistryError
from nachklang.ledger import Entry, EntryKind
from nachklang.model.items import Event, Item
from nachklang.model.plain import from_plain, instant
from nachklang.model.rights_records import RightsRecord
from nachklang.preservation.checking import checked, look_at_copy, look_at_own
from nachklang.preservation.removing import STUB
from nachklang.preservation.restoring import restore_ledger, restore_objects
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.preservation.telling import records_in
from nachklang.registry import (
    CommitmentSalt,
    DepositRecord,
    Hold,
    PendingEntry,
    Proof,
    RecordKind,
    Refusal,
    Removal,
    Withdrawal,
)
from nachklang.vault.stores import Store, StoreAwayError, StoreRefusedError, UnfitStoreError

_BATCH = 256


@dataclass(slots=True)
class Rebuilt:
    """What was found. `unknown` are objects that were never accepted, `missing` accepted ones that are lost.

    `log_faults` says what is wrong with copies of the log, which others made good, and what it lacks now.
    `away` maps places that could not be asked to the reason: what only they know is not there.
    """

    objects_restored: int = 0
    items: int = 0
    entries: int = 0
    refusals: int = 0
    removals: int = 0
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)
    log_faults: list[str] = field(default_factory=list)
    away: dict[str, str] = field(default_factory=dict)


def rebuild_registry(archive: Archive, *, on_bytes: Callable[[int], None]) -> Rebuilt:
    """Make the registry anew; it has to be there and empty. Can be repeated until nothing is away.

    Objects and parts of the log that the archive's own folder lacks come back from the stores first. Raises
    RegistryError where the registry knows of anything.
    """
    if not archive.registry.restoring.is_empty():
        raise RegistryError(
            "the registry is not empty, and only a lost one is made anew: move registry.db away (or name a "
            "new database), run `nachklang init` for this folder, then this again"
        )
    _probe(archive)
    services = archive.preservation()
    return _Rebuilding(services, Stores(services), on_bytes, Rebuilt()).run()


def _probe(archive: Archive) -> None:
    """Find out once more what each store does; those that are away stay so, and are told of."""
    for one in archive.settings.copies:
        with suppress(StoreAwayError, StoreRefusedError, UnfitStoreError):
            add_store(archive, one)


@dataclass(slots=True)
class _Rebuilding:
    services: Services
    stores: Stores
    on_bytes: Callable[[int], None]
    done: Rebuilt

    def run(self) -> Rebuilt:
        with self.services.alone():
            self.done.objects_restored = restore_objects(self.services, self.stores)
            self.done.log_faults = restore_ledger(self.services, self.stores)
            self._records()
            removals, items = self._objects()
            entries = self._entries()
            self._removals(removals, entries)
            self._accepted(items, entries)
            self._copies()
        self.done.away = {name: str(error) for name, error in self.stores.failures.items()}
        return self.done

    def _places(self) -> Iterator[Store]:
        """Yield every place that has records; what one lacks another may have."""
        yield self.services.own_records
        for name in self.stores.names():
            with self.stores.using(name) as store:
                if store is not None:
                    yield store

    def _all(self, kind: RecordKind) -> Iterator[Any]:
        seen: set[bytes] = set()
        for place in self._places():
            for data in records_in(place, kind):
                if data not in seen:
                    seen.add(data)
                    yield json.loads(data)

    def _records(self) -> None:
        """Put back deposits, refusals and holds: of several states of one, the latest."""
        restoring = self.services.registry.restoring
        deposits = _newest([from_plain(DepositRecord, one) for one in self._all(RecordKind.DEPOSIT)], _when)
        restoring.deposits(deposits)
        refusals = [from_plain(Refusal, one) for one in self._all(RecordKind.REFUSAL)]
        restoring.refusals(sorted(refusals, key=lambda one: (one.at, one.key)))
        self.done.refusals = len(refusals)
        holds = [from_plain(Hold, one) for one in self._all(RecordKind.HOLD)]
        restoring.holds(_newest(holds, lambda one: one.lifted_at is not None))
        self._rights()

    def _rights(self) -> None:
        """Put back what was recorded of rights, what proves it, and the cases of withdrawal."""
        restoring = self.services.registry.restoring
        records = _newest([from_plain(RightsRecord, one) for one in self._all(RecordKind.RIGHT)], _ending)
        restoring.rights(sorted(records, key=lambda one: (one.recorded_at, one.id)))
        restoring.proofs(
            Proof(one["sha512"], one["name"], b64decode(one["content"]))
            for one in self._all(RecordKind.PROOF)
        )
        cases = [from_plain(Withdrawal, one) for one in self._all(RecordKind.WITHDRAWAL)]
        restoring.withdrawals(_newest(cases, lambda one: one.closed_at is not None))

    def _objects(self) -> tuple[list[Removal], list[tuple[Item, list[Event]]]]:
        """Read every object of the vault: an item, or the stub of one."""
        removals: list[Removal] = []
        items: list[tuple[Item, list[Event]]] = []
        for object_id in self.services.vault.object_ids():
            try:
                if STUB in self.services.vault.inventory(object_id).logical_paths():
                    removals.append(_removal(json.loads(self.services.vault.read(object_id, STUB))))
                else:
                    items.append(reread_item(self.services.vault, object_id))
            except (FixityError, NotFoundError) as error:
                self.done.damaged[object_id] = str(error)
        return removals, items

    def _entries(self) -> list[tuple[Entry, dict[str, str]]]:
        """Put back the log's entries and what opens them; return each with the values that are known."""
        salts = {
            one["entry"]: [
                CommitmentSalt(salt["field"], bytes.fromhex(salt["salt"]), salt["value"])
                for salt in one["salts"]
            ]
            for one in self._all(RecordKind.SALTS)
        }
        found: list[tuple[Entry, dict[str, str]]] = []
        logged = enumerate(self.services.ledger.entries())
        while batch := list(islice(logged, _BATCH)):
            entries = [(index, Entry.decode(data), data) for index, data in batch]
            rows = [(index, PendingEntry(one.id, one.subject, data)) for index, one, data in entries]
            self.services.registry.restoring.entries(rows)
            found += [
                (one, {salt.field: salt.value for salt in salts.get(one.id, ())}) for _, one, _ in entries
            ]
        self.services.registry.restoring.law_versions(
            (one.subject, one.time) for one, _ in found if one.kind is EntryKind.LAW_CHANGED
        )
        known = {one.id for one, _ in found}
        self.services.registry.restoring.salts({key: value for key, value in salts.items() if key in known})
        self.done.entries = len(found)
        return found

    def _removals(self, removals: Sequence[Removal], entries: Sequence[tuple[Entry, dict[str, str]]]) -> None:
        confirmed: dict[str, dict[str, Any]] = defaultdict(dict)
        for entry, told in entries:
            if entry.kind is EntryKind.REMOVAL_CONFIRMED and "place" in told:
                confirmed[f"urn:uuid:{entry.subject}"][told["place"]] = entry.time
        self.services.registry.restoring.removals(
            Removal(
                one.object_id,
                one.item_id,
                one.sha512,
                one.size,
                one.notice,
                one.decided_at,
                one.events,
                confirmed[one.object_id],
            )
            for one in removals
        )
        self.done.removals = len(removals)

    def _accepted(
        self,
        items: Sequence[tuple[Item, list[Event]]],
        entries: Sequence[tuple[Entry, dict[str, str]]],
    ) -> None:
        """Put back the items that the log says were accepted; the others wait to be deposited again."""
        accepted = {one.subject for one, _ in entries if one.kind is EntryKind.DEPOSIT_ACCEPTED}
        removed = {one.subject for one, _ in entries if one.kind is EntryKind.OBJECT_REMOVED}
        known = {item.id: (item, events) for item, events in items if item.id in accepted}
        self.services.registry.restoring.items(
            sorted(known.values(), key=lambda one: (one[0].accepted_at, one[0].id))
        )
        self.done.items = len(known)
        self.done.unknown = sorted(item.object_id for item, _ in items if item.id not in accepted)
        self.done.missing = sorted(f"urn:uuid:{one}" for one in accepted - removed - known.keys())

    def _copies(self) -> None:
        """Read every copy, so that the registry knows what is where."""
        for object_id in self.services.vault.object_ids():
            if object_id in self.done.unknown or object_id in self.done.damaged:
                continue
            inventory = self.services.vault.inventory(object_id)
            deep = look_at_own(inventory, self.services, self.on_bytes)
            if deep.record is not None:
                self.services.registry.copies.know(deep.record)
            self.services.registry.copies.record([checked(inventory, self.services.own, deep, self.services)])
            for name in self.stores.names():
                with self.stores.using(name) as store, suppress(NotFoundError):
                    if store is not None:
                        found = look_at_copy(store, inventory, self.on_bytes)
                        record = checked(inventory, name, found, self.services)
                        self.services.registry.copies.record([record])


def _newest(found: Iterable[Any], order: Callable[[Any], Any]) -> list[Any]:
    """Keep the last state of each, by id."""
    return list({one.id: one for one in sorted(found, key=order)}.values())


def _when(deposit: DepositRecord) -> tuple[Any, bool]:
    return deposit.started_at, deposit.finished_at is not None


def _ending(record: RightsRecord) -> tuple[bool, Any]:
    return record.ended_at is not None, record.ended_at


def _removal(told: Any) -> Removal:
    """Read what a stub says."""
    return Removal(
        object_id=told["object"],
        item_id=told["item"],
        sha512=told["original"]["sha512"],
        size=told["original"]["size"],
        notice=told["notice"],
        decided_at=instant(told["decided_at"]),
        events=from_plain(tuple[Event, ...], told["events"]),
    )
