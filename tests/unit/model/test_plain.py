"""Values to plain data and back: nothing lost, nothing guessed, one digest for one value."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import a_full_signature, an_item, events, items

from nachklang.errors import InvalidValueError
from nachklang.model.acts import Act, Territory
from nachklang.model.items import CreditedName, Description, Event, Item
from nachklang.model.mandates import Agreement, Author, RightsSignature, TermFacts
from nachklang.model.plain import canonical_json, digest, from_plain, instant_text, to_plain


@given(items())
@settings(max_examples=60)
def test_an_item_reads_back_through_json(item: Item) -> None:
    assert from_plain(Item, to_plain(item)) == item
    assert from_plain(Item, json.loads(canonical_json(item))) == item


@given(events())
@settings(max_examples=30)
def test_an_event_reads_back_through_json(event: Event) -> None:
    assert from_plain(Event, json.loads(canonical_json(event))) == event


def test_a_signature_reads_back_with_members_of_the_enumerations() -> None:
    signature = a_full_signature()
    again = from_plain(RightsSignature, json.loads(canonical_json(signature)))
    assert again == signature
    assert all(isinstance(act, Act) for act in again.prohibitions[0].acts)


@given(st.permutations(list(Act)), st.permutations(["DE", "AT", "CH", "US"]))
def test_the_order_in_which_a_set_was_built_does_not_matter(acts: list[Act], codes: list[str]) -> None:
    territories = frozenset(Territory(code) for code in codes)
    value = Agreement("A-1", frozenset(acts), territories)
    same = Agreement("A-1", frozenset(sorted(acts)), frozenset(sorted(territories)))
    assert canonical_json(value) == canonical_json(same)
    assert digest(value) == digest(same)


def test_different_values_have_different_digests() -> None:
    assert digest(an_item(1)) != digest(an_item(2))


def test_the_canonical_form_has_sorted_keys_and_no_spaces() -> None:
    assert canonical_json({"b": 1, "a": ["é"]}) == '{"a":["é"],"b":1}'.encode()


def test_a_number_that_json_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json({"a": float("nan")})


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (CreditedName, {"name": 5}),
        (CreditedName, {"name": None}),
        (CreditedName, {}),
        (CreditedName, {"name": "x", "nmae": "y"}),
        (CreditedName, []),
        (CreditedName, None),
        (CreditedName, "x"),
        (Author, {"name": "x", "died": True}),
        (Author, {"name": "x", "died": 1750.5}),
        (Author, {"name": "x", "died": "1750"}),
        (TermFacts, {"recorded": 1962}),
        (TermFacts, {"authors": "ab"}),
        (TermFacts, {"authors": {"name": "x"}}),
        (TermFacts, {"authors_complete": 1}),
        (Description, {"title": "x", "composers": "Bach"}),
        (Agreement, {"reference": "a", "acts": "stream"}),
        (Agreement, {"reference": "a", "acts": ["sing"]}),
        (Agreement, {"reference": "a", "acts": [], "valid_to": "2026-02-30"}),
        (Agreement, {"reference": "a", "acts": [], "valid_to": 5}),
        (Act, "sing"),
        (datetime, "2026-11-22T12:00:00"),
        (datetime, 0),
    ],
)
def test_wrong_data_is_refused(kind: type[Any], data: Any) -> None:
    with pytest.raises(InvalidValueError, match=kind.__name__):
        from_plain(kind, data)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (datetime, "2" * 10_000),
        (date, "2" * 10_000),
        (Act, "x" * 10_000),
        (Agreement, {"reference": "a", "acts": ["x" * 10_000]}),
        (CreditedName, {"x" * 10_000: "y"}),
        (TermFacts, {"recorded": "1" * 10_000}),
    ],
)
def test_long_input_gives_a_short_error(kind: type[Any], data: Any) -> None:
    with pytest.raises(InvalidValueError) as refused:
        from_plain(kind, data)
    assert len(str(refused.value)) < 800


def test_an_error_names_the_field() -> None:
    with pytest.raises(InvalidValueError, match=r"expected int, found bool @ TermFacts\.authors\.died"):
        from_plain(TermFacts, {"authors": [{"name": "x", "died": True}]})


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_texts_of_instants_sort_as_the_instants_do(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) == (one < other)
    assert from_plain(datetime, instant_text(one)) == one


def test_an_instant_is_written_in_utc() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=1)))
    assert instant_text(noon) == "2026-11-22T11:00:00.000000Z"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="zone"):
        instant_text(datetime(2026, 11, 22, 12))  # noqa: DTZ001
