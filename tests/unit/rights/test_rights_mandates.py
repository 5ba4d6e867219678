"""What each licence and each agreement permits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rights.rights_samples import (
    ACTORS,
    ACTS,
    AQ,
    DE,
    TERRITORIES,
    TODAY,
    US,
    agreed,
    codes,
    decided,
    licensed,
)

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import Agreement

SIX = ["BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND"]
VERSIONS = ["1.0", "2.0", "2.5", "3.0", "3.0-DE", "4.0"]
VERBATIM = [act for act in Act if act is not Act.TRAIN]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", SIX)
@given(st.sampled_from(VERBATIM), TERRITORIES)
def test_the_six_licences_permit_every_verbatim_act_to_the_public(
    name: str, version: str, act: Act, territory: Territory
) -> None:
    decision = decided(licensed(f"CC-{name}-{version}"), act, territory)
    assert decision.permitted
    assert all(one.grounds[0].citation.startswith("https://creativecommons.org/") for one in decision.layers)


@pytest.mark.parametrize("name", SIX)
@given(ACTORS, TERRITORIES)
def test_none_of_the_six_is_consent_to_train(name: str, actor: ActorClass, territory: Territory) -> None:
    decision = decided(licensed(f"CC-{name}-4.0"), Act.TRAIN, territory, TODAY, actor)
    assert all("licence-not-for-training" in found for found in codes(decision).values())


@pytest.mark.parametrize("name", SIX)
@given(st.sampled_from(VERBATIM), ACTORS)
def test_nc_bars_commercial_actors_and_nobody_else(name: str, act: Act, actor: ActorClass) -> None:
    decision = decided(licensed(f"CC-{name}-4.0"), act, DE, TODAY, actor)
    assert decision.permitted == (not (actor.commercial and "NC" in name))
    if not decision.permitted:
        assert all("licence-non-commercial" in found for found in codes(decision).values())


@given(ACTS, TERRITORIES, ACTORS)
def test_cc0_permits_every_act_to_everybody(act: Act, territory: Territory, actor: ActorClass) -> None:
    assert decided(licensed("CC0-1.0"), act, territory, TODAY, actor).permitted


@given(ACTS, TERRITORIES, ACTORS)
def test_the_public_domain_mark_grounds_nothing(act: Act, territory: Territory, actor: ActorClass) -> None:
    decision = decided(licensed("CC-PDM-1.0"), act, territory, TODAY, actor)
    assert all("public-domain-mark-is-a-label" in found for found in codes(decision).values())
    assert not decision.permitted


@pytest.mark.parametrize("spdx", ["MIT", "GPL-3.0-or-later", "CC-PDDC", "CC-BY", "CC-BY-NC", "LicenseRef-x"])
@given(ACTS)
def test_a_licence_without_a_rule_is_named(spdx: str, act: Act) -> None:
    decision = decided(licensed(spdx), act)
    assert all("licence-without-rule" in found for found in codes(decision).values())
    named = [reason for reason in decision.reasons() if "licence-without-rule" in reason]
    assert len(named) == len(Layer)
    assert all(spdx in reason for reason in named)


@given(st.frozensets(ACTS), ACTS)
def test_an_agreement_permits_the_acts_that_it_names(named: frozenset[Act], act: Act) -> None:
    decision = decided(agreed(Agreement("A-1", named)), act)
    assert decision.permitted == (act in named)
    if not decision.permitted:
        assert codes(decision)[Layer.RECORDING][0] == "agreement-act"


def test_an_agreement_that_names_train_is_consent_to_train() -> None:
    assert decided(agreed(Agreement("A-1", frozenset({Act.TRAIN}))), Act.TRAIN).permitted


@given(st.frozensets(TERRITORIES), TERRITORIES)
def test_an_agreement_holds_where_it_says_or_everywhere(
    named: frozenset[Territory], territory: Territory
) -> None:
    decision = decided(agreed(Agreement("A-1", frozenset(Act), named)), Act.STREAM, territory)
    assert decision.permitted == (not named or territory in named)


@given(st.frozensets(ACTORS), ACTORS)
def test_an_agreement_serves_whom_it_names_or_everyone(
    named: frozenset[ActorClass], actor: ActorClass
) -> None:
    terms = Agreement("A-1", frozenset(Act), actors=named)
    decision = decided(agreed(terms), Act.STREAM, DE, TODAY, actor)
    assert decision.permitted == (not named or actor in named)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2025, 12, 31), "agreement-not-yet-valid"),
        (date(2026, 1, 1), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), "agreement-expired"),
    ],
)
def test_both_days_of_an_agreement_are_inclusive(on: date, code: str | None) -> None:
    terms = Agreement("A-1", frozenset(Act), valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    decision = decided(agreed(terms), Act.STREAM, DE, on)
    assert decision.permitted == (code is None)
    if code is None:
        ground = decision.layers[0].grounds[0]
        assert (ground.valid_from, ground.valid_to) == (terms.valid_from, terms.valid_to)
    else:
        assert codes(decision)[Layer.RECORDING][0] == code


def test_every_respect_in_which_an_agreement_falls_short_is_named() -> None:
    terms = Agreement(
        "A-1", frozenset(), frozenset({US}), frozenset({ActorClass.RESEARCHER}), valid_to=date(2020, 1, 1)
    )
    found = codes(decided(agreed(terms), Act.STREAM, AQ))[Layer.RECORDING]
    assert found == [
        "agreement-act",
        "agreement-territory",
        "agreement-actor",
        "agreement-expired",
        "no-law-for-territory",
    ]
