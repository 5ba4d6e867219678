"""What every registry promises about holds and removals."""

import pytest
from tests import factories
from tests.contract.registry.base import Promises, accept

from nachklang.errors import NotFoundError, RegistryError, RemovedError
from nachklang.model.items import Item
from nachklang.registry import HeldByLawError, Hold, PendingEntry, Registry, Removal, Task, TaskKind

PLACES = ("vault", "near")


def a_removal(item: Item, at: int = 20) -> Removal:
    return Removal(item.object_id, item.id, item.sha512, item.size, "order 1", factories.an_instant(at))


def a_hold(item: Item, number: int = 1) -> Hold:
    return Hold(f"hold-{number}", item.object_id, f"evidence {number}", factories.an_instant(number))


def entry(number: int) -> PendingEntry:
    return factories.a_pending_entry(number)


class RemovalSuite(Promises):
    """What has to go is held no more at once, and stays remembered; what has to stay cannot go."""

    @pytest.fixture
    def item(self, registry: Registry) -> Item:
        item = factories.an_item()
        accept(registry, item, factories.an_event())
        accept(registry, factories.an_item(2), number=2)
        return item

    # Removals

    def test_what_has_to_go_is_held_no_more(self, registry: Registry, item: Item) -> None:
        assert registry.removals.decide(a_removal(item), PLACES, entry(3))
        with pytest.raises(RemovedError, match=r"removed by law on 2026-11-22"):
            registry.item(item.id)
        with pytest.raises(RemovedError):
            registry.events(item.id)
        assert registry.item_by_sha512(item.sha512) is None
        assert list(registry.items()) == [factories.an_item(2)]
        assert (registry.item_count(), registry.held_bytes()) == (1, 1002)
        assert registry.past_events(item.id) == [factories.an_event()]
        assert registry.pending_entries()[-1] == entry(3)

    def test_a_removal_is_remembered_by_object_and_by_bytes(self, registry: Registry, item: Item) -> None:
        assert registry.removals.of(item.object_id) is None
        assert registry.removals.of_bytes(item.sha512) is None
        registry.removals.decide(a_removal(item), PLACES, entry(3))
        assert registry.removals.of(item.object_id) == a_removal(item)
        assert registry.removals.of_bytes(item.sha512) == a_removal(item)
        assert registry.removals.all() == [a_removal(item)]

    def test_the_same_removal_is_decided_once(self, registry: Registry, item: Item) -> None:
        registry.removals.decide(a_removal(item), PLACES, entry(3))
        registry.removals.confirm(item.object_id, "vault", factories.NOON, entry(4))
        assert not registry.removals.decide(a_removal(item, 99), PLACES, entry(5))
        assert [one.id for one in registry.pending_entries()][-2:] == [entry(3).id, entry(4).id]
        assert [one.store for one in registry.tasks.of(item.object_id)] == ["near"]

    def test_every_place_gets_the_task_and_copies_are_not_made_any_more(
        self, registry: Registry, item: Item
    ) -> None:
        others = Task("near", TaskKind.COPY, factories.an_item(2).object_id, factories.NOON)
        registry.tasks.add([Task("near", TaskKind.COPY, item.object_id, factories.NOON), others])
        registry.removals.decide(a_removal(item), PLACES, entry(3))
        assert [(one.store, one.kind) for one in registry.tasks.of(item.object_id)] == [
            ("vault", TaskKind.REMOVE),
            ("near", TaskKind.REMOVE),
        ]
        assert len(registry.tasks.of(others.subject)) == 1

    def test_a_place_that_confirms_is_done(self, registry: Registry, item: Item) -> None:
        registry.removals.decide(a_removal(item), PLACES, entry(3))
        for at in (30, 40):
            registry.removals.confirm(item.object_id, "near", factories.an_instant(at), entry(4))
        found = registry.removals.of(item.object_id)
        assert found is not None
        assert found.confirmed == {"near": factories.an_instant(30)}
        assert [one.store for one in registry.tasks.of(item.object_id)] == ["vault"]
        assert [one.id for one in registry.pending_entries()].count(entry(4).id) == 1

    def test_what_was_only_planned_is_planned_no_more(self, registry: Registry) -> None:
        item = factories.an_item(3)
        registry.plan_acceptance(item, [], entry(3))
        registry.removals.decide(a_removal(item), PLACES, entry(4))
        assert registry.plans() == []
        assert registry.pending_entries() == [entry(4)]
        with pytest.raises(NotFoundError):
            registry.confirm_acceptance(item.id)

    def test_a_removal_that_was_not_decided_cannot_be_confirmed(self, registry: Registry, item: Item) -> None:
        with pytest.raises(RegistryError):
            registry.removals.confirm(item.object_id, "near", factories.NOON, entry(4))

    # Holds

    def test_what_is_held_by_law_cannot_go(self, registry: Registry, item: Item) -> None:
        registry.removals.hold(a_hold(item), entry(3))
        before = registry.pending_entries()
        with pytest.raises(HeldByLawError, match=r"hold-1 \(evidence 1\)"):
            registry.removals.decide(a_removal(item), PLACES, entry(4))
        assert registry.item(item.id) == item
        assert registry.removals.all() == []
        assert registry.tasks.of(item.object_id) == []
        assert registry.pending_entries() == before
        registry.removals.lift("hold-1", factories.an_instant(5), entry(5))
        assert registry.removals.decide(a_removal(item), PLACES, entry(4))

    def test_holds_stand_until_each_of_them_is_lifted(self, registry: Registry, item: Item) -> None:
        other = a_hold(factories.an_item(2), 3)
        for number, hold in enumerate([a_hold(item, 2), a_hold(item, 1), other], start=3):
            registry.removals.hold(hold, entry(number))
        assert registry.removals.holds() == [a_hold(item, 1), a_hold(item, 2), other]
        registry.removals.lift("hold-1", factories.NOON, entry(9))
        assert registry.removals.holds(item.object_id) == [a_hold(item, 2)]
        with pytest.raises(HeldByLawError):
            registry.removals.decide(a_removal(item), PLACES, entry(10))

    def test_what_does_not_stand_cannot_be_lifted(self, registry: Registry, item: Item) -> None:
        registry.removals.hold(a_hold(item), entry(3))
        registry.removals.lift("hold-1", factories.NOON, entry(4))
        for name in ("hold-1", "hold-9"):
            with pytest.raises(NotFoundError, match="vault hold list"):
                registry.removals.lift(name, factories.NOON, entry(5))
        assert [one.id for one in registry.pending_entries()][-2:] == [entry(3).id, entry(4).id]
