"""Reviews: nothing that was given out stays given out silently when its ground ends."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from uuid import uuid4

from nachklang.archive.archive import Archive
from nachklang.archive.in_force import InForce
from nachklang.archive.law_files import note_law
from nachklang.archive.locks import exclusive
from nachklang.archive.rights_entries import closed_entry, opened_entry
from nachklang.model.acts import Act
from nachklang.model.items import Item
from nachklang.model.mandates import RightsSignature
from nachklang.preservation.outbox import flush
from nachklang.preservation.services import Services
from nachklang.preservation.stores import Stores
from nachklang.preservation.telling import tell_everybody
from nachklang.registry import PendingEntry, Standing, Withdrawal

REVIEWED = (Act.STREAM, Act.DOWNLOAD, Act.REDISTRIBUTE)
"""The acts by which something is given out."""

RETURNED, REMOVED = "returned", "removed"
_BATCH = 200


@dataclass(slots=True)
class Reviewed:
    """What a review found: cases that it opened and closed, and how many are open now."""

    items: int = 0
    opened: list[Withdrawal] = field(default_factory=list)
    closed: list[Withdrawal] = field(default_factory=list)
    open: int = 0
    law_changed: bool = False


def review_rights(archive: Archive) -> Reviewed:
    """Decide what may be given out of every item, and open a case for each that lost an act.

    A case ends when every act of it is permitted again, or its item was removed. Needs `sign`. Raises
    LockedError where rights are being recorded or reviewed; one that was cut off can be run again.
    """
    with changing_rights(archive):
        reviewed = review(archive)
        log_rights(archive)
    return reviewed


@contextmanager
def changing_rights(archive: Archive) -> Iterator[None]:
    """Keep others from recording, ending and reviewing meanwhile; raises LockedError at once."""
    with exclusive(archive.settings.folder / "rights.lock", "a change of rights"):
        yield


def log_rights(archive: Archive) -> None:
    """Write what waits into the log, and tell every place."""
    services = archive.preservation()
    flush(services.registry, services.ledger)
    tell_everybody(services, Stores(services))


def review(archive: Archive) -> Reviewed:
    """Review every item. Called while nobody else changes rights; the log is written by the caller."""
    services = archive.preservation()
    done = Reviewed(law_changed=note_law(archive.law, services.registry, services.profile, services.clock()))
    one = _Review(archive.in_force(), services, done)
    items = archive.registry.items()
    while batch := list(islice(items, _BATCH)):
        one.batch(batch)
    one.removed()
    done.open = services.registry.withdrawals.open_count()
    return done


class _Review:
    """One pass over the items, some hundred at a time; what is written of one batch stays."""

    def __init__(self, in_force: InForce, services: Services, done: Reviewed) -> None:
        self._in_force = in_force
        self._services = services
        self._done = done
        self._at = services.clock()
        self._today = self._at.date()
        # Many items share a signature, and equal signatures decide alike.
        self._had = lru_cache(4096)(self._permitted)

    def batch(self, items: Sequence[Item]) -> None:
        """Review some items, and write down what came of it in one transaction."""
        book, ids = self._services.registry.withdrawals, [one.id for one in items]
        before, cases = book.standings(ids), defaultdict[str, list[Withdrawal]](list)
        for case in book.open_of(ids):
            cases[case.item_id].append(case)
        standings: list[Standing] = []
        opened: list[tuple[Withdrawal, PendingEntry]] = []
        closed: list[tuple[Withdrawal, PendingEntry]] = []
        for item in items:
            have = self._had(self._in_force.rights_of(item, self._today), self._today)
            known = before.get(item.id)
            standings += [] if known == (now := Standing(item.id, have, self._today)) else [now]
            opened += self._lost(item, have, known, cases[item.id])
            closed += [self._close(case, RETURNED) for case in cases[item.id] if case.acts <= have]
        book.review(standings, opened=opened, closed=closed)
        self._done.items += len(items)
        self._done.opened += [case for case, _ in opened]
        self._done.closed += [case for case, _ in closed]

    def removed(self) -> None:
        """Close the cases of items that are held no more, and forget what they had."""
        book = self._services.registry.withdrawals
        closed = [self._close(case, REMOVED) for case in book.of_removed()]
        book.review([], opened=[], closed=closed)
        book.forget_removed()
        self._done.closed += [case for case, _ in closed]

    def _permitted(self, rights: RightsSignature, day: date) -> frozenset[Act]:
        where = self._in_force.territory
        return frozenset(
            act for act in REVIEWED if self._in_force.decide_on(act, rights, where, day).permitted
        )

    def _on(self, item: Item, day: date) -> frozenset[Act]:
        return self._had(self._in_force.rights_of(item, day), day)

    def _lost(
        self, item: Item, have: frozenset[Act], known: Standing | None, cases: Sequence[Withdrawal]
    ) -> Iterator[tuple[Withdrawal, PendingEntry]]:
        """Yield a case where an item lost acts that no open case has yet.

        An item that was never reviewed had what was permitted on the day on which it was accepted.
        """
        day = known.on if known is not None else min(item.accepted_at.date(), self._today)
        had = known.acts if known is not None else self._on(item, day)
        lost = had - have - {act for case in cases for act in case.acts}
        if lost:
            yield self._open(item, lost, self._first_without(item, lost, day))

    def _first_without(self, item: Item, lost: frozenset[Act], last: date) -> date:
        """Return the first day after `last` on which, by what is known now, one of the acts is denied."""
        day = last + timedelta(days=1)
        while day < self._today and lost <= self._on(item, day):
            day += timedelta(days=1)
        return min(day, self._today)

    def _open(self, item: Item, lost: frozenset[Act], since: date) -> tuple[Withdrawal, PendingEntry]:
        first = next(act for act in REVIEWED if act in lost)
        rights, where = self._in_force.rights_of(item, self._today), self._in_force.territory
        decision = self._in_force.decide_on(first, rights, where, self._today)
        reason = " ".join(decision.reasons())
        case = Withdrawal(str(uuid4()), item.id, lost, since, reason, self._at)
        return case, opened_entry(self._services.profile, case, where, decision)

    def _close(self, case: Withdrawal, ending: str) -> tuple[Withdrawal, PendingEntry]:
        closed = replace(case, closed_at=self._at, ending=ending)
        return closed, closed_entry(self._services.profile, case, ending, self._at)
