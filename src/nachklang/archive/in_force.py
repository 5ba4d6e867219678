"""What is in force: the law, and all that was recorded of rights, for as many decisions as are asked."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from nachklang.catalogue import Catalogue
from nachklang.errors import NotFoundError
from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.items import Item
from nachklang.model.mandates import RightsSignature
from nachklang.registry import Registry
from nachklang.rights import Decision, Law, OwnUse, decide, decide_here
from nachklang.rights.scopes import Coverage, Subject


@dataclass(frozen=True, slots=True)
class InForce:
    """Law and records at one moment. Whoever asks about many items takes it once, and asks it of each."""

    law: Law
    coverage: Coverage
    territory: Territory
    classes: tuple[ActorClass, ...]

    def rights_of(self, item: Item, on: date | None = None) -> RightsSignature:
        """Return an item's own statements with all that is recorded for it, as that stands on a day."""
        return self.coverage.rights_of(item.rights, Subject.of(item.id, item.description), on or today())

    def decide(
        self,
        act: Act,
        item: Item,
        *,
        territory: Territory | None = None,
        on: date | None = None,
        actor: ActorClass | None = None,
    ) -> Decision:
        """Decide an act; see `Archive.decide`."""
        day = on or today()
        return self.decide_on(act, self.rights_of(item, day), territory or self.territory, day, actor)

    def decide_on(
        self, act: Act, rights: RightsSignature, where: Territory, day: date, actor: ActorClass | None = None
    ) -> Decision:
        """Decide an act on rights that were put together before."""
        if actor is not None:
            return decide(act, where, day, actor, rights, self.law)
        return decide_here(OwnUse(act, where, self.classes), day, rights, self.law)


def today() -> date:
    """Return the day of the present instant, in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class KnownRecords:
    """The records of rights as they were read, in a `state` of the registry.

    `snapshot` is the one in which the recordings of scopes were looked up; None where no scope names any.
    """

    state: int
    snapshot: int | None
    coverage: Coverage

    @classmethod
    def read(cls, registry: Registry, catalogue: Catalogue) -> "KnownRecords":
        """Read them all; what is recorded meanwhile makes the state an older one than it could be."""
        state, records = registry.rights.state(), registry.rights.all()
        named = {one for record in records for one in record.statement.scope.recordings}
        snapshot = catalogue.latest() if named else None
        if snapshot is None:
            return cls(state, None, Coverage(records))
        found: dict[str, frozenset[str]] = {}
        for one in sorted(named):
            with suppress(NotFoundError):
                found[one] = frozenset(snapshot.recording(one).item_ids)
        return cls(state, snapshot.info.number, Coverage(records, found))

    def are_current(self, registry: Registry, catalogue: Catalogue) -> bool:
        """Whether nothing was recorded or ended since, and recordings are what they were."""
        if self.state != registry.rights.state():
            return False
        newest = None if self.snapshot is None else catalogue.latest()
        return self.snapshot is None or newest is None or newest.info.number == self.snapshot
