"""Audit: copies are read again, the one that was read longest ago first; a check that did not run is none.

An object is polled in every place at once. Each answers with a seal under a nonce of this moment, so that it
has to read all of its bytes anew, and the vault's own also with the plain seal that the registry has. A deep
audit compares every file with the manifest by SHA-512 instead. Whatever a poll doubts is looked at deeply
before anybody calls it damage.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from nachklang.errors import FixityError, NotFoundError, StorageError
from nachklang.preservation.checking import (
    Deep,
    OnBytes,
    checked,
    look_at_copy,
    look_at_own,
    summary,
)
from nachklang.preservation.healing import keep_recovery
from nachklang.preservation.repair import end_damage, note_damage, repair_copy, repair_own
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.preservation.trusting import trusted_inventory
from nachklang.registry import CopyRecord, CopyState, ObjectRecord
from nachklang.vault import Inventory
from nachklang.vault.copies import key_of
from nachklang.vault.layout import object_path
from nachklang.vault.sealing import Sealed, seal_copy, seal_folder
from nachklang.vault.stores import Store, StoreConflictError, StoreExistsError

_SLICE = 64
_NOT_REPAIRED = (FixityError, StorageError, NotFoundError, StoreExistsError, StoreConflictError)


@dataclass(frozen=True, slots=True)
class Finding:
    """Damage of one copy, and whether it was put right; `detail` says what it is, or why it was not."""

    object_id: str
    place: str
    detail: str
    repaired: bool


@dataclass(slots=True)
class Audited:
    """What an audit read and found. `skipped` maps places that could not be asked to the reason."""

    objects: int = 0
    copies: int = 0
    bytes: int = 0
    found: list[Finding] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    unfinished: bool = False

    @property
    def damaged(self) -> list[Finding]:
        """What is still damaged."""
        return [one for one in self.found if not one.repaired]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to audit: by SHA-512 or by seals, with repairs or without, and until when.

    `goes_on` is asked before each object; where it says no, the audit ends unfinished.
    """

    deep: bool = False
    repair: bool = True
    goes_on: Callable[[], bool] = lambda: True


def audit(
    services: Services,
    stores: Stores,
    wanted: Wanted,
    *,
    on_bytes: OnBytes = lambda _: None,
    on_object: Callable[[], None] = lambda: None,
) -> Audited:
    """Read every copy once whose turn came before now, those that something happened to first."""
    done = Audited()
    standing = frozenset((one.object_id, one.store) for one in services.registry.damage.standing())
    for object_id in _in_turn(services, stores):
        if not wanted.goes_on():
            done.unfinished = True
            break
        with services.alone():
            _Audit(object_id, services, stores, wanted, done, on_bytes, standing).run()
        on_object()
    # A store with nothing in it yet has to answer, too, before the audit may say that all was well.
    for name in stores.names():
        with services.alone(), stores.using(name):
            pass
    done.skipped = {name: str(error) for name, error in stores.failures.items()}
    return done


