"""How the vault stands, as far as it is everybody's business.

The page is public, so a template never sees the status itself, which tells those who keep the archive where
things are and what failed. It sees `VaultShown`, which has room only for what may be told:

* *told*: names of stores, counts, sizes, days, ages in their largest unit, and the policy. Whoever entrusts
  music to an archive, or cites it, must be able to see that copies exist, that they are read, and that
  damage was found and repaired; an archive that tells only of success proves nothing.
* *not told*: addresses and folders of stores, and what failures said, for they tell an attacker what is where
  and who may get in; what was damaged and how, for details name files as their depositors called them; what
  was removed and why, for a notice is about persons, and to point at what had to go would be to publish it
  again: of removals only the number is told, which the public log tells as well.
* *not even counted*: legal holds. In a small archive their number alone says that a dispute has begun.

Objects are counted, too, that may not be described: a number tells nothing about any of them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic

from nachklang.archive import Archive, vault_status
from nachklang.preservation.calendar import Calendar, calendar_of
from nachklang.preservation.policy import Policy
from nachklang.preservation.status import PlaceStatus, Status
from nachklang.preservation.wording import rule, span
from nachklang.registry import TaskKind

KEPT_SECONDS = 15.0
"""How long a status is shown before it is added up anew; over a million objects that takes a third of one."""
WEEKS = 53
"""A year of weeks, this one included, and so at least 365 days."""
_KINDS = {TaskKind.COPY: "Copies to be made in {}", TaskKind.REMOVE: "Removals to be carried out in {}"}


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """One store: its sound copies and how many lack, the age of the oldest check, for how long it is away."""

    name: str
    copies: int
    bytes: int
    lacking: int
    oldest_check: str | None
    away: str | None


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """Something that waits, how often, and for how long where that is known."""

    what: str
    count: int
    span: str | None


@dataclass(frozen=True, slots=True)
class DamageShown:
    """Damage of one copy: where and when it was found and repaired, and not a word about what it was."""

    store: str
    found_at: datetime
    repaired_at: datetime | None


@dataclass(frozen=True, slots=True)
class VaultShown:
    """What the page tells. `unrepaired` counts by store, `damage` is the newest of it, newest first."""

    at: datetime
    rule: str
    objects: int
    bytes: int
    places: tuple[PlaceShown, ...]
    short: int
    waiting: tuple[WaitingShown, ...]
    found: int
    repaired: int
    unrepaired: tuple[tuple[str, int], ...]
    damage: tuple[DamageShown, ...]
    removed: int
    calendar: Calendar

    @property
    def copies(self) -> int:
        """Sound copies in all stores."""
        return sum(one.copies for one in self.places)


class VaultShelf:
    """Keeps what was shown for `KEPT_SECONDS`, so that many visitors cost no more than one."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._made: tuple[float, VaultShown] | None = None
        self._lock = Lock()

    def of(self, archive: Archive) -> VaultShown:
        """Return how the vault stands, or stood a few seconds ago."""
        with self._lock:
            if self._made is None or self._clock() - self._made[0] >= KEPT_SECONDS:
                self._made = self._clock(), shown(vault_status(archive), archive.preservation().policy)
            return self._made[1]


def shown(status: Status, policy: Policy) -> VaultShown:
    """Take from a status what is everybody's business."""
    return VaultShown(
        at=status.at,
        rule=rule(policy),
        objects=status.objects,
        bytes=status.bytes,
        places=tuple(_place(one, status) for one in status.places),
        short=sum(one.objects for one in status.short),
        waiting=tuple(_waiting(status)),
        found=status.damage_found,
        repaired=status.damage_repaired,
        unrepaired=tuple(sorted(Counter(one.store for one in status.standing).items())),
        damage=tuple(DamageShown(one.store, one.found_at, one.repaired_at) for one in status.damage),
        removed=len(status.removals),
        calendar=calendar_of(status.days, status.at.date(), WEEKS),
    )


def _place(place: PlaceStatus, status: Status) -> PlaceShown:
    read, away = place.oldest_check, place.away
    return PlaceShown(
        name=place.name,
        copies=place.objects,
        bytes=place.bytes,
        lacking=status.objects - place.objects,
        oldest_check=None if read is None else span(read, status.at),
        away=None if away is None else span(away.since, status.at),
    )


def _waiting(status: Status) -> Iterator[WaitingShown]:
    for short in status.short:
        where = f"in {', '.join(short.held_by)}" if short.held_by else "soundly in no store"
        yield WaitingShown(f"Objects {where}: {short.lacks}", short.objects, span(short.since, status.at))
    if status.waiting_deposits:
        yield WaitingShown(
            "Deposited files, accepted once they have their copies", status.waiting_deposits, None
        )
    for task in status.waiting:
        yield WaitingShown(_KINDS[task.kind].format(task.store), task.count, span(task.since, status.at))
