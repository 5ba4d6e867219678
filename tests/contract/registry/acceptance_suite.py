"""What every registry promises about deposits, plans and confirmations."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from tests import factories
from tests.contract.registry.base import Promises, accept

from nachklang.errors import NotFoundError
from nachklang.model.items import Item
from nachklang.registry import DuplicateItemError, Registry


class AcceptanceSuite(Promises):
    """A file is planned, then confirmed, and never half there."""

    # Deposits

    def test_deposits_are_listed_oldest_first_and_can_be_finished(self, registry: Registry) -> None:
        later = factories.a_deposit_record(3, depositor=None, reference=None)
        earlier = factories.a_deposit_record(2)
        registry.begin_deposit(later)
        registry.begin_deposit(earlier)
        registry.finish_deposit(earlier.id, factories.an_instant(99))
        finished = replace(earlier, finished_at=factories.an_instant(99))
        assert registry.deposits() == [factories.a_deposit_record(), finished, later]

    def test_a_deposit_begun_again_is_the_same_deposit(self, registry: Registry) -> None:
        again = factories.a_deposit_record(1, folder="/elsewhere", started_at=factories.an_instant(5))
        registry.begin_deposit(again)
        assert registry.deposits() == [again]

    def test_an_unknown_deposit_cannot_be_finished(self, registry: Registry) -> None:
        with pytest.raises(NotFoundError, match="deposit-9"):
            registry.finish_deposit("deposit-9", factories.NOON)

    # Plans

    def test_a_plan_is_not_yet_an_item(self, registry: Registry) -> None:
        item = factories.an_item()
        registry.plan_acceptance(item, [factories.an_event()], factories.a_pending_entry())
        assert registry.plans() == [item]
        assert registry.item_count() == 0
        assert registry.pending_entries() == []
        assert registry.item_by_sha512(item.sha512) is None
        with pytest.raises(NotFoundError, match=item.id):
            registry.item(item.id)

    def test_confirming_writes_item_events_entry_and_salts(self, registry: Registry) -> None:
        item, entry = factories.an_item(), factories.a_pending_entry()
        events = [factories.an_event(2), factories.an_event(1)]
        registry.plan_acceptance(item, events, entry)
        registry.confirm_acceptance(item.id)
        assert registry.plans() == []
        assert registry.item(item.id) == item
        assert registry.item_by_sha512(item.sha512) == item
        assert registry.events(item.id) == events
        assert registry.pending_entries() == [entry]
        assert [registry.salt(entry.id, salt.field) for salt in entry.salts] == list(entry.salts)

    def test_a_newer_plan_replaces_the_older_one(self, registry: Registry) -> None:
        older, newer = factories.a_pending_entry(1), factories.a_pending_entry(2, subject="item-000001")
        item = factories.an_item(size=7)
        registry.plan_acceptance(factories.an_item(), [factories.an_event(1)], older)
        registry.plan_acceptance(item, [factories.an_event(2)], newer)
        assert registry.plans() == [item]
        assert registry.salt(older.id, "name") is None
        registry.confirm_acceptance(item.id)
        assert registry.item(item.id) == item
        assert registry.events(item.id) == [factories.an_event(2)]
        assert registry.pending_entries() == [newer]

    def test_the_same_plan_can_be_written_again(self, registry: Registry) -> None:
        for _ in range(2):
            registry.plan_acceptance(factories.an_item(), [], factories.a_pending_entry())
        registry.confirm_acceptance(factories.an_item().id)
        assert registry.pending_entries() == [factories.a_pending_entry()]

    def test_a_dropped_plan_leaves_nothing(self, registry: Registry) -> None:
        registry.plan_acceptance(factories.an_item(), [], factories.a_pending_entry())
        registry.drop_plan(factories.an_item().id)
        registry.drop_plan("never planned")
        assert registry.plans() == []
        assert registry.salt(factories.a_pending_entry().id, "name") is None
        with pytest.raises(NotFoundError, match="plan it before"):
            registry.confirm_acceptance(factories.an_item().id)

    def test_a_confirmed_plan_cannot_be_confirmed_again(self, registry: Registry) -> None:
        accept(registry, factories.an_item())
        with pytest.raises(NotFoundError):
            registry.confirm_acceptance(factories.an_item().id)
        assert len(registry.pending_entries()) == 1

    def test_plans_come_in_the_order_of_items(self, registry: Registry) -> None:
        for number in (3, 1, 2):
            item = factories.an_item(number)
            registry.plan_acceptance(item, [], factories.a_pending_entry(number))
        assert registry.plans() == [factories.an_item(number) for number in (1, 2, 3)]
        assert registry.plan_count() == 3

    def test_nothing_is_planned_for_a_deposit_that_was_not_begun(self, registry: Registry) -> None:
        with pytest.raises(NotFoundError, match="deposit-7"):
            registry.plan_acceptance(
                factories.an_item(deposit_id="deposit-7"), [], factories.a_pending_entry()
            )

    @pytest.mark.parametrize("same", ["id", "object_id", "sha512"])
    def test_what_is_held_is_not_planned_again(self, registry: Registry, same: str) -> None:
        held = factories.an_item(1)
        accept(registry, held)
        other = replace(factories.an_item(2), **{same: getattr(held, same)})
        with pytest.raises(DuplicateItemError, match=held.id):
            registry.plan_acceptance(other, [], factories.a_pending_entry(2))
        assert registry.plans() == []

    def test_the_second_of_two_plans_with_the_same_bytes_fails_whole(self, registry: Registry) -> None:
        first, second = (
            factories.an_item(1),
            replace(factories.an_item(2), sha512=factories.an_item(1).sha512),
        )
        registry.plan_acceptance(first, [], factories.a_pending_entry(1))
        registry.plan_acceptance(second, [factories.an_event()], factories.a_pending_entry(2))
        registry.confirm_acceptance(first.id)
        with pytest.raises(DuplicateItemError, match=first.id):
            registry.confirm_acceptance(second.id)
        assert registry.plans() == [second]
        assert list(registry.items()) == [first]
        assert registry.pending_entries() == [factories.a_pending_entry(1)]

    def test_of_two_at_once_with_the_same_bytes_one_is_accepted(self, registry: Registry) -> None:
        items = [replace(factories.an_item(number), sha512="ab" * 64) for number in (1, 2)]
        for number, item in enumerate(items, start=1):
            registry.plan_acceptance(item, [factories.an_event()], factories.a_pending_entry(number))
        together = Barrier(2)

        def confirm(item: Item) -> str:
            together.wait()
            try:
                registry.confirm_acceptance(item.id)
            except DuplicateItemError as error:
                return error.code
            return "confirmed"

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(confirm, items)) == ["confirmed", "duplicate-item"]
        assert registry.item_count() == len(registry.pending_entries()) == len(registry.plans()) == 1