def _in_turn(services: Services, stores: Stores) -> Iterator[str]:
    """Yield each object once, by the oldest turn among its copies."""
    until = {name: services.registry.copies.last_turn(name) for name in (services.own, *stores.names())}
    seen: set[str] = set()
    limit = _SLICE
    while True:
        turns = [
            turn
            for name in (services.own, *stores.names())
            for turn in services.registry.copies.next_in(name, until=until[name], limit=limit)
        ]
        chosen = [object_id for _, object_id in sorted(turns) if object_id not in seen]
        if not chosen and len(turns) < limit:
            return
        limit += 0 if chosen else limit
        for object_id in dict.fromkeys(chosen[:_SLICE]):
            seen.add(object_id)
            yield object_id


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the copies of an object are asked. `whole` says whether the vault's own is sound by now.

    `answer` is what the vault's own said under the nonce; None where only a deep look will do.
    """

    inventory: Inventory
    nonce: bytes
    answer: Sealed | None
    whole: bool


@dataclass(slots=True)
class _Audit:
    """The audit of one object in every place that can be asked. `standing` is the damage known before."""

    object_id: str
    services: Services
    stores: Stores
    wanted: Wanted
    done: Audited
    on_bytes: OnBytes
    standing: frozenset[tuple[str, str]]

    def run(self) -> None:
        """Poll, or look deeply; then put right what is wrong."""
        try:
            inventory = trusted_inventory(self.object_id, self.services, self.stores)
        except (FixityError, StorageError, NotFoundError) as error:
            self._lost(str(error))
            return
        self.done.objects += 1
        known = self.services.registry.copies.object(self.object_id)
        nonce = secrets.token_bytes(32)
        answer = None if known is None or self.wanted.deep else self._own_answer(known, nonce)
        whole = answer is not None or self._own_deep(inventory)
        self._copies(_Asked(inventory, nonce, answer, whole))

    def _own_answer(self, known: ObjectRecord, nonce: bytes) -> Sealed | None:
        """Read the vault's own object once for both seals; None where the plain one is not the recorded."""
        folder = self.services.vault.root / object_path(self.object_id)
        try:
            sealed = seal_folder(folder, nonces=[None, nonce], on_bytes=self.on_bytes, drop_cache=True)
        except (FixityError, NotFoundError, StorageError):
            return None
        if sealed.seals[0] != known.seal:
            return None
        self._note_sound(self.services.own, known.head, sealed.size)
        return sealed

    def _note_sound(self, place: str, head: str, size: int) -> None:
        now = self.services.clock()
        self._end_damage(place)
        record = CopyRecord(self.object_id, place, head, CopyState.SOUND, checked_at=now, written_at=now)
        self.services.registry.copies.record([record], sizes={self.object_id: size})
        self.done.copies += 1
        self.done.bytes += size

    def _own_deep(self, inventory: Inventory) -> bool:
        """Compare the vault's own object with its manifest, and repair it; returns whether it is sound."""
        deep = look_at_own(inventory, self.services, self.on_bytes)
        own = self.services.own
        self._note(own, inventory, deep)
        if deep.problems:
            return self._repaired(own, deep, lambda: repair_own(inventory, deep, self.services, self.stores))
        if deep.record is not None:
            # Made anew each time: recovery data decay like any other, and are read by nobody else.
            keep_recovery(self.object_id, self.services)
            self.services.registry.copies.know(deep.record)
        return True

    def _copies(self, asked: _Asked) -> None:
        """Ask every store that is said to have a copy."""
        for copy in self.services.registry.copies.of(self.object_id):
            if copy.store not in self.services.openers:
                continue
            with self.stores.using(copy.store) as store:
                if store is not None:
                    self._copy(copy, store, asked)

    def _copy(self, copy: CopyRecord, store: Store, asked: _Asked) -> None:
        inventory, answer = asked.inventory, asked.answer
        current = copy.head == inventory.head
        if answer is not None and current and self._answers(store, asked.nonce, answer):
            self._note_sound(copy.store, copy.head, answer.size)
            return
        expected = inventory if current else inventory.until(copy.head)
        deep = look_at_copy(store, expected, self.on_bytes)
        self._note(copy.store, expected, deep)
        if not deep.problems:
            return

        def repair() -> Deep:
            # From a vault that is damaged itself nothing can come that would be better.
            if not asked.whole:
                raise FixityError("the vault's own copy has to be put right first")
            return repair_copy(copy.store, store, inventory, deep, self.services)

        self._repaired(copy.store, deep, repair)

    def _answers(self, store: Store, nonce: bytes, answer: Sealed) -> bool:
        """Whether a store gives, under the nonce, the same answer as the vault's own object."""
        try:
            sealed = seal_copy(store, key_of(self.object_id), nonces=[nonce], on_bytes=self.on_bytes)
        except (FixityError, StorageError, NotFoundError):
            return False
        return sealed.seals[0] == answer.seals[1]

    def _end_damage(self, place: str) -> None:
        """Close what was noted of a copy that was put right by a run that was killed, or from outside."""
        if (self.object_id, place) in self.standing:
            end_damage(self.object_id, place, "found as recorded when it was read again", self.services)

    def _note(self, place: str, inventory: Inventory, deep: Deep) -> None:
        if not deep.problems:
            self._end_damage(place)
        record = checked(inventory, place, deep, self.services)
        self.services.registry.copies.record([record], sizes={self.object_id: deep.bytes})
        self.done.copies += 1
        self.done.bytes += deep.bytes

    def _repaired(self, place: str, deep: Deep, repair: Callable[[], Deep]) -> bool:
        """Note the damage and try to put it right."""
        detail = summary(deep.problems)
        note_damage(self.object_id, place, detail, self.services)
        repaired = False
        if self.wanted.repair:
            try:
                repair()
                repaired = True
            except _NOT_REPAIRED as error:
                detail = f"{detail}; {error}"
        self.done.found.append(Finding(self.object_id, place, detail, repaired))
        return repaired

    def _lost(self, why: str) -> None:
        """No inventory can be believed: each copy that was asked is damaged, and nobody can repair it."""
        self.done.objects += 1
        now = self.services.clock()
        asked = {self.services.own, *self.stores.names()}
        copies = [one for one in self.services.registry.copies.of(self.object_id) if one.store in asked]
        own = CopyRecord(self.object_id, self.services.own, "v1", CopyState.DAMAGED, now, now)
        for copy in copies or [own]:
            damaged = replace(copy, state=CopyState.DAMAGED, checked_at=now, detail=why[:1000])
            self.services.registry.copies.record([damaged], sizes={})
            note_damage(self.object_id, copy.store, why, self.services)
            self.done.found.append(Finding(self.object_id, copy.store, why, repaired=False))
