"""What happens to the archive meanwhile: kills, full disks, stores that go, clocks that jump."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from tests.torture.places import FolderPlace
from tests.torture.tally import WRONG
from tests.torture.work import Work

from nachklang.archive.stores import add_store
from nachklang.errors import ArchiveError

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


@dataclass
class Disturbed(Work):
    """Work that seldom goes on undisturbed."""

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
        """Require of an audit that could not ask a store to say so."""
        told = name in self.audit().skipped
        self.tally.kinds[AWAY].found += told
        if not told:
            self.tally.wrong("missed", f"{name} was away, and the audit does not say so")

    def _lose(self, place: FolderPlace) -> None:
        """Lose a store, where each object is right somewhere else, and claim the empty one that comes."""
        self.injuries.look()
        if any(
            not self.injuries.good[one] - {place.name} or not self._untouched(known)
            for one, known in self.known.items()
        ):
            return
        self.injuries.lose(place, STORE_LOST)
        settings = next(one for one in self.world.archive.settings.copies if one.name == place.name)
        add_store(self.world.archive, settings)
        self.tally.inject(STORE_LOST)

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
        there = [one for one in sorted(place.root.rglob("*")) if one.name in _ROOT_FILES]
        if not there or any(one[0] == place.name for one in self.roots):
            return  # lost with all of its store, or harmed already
        path = self.rng.choice(there)
        data = path.read_bytes()
        self.roots.append((place.name, path, data))
        if self.rng.random() < 0.5:
            path.unlink()
        else:
            path.write_bytes(data[:-2] + b"!\n")
        self.tally.inject(ROOT_FILE)
