"""The builders of test values are used by every room: they must really differ by number."""

from hypothesis import given
from tests import factories

from nachklang.model.items import Event, Item
from nachklang.model.plain import from_plain, to_plain


@given(factories.items())
def test_any_item_survives_its_plain_form(item: Item) -> None:
    assert from_plain(Item, to_plain(item)) == item


@given(factories.events())
def test_any_event_survives_its_plain_form(event: Event) -> None:
    assert from_plain(Event, to_plain(event)) == event


def test_numbers_make_values_differ() -> None:
    first, second = factories.an_item(1), factories.an_item(2)
    assert first.id != second.id
    assert first.sha512 != second.sha512
    assert first.accepted_at < second.accepted_at
