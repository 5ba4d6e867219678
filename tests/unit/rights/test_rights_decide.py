"""The promises of `decide`, for any facts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rights.rights_samples import (
    ACTORS,
    ACTS,
    AQ,
    DAYS,
    DE,
    EVIDENCE,
    JP,
    LAW,
    TERRITORIES,
    TODAY,
    US,
    agreed,
    codes,
    decided,
    facts,
    licence,
    licensed,
    mandates,
    prohibitions,
    questions,
    signatures,
)

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Agreement, Basis, Mandate, Prohibition, RightsSignature, TermFacts
from nachklang.rights import Decision, Law, decide

Question = tuple[Act, Territory, date, ActorClass]


def _ask(question: Question, item: RightsSignature, law: Law = LAW) -> Decision:
    act, territory, on, actor = question
    return decide(act, territory, on, actor, item, law)


@given(questions())
def test_nothing_known_means_no(question: Question) -> None:
    decision = _ask(question, RightsSignature())
    assert not decision.permitted
    assert all("no-ground" in found for found in codes(decision).values())


@given(signatures(), questions())
def test_a_yes_has_a_ground_in_every_layer_and_a_no_has_a_reason(
    item: RightsSignature, question: Question
) -> None:
    decision = _ask(question, item)
    assert [one.layer for one in decision.layers] == list(Layer)
    assert all(bool(one.grounds) != bool(one.missing) for one in decision.layers)
    assert decision.permitted == (not decision.prohibitions and all(one.grounds for one in decision.layers))
    assert decision.reasons()
    assert all("\n" not in reason for reason in decision.reasons())


@given(signatures(), questions(), prohibitions())
def test_a_prohibition_never_turns_no_into_yes(
    item: RightsSignature, question: Question, added: Prohibition
) -> None:
    after = _ask(question, replace(item, prohibitions=(*item.prohibitions, added)))
    assert _ask(question, item).permitted or not after.permitted


@given(signatures(), questions())
def test_a_prohibition_in_force_outranks_every_ground(item: RightsSignature, question: Question) -> None:
    act, territory, on, _ = question
    hold = Prohibition("takedown", frozenset({act}), "claimed", frozenset({territory}), on, on)
    decision = _ask(question, replace(item, prohibitions=(hold,)))
    assert not decision.permitted
    assert decision.prohibitions == (hold,)
    assert len(decision.reasons()) == 1


@given(signatures(), questions(), mandates(), st.integers(0, 5))
def test_a_mandate_never_turns_yes_into_no(
    item: RightsSignature, question: Question, added: Mandate, place: int
) -> None:
    more = (*item.mandates[:place], added, *item.mandates[place:])
    assert not _ask(question, item).permitted or _ask(question, replace(item, mandates=more)).permitted


@given(signatures(), questions(), st.sampled_from(Layer))
def test_a_layer_without_mandates_and_term_gives_no(
    item: RightsSignature, question: Question, layer: Layer
) -> None:
    left = tuple(mandate for mandate in item.mandates if mandate.layer is not layer)
    bare = replace(item, mandates=left, terms=TermFacts())
    assert not _ask(question, bare).permitted


@given(facts(), ACTS, TERRITORIES, ACTORS, DAYS, st.integers(0, 100_000))
def test_what_is_public_domain_stays_so(
    terms: TermFacts, act: Act, territory: Territory, actor: ActorClass, on: date, later: int
) -> None:
    item = RightsSignature(terms=terms)
    before = _ask((act, territory, on, actor), item)
    after = _ask((act, territory, on + timedelta(days=later), actor), item)
    for early, late in zip(before.layers, after.layers, strict=True):
        assert late.permitted or not early.permitted


@given(facts(), ACTS, ACTORS, DAYS)
def test_public_domain_needs_law_on_file(terms: TermFacts, act: Act, actor: ActorClass, on: date) -> None:
    decision = _ask((act, AQ, on, actor), RightsSignature(terms=terms))
    assert all(found == ["no-ground", "no-law-for-territory"] for found in codes(decision).values())


@given(signatures(), questions())
def test_equal_facts_give_equal_digests(item: RightsSignature, question: Question) -> None:
    again = replace(item, mandates=tuple(replace(one) for one in item.mandates))
    assert _ask(question, item).digest() == _ask(question, again).digest()
    assert _ask(question, item) == _ask(question, again)


@given(ACTS, DAYS)
def test_the_digest_tells_questions_and_laws_apart(act: Act, on: date) -> None:
    item = licensed("CC0-1.0")
    asked = [(act, territory, on, actor) for territory in (DE, US) for actor in ActorClass]
    digests = {_ask(question, item).digest() for question in asked}
    digests |= {_ask(question, item, Law.parse({})).digest() for question in asked}
    assert len(digests) == 2 * len(asked)


@given(st.sampled_from([Act.PRESERVE, Act.STREAM, Act.MINE]), DAYS)
def test_prohibitions_stand_from_the_first_day_to_the_last(act: Act, since: date) -> None:
    until = since + timedelta(days=10)
    hold = Prohibition("embargo", frozenset({act}), "not yet", frozenset({DE}), since, until)
    item = replace(licensed("CC0-1.0"), prohibitions=(hold,))
    day = timedelta(days=1)
    answers = [decided(item, act, DE, on).permitted for on in (since - day, since, until, until + day)]
    assert answers == [True, False, False, True]
    assert decided(item, act, US, since).permitted
    assert decided(item, Act.DESCRIBE, DE, since).permitted


@pytest.mark.parametrize("on", [date(2025, 1, 1), TODAY, date(2030, 1, 1)])
def test_a_prohibition_that_ends_before_it_begins_always_stands(on: date) -> None:
    hold = Prohibition(
        "embargo", frozenset({Act.STREAM}), "typed wrongly", since=date(2027, 1, 1), until=date(2026, 1, 1)
    )
    item = replace(licensed("CC0-1.0"), prohibitions=(hold,))
    assert not decided(item, Act.STREAM, DE, on).permitted
    assert decided(item, Act.DOWNLOAD, DE, on).permitted


def test_a_prohibition_without_days_and_territories_stands_for_ever_and_everywhere() -> None:
    opt_out = Prohibition("opt-out", frozenset({Act.MINE}), "asked")
    item = replace(licensed("CC0-1.0"), prohibitions=(opt_out,))
    for territory in (DE, US, JP):
        for day in (date(1900, 1, 1), TODAY, date(2999, 1, 1)):
            assert not decided(item, Act.MINE, territory, day).permitted


def test_public_domain_grounds_every_act_training_too() -> None:
    facts_of_old = TermFacts(
        recorded=PartialDate(1908),
        recording_published=PartialDate(1908),
        composition_published=PartialDate(1899),
    )
    for act in Act:
        assert decided(RightsSignature(terms=facts_of_old), act, US).permitted


@pytest.mark.parametrize("basis", [Basis.STATUTE, Basis.PUBLIC_DOMAIN, Basis.LICENCE, Basis.AGREEMENT])
def test_a_mandate_that_carries_nothing_grounds_nothing(basis: Basis) -> None:
    decision = decided(RightsSignature(tuple(Mandate(layer, basis, EVIDENCE) for layer in Layer)))
    assert all("mandate-incomplete" in found for found in codes(decision).values())


def test_a_mandate_that_carries_both_grounds_nothing() -> None:
    both = replace(licence(Layer.RECORDING, "CC0-1.0"), agreement=Agreement("A-1", frozenset(Act)))
    assert "mandate-incomplete" in codes(decided(RightsSignature((both,))))[Layer.RECORDING]


def test_a_licence_of_one_layer_does_not_reach_the_others() -> None:
    decision = decided(RightsSignature((licence(Layer.RECORDING, "CC0-1.0"),)))
    assert [one.permitted for one in decision.layers] == [True, False, False]
    assert not decision.permitted


def test_every_ground_is_kept_and_cited() -> None:
    both = RightsSignature(
        (*licensed("CC0-1.0").mandates, *agreed(Agreement("A-1", frozenset(Act))).mandates)
    )
    decision = decided(both)
    assert [len(one.grounds) for one in decision.layers] == [2, 2, 2]
    assert len(decision.reasons()) == 6


def test_a_decision_without_layers_is_no() -> None:
    assert not replace(decided(licensed("CC0-1.0")), layers=()).permitted


def test_a_term_that_still_runs_is_left_out_where_something_else_can_be_mended() -> None:
    published = RightsSignature(terms=TermFacts(recording_published=PartialDate(2026)))
    recording = decided(published).layers[0]
    assert {fact.code for fact in recording.missing} == {"no-ground", "statute-actor", "still-protected"}
    assert {fact.code for fact in recording.mendable} == {"no-ground"}
    only = replace(
        recording, missing=tuple(one for one in recording.missing if one.code == "still-protected")
    )
    assert only.mendable == only.missing != ()
