"""What the archive does during a run: deposits, versions, removals, replication and audits."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.torture.injuries import Injuries
from tests.torture.places import FolderPlace
from tests.torture.shims import System
from tests.torture.tally import WRONG, Tally
from tests.torture.truth import Known
from tests.torture.world import World

from nachklang.archive import (
    audit_copies,
    hold_object,
    lift_hold,
    remove_object,
    replicate_copies,
    resume_removal,
)
from nachklang.errors import NotFoundError
from nachklang.preservation.audit import Audited, Wanted
from nachklang.preservation.replication import copy_now, receive
from nachklang.preservation.stores import Stores
from nachklang.registry import HeldByLawError

_CROWD = 24
"""Objects that the run works with at a time."""


@dataclass
class Work:
    """One world, and all that is known of it. `crowd` is how many objects it works with at a time."""

    world: World
    rng: Random
    tally: Tally
    system: System
    known: dict[str, Known] = field(default_factory=dict)
    waiting: dict[str, bytes] = field(default_factory=dict)
    roots: list[tuple[str, Path, bytes]] = field(default_factory=list)
    gone: list[bytes] = field(default_factory=list)
    before_removal: dict[str, dict[str, bytes]] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    calls: dict[str, int] = field(default_factory=dict)
    batches: int = 0
    crowd: int = _CROWD
    found_before: int = 0
    injuries: Injuries = field(init=False)

    def __post_init__(self) -> None:
        self.injuries = Injuries(self.world, self.known, self.tally, self.rng)

    def audit(self, *, deep: bool | None = None) -> Audited:
        """Audit everything once."""
        wanted = Wanted(deep=self.rng.random() < 0.5 if deep is None else deep)
        audited = audit_copies(self.world.archive, wanted, on_bytes=lambda _: None)
        self.seen |= {(one.object_id, one.place) for one in audited.found}
        return audited

    def _audit_in_slices(self) -> None:
        """Audit a few objects at a time, as a nightly job does: no slice begins where the last one did."""
        size = self.rng.randint(3, 9)
        for _ in range(2 * (len(self.known) // size + 2)):
            wanted = Wanted(deep=self.rng.random() < 0.5, goes_on=_so_often(size))
            audited = audit_copies(self.world.archive, wanted, on_bytes=lambda _: None)
            self.seen |= {(one.object_id, one.place) for one in audited.found}

    def replicate(self) -> None:
        """Do what waits."""
        replicate_copies(self.world.archive, at_once=True, on_bytes=lambda _: None)

    def _work(self) -> None:
        """Deposit, describe anew, remove by law."""
        for _ in range(self.rng.randint(1, 3)):
            live = [one for one in self.known.values() if not one.removed]
            chosen = self.rng.random()
            if len(live) < self.crowd // 2 or (chosen < 0.5 and len(live) < self.crowd):
                self._deposit()
            elif chosen < 0.75:
                self._version(self.rng.choice(live))
            elif len(live) > self.crowd // 2:
                self._remove(self.rng.choice(live))
        if self.batches % 50 == 1:
            self._deposit_music()

    def _deposit(self) -> None:
        name, payload = self.world.new_payload()
        self.waiting[self.world.item_id(payload)] = payload
        self._disturbed("deposit", lambda: self.world.deposit(name, payload))
        self.world.recover()
        self._learn_waiting()

    def _deposit_music(self) -> None:
        item_id, payload = self.world.deposit_music()
        self.waiting[item_id] = payload
        self._learn_waiting()

    def _learn_waiting(self) -> None:
        """Take over what was accepted meanwhile; what the registry never heard of is forgotten."""
        registry = self.world.archive.registry
        planned = {one.id for one in registry.plans()}
        for item_id, payload in list(self.waiting.items()):
            try:
                item = registry.item(item_id)
            except NotFoundError:
                if item_id not in planned:
                    del self.waiting[item_id]
                continue
            self._learn(item.object_id, self.world.learn(item, payload))
            del self.waiting[item_id]

    def _learn(self, object_id: str, known: Known) -> None:
        self.known[object_id] = known

    def _untouched(self, known: Known) -> bool:
        """Whether nobody harmed an object that is not healed yet, and a place of it can be used."""
        return all(one.object_id != known.object_id for one in self.injuries.open)

    def _version(self, known: Known) -> None:
        if not self._untouched(known) or known.removed or len(known.trees) > 5:
            return
        text = self.rng.randbytes(50).hex().encode()
        own = self.world.places[self.world.own]
        head = len(known.trees)
        self._disturbed("version", lambda: self.world.add_version(known, text))
        vault = self.world.archive.vault
        vault.complete_versions()
        if len(vault.inventory(known.object_id).versions) == head:
            self.world.add_version(known, text)
        services = self.world.archive.preservation()
        receive(known.object_id, services)
        copy_now(known.object_id, services, Stores(services))
        tree = own.tree(known.object_id)
        kept = {path: data for path, data in known.tree.items() if not path.startswith("inventory.json")}
        if any(tree.get(path) != data for path, data in kept.items()) or text not in tree.values():
            self.tally.wrong(WRONG, f"a version of {known.object_id} is not what was given")
        known.trees.append(tree)

    def _remove(self, known: Known) -> None:
        if not self._untouched(known):
            return
        archive = self.world.archive
        item = archive.registry.item(known.item_id)
        if self.rng.random() < 0.1:
            self._held(known)
        self.before_removal[known.object_id] = known.tree
        self._disturbed("removal", lambda: remove_object(self.world.archive, item, "order 1"))
        if self.world.archive.registry.removals.of(known.object_id) is None:
            remove_object(self.world.archive, item, "order 1")
        else:
            resume_removal(self.world.archive, known.object_id)
        stub = self.world.places[self.world.own].tree(known.object_id)
        if not any(path.endswith("metadata/removal.json") for path in stub):
            self.tally.wrong(WRONG, f"there is no stub of {known.object_id}")
        known.trees, known.removed = [stub], True
        self.gone.append(known.needle)

    def _held(self, known: Known) -> None:
        """Make sure that what is under a legal hold stays."""
        item = self.world.archive.registry.item(known.item_id)
        hold = hold_object(self.world.archive, item, "evidence")
        with suppress(HeldByLawError):
            remove_object(self.world.archive, item, "order 1")
            self.tally.wrong(WRONG, f"{known.object_id} was removed in spite of a hold")
        lift_hold(self.world.archive, hold.id)

    def _stores(self) -> list[FolderPlace]:
        return [one for one in list(self.world.places.values())[1:] if isinstance(one, FolderPlace)]

    def _disturbed(self, name: str, work: Callable[[], object]) -> None:
        """Do some work; others let something happen meanwhile."""
        del name
        work()


def _so_often(times: int) -> Callable[[], bool]:
    """Return what says yes so many times, then no."""
    left = iter(range(times))
    return lambda: next(left, None) is not None
