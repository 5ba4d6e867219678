"""What statutes permit: to whom they name, under what they ask for, while they stand."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from tests.unit.rights.rights_samples import (
    ACTORS,
    DAYS,
    DE,
    EVIDENCE,
    TODAY,
    US,
    agreement,
    codes,
    decided,
)

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import (
    Agreement,
    Basis,
    Circumstance,
    CircumstanceKind,
    Mandate,
    Procedure,
    RightsSignature,
)
from nachklang.rights import Law, LawError, decide, wrong_examples

OWNED = Circumstance(CircumstanceKind.IN_COLLECTION, EVIDENCE)
BODY = ActorClass.SOUND_HERITAGE_BODY


def recorded(basis: Basis, on: date, ended: date | None = None, territory: Territory = DE) -> RightsSignature:
    """Return a signature with a procedure that was recorded for all layers."""
    procedure = Procedure("R-1", territory, on, ended)
    return RightsSignature(tuple(Mandate(layer, basis, EVIDENCE, procedure=procedure) for layer in Layer))


def test_a_statute_grounds_all_layers_with_its_citation_and_the_evidence_of_the_circumstance() -> None:
    decision = decided(RightsSignature(circumstances=(OWNED,)), Act.PRESERVE, actor=BODY)
    assert decision.permitted
    grounds = [one for layer in decision.layers for one in layer.grounds]
    assert {one.basis for one in grounds} == {Basis.STATUTE}
    assert all("UrhG §§ 60e(1)" in one.citation and one.evidence == EVIDENCE for one in grounds)
    assert {one.valid_from for one in grounds} == {date(2018, 3, 1)}


@given(DAYS, ACTORS)
def test_a_statute_permits_nothing_but_its_act(on: date, actor: ActorClass) -> None:
    item = RightsSignature(circumstances=(OWNED,))
    for act in set(Act) - {Act.PRESERVE, Act.CONSULT}:
        for layer in decided(item, act, on=on, actor=actor).layers:
            assert Basis.STATUTE not in [one.basis for one in layer.grounds]


def test_a_circumstance_that_begins_later_grounds_nothing_before() -> None:
    later = replace(OWNED, since=date(2027, 1, 1))
    item = RightsSignature(circumstances=(later,))
    before = decided(item, Act.PRESERVE, on=date(2026, 12, 31), actor=BODY)
    assert "statute-circumstance" in codes(before)[Layer.RECORDING]
    assert decided(item, Act.PRESERVE, on=date(2027, 1, 1), actor=BODY).permitted


def test_no_statute_helps_where_its_law_is_not() -> None:
    item = RightsSignature(circumstances=(OWNED,))
    assert not decided(item, Act.PRESERVE, Territory("AQ"), actor=BODY).permitted


PROCEDURAL = """
[[statute]]
id = "x"
statement = "may be made available"
citation = "Act 2"
text_date = 2021-06-07
beneficiaries = ["public"]
acts = ["stream"]
procedure = "out-of-commerce"
waiting_months = 6
[[statute.example]]
says = "one"
act = "stream"
actor = "public"
on = 2026-01-01
missing = "procedure-missing"
"""
TEXT = """
territory = "DE"
name = "Examplia"
[composition]
otherwise = "record more"
[[composition.rule]]
id = "xa"
statement = "ten years"
citation = "Act 1"
text_date = 2000-01-01
start = "composition-published"
years = 10
[[composition.rule.example]]
says = "one"
facts = { composition_published = "1990" }
free_from = 2001-01-01
[recording]
follows = "composition"
note = "so it is"
[performance]
follows = "composition"
note = "so it is"
"""


def _law(text: str) -> Law:
    return Law.parse({"de.toml": TEXT.replace("[composition]\n", f"{text}[composition]\n", 1)})


def _ask(item: RightsSignature, on: date, territory: Territory = DE) -> dict[Layer, list[str]]:
    return codes(decide(Act.STREAM, territory, on, ActorClass.PUBLIC, item, _law(PROCEDURAL)))


def test_a_procedure_permits_once_the_waiting_time_is_over_and_until_it_ends() -> None:
    item = recorded(Basis.OUT_OF_COMMERCE, date(2026, 3, 31), ended=date(2027, 5, 1))
    assert "procedure-waiting" in _ask(item, date(2026, 9, 30))[Layer.RECORDING]
    assert _ask(item, date(2026, 10, 1))[Layer.RECORDING] == []
    assert _ask(item, date(2027, 5, 1))[Layer.RECORDING] == []
    assert "procedure-ended" in _ask(item, date(2027, 5, 2))[Layer.RECORDING]


def test_a_procedure_without_record_or_of_another_law_permits_nothing() -> None:
    assert "procedure-missing" in _ask(RightsSignature(), TODAY)[Layer.PERFORMANCE]
    elsewhere = recorded(Basis.OUT_OF_COMMERCE, date(2020, 1, 1), territory=US)
    assert "procedure-without-law" in _ask(elsewhere, TODAY)[Layer.PERFORMANCE]
    orphan = recorded(Basis.ORPHAN, date(2020, 1, 1))
    assert "procedure-without-law" in _ask(orphan, TODAY)[Layer.PERFORMANCE]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("waiting_months = 6", "waiting_days = 6"), "waiting_days: no such key"),
        (('procedure = "out-of-commerce"\n', ""), "expected with a procedure"),
        (
            ('procedure = "out-of-commerce"', 'procedure = "statute"'),
            "expected one of orphan, out-of-commerce",
        ),
        (("text_date", "since = 2020-01-02\nuntil = 2020-01-01\ntext_date"), "2020-01-01 is before since"),
        (('["stream"]', '["sing"]'), "expected one of preserve"),
        (('missing = "procedure-missing"', ""), "expected either permitted = true or missing"),
    ],
)
def test_a_statute_that_makes_no_sense_is_refused_with_file_line_and_key(
    change: tuple[str, str], message: str
) -> None:
    with pytest.raises(LawError, match=r"de\.toml, line \d+: statute\[0\].*") as caught:
        _law(PROCEDURAL.replace(*change))
    assert message in str(caught.value)


def test_two_statutes_of_one_id_are_refused() -> None:
    with pytest.raises(LawError, match="stands twice"):
        _law(PROCEDURAL + PROCEDURAL)


A = Agreement("A-1", frozenset(Act), exclusive=True, grantor="First Label")
B = Agreement("B-1", frozenset({Act.STREAM}), grantor="Second Label")


def _both(one: Agreement, other: Agreement) -> RightsSignature:
    return RightsSignature(tuple(agreement(layer, terms) for layer in Layer for terms in (one, other)))


def test_an_exclusive_agreement_and_somebody_elses_ground_nothing_and_are_named() -> None:
    decision = decided(_both(A, B))
    assert codes(decision)[Layer.RECORDING][0] == "agreements-contradict"
    assert "agreement A-1 and agreement B-1 contradict each other" in decision.reasons()[0]
    assert decided(_both(A, B), Act.DOWNLOAD).permitted, "the second one says nothing of downloading"


@pytest.mark.parametrize(
    "other",
    [
        replace(B, grantor="First Label"),
        replace(B, valid_to=date(2020, 1, 1)),
        replace(B, territories=frozenset({US})),
        replace(B, reference="A-1"),
    ],
)
def test_agreements_that_do_not_meet_or_are_of_one_grantor_do_not_contradict(other: Agreement) -> None:
    assert decided(_both(A, other)).permitted


def test_a_grantor_whom_nobody_named_may_be_anybody() -> None:
    assert not decided(_both(replace(A, grantor=None), replace(B, grantor=None))).permitted


@pytest.mark.parametrize("basis", [Basis.CONSENT, Basis.OWN_DEPOSIT])
def test_consents_and_own_deposits_say_what_they_permit_as_agreements_do(basis: Basis) -> None:
    terms = Agreement("C-1", frozenset({Act.TRAIN}))
    item = RightsSignature(tuple(Mandate(layer, basis, EVIDENCE, agreement=terms) for layer in Layer))
    decision = decided(item, Act.TRAIN)
    assert decision.permitted
    assert {one.basis for layer in decision.layers for one in layer.grounds} == {basis}
    assert not decided(item, Act.STREAM).permitted


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ('missing = "procedure-missing"', "permitted = true"),
            "expected permitted, found procedure-missing",
        ),
        (
            ('missing = "procedure-missing"', 'missing = "statute-actor"'),
            "expected statute-actor, found procedure",
        ),
        (('act = "stream"', 'act = "download"'), "found nothing said of this act"),
    ],
)
def test_a_worked_example_of_a_statute_that_does_not_hold_is_named(
    change: tuple[str, str], said: str
) -> None:
    wrong = list(wrong_examples(_law(PROCEDURAL.replace(*change)).territories[DE]))
    assert len(wrong) == len(Layer)
    assert "statute 'x', example 'one', " in wrong[0]
    assert said in wrong[0]


def test_whom_a_statute_does_not_help_is_told_that_alone() -> None:
    found = codes(decided(RightsSignature(), Act.PRESERVE, actor=ActorClass.COMMERCIAL_ARCHIVE))
    assert {one for one in found[Layer.RECORDING] if one.startswith(("statute", "procedure"))} == {
        "statute-actor"
    }
