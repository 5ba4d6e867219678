"""The audit of one object, in every place that can be asked."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from nachklang.errors import ArchiveError, FixityError, NotFoundError, StorageError
from nachklang.preservation.audited import Audited, Finding, Wanted
from nachklang.preservation.checking import (
    Deep,
    OnBytes,
    checked,
    inner_path,
    look_at_copy,
    look_at_own,
    summary,
)
from nachklang.preservation.healing import mend_recovery
from nachklang.preservation.removing import write_stub
from nachklang.preservation.repair import end_damage, note_damage, repair_copy, repair_own
from nachklang.preservation.services import Services
from nachklang.preservation.stores import AWAY, Stores
from nachklang.preservation.trusting import trusted_inventory
from nachklang.registry import CopyRecord, CopyState, Damage, ObjectRecord
from nachklang.vault import Inventory
from nachklang.vault.copies import key_of
from nachklang.vault.inventory import INVENTORY, SIDECAR
from nachklang.vault.layout import object_path
from nachklang.vault.sealing import Sealed, seal_copy, seal_folder
from nachklang.vault.stores import Store
from nachklang.vault.stubs import remove_object


def examine(
    object_id: str, services: Services, stores: Stores, wanted: Wanted, done: Audited, on_bytes: OnBytes
) -> None:
    """Read an object in every place, put right what is wrong, and add to `done` what was found."""
    _Examination(object_id, services, stores, wanted, done, on_bytes).run()


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
class _Examination:
    """The audit of one object. `standing` is the damage known before, by place."""

    object_id: str
    services: Services
    stores: Stores
    wanted: Wanted
    done: Audited
    on_bytes: OnBytes
    standing: dict[str, Damage] = field(default_factory=dict)

    def run(self) -> None:
        """Poll, or look deeply; then put right what is wrong."""
        self.done.objects += 1
        self.standing = {one.store: one for one in self.services.registry.damage.standing(self.object_id)}
        inventory = self._inventory()
        if inventory is None:
            return
        known = self.services.registry.copies.object(self.object_id)
        nonce = secrets.token_bytes(32)
        answer = None if known is None or self.wanted.deep else self._own_answer(known, nonce)
        whole = answer is not None or self._own_deep(inventory)
        self._copies(_Asked(inventory, nonce, answer, whole))

    def _inventory(self) -> Inventory | None:
        """Return the inventory that can be believed; where there is none, say that all is lost."""
        try:
            return trusted_inventory(self.object_id, self.services, self.stores)
        except (FixityError, StorageError) as error:
            if not self._told_anew(str(error)):
                self._lost(str(error))
                return None
        return self.services.vault.inventory(self.object_id)

    def _told_anew(self, why: str) -> bool:
        """Write the stub of an object that was removed by law again, as the registry tells it."""
        removal = self.services.registry.removals.of(self.object_id)
        if removal is None or not self.wanted.repair:
            return False

        def repair() -> None:
            # All of it: what is right in itself may be forged, and is not what was recorded.
            remove_object(self.services.vault.root, self.services.vault.staging, self.object_id)
            write_stub(removal, self.services)
            end_damage(self.object_id, self.services.own, "told anew", self.services)

        return self._repaired(self.services.own, why, repair)

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
        record = CopyRecord(self.object_id, place, head, CopyState.SOUND, checked_at=now, written_at=now)
        self.services.registry.copies.record([record], sizes={self.object_id: size})
        self.done.copies += 1
        self.done.bytes += size
        self._close(place)

    def _close(self, place: str) -> None:
        """Let damage stand no more that somebody else, or a repair that was killed, put right."""
        if self.standing.pop(place, None) is not None:
            end_damage(self.object_id, place, "found as recorded when it was read again", self.services)

    def _own_deep(self, inventory: Inventory) -> bool:
        """Compare the vault's own object with its manifest, and repair it; returns whether it is sound."""
        deep = look_at_own(inventory, self.services, self.on_bytes)
        own = self.services.own
        self._note(own, inventory, deep)
        if deep.problems:
            return self._repaired(
                own, summary(deep.problems), lambda: repair_own(inventory, deep, self.services, self.stores)
            )
        if deep.record is not None:
            mend_recovery(self.object_id, self.services)
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
        expected = inventory if current or copy.head not in inventory.versions else inventory.until(copy.head)
        deep = _without_newer(look_at_copy(store, expected, self.on_bytes), expected, inventory)
        self._note(copy.store, expected, deep)

        def repair() -> Deep:
            # From a vault that is damaged itself nothing can come that would be better.
            if not asked.whole:
                raise FixityError("the vault's own copy has to be put right first")
            return repair_copy(copy.store, store, inventory, deep, self.services)

        if deep.problems:
            self._repaired(copy.store, summary(deep.problems), repair)

    def _answers(self, store: Store, nonce: bytes, answer: Sealed) -> bool:
        """Whether a store gives, under the nonce, the same answer as the vault's own object."""
        try:
            sealed = seal_copy(store, key_of(self.object_id), nonces=[nonce], on_bytes=self.on_bytes)
        except (FixityError, StorageError, NotFoundError):
            return False
        return sealed.seals[0] == answer.seals[1]

    def _note(self, place: str, inventory: Inventory, deep: Deep) -> None:
        record = checked(inventory, place, deep, self.services)
        self.services.registry.copies.record([record], sizes={self.object_id: deep.bytes})
        self.done.copies += 1
        self.done.bytes += deep.bytes
        if not deep.problems:
            self._close(place)

    def _repaired(self, place: str, detail: str, repair: Callable[[], object]) -> bool:
        """Note the damage and try to put it right; a store that goes away meanwhile is told as well."""
        note_damage(self.object_id, place, detail, self.services)
        repaired, why = False, ""
        try:
            if self.wanted.repair:
                repair()
                repaired = True
        except AWAY as error:
            why = f"; {error}"
            raise
        except ArchiveError as error:
            why = f"; {error}"
        finally:
            self.done.found.append(Finding(self.object_id, place, f"{detail}{why}", repaired))
        return repaired

    def _lost(self, why: str) -> None:
        """No inventory can be believed: every copy that was asked is damaged, and none of them can help."""
        known = self.services.registry.copies.object(self.object_id)
        now = self.services.clock()
        own = CopyRecord(self.object_id, self.services.own, "v1", CopyState.DAMAGED, now, now)
        for copy in self.services.registry.copies.of(self.object_id) or [own]:
            asked = copy.store == self.services.own or copy.store in self.stores.names()
            if not asked or (known is not None and copy.head != known.head):
                continue
            damaged = replace(copy, state=CopyState.DAMAGED, checked_at=now, detail=why[:1000])
            self.services.registry.copies.record([damaged], sizes={})
            note_damage(self.object_id, copy.store, why, self.services)
            self.done.found.append(Finding(self.object_id, copy.store, why, repaired=False))


def _without_newer(deep: Deep, expected: Inventory, newest: Inventory) -> Deep:
    """Leave out what is there already of versions that a copy is still to get: a kill is no damage."""
    if expected.head == newest.head:
        return deep
    coming = (newest.documents().keys() | newest.content().keys()) - (
        expected.documents().keys() | expected.content().keys()
    )
    kept = [
        one
        for one in deep.problems
        if not (
            (one.kind == "extra" and inner_path(one, newest.object_id) in coming)
            or (one.kind == "altered" and inner_path(one, newest.object_id) in {INVENTORY, SIDECAR})
        )
    ]
    return replace(deep, problems=tuple(kept))
