"""Sentences are one line of printable text, whatever stands in the evidence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rights.rights_samples import decided, questions, signatures

from nachklang.model.acts import Act, ActorClass, Layer
from nachklang.model.licences import Licence
from nachklang.model.mandates import Author, Basis, Evidence, Mandate, Prohibition, RightsSignature, TermFacts
from nachklang.rights import MissingCode, explain, wording

NASTY = "\x1b[2J\u202eevil\n\r\t\0 " * 2_000


def test_every_act_and_every_class_of_actor_has_a_word() -> None:
    assert set(wording.ACTS) == set(Act)
    assert set(wording.ACTORS) == set(ActorClass)


@given(st.text())
def test_a_text_from_outside_becomes_one_printable_line(text: str) -> None:
    line = wording.one_line(text)
    assert line.isprintable() or not line
    assert len(line) <= 160


@pytest.mark.parametrize("prohibited", [False, True])
@pytest.mark.parametrize("spdx", ["CC0-1.0", "MIT"])
def test_hostile_evidence_cannot_reach_the_terminal(spdx: str, *, prohibited: bool) -> None:
    evidence = Evidence(NASTY, NASTY, NASTY)
    hold = Prohibition(NASTY, frozenset(Act), NASTY)
    item = RightsSignature(
        tuple(Mandate(layer, Basis.LICENCE, evidence, licence=Licence(spdx)) for layer in Layer),
        TermFacts(authors=(Author(NASTY), Author(NASTY)), authors_complete=True),
        (hold,) if prohibited else (),
    )
    decision = decided(item)
    assert all(reason.isprintable() and len(reason) < 2_000 for reason in decision.reasons())
    assert all(line.isprintable() for line in explain(decision).splitlines())


@given(signatures(), questions())
def test_an_explanation_says_all_that_was_decided(
    item: RightsSignature, question: tuple[object, ...]
) -> None:
    decision = decided(item, *question)  # type: ignore[arg-type]
    told = " ".join(explain(decision).split())
    assert told.startswith("Yes: permitted" if decision.permitted else "No: not permitted")
    for layer in decision.layers:
        assert all(ground.citation in told for ground in layer.grounds)
        assert all(fact.text in told and f"({fact.code})" in told for fact in layer.missing)
    assert decision.law in told


def test_days_are_written_out() -> None:
    assert wording.day(date(2026, 11, 2)) == "2 November 2026"


def test_codes_are_stable_words() -> None:
    assert all(code == code.lower() and " " not in code for code in MissingCode)
