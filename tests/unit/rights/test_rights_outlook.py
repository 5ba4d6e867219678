"""How answers change with the day: whatever is recorded, asking on the days that matter is asking on all."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rights.rights_samples import (
    DAYS,
    DE,
    EVIDENCE,
    LAW,
    agreed,
    decided,
    licensed,
    questions,
    signatures,
)

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.mandates import (
    Agreement,
    Author,
    Circumstance,
    CircumstanceKind,
    Prohibition,
    RightsSignature,
    TermFacts,
)
from nachklang.rights import Outlook, Span, look_ahead

TODAY = date(2026, 11, 22)


def outlook(
    item: RightsSignature,
    act: Act = Act.STREAM,
    territory: Territory = DE,
    first: date = TODAY,
    actor: ActorClass = ActorClass.PUBLIC,
) -> Outlook:
    """Look ahead by the law that ships with the package."""
    here = LAW.territories.get(territory)
    return look_ahead(act, lambda day: decided(item, act, territory, day, actor), first, item, here)


@given(signatures(), questions(), st.lists(DAYS, max_size=5))
def test_every_day_has_the_answer_of_its_span(
    item: RightsSignature, question: tuple[Act, Territory, date, ActorClass], days: list[date]
) -> None:
    act, territory, first, actor = question
    spans = outlook(item, act, territory, first, actor).spans
    edges = [day for one in spans for day in (one.since, one.until) if day is not None]
    for day in {*days, *edges}:
        if day >= first:
            (span,) = [one for one in spans if one.since <= day and (one.until is None or day <= one.until)]
            assert span.permitted == decided(item, act, territory, day, actor).permitted


@given(signatures(), questions())
def test_spans_follow_each_other_and_differ(
    item: RightsSignature, question: tuple[Act, Territory, date, ActorClass]
) -> None:
    act, territory, first, actor = question
    spans = outlook(item, act, territory, first, actor).spans
    assert spans[0].since == first
    assert spans[-1].until is None
    for one, other in pairwise(spans):
        assert one.until == other.since - timedelta(days=1)
        assert one.permitted != other.permitted


def test_an_agreement_and_an_embargo_make_four_spans() -> None:
    terms = Agreement("A-1", frozenset({Act.STREAM}), valid_to=date(2030, 6, 30))
    embargo = Prohibition("embargo", frozenset({Act.STREAM}), "Not yet.", until=date(2027, 1, 31))
    facts = TermFacts(
        recording_published=PartialDate(1963), authors=(Author("A", 1900),), authors_complete=True
    )
    item = RightsSignature(agreed(terms).mandates, facts, (embargo,))
    assert outlook(item).spans == (
        Span(TODAY, date(2027, 1, 31), permitted=False),
        Span(date(2027, 2, 1), date(2030, 6, 30), permitted=True),
        Span(date(2030, 7, 1), date(2033, 12, 31), permitted=False),
        Span(date(2034, 1, 1), None, permitted=True),
    )
    assert outlook(item).free_from[Layer.RECORDING] == date(2034, 1, 1)


def test_what_a_statute_asks_for_may_begin_later() -> None:
    since = date(2028, 2, 1)
    item = RightsSignature(circumstances=(Circumstance(CircumstanceKind.IN_COLLECTION, EVIDENCE, since),))
    spans = outlook(item, Act.PRESERVE, actor=ActorClass.SOUND_HERITAGE_BODY).spans
    assert [(one.since, one.permitted) for one in spans] == [(TODAY, False), (since, True)]


def test_without_a_law_on_file_no_day_is_free() -> None:
    found = outlook(licensed("CC0-1.0"), territory=Territory("IS"))
    assert found.spans == (Span(TODAY, None, permitted=True),)
    assert found.free_from == {}
