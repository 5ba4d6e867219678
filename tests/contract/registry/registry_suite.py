"""What every registry promises about deposits, items, entries and salts, whatever its database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta, timezone
from itertools import count
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from tests import factories

from nachklang.errors import NotFoundError, RegistryError
from nachklang.model.items import CreditedName, Event, Item
from nachklang.registry import DuplicateItemError, Registry
from nachklang.registry._rows import item_row
from nachklang.registry._tables import ITEMS

ODD_TEXTS = [
    "two\nlines\r\nand a\ttab",
    "🎼🎻 café cafe\u0301",
    "Ünïcødé Привет שלום مرحبا こんにちは 你好 안녕 हिन्दी ไทย ᚠᚢᚦ 𝔐𝔲𝔰𝔦𝔨",
    "x" * 10_000,
    "'; DROP TABLE items; -- \\ \" % _",
    "\ufeff\u202e\u200b\uffff",
    " ",
    "",
]


def accept(registry: Registry, item: Item, *events: Event, number: int = 1) -> None:
    registry.plan_acceptance(item, events, factories.a_pending_entry(number, subject=item.id))
    registry.confirm_acceptance(item.id)


class RegistrySuite:
    """Subclasses give `url`: of a database that is there and empty, or may be made."""

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def registry(self, url: str) -> Iterator[Registry]:
        with Registry.create(url) as registry:
            registry.begin_deposit(factories.a_deposit_record())
            yield registry

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

    # Refusals

    def test_a_refusal_is_recorded_once(self, registry: Registry) -> None:
        refusal, entry = factories.a_refusal(), factories.a_pending_entry()
        assert registry.record_refusal(refusal, entry)
        again = replace(refusal, reason="seen again", at=factories.an_instant(50))
        assert not registry.record_refusal(again, factories.a_pending_entry(2))
        assert registry.refusals() == [refusal]
        assert registry.pending_entries() == [entry]
        assert registry.salt(factories.a_pending_entry(2).id, "name") is None

    def test_of_the_same_refusal_at_once_one_is_recorded(self, registry: Registry) -> None:
        together = Barrier(2)

        def refuse(number: int) -> bool:
            together.wait()
            return registry.record_refusal(factories.a_refusal(), factories.a_pending_entry(number))

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(refuse, (1, 2))) == [False, True]
        assert len(registry.pending_entries()) == len(registry.refusals()) == 1

    def test_refusals_can_be_asked_for_by_deposit(self, registry: Registry) -> None:
        registry.begin_deposit(factories.a_deposit_record(2))
        first, second = factories.a_refusal(1), factories.a_refusal(2, deposit_id="deposit-2", sha512=None)
        registry.record_refusal(first, factories.a_pending_entry(1))
        registry.record_refusal(second, factories.a_pending_entry(2))
        assert registry.refusals() == [first, second]
        assert registry.refusals("deposit-2") == [second]
        assert registry.refusals("deposit-3") == []

    def test_a_refusal_needs_its_deposit(self, registry: Registry) -> None:
        with pytest.raises(NotFoundError, match="deposit-8"):
            registry.record_refusal(factories.a_refusal(deposit_id="deposit-8"), factories.a_pending_entry())
        assert registry.pending_entries() == []

    def test_a_refusal_whose_entry_fails_is_not_recorded(self, registry: Registry) -> None:
        registry.record_refusal(factories.a_refusal(1), factories.a_pending_entry(1))
        with pytest.raises(RegistryError, match="refused what was to be written"):
            registry.record_refusal(factories.a_refusal(2), factories.a_pending_entry(1))
        assert registry.refusals() == [factories.a_refusal(1)]

    # Items and events

    def test_an_item_with_everything_comes_back_whole(self, registry: Registry) -> None:
        item = factories.an_item(
            rights=factories.a_full_signature(),
            technical=factories.a_technical(bit_depth=None, samples=2**40),
            size=2**62,
        )
        accept(registry, item)
        assert registry.item(item.id) == item

    def test_any_item_and_event_come_back_as_they_were(self, registry: Registry) -> None:
        numbers = count(1)

        @settings(max_examples=40, deadline=None)
        @given(factories.items(), st.lists(factories.events(), max_size=3))
        def round_trip(item: Item, events: list[Event]) -> None:
            number = next(numbers)
            unique = factories.an_item(number)
            item = replace(item, id=unique.id, object_id=unique.object_id, sha512=unique.sha512)
            accept(registry, item, *events, number=number)
            assert registry.item(item.id) == item
            assert registry.events(item.id) == events

        round_trip()

    @pytest.mark.parametrize("text", ODD_TEXTS, ids=ascii)
    def test_odd_texts_come_back_as_they_were(self, registry: Registry, text: str) -> None:
        description = factories.a_description(title=text, artists=(CreditedName(text, text),), release=text)
        item = factories.an_item(original_name=text, logical_path=text, description=description)
        event = factories.an_event(detail=text, agent=text)
        refusal = factories.a_refusal(key=text, original_name=text, reason=text)
        deposit = factories.a_deposit_record(2, folder=text, depositor=text, reference=text)
        salt = factories.a_salt(value=text)
        registry.begin_deposit(deposit)
        accept(registry, item, event)
        registry.record_refusal(refusal, factories.a_pending_entry(2, salts=(salt,)))
        assert registry.item(item.id) == item
        assert registry.events(item.id) == [event]
        assert registry.refusals() == [refusal]
        assert registry.deposits()[1] == deposit
        assert registry.salt(factories.a_pending_entry(2).id, salt.field) == salt

    def test_nul_is_kept_in_a_description(self, registry: Registry) -> None:
        item = factories.an_item(description=factories.a_description(title="before\0after"))
        accept(registry, item)
        assert registry.item(item.id) == item

    @pytest.mark.parametrize("text", ["before\0after", "not UTF-8: \udcff"], ids=ascii)
    def test_texts_that_no_database_takes_are_refused_by_name(self, registry: Registry, text: str) -> None:
        entry = factories.a_pending_entry()
        with pytest.raises(RegistryError, match=r"items\.original_name cannot hold"):
            registry.plan_acceptance(factories.an_item(original_name=text), [], entry)
        with pytest.raises(RegistryError, match=r"events\.detail cannot hold"):
            registry.plan_acceptance(factories.an_item(), [factories.an_event(detail=text)], entry)
        with pytest.raises(RegistryError, match=r"deposits\.folder cannot hold"):
            registry.begin_deposit(factories.a_deposit_record(2, folder=text))
        with pytest.raises(RegistryError, match=r"refusals\.key cannot hold"):
            registry.record_refusal(factories.a_refusal(key=text), entry)
        assert (registry.plans(), registry.pending_entries(), registry.refusals()) == ([], [], [])

    def test_a_lone_surrogate_in_a_description_is_refused(self, registry: Registry) -> None:
        item = factories.an_item(description=factories.a_description(title="\udcff"))
        with pytest.raises(RegistryError, match="not UTF-8"):
            registry.plan_acceptance(item, [], factories.a_pending_entry())

    def test_an_id_that_is_too_long_is_refused_by_name(self, registry: Registry) -> None:
        with pytest.raises(RegistryError, match=r"items\.id cannot hold 501 characters"):
            registry.plan_acceptance(factories.an_item(id="ü" * 501), [], factories.a_pending_entry())
        longest = factories.an_item(id="🎼" * 500)
        accept(registry, longest)
        assert registry.item(longest.id) == longest

    def test_instants_keep_microseconds_and_come_back_in_utc(self, registry: Registry) -> None:
        elsewhere = factories.NOON.astimezone(timezone(timedelta(hours=-9, minutes=-30)))
        accept(registry, factories.an_item(accepted_at=elsewhere), factories.an_event(at=elsewhere))
        item, event = registry.item(factories.an_item().id), registry.events(factories.an_item().id)[0]
        assert item.accepted_at.isoformat() == event.at.isoformat() == "2026-11-22T12:00:00.123456+00:00"

    def test_a_time_without_a_zone_is_refused(self, registry: Registry) -> None:
        naive = factories.NOON.replace(tzinfo=None)
        with pytest.raises(RegistryError, match=r"items\.accepted_at cannot hold the time"):
            registry.plan_acceptance(factories.an_item(accepted_at=naive), [], factories.a_pending_entry())

    def test_items_come_in_order_and_a_batch_at_a_time(self, registry: Registry) -> None:
        amount, ties = 1_100, 600
        items = [
            factories.an_item(number, accepted_at=factories.an_instant(max(number, ties)))
            for number in range(1, amount + 1)
        ]
        with registry._database.writing() as connection:
            connection.execute(insert(ITEMS), [item_row(item) for item in reversed(items)])
        stream = registry.items()
        first = next(stream)
        # Were all items read at the start, one that is accepted now would be missing.
        late = factories.an_item(amount + 1)
        accept(registry, late)
        assert [first, *stream] == [*items, late]
        assert registry.item_count() == amount + 1
        assert registry.held_bytes() == sum(item.size for item in [*items, late])

    def test_ids_sort_by_code_point(self, registry: Registry) -> None:
        ids = ["-b", "A", "B", "_", "a", "a-b", "aa", "ä"]
        for number, one in enumerate(reversed(ids)):
            item = replace(factories.an_item(number), id=one, accepted_at=factories.NOON)
            accept(registry, item, number=number)
        assert [item.id for item in registry.items()] == ids

    def test_an_empty_registry_holds_nothing(self, registry: Registry) -> None:
        assert list(registry.items()) == []
        assert registry.item_count() == registry.held_bytes() == 0
        assert (registry.plans(), registry.pending_entries(), registry.refusals()) == ([], [], [])

    def test_events_are_added_behind_the_others(self, registry: Registry) -> None:
        accept(registry, factories.an_item(), factories.an_event(5))
        registry.add_event(factories.an_item().id, factories.an_event(2))
        assert registry.events(factories.an_item().id) == [factories.an_event(5), factories.an_event(2)]

    def test_events_need_their_item(self, registry: Registry) -> None:
        with pytest.raises(NotFoundError, match="item-x"):
            registry.add_event("item-x", factories.an_event())
        with pytest.raises(NotFoundError, match="item-x"):
            registry.events("item-x")

    # Outbox

    def test_the_outbox_keeps_the_order_in_which_things_became_true(self, registry: Registry) -> None:
        for number in (1, 2):
            registry.plan_acceptance(factories.an_item(number), [], factories.a_pending_entry(number))
        registry.record_refusal(factories.a_refusal(), factories.a_pending_entry(3))
        registry.confirm_acceptance(factories.an_item(2).id)
        registry.confirm_acceptance(factories.an_item(1).id)
        assert registry.pending_entries() == [factories.a_pending_entry(number) for number in (3, 2, 1)]

    def test_logged_entries_leave_the_outbox_and_keep_their_index(self, registry: Registry) -> None:
        for number in (1, 2):
            accept(registry, factories.an_item(number), number=number)
        registry.mark_logged({"entry-000001": 0})
        assert [entry.id for entry in registry.pending_entries()] == ["entry-000002"]
        assert registry.ledger_index("item-000001") == 0
        assert registry.ledger_index("item-000002") is None
        assert registry.ledger_index("nothing") is None
        assert registry.salt("entry-000001", "name") is not None

    def test_the_newest_entry_about_a_subject_counts(self, registry: Registry) -> None:
        accept(registry, factories.an_item())
        registry.record_refusal(factories.a_refusal(), factories.a_pending_entry(2, subject="item-000001"))
        registry.mark_logged({"entry-000001": 10})
        assert registry.ledger_index("item-000001") == 10
        registry.mark_logged({"entry-000002": 11})
        assert registry.ledger_index("item-000001") == 11

    def test_marking_the_same_again_is_fine_and_anything_else_is_not(self, registry: Registry) -> None:
        for number in (1, 2):
            accept(registry, factories.an_item(number), number=number)
        for _ in range(2):
            registry.mark_logged({"entry-000001": 4})
        for wrong in ({"entry-000001": 5}, {"entry-000002": 4}, {"entry-000002": 6, "unknown": 7}):
            with pytest.raises(RegistryError):
                registry.mark_logged(wrong)
        assert registry.ledger_index("item-000001") == 4
        assert [entry.id for entry in registry.pending_entries()] == ["entry-000002"]

    def test_a_planned_entry_cannot_be_logged(self, registry: Registry) -> None:
        registry.plan_acceptance(factories.an_item(), [], factories.a_pending_entry())
        with pytest.raises(RegistryError, match="not in the outbox"):
            registry.mark_logged({"entry-000001": 0})

    def test_entries_may_be_without_salts_and_have_any_bytes(self, registry: Registry) -> None:
        entry = factories.a_pending_entry(payload=bytes(range(256)) * 256, salts=())
        registry.record_refusal(factories.a_refusal(), entry)
        assert registry.pending_entries() == [entry]

    # Checks

    def test_the_last_check_of_an_object_is_kept(self, registry: Registry) -> None:
        registry.record_check("object", factories.an_instant(2), "success")
        registry.record_check("object", factories.an_instant(3), "failure")
        registry.record_check("object", factories.an_instant(1), "success")
        assert registry.last_check("object") == (factories.an_instant(3), "failure")
        assert registry.last_check("another") is None

    def test_many_checks_are_recorded_at_once(self, registry: Registry) -> None:
        rows = [
            (f"object-{number % 1500}", factories.an_instant(number), "success") for number in range(2500)
        ]
        registry.record_checks(iter(rows))
        registry.record_checks([])
        assert registry.last_check("object-0") == (factories.an_instant(1500), "success")
        assert registry.last_check("object-1499") == (factories.an_instant(1499), "success")
