"""The run: deposits, versions, removals and audits, all of them disturbed, and faults in between.

After each batch everything is compared with the harness's own knowledge, read from the disks.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.torture.injuries import Injuries
from tests.torture.places import FolderPlace
from tests.torture.shims import System
from tests.torture.tally import FALSE_ALARM, LOST, MISSED, STANDING, WRONG, Tally
from tests.torture.truth import Known
from tests.torture.world import World
from tests.unit.vault.oracle import complaints

from nachklang.archive import (
    audit_copies,
    hold_object,
    lift_hold,
    remove_object,
    replicate_copies,
    resume_removal,
    verify_ledger,
)
from nachklang.archive.stores import add_store
from nachklang.errors import ArchiveError, NotFoundError
from nachklang.ledger import Entry, EntryKind
from nachklang.preservation.audit import Audited, Wanted
from nachklang.preservation.replication import copy_now, receive
from nachklang.preservation.roots import ROOT
from nachklang.preservation.stores import Stores
from nachklang.registry import HeldByLawError
from nachklang.vault.validation import validate_root

KILLED = "kill -9 in the middle of: "
FULL = "disk full during: "
EXPIRED = "credentials expired in the middle"
AWAY = "store away"
CAME_BACK = "store back"
STORE_LOST = "store lost with all objects"
TOGETHER = "two processes at once"
CLOCK_BACK = "clock set back"
CLOCK_FORWARD = "clock set forward"
ROOT_FILE = "storage root's own file of a store"
ASIDE = "quarantine or recovery data damaged"

_ROOT_FILES = {"0=ocfl_1.1", "ocfl_layout.json", "config.json"}
_CROWD = 24
"""Objects that the run works with at a time."""


@dataclass
class Run:
    """One world of folders, and all that is known of it."""

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

    # -- the order of things

    def until(self, faults: int) -> None:
        """Go on until so many faults were injected."""
        while self.tally.injected < faults:
            self.batch(min(24, max(4, faults - self.tally.injected)))

    def batch(self, many: int) -> None:
        """Work, do harm, audit, and compare."""
        self.batches += 1
        self.seen.clear()
        self._set_clock()
        self._work()
        self._move_stores()
        self.injuries.inflict(self.rng.randint(many // 2, many))
        self._harm_more()
        if self.rng.random() < 0.3:
            self._disturbed("replication", self.replicate)
        if self.rng.random() < 0.5:
            self._disturbed("audit", self.audit)
        if self.rng.random() < 0.3:
            self._work()
        self._finish()

    def end(self) -> None:
        """Bring every store back, let everything heal, and look at it all for the last time."""
        for place in self._stores():
            if place.away:
                place.come_back()
        for _ in range(3):
            self.seen.clear()
            self._finish()
        self._deep_look(oracle=True)
        self._count()

    def _finish(self) -> None:
        """Audit without disturbance, and compare."""
        began = self.world.clock()
        sliced = self.rng.random() < 0.3
        audited = self._audit_in_slices() if sliced else self.audit()
        self._require_read(began, audited)
        self.replicate()
        self._collect()
        reached = {name for name, place in self.world.places.items() if not getattr(place, "away", False)}
        self._judge_roots(reached)
        self.injuries.judge({one for one in self.seen if one[0] != ROOT}, reached, self._restore)
        self._learn_waiting()
        self._compare(reached)
        if self.batches % 20 == 0:
            self._deep_look(oracle=self.batches % 100 == 0)

    # -- what the archive does

    def audit(self, *, deep: bool | None = None) -> Audited:
        """Audit everything once."""
        wanted = Wanted(deep=self.rng.random() < 0.5 if deep is None else deep)
        audited = audit_copies(self.world.archive, wanted, on_bytes=lambda _: None)
        self.seen |= {(one.object_id, one.place) for one in audited.found}
        return audited

    def _audit_in_slices(self) -> Audited:
        """Audit a few objects at a time, as a nightly job does: no slice may begin where the last one did."""
        size = self.rng.randint(3, 9)
        rows = len(self.known)
        audited = Audited()
        for _ in range(2 * (rows // size + 2)):
            wanted = Wanted(deep=self.rng.random() < 0.5, goes_on=_so_many(size))
            audited = audit_copies(self.world.archive, wanted, on_bytes=lambda _: None)
            self.seen |= {(one.object_id, one.place) for one in audited.found}
        return audited

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
        """What is under a legal hold stays."""
        item = self.world.archive.registry.item(known.item_id)
        hold = hold_object(self.world.archive, item, "evidence")
        with suppress(HeldByLawError):
            remove_object(self.world.archive, item, "order 1")
            self.tally.wrong(WRONG, f"{known.object_id} was removed in spite of a hold")
        lift_hold(self.world.archive, hold.id)

    # -- what disturbs it

    def _disturbed(self, name: str, work: Callable[[], object]) -> None:
        """Do some work; most of the time something happens meanwhile."""
        chosen = self.rng.random()
        if chosen < 0.25:
            self._killed(name, work)
        elif chosen < 0.4:
            self._on_a_full_disk(name, work)
        elif chosen < 0.5:
            self._with_expiring_credentials(work)
        elif chosen < 0.58 and name in {"audit", "replication"}:
            self._together(work)
        else:
            work()

    def _killed(self, name: str, work: Callable[[], object]) -> None:
        usual = self.calls.get(name, 60)
        end, calls = self.world.in_child(work, self.rng.randrange(usual))
        if end == -signal.SIGKILL:
            self.tally.inject(KILLED + name, harmless=True)
        else:
            self.calls[name] = max(10, calls)
            if end:
                self.tally.wrong(WRONG, f"{name} failed in a process of its own")

    def _on_a_full_disk(self, name: str, work: Callable[[], object]) -> None:
        below = self.rng.choice([self.world.folder, *(one.home for one in self._stores())])
        with self.system.full(self.rng.choice((0, 10, 500, 5000)), str(below)), suppress(ArchiveError):
            work()
        if self.system.refused:
            self.tally.inject(FULL + name, harmless=True)

    def _with_expiring_credentials(self, work: Callable[[], object]) -> None:
        here = [one for one in self._stores() if not one.away]
        if not here:
            work()
            return
        with self.world.refusing(self.rng.choice(here).name, self.rng.randrange(80)):
            work()
        self.tally.inject(EXPIRED, harmless=True)

    def _together(self, work: Callable[[], object]) -> None:
        """Let another process work while a third one does."""
        self.world.close()
        other = os.fork()
        if other == 0:
            status = 1
            try:
                self.audit()
                self.replicate()
                status = 0
            finally:
                os._exit(status)
        end, _ = self.world.in_child(work)
        if end or os.waitstatus_to_exitcode(os.waitpid(other, 0)[1]):
            self.tally.wrong(WRONG, "one of two processes at once failed")
        self.tally.inject(TOGETHER, harmless=True)

    def _set_clock(self) -> None:
        self.world.clock.move(timedelta(minutes=self.rng.randint(1, 600)))
        chosen = self.rng.random()
        if chosen < 0.1:
            self.world.clock.move(-timedelta(hours=self.rng.randint(1, 9000)))
            self.tally.inject(CLOCK_BACK, harmless=True)
        elif chosen < 0.2:
            self.world.clock.move(timedelta(hours=self.rng.randint(1, 9000)))
            self.tally.inject(CLOCK_FORWARD, harmless=True)

    def _stores(self) -> list[FolderPlace]:
        return [one for one in list(self.world.places.values())[1:] if isinstance(one, FolderPlace)]

    def _move_stores(self) -> None:
        """Take a store away, or bring one back, or lose one with all that it had."""
        for place in self._stores():
            chosen = self.rng.random()
            if place.away and chosen < 0.5:
                place.come_back()
                self.tally.inject(CAME_BACK, harmless=True)
            elif not place.away and chosen < 0.1 and not any(one.away for one in self._stores()):
                place.leave()
                self.tally.inject(AWAY)
                self._require_told_away(place.name)
            elif not place.away and chosen < 0.13:
                self._lose(place)

    def _require_told_away(self, name: str) -> None:
        """An audit that could not ask a store has to say so."""
        told = name in self.audit().skipped
        self.tally.kinds[AWAY].found += told
        if not told:
            self.tally.wrong("missed", f"{name} was away, and the audit does not say so")

    def _lose(self, place: FolderPlace) -> None:
        """Lose a store whose objects are right somewhere else, and claim the empty one that comes."""
        self.injuries.look()
        if any(
            not self.injuries.good[one] - {place.name} or not self._untouched(known)
            for one, known in self.known.items()
        ):
            return
        had = [one for one in self.known if place.name in self.injuries.good[one]]
        place.lose()
        settings = next(one for one in self.world.archive.settings.copies if one.name == place.name)
        add_store(self.world.archive, settings)
        self.tally.inject(STORE_LOST)
        for one in had:
            self.injuries.note_lost(STORE_LOST, one, place.name)

    def _harm_more(self) -> None:
        """Harm what is no copy, and from time to time every copy of an object."""
        chosen = self.rng.random()
        if chosen < 0.1:
            live = [one for one in self.known.values() if not one.removed and self._untouched(one)]
            if live and not any(one.away for one in self._stores()):
                self.injuries.spoil_all(self.rng.choice(live))
        elif chosen < 0.2:
            self._harm_aside()
        elif chosen < 0.3:
            self._harm_root()
        elif chosen < 0.4 and self.before_removal:
            object_id = self.rng.choice(sorted(self.before_removal))
            if self._untouched(self.known[object_id]):
                name = self.rng.choice(sorted(self.world.places))
                self.injuries.put_back(self.known[object_id], name, self.before_removal[object_id])

    def _harm_aside(self) -> None:
        files = [
            path
            for folder in ("quarantine", "recovery")
            for path in (self.world.home / folder).rglob("*")
            if path.is_file() and not path.is_symlink()
        ]
        if files:
            path = self.rng.choice(sorted(files)[:500])
            if self.rng.random() < 0.5:
                path.write_bytes(self.rng.randbytes(20))
            else:
                path.unlink()
            self.tally.inject(ASIDE, harmless=True)

    def _harm_root(self) -> None:
        here = [one for one in self._stores() if not one.away]
        if here:
            place = self.rng.choice(here)
            self._spoil_root(place)

    def _spoil_root(self, place: FolderPlace) -> None:
        """Spoil one of the files of a store's root that belong to no object."""
        path = self.rng.choice([one for one in sorted(place.root.rglob("*")) if one.name in _ROOT_FILES])
        if any(one[0] == place.name for one in self.roots):
            return
        data = path.read_bytes()
        self.roots.append((place.name, path, data))
        if self.rng.random() < 0.5:
            path.unlink()
        else:
            path.write_bytes(data[:-2] + b"!\n")
        self.tally.inject(ROOT_FILE)

    def _judge_roots(self, reached: set[str]) -> None:
        """A root is made whole as soon as its store is opened, and that is told."""
        for one in [one for one in self.roots if one[0] in reached]:
            name, path, data = one
            self.roots.remove(one)
            if not path.exists() or path.read_bytes() != data:
                self.tally.wrong(STANDING, f"{path}")
            elif (ROOT, name) not in self.seen:
                self.tally.wrong(MISSED, f"{path}")
            else:
                self.tally.kinds[ROOT_FILE].found += 1
                self.tally.kinds[ROOT_FILE].repaired += 1

    # -- what is compared

    def _collect(self) -> None:
        """Add what the book of damage has since the last batch."""
        damage = self.world.archive.registry.damage
        found, _ = damage.totals()
        self.seen |= {(one.object_id, one.store) for one in damage.newest(found - self.found_before)}
        self.found_before = found

    def _require_read(self, began: datetime, audited: Audited) -> None:
        """Every copy of a store that answered was read by an audit that says so."""
        del audited
        for one in self.known:
            copies = {copy.store: copy for copy in self.world.archive.registry.copies.of(one)}
            for name, place in self.world.places.items():
                if getattr(place, "away", False) or name not in copies:
                    continue
                if copies[name].checked_at < began:
                    self.tally.wrong(WRONG, f"{one} in {name} was not read by a whole audit")

    def _restore(self, known: Known) -> None:
        """Put the vault's own object back from a copy outside, as an operator does."""
        self.world.places[self.world.own].put(known.object_id, known.tree)

    def _compare(self, reached: set[str]) -> None:
        """Every acknowledged byte has to be in every place that can be reached, and removed ones nowhere."""
        injured = {one.copy for one in self.injuries.open}
        for one, known in self.known.items():
            trees = {name: place.tree(one) for name, place in self.world.places.items()}
            for path, data in known.tree.items():
                if not any(tree.get(path) == data for tree in trees.values()):
                    self.tally.wrong(LOST, f"{path} of {one}", len(data))
            for name in reached:
                if trees[name] != known.tree and (one, name) not in injured:
                    self.tally.wrong(STANDING, f"{one} in {name} is not what it has to be")
        standing = {(one.object_id, one.store) for one in self.world.archive.registry.damage.standing()}
        for one, name in sorted(standing - injured):
            if one in self.known and name in reached:
                self.tally.wrong(FALSE_ALARM, f"{one} in {name} is sound, and its damage stands")
        self._look_for_the_removed(reached)

    def _look_for_the_removed(self, reached: set[str]) -> None:
        """Look where no object ought to be; the places themselves were compared to the byte."""
        folders = [self.world.home / "staging"]
        folders += [
            self.world.home / "quarantine" / one.removeprefix("urn:uuid:") for one in self.before_removal
        ]
        folders += [one.home / ".nachklang-staging" for one in self._stores() if one.name in reached]
        self._no_needle(folders)

    def _no_needle(self, folders: list[Path]) -> None:
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    data = path.read_bytes()
                    if any(needle in data for needle in self.gone):
                        self.tally.wrong(WRONG, f"removed bytes in {path}")

    def _deep_look(self, *, oracle: bool) -> None:
        """Validate every storage root, the ledger, and look everywhere for what was removed."""
        archive = self.world.archive
        self._no_needle([self.world.home, *(one.home for one in self._stores() if not one.away)])
        problems = verify_ledger(archive, on_entries=lambda _: None)
        for one in problems:
            self.tally.wrong(WRONG, f"the ledger: {one}")
        entries = [Entry.decode(data) for data in archive.ledger.entries()]
        logged = sum(one.kind is EntryKind.OBJECT_REPAIRED for one in entries)
        repaired = archive.registry.damage.totals()[1]
        if logged != repaired:
            self.tally.wrong(WRONG, f"{repaired} repairs, and {logged} entries of them in the ledger")
        injured = {one.place for one in self.injuries.open}
        for place in self.world.places.values():
            if not isinstance(place, FolderPlace) or place.away or place.name in injured:
                continue
            for checked in validate_root(place.root):
                for finding in checked.findings:
                    self.tally.wrong(WRONG, f"{place.name}: {finding}")
            for complaint in complaints(place.root) if oracle else ():
                self.tally.wrong(WRONG, f"{place.name}, says ocfl-py: {complaint}")

    def _count(self) -> None:
        """Add up what there is in the end."""
        places = self.world.places.values()
        live = [one for one in self.known.values() if not one.removed]
        numbers = {
            "batches": self.batches,
            "objects": len(self.known),
            "of them removed by law": len(self.known) - len(live),
            "copies": sum(bool(place.tree(one)) for one in self.known for place in places),
            "bytes acknowledged": sum(len(data) for one in live for data in one.tree.values()),
        }
        for name, number in numbers.items():
            self.tally.totals[name] = self.tally.totals.get(name, 0) + number


def _so_many(objects: int) -> Callable[[], bool]:
    """Return what says yes so many times."""
    left = iter(range(objects))
    return lambda: next(left, None) is not None
