"""The run: deposits, versions, removals and audits, all of them disturbed, and faults in between.

After each batch everything is compared with the harness's own knowledge, read from the disks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.torture.disturbance import ROOT_FILE, Disturbed
from tests.torture.places import FolderPlace
from tests.torture.tally import FALSE_ALARM, LOST, MISSED, STANDING, WRONG
from tests.torture.truth import Known, differences
from tests.unit.vault.oracle import complaints

from nachklang.archive import verify_ledger
from nachklang.ledger import Entry, EntryKind
from nachklang.preservation.roots import ROOT
from nachklang.vault.validation import validate_root


def tell_nobody(_: int) -> None:
    """Say nothing."""


@dataclass
class Run(Disturbed):
    """One world of folders, and all that is known of it."""

    def until(self, faults: int, tell: Callable[[int], None] = tell_nobody) -> None:
        """Go on until so many faults were injected in all; `tell` gets their number after each batch."""
        while self.tally.injected < faults:
            self.batch(min(24, max(4, faults - self.tally.injected)))
            tell(self.tally.injected)

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
        if sliced:
            self._audit_in_slices()
        else:
            self.audit()
        self._require_read(began)
        self.replicate()
        self._collect()
        reached = {name for name, place in self.world.places.items() if not getattr(place, "away", False)}
        self._judge_roots(reached)
        self.injuries.judge({one for one in self.seen if one[0] != ROOT}, reached, self._restore)
        self._learn_waiting()
        self._compare(reached)
        if self.batches % 20 == 0:
            self._deep_look(oracle=self.batches % 100 == 0)

    def _judge_roots(self, reached: set[str]) -> None:
        """Require that a root is whole as soon as its store was opened, and that this was told."""
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

    def _collect(self) -> None:
        """Add what the book of damage has since the last batch."""
        damage = self.world.archive.registry.damage
        found, _ = damage.totals()
        self.seen |= {(one.object_id, one.store) for one in damage.newest(found - self.found_before)}
        self.found_before = found

    def _require_read(self, began: datetime) -> None:
        """Require that an audit that says so has read every copy of a store that answered."""
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
            there = any(trees[name] == known.tree for name in reached)
            for name in reached:
                # What no place has that answers cannot be copied: it is where a store is away.
                if trees[name] != known.tree and (one, name) not in injured and there:
                    told = f"{differences(trees[name], known.tree)}; {self.world.said(one, name)}"
                    self.tally.wrong(STANDING, f"{one} in {name} is not what it has to be: {told}")
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
