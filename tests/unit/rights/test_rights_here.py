"""Who is asked about where nobody is named, on one day and on all days at once."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import out_of_commerce
from tests.unit.rights.rights_cases import law_with_everything, random_day, random_signatures
from tests.unit.rights.rights_samples import (
    DE,
    JP,
    LAW,
    TODAY,
    US,
    agreed,
    agreement,
    licence,
    licensed,
)

from nachklang.model.acts import INSTITUTION_CLASSES, Act, ActorClass, Layer, Territory
from nachklang.model.mandates import (
    Agreement,
    RightsSignature,
)
from nachklang.rights import (
    Decision,
    Law,
    MissingCode,
    OwnUse,
    answer_of,
    decide,
    decide_here,
    intervals_of,
    look_ahead,
)
from nachklang.rights.compiling import own_uses_of, table_of
from nachklang.rights.reducing import reduced

EVERYTHING = law_with_everything()
SOUND, LIBRARY = ActorClass.SOUND_HERITAGE_BODY, ActorClass.NATIONAL_LIBRARY
COMMERCIAL, PUBLIC = ActorClass.COMMERCIAL_ARCHIVE, ActorClass.PUBLIC
DAY = timedelta(days=1)

SIGNATURES = st.integers(0, 2**32).map(lambda seed: random_signatures(Random(seed), 1)[0])
"""Everything occurs in them: procedures, circumstances, agreements with classes, NC licences."""
DAYS = st.integers(0, 2**32).map(lambda seed: random_day(Random(seed)))
OWN = st.lists(st.sampled_from(sorted(INSTITUTION_CLASSES)), min_size=1, max_size=4, unique=True).map(tuple)
USES = st.builds(OwnUse, st.sampled_from(Act), st.sampled_from([DE, DE, US, JP, Territory("BR")]), OWN)


def here(
    item: RightsSignature, *own: ActorClass, act: Act = Act.STREAM, on: date = TODAY, law: Law = LAW
) -> Decision:
    """Decide in Germany for an archive of these classes."""
    return decide_here(OwnUse(act, DE, own), on, item, law)


def missing(decision: Decision) -> set[MissingCode]:
    """Return what is missing in any layer."""
    return {fact.code for layer in decision.layers for fact in layer.missing}


def _permitted(use: OwnUse, on: date, item: RightsSignature) -> bool:
    """Say the rule again, as unions and intersections of what classes may do."""

    def may(actors: Iterable[ActorClass], asked: RightsSignature = item) -> bool:
        return any(decide(use.act, use.territory, on, actor, asked, EVERYTHING).permitted for actor in actors)

    if use.act is Act.PRESERVE:
        return may(use.own)
    if use.act is Act.DESCRIBE:
        return may([PUBLIC])
    shown = use.act in {Act.CONSULT, Act.STREAM}
    if COMMERCIAL not in use.own:
        return may([PUBLIC]) or (shown and may(use.own))
    kept = [one for one in item.mandates if not (one.licence and "NC" in one.licence.elements)]
    free_for_commerce = RightsSignature(tuple(kept), item.terms, item.prohibitions, item.circumstances)
    may_commercially = may([PUBLIC], free_for_commerce) or may([COMMERCIAL])
    return may_commercially if shown else may([PUBLIC]) and may_commercially


@given(USES, DAYS, SIGNATURES)
@settings(max_examples=400)
def test_the_archive_may_what_its_classes_or_the_public_may(
    use: OwnUse, on: date, item: RightsSignature
) -> None:
    decision = decide_here(use, on, item, EVERYTHING)
    assert decision.permitted == _permitted(use, on, item)
    assert decision.actor in {PUBLIC, *use.own}
    assert (decision.act, decision.territory, decision.on) == (use.act, use.territory, on)


@given(USES, DAYS, SIGNATURES)
@settings(max_examples=400)
def test_compiled_days_say_what_one_decision_says(use: OwnUse, on: date, item: RightsSignature) -> None:
    cut = intervals_of(use, item, EVERYTHING)
    assert (cut[0].first, cut[-1].last) == (date.min, date.max)
    for one, other in pairwise(cut):
        assert one.last + DAY == other.first
        assert one.answer != other.answer
    asked = {on, *(edge for one in cut for edge in (one.first, one.last))}
    for day in asked:
        (standing,) = [one for one in cut if one.first <= day <= one.last]
        assert standing.answer == answer_of(decide_here(use, day, item, EVERYTHING))
    assert intervals_of(use, reduced(item), EVERYTHING) == cut


@given(USES, SIGNATURES)
@settings(max_examples=200, deadline=None)
def test_the_table_has_the_same_days_whoever_shares_what_was_compiled(
    use: OwnUse, item: RightsSignature
) -> None:
    items = [item, reduced(item), RightsSignature(), item]
    rows = table_of(items, own_uses_of([use.act], [use.territory], use.own), EVERYTHING).to_pylist()
    assert {row["actor"] for row in rows} == {"archive"}
    for number, one in enumerate(items):
        expected = [
            (cut.first, cut.last, cut.answer.permitted, cut.answer.why_not)
            for cut in intervals_of(use, one, EVERYTHING)
        ]
        found = [row for row in rows if row["signature"] == number]
        assert [(row["first"], row["last"], row["permitted"], row["why_not"]) for row in found] == expected


@given(USES, DAYS, SIGNATURES)
@settings(max_examples=200)
def test_days_on_which_an_answer_turns_are_looked_up(use: OwnUse, on: date, item: RightsSignature) -> None:
    law = EVERYTHING.territories.get(use.territory)
    spans = look_ahead(use.act, lambda day: decide_here(use, day, item, EVERYTHING), on, item, law).spans
    cut = intervals_of(use, item, EVERYTHING)
    turned = [
        after.first
        for before, after in pairwise(cut)
        if before.answer.permitted != after.answer.permitted and after.first > on
    ]
    assert [one.since for one in spans] == [on, *turned]


def test_an_institution_shows_by_its_own_statute_and_says_so() -> None:
    item = out_of_commerce(date(2026, 5, 21))
    decision = here(item, SOUND)
    assert decision.permitted
    assert decision.actor is SOUND
    assert all("UrhG §§ 61d" in ground.citation for one in decision.layers for ground in one.grounds)
    assert not here(item, SOUND, on=TODAY - DAY).permitted
    assert not here(out_of_commerce(date(2026, 5, 21), ended=TODAY - DAY), SOUND).permitted
    for act in (Act.DESCRIBE, Act.DOWNLOAD, Act.REDISTRIBUTE, Act.MINE, Act.TRAIN):
        assert not here(item, SOUND, act=act).permitted
        assert here(item, SOUND, act=act).actor is PUBLIC


def test_what_the_public_may_is_told_as_that() -> None:
    assert here(licensed("CC-BY-4.0"), SOUND).actor is PUBLIC


def test_a_no_says_what_the_law_asks_of_the_archive() -> None:
    decision = here(out_of_commerce(TODAY), LIBRARY, SOUND)
    assert decision.actor is LIBRARY
    assert MissingCode.PROCEDURE_WAITING in missing(decision)
    assert MissingCode.STATUTE_ACTOR not in missing(decision)


def test_a_no_where_no_statute_helps_is_that_of_the_public() -> None:
    assert decide_here(OwnUse(Act.STREAM, US, (SOUND,)), TODAY, out_of_commerce(TODAY), LAW).actor is PUBLIC
    assert here(out_of_commerce(TODAY), COMMERCIAL).actor is PUBLIC


@pytest.mark.parametrize(
    ("where", "act", "serves", "told"),
    [
        (US, Act.STREAM, SOUND, SOUND),
        (US, Act.STREAM, COMMERCIAL, PUBLIC),
        (US, Act.DOWNLOAD, SOUND, PUBLIC),
        (DE, Act.STREAM, SOUND, SOUND),
        (DE, Act.STREAM, COMMERCIAL, SOUND),
        (DE, Act.STREAM, PUBLIC, PUBLIC),
        (DE, Act.DOWNLOAD, PUBLIC, SOUND),
    ],
)
def test_a_no_is_of_those_whom_an_agreement_serves_that_ended_or_a_statute(
    where: Territory, act: Act, serves: ActorClass, told: ActorClass
) -> None:
    ended = Agreement("A", frozenset({act}), actors=frozenset({serves}), valid_to=TODAY - DAY)
    decision = decide_here(OwnUse(Act.STREAM, where, (SOUND,)), TODAY, agreed(ended), LAW)
    assert not decision.permitted
    assert decision.actor is told


def test_an_agreement_with_the_archive_lets_it_stream_and_no_visitor_download() -> None:
    item = agreed(Agreement("A", frozenset(Act), actors=frozenset({SOUND})))
    assert here(item, SOUND).permitted
    assert not here(item, SOUND, act=Act.DOWNLOAD).permitted
    assert not here(item, LIBRARY).permitted


def test_a_licence_that_bars_commerce_carries_no_commercial_archive() -> None:
    item = licensed("CC-BY-NC-4.0")
    for own in ((COMMERCIAL,), (SOUND, COMMERCIAL)):
        decision = here(item, *own)
        assert decision.actor is COMMERCIAL
        assert missing(decision) >= {MissingCode.LICENCE_NON_COMMERCIAL}
        assert here(item, *own, act=Act.DESCRIBE).permitted
    assert here(item, SOUND).permitted


def test_a_commercial_archive_borrows_no_statute_from_its_other_classes() -> None:
    item = out_of_commerce(date(2020, 1, 1))
    assert here(item, SOUND).permitted
    assert not here(item, SOUND, COMMERCIAL).permitted
    assert not here(item, COMMERCIAL, SOUND, act=Act.CONSULT).permitted


def test_a_commercial_archive_streams_by_what_was_agreed_with_it() -> None:
    terms = Agreement("A", frozenset({Act.STREAM, Act.DOWNLOAD}), actors=frozenset({COMMERCIAL}))
    item = RightsSignature(
        (
            agreement(Layer.RECORDING, terms),
            *(licence(one, "CC-BY-4.0") for one in (Layer.COMPOSITION, Layer.PERFORMANCE)),
        )
    )
    assert here(item, COMMERCIAL).actor is COMMERCIAL
    assert here(item, COMMERCIAL).permitted
    assert not here(item, COMMERCIAL, act=Act.DOWNLOAD).permitted


def test_statutes_that_open_the_site_and_the_terminals_are_these() -> None:
    """`stream` opens the site to everybody: what the law allows to some or on premises has no place there."""

    def of(act: Act) -> set[str]:
        statutes = [one for law in LAW.territories.values() for one in law.statutes if act in one.acts]
        return {one.id for one in statutes if one.beneficiaries & INSTITUTION_CLASSES}

    # Each of these lets works be made available to the public, on sites without commercial purpose.
    assert of(Act.STREAM) == {"de-out-of-commerce", "de-orphan", "gb-orphan"}
    # Each of these is about terminals on the premises.
    assert of(Act.CONSULT) == {
        "de-terminals",
        "fr-legal-deposit-consulting",
        "fr-terminals",
        "gb-terminals",
    }
    helped = [one for law in LAW.territories.values() for one in law.statutes]
    shown = [one for one in helped if one.acts & {Act.STREAM, Act.CONSULT}]
    assert all(COMMERCIAL not in one.beneficiaries and PUBLIC not in one.beneficiaries for one in shown)
