"""Faults of copies: chosen so that a good copy stays, or, as a class of its own, so that none does."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.torture.places import FolderPlace, Place
from tests.torture.spoiling import ANYWHERE, IN_FOLDERS, Copy
from tests.torture.tally import FALSE_ALARM, MISSED, STANDING, WRONG, Tally
from tests.torture.truth import Known, Tree
from tests.torture.world import World

ALL_COPIES = "all copies damaged at once"
WAITS = "damage while a removal waits"
LINK = "file replaced by a link"
UNREADABLE = "unreadable file (EIO)"
PUT_BACK = "removed object put back"


@dataclass
class Injury:
    """One copy that was spoiled. `before` is what lies there since; `hopeless` where no copy was spared.

    `believed` is whether the registry had called it a copy by then: else, as after a kill between the last
    byte of a copy and its record, what is missing may be written anew without a word. `said` is what the
    registry knew.
    """

    kind: str
    object_id: str
    place: str
    before: Tree
    hopeless: bool = False
    found: bool = False
    believed: bool = True
    said: str = ""

    @property
    def copy(self) -> tuple[str, str]:
        """Object and place."""
        return self.object_id, self.place


@dataclass
class Injuries:
    """The injuries that are open. `good` says, by object, where its copies were right after the last ones.

    `lagging` are copies of an older version that were lost before the newer one came: whether the registry
    had heard of them is not known here, so that an audit may tell of them and need not.
    """

    world: World
    known: dict[str, Known]
    tally: Tally
    rng: Random
    open: list[Injury] = field(default_factory=list)
    good: dict[str, set[str]] = field(default_factory=dict)
    lagging: set[tuple[str, str]] = field(default_factory=set)

    def look(self) -> None:
        """Read from the disks which copies are right."""
        self.good = defaultdict(set)
        for known in self.known.values():
            for name, place in self.world.places.items():
                if place.tree(known.object_id) == known.tree:
                    self.good[known.object_id].add(name)

    def inflict(self, many: int) -> None:
        """Spoil so many copies, one after the other."""
        self.look()
        for _ in range(many):
            known = self.rng.choice(list(self.known.values()))
            if not self._spoil_waiting(known):
                self._spoil_one(known)

    def _spoil_one(self, known: Known) -> None:
        good = self.good[known.object_id]
        # The stub of an object can be told anew as long as the registry knows what was removed.
        alone = known.removed and good == {self.world.own}
        if len(good) < 2 and not alone:
            return
        self.spoil(known, self.rng.choice(sorted(good)))

    def spoil(self, known: Known, name: str, kind: str | None = None, *, hopeless: bool = False) -> None:
        """Spoil a copy that is right; nothing happens where the kind changes nothing."""
        place = self.world.places[name]
        kind = kind or self._kind(place)
        before = place.tree(known.object_id)
        _inflicted(kind, known, place, self.rng)
        after = place.tree(known.object_id)
        if after == before:
            return
        self.good[known.object_id].discard(name)
        if not hopeless:
            self.tally.inject(kind)
        believed = hopeless or self.world.believes(known.object_id, name, len(known.trees))
        said = self.world.said(known.object_id, name)
        self.open.append(Injury(kind, known.object_id, name, after, hopeless, believed=believed, said=said))

    def _kind(self, place: Place) -> str:
        kinds = list(ANYWHERE)
        if isinstance(place, FolderPlace):
            kinds += [*IN_FOLDERS, LINK, UNREADABLE]
        return self.rng.choice(kinds)

    def _spoil_waiting(self, known: Known) -> bool:
        """Spoil what a store that is away still has of an object that has to go."""
        for name, place in self.world.places.items():
            if not (known.removed and isinstance(place, FolderPlace) and place.away):
                continue
            tree = place.tree(known.object_id)
            if (
                tree
                and tree != known.tree
                and not any(one.copy == (known.object_id, name) for one in self.open)
            ):
                old = Known(known.object_id, known.item_id, known.needle, [tree])
                _inflicted(self.rng.choice([*ANYWHERE, *IN_FOLDERS, LINK]), old, place, self.rng)
                self.tally.inject(WAITS)
                self.open.append(Injury(WAITS, known.object_id, name, place.tree(known.object_id)))
                return True
        return False

    def lose(self, place: FolderPlace, kind: str) -> None:
        """Lose a store with every copy that was in it."""
        for one in self.known:
            if place.name in self.good[one]:
                self.good[one].discard(place.name)
                self.open.append(Injury(kind, one, place.name, {}))
            elif place.tree(one):
                self.lagging.add((one, place.name))
        place.lose()

    def put_back(self, known: Known, name: str, tree: Tree) -> None:
        """Put an object back that was removed by law, as who restores an old backup does."""
        if name not in self.good[known.object_id] or len(self.good[known.object_id]) < 2:
            return
        self.world.places[name].put(known.object_id, tree)
        self.good[known.object_id].discard(name)
        self.tally.inject(PUT_BACK)
        self.open.append(Injury(PUT_BACK, known.object_id, name, tree))

    def spoil_all(self, known: Known) -> None:
        """Spoil every copy of an object in the same file, each in its way."""
        if self.good[known.object_id] != set(self.world.places):
            return
        # Whatever is no content can be told anew from an inventory.
        path = self.rng.choice(sorted(one for one in known.tree if "/content/" in one))
        way = self.rng.choice(["file", "inventories", "whole"])
        for name, place in self.world.places.items():
            tree = dict(known.tree)
            for one in [path] if way == "file" else [one for one in tree if one.startswith("inventory")]:
                tree[one] = self.rng.randbytes(len(tree[one]) + 1)
            if way == "inventories":
                for one in [one for one in tree if one.endswith("inventory.json")]:
                    tree[one] = self.rng.randbytes(50)
            place.put(known.object_id, {} if way == "whole" else tree)
            self.open.append(
                Injury(ALL_COPIES, known.object_id, name, place.tree(known.object_id), hopeless=True)
            )
        self.good[known.object_id] = set()
        self.tally.inject(ALL_COPIES)

    def judge(self, seen: set[tuple[str, str]], reached: set[str], restore: Callable[[Known], None]) -> None:
        """Compare what an audit said and did with what was done; what could not be asked stays open."""
        self._judge_alarms(seen - self.lagging)
        self.lagging.clear()
        kept = []
        for one in self.open:
            one.found = one.found or one.copy in seen
            if one.place not in reached or not self._is_judged(one, reached):
                kept.append(one)
        self.open = [one for one in kept if not one.hopeless]
        self._judge_hopeless([one for one in kept if one.hopeless], restore)

    def _judge_alarms(self, seen: set[tuple[str, str]]) -> None:
        injured = {one.copy for one in self.open}
        for object_id, place in sorted(seen - injured):
            told = [
                f"{one.detail} (found {one.found_at}, repaired {one.repaired_at})"
                for one in self.world.archive.registry.damage.newest(300)
                if (one.object_id, one.store) == (object_id, place)
            ]
            self.tally.wrong(FALSE_ALARM, f"{object_id} in {place}: {told[:2]}")

    def _is_judged(self, one: Injury, reached: set[str]) -> bool:
        """Whether the last word about an injury is spoken."""
        if one.hopeless:
            return False
        known = self.known[one.object_id]
        whole = self.world.places[one.place].tree(one.object_id) == known.tree
        superseded = one.kind == WAITS
        if not one.found and not superseded and one.believed:
            told = f"now whole: {whole}; before: {one.said}; now: {self.world.said(*one.copy)}"
            self.tally.wrong(MISSED, f"{one.kind}: {one.object_id} in {one.place}, {told}")
            return True
        if whole:
            if one.kind != ALL_COPIES:  # those were counted when they were found
                self.tally.kinds[one.kind].found += one.found or superseded
                self.tally.kinds[one.kind].harmless += not (one.found or superseded)
                self.tally.kinds[one.kind].repaired += 1
            return True
        if known.removed or self.good[one.object_id] & reached:
            self.tally.wrong(STANDING, f"{one.kind}: {one.object_id} in {one.place}")
            return True
        return False

    def _judge_hopeless(self, those: list[Injury], restore: Callable[[Known], None]) -> None:
        """Require, where no copy was spared, that every place was told and nothing was made up."""
        standing = {(one.object_id, one.store) for one in self.world.archive.registry.damage.standing()}
        for object_id in sorted({one.object_id for one in those}):
            known = self.known[object_id]
            injuries = [one for one in those if one.object_id == object_id]
            for one in injuries:
                now = self.world.places[one.place].tree(object_id)
                if not one.found or one.copy not in standing:
                    self.tally.wrong(MISSED, f"{ALL_COPIES}: {object_id} in {one.place}")
                for path, data in now.items():
                    if data not in (known.tree.get(path), one.before.get(path)):
                        self.tally.wrong(WRONG, f"{path} of {object_id} in {one.place} was made up")
            self.tally.kinds[ALL_COPIES].found += 1
            self.tally.kinds[ALL_COPIES].beyond += 1
            restore(known)
            # Until the next audit: it finds the vault's own sound again, and puts the others right.
            self.open += [Injury(one.kind, object_id, one.place, one.before, found=True) for one in injuries]


def _inflicted(kind: str, known: Known, place: Place, rng: Random) -> None:
    tree = place.tree(known.object_id)
    if kind in {LINK, UNREADABLE}:
        assert isinstance(place, FolderPlace)
        path = place.folder(known.object_id) / rng.choice(sorted(tree))
        if kind == UNREADABLE:
            place.system.break_file(path)
            return
        other = rng.choice([path.with_name("nowhere"), path.parent / "inventory.json", path])
        path.unlink()
        path.symlink_to(other)
        return
    spoil = ANYWHERE.get(kind) or IN_FOLDERS[kind]
    place.put(known.object_id, spoil(Copy(tree, known.trees, rng)))
