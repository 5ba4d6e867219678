"""How the vault stands: what is where, what was read and found, what waits. No store is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nachklang.preservation.services import Services
from nachklang.registry import (
    Absence,
    AuditDay,
    Damage,
    HeldTogether,
    Hold,
    Removal,
    Waiting,
)

_NEWEST = 50


@dataclass(frozen=True, slots=True)
class PlaceStatus:
    """One place: what it holds soundly, and when the copy that was read longest ago was read."""

    name: str
    objects: int
    bytes: int
    oldest_check: datetime | None
    away: Absence | None


@dataclass(frozen=True, slots=True)
class Short:
    """Objects that have not the copies that the policy asks for: where they are, what lacks, since when."""

    held_by: tuple[str, ...]
    objects: int
    lacks: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Status:
    """The vault at one moment. `waiting_deposits` counts files that wait for copies to be accepted.

    `days` are the days of audits of a year, `damage` the newest damage, repaired or not.
    """

    at: datetime
    objects: int
    bytes: int
    places: tuple[PlaceStatus, ...]
    short: tuple[Short, ...]
    waiting: tuple[Waiting, ...]
    waiting_deposits: int
    damage_found: int
    damage_repaired: int
    standing: tuple[Damage, ...]
    damage: tuple[Damage, ...]
    removals: tuple[Removal, ...]
    holds: tuple[Hold, ...]
    days: tuple[AuditDay, ...]


def status(services: Services) -> Status:
    """Add up what the registry knows."""
    registry, now = services.registry, services.clock()
    groups = registry.copies.held_together()
    found, repaired = registry.damage.totals()
    return Status(
        at=now,
        objects=sum(one.objects for one in groups),
        bytes=sum(one.bytes for one in groups),
        places=tuple(_places(groups, services)),
        short=tuple(_short(groups, services)),
        waiting=tuple(registry.tasks.waiting()),
        waiting_deposits=registry.plan_count(),
        damage_found=found,
        damage_repaired=repaired,
        standing=tuple(registry.damage.standing()),
        damage=tuple(registry.damage.newest(_NEWEST)),
        removals=tuple(registry.removals.all()),
        holds=tuple(registry.removals.holds()),
        days=tuple(registry.copies.days((now - timedelta(days=370)).date().isoformat())),
    )


def pending_places(removal: Removal, services: Services) -> list[str]:
    """Name the places that have not confirmed a removal yet."""
    return [name for name in services.policy.places if name not in removal.confirmed]


def _places(groups: Sequence[HeldTogether], services: Services) -> list[PlaceStatus]:
    away: Mapping[str, Absence] = {one.store: one for one in services.registry.tasks.absences()}
    return [
        PlaceStatus(
            name=name,
            objects=sum(one.objects for one in groups if name in one.stores),
            bytes=sum(one.bytes for one in groups if name in one.stores),
            oldest_check=services.registry.copies.oldest_check(name),
            away=away.get(name),
        )
        for name in services.policy.places
    ]


def _short(groups: Sequence[HeldTogether], services: Services) -> list[Short]:
    lacks = [(one, services.policy.lacking(one.stores)) for one in groups]
    found = [Short(one.stores, one.objects, what, one.since) for one, what in lacks if what is not None]
    return sorted(found, key=lambda one: (one.since, one.held_by))
