"""What every registry promises about items and events: that they come back as they were."""

from dataclasses import replace
from datetime import timedelta, timezone
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert
from tests import factories
from tests.contract.registry.base import Promises, accept

from nachklang.errors import NotFoundError, RegistryError
from nachklang.model.items import CreditedName, Event, Item
from nachklang.registry import Registry
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


class HoldingSuite(Promises):
    """Whatever was put in comes out, in order."""

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
        # Were all items read at the start, one that goes now would still come, and one that comes would not.
        gone, late = items.pop(), factories.an_item(amount + 1)
        with registry._database.writing() as connection:
            connection.execute(delete(ITEMS).where(ITEMS.c.id == gone.id))
        accept(registry, late)
        assert [first, *stream] == [*items, late]
        assert registry.item_count() == amount
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
