"""Who is covered by what was recorded, and what of it stands on a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import factories

from nachklang.model.acts import Act, Layer
from nachklang.model.identifiers import ISRC, Barcode
from nachklang.model.licences import Licence
from nachklang.model.mandates import (
    Agreement,
    Basis,
    Circumstance,
    CircumstanceKind,
    Evidence,
    Mandate,
    Prohibition,
    RightsSignature,
)
from nachklang.model.rights_records import RightsRecord, RightsStatement, Scope
from nachklang.rights.scopes import Coverage, Subject

A, B, C = (ISRC.parse(text) for text in ("DEABC2600001", "DEABC2600002", "FRXYZ2600001"))
TODAY = date(2026, 11, 22)
YESTERDAY = TODAY - timedelta(days=1)
OPT_OUT = Prohibition("opt-out", frozenset({Act.MINE}), "no")


def agreement(valid_from: date | None = None, valid_to: date | None = None) -> tuple[Mandate, ...]:
    agreed = Agreement("L-7", frozenset({Act.STREAM}), valid_from=valid_from, valid_to=valid_to)
    return (Mandate(Layer.RECORDING, Basis.AGREEMENT, Evidence("record", "", ""), agreement=agreed),)


def mandate(scope: Scope, number: int = 1, **changes: object) -> RightsRecord:
    said = RightsStatement(scope, agreement(), statement="as agreed")
    return replace(RightsRecord(f"right-{number}", said, factories.NOON), **changes)  # type: ignore[arg-type]


def prohibition(scope: Scope, said: Prohibition = OPT_OUT, **changes: object) -> RightsRecord:
    record = RightsRecord("ban", RightsStatement(scope, prohibition=said), factories.NOON)
    return replace(record, **changes)  # type: ignore[arg-type]


SUBJECT = Subject("item-1", (A,), "Eigen  Verlag", Barcode.parse("4006381333931"))


@pytest.mark.parametrize(
    ("scope", "covers"),
    [
        (Scope(items=frozenset({"item-1"})), True),
        (Scope(items=frozenset({"item-2"})), False),
        (Scope(isrcs=frozenset({A})), True),
        (Scope(isrcs=frozenset({B})), False),
        (Scope(registrants=frozenset({"DEABC"})), True),
        (Scope(registrants=frozenset({"DEABD"})), False),
        (Scope(labels=frozenset({"eigen verlag"})), True),
        (Scope(labels=frozenset({"EIGEN VERLAG"})), True),
        (Scope(labels=frozenset({"Eigenverlag"})), False),
        (Scope(releases=frozenset({Barcode.parse("4006381333931")})), True),
        (Scope(recordings=frozenset({"rec-1"})), True),
        (Scope(recordings=frozenset({"rec-2"})), False),
        (Scope(labels=frozenset({"other"}), isrcs=frozenset({A})), True),
    ],
)
def test_a_scope_covers_what_any_of_its_parts_names(scope: Scope, *, covers: bool) -> None:
    for record in (mandate(scope), prohibition(scope)):
        coverage = Coverage([record], {"rec-1": frozenset({"item-1"}), "rec-2": frozenset({"item-9"})})
        assert bool(coverage.covering(SUBJECT)) is covers


def test_items_of_a_recording_stay_covered_when_the_catalogue_is_gone() -> None:
    record = prohibition(Scope(recordings=frozenset({"rec-1"})), resolved=frozenset({"item-1"}))
    assert Coverage([record]).covering(SUBJECT) == (record,)


def test_an_isrc_is_evidence_and_no_key() -> None:
    """A label's ISRC that somebody writes into a file beside another one does not put it under its word."""
    both = replace(SUBJECT, isrcs=(A, C))
    scope = Scope(registrants=frozenset({"DEABC"}))
    assert Coverage([mandate(scope)]).covering(both) == ()
    assert Coverage([prohibition(scope)]).covering(both), "what is forbidden reaches it through any of them"
    assert Coverage([mandate(replace(scope, isrcs=frozenset({C})))]).covering(both)
    assert Coverage([mandate(replace(scope, items=frozenset({"item-1"})))]).covering(both)


def test_records_come_in_their_order_after_what_is_the_items_own() -> None:
    scope = Scope(items=frozenset({"item-1"}))
    own = factories.licensed("CC0-1.0", (Layer.RECORDING,))
    rights = Coverage([mandate(scope, 2), prohibition(scope), mandate(scope, 1)]).rights_of(
        own, SUBJECT, TODAY
    )
    assert [one.evidence.source for one in rights.mandates[1:]] == ["record right-2", "record right-1"]
    assert rights.mandates[0] == own.mandates[0]
    assert rights.prohibitions == (OPT_OUT,)
    assert Coverage([mandate(Scope(items=frozenset({"x"})))]).rights_of(own, SUBJECT, TODAY) is own


def standing(record: RightsRecord, on: date = TODAY) -> RightsSignature:
    return Coverage([record]).rights_of(RightsSignature(), SUBJECT, on)


HERE = Scope(items=frozenset({"item-1"}))


def test_an_agreement_that_ended_is_cut_off_at_its_last_day() -> None:
    [cut] = standing(mandate(HERE, ended_on=YESTERDAY)).mandates
    assert cut.agreement is not None
    assert cut.agreement.valid_to == YESTERDAY
    early = replace(mandate(HERE).statement, mandates=agreement(valid_from=TODAY))
    assert standing(mandate(HERE, statement=early, ended_on=YESTERDAY)).mandates == ()
    shorter = replace(mandate(HERE).statement, mandates=agreement(valid_to=date(2020, 1, 1)))
    [kept] = standing(mandate(HERE, statement=shorter, ended_on=YESTERDAY)).mandates
    assert kept.agreement is not None
    assert kept.agreement.valid_to == date(2020, 1, 1)


def test_a_prohibition_that_was_lifted_before_it_began_never_stands() -> None:
    """The engine lets a prohibition whose days are the wrong way round stand on every day."""
    later = replace(OPT_OUT, since=TODAY)
    assert standing(prohibition(HERE, later, ended_on=YESTERDAY)).prohibitions == ()
    [cut] = standing(prohibition(HERE, ended_on=YESTERDAY)).prohibitions
    assert cut.until == YESTERDAY


def test_a_licence_and_a_circumstance_are_there_to_their_last_day() -> None:
    licence = Mandate(Layer.RECORDING, Basis.LICENCE, Evidence("record", "", ""), licence=Licence("CC0-1.0"))
    said = RightsStatement(HERE, (licence,))
    known = Circumstance(CircumstanceKind.LAWFUL_ACCESS, Evidence("record", "", ""))
    for statement in (said, RightsStatement(HERE, circumstance=known)):
        record = RightsRecord("r", statement, factories.NOON, ended_on=YESTERDAY)
        for on, there in ((YESTERDAY, True), (TODAY, False)):
            rights = standing(record, on)
            assert bool(rights.mandates or rights.circumstances) is there


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    return Scope(
        items=draw(st.frozensets(st.sampled_from(["item-1", "item-2"]), max_size=1)),
        isrcs=draw(st.frozensets(st.sampled_from([A, B, C]), max_size=2)),
        registrants=draw(st.frozensets(st.sampled_from(["DEABC", "FRXYZ"]), max_size=1)),
        labels=draw(st.frozensets(st.sampled_from(["One", "two"]), max_size=1)),
    )


def covers(record: RightsRecord, subject: Subject) -> bool:
    """Say the same without an index, one part of the scope after the other."""
    scope = record.statement.scope
    named = {one.casefold() for one in scope.labels}
    if subject.item in scope.items or (subject.label or "").casefold() in named:
        return True
    hits = [one in scope.isrcs or one.prefix in scope.registrants for one in subject.isrcs]
    return any(hits) if record.statement.prohibition else bool(hits) and all(hits)


@given(
    st.lists(st.tuples(scopes(), st.booleans()), max_size=6),
    st.builds(
        Subject,
        st.sampled_from(["item-1", "item-2"]),
        st.lists(st.sampled_from([A, B, C]), max_size=3, unique=True).map(tuple),
        st.sampled_from([None, "one", "TWO"]),
    ),
)
def test_the_index_finds_what_one_look_after_the_other_finds(
    said: list[tuple[Scope, bool]], subject: Subject
) -> None:
    records = [
        mandate(scope, number) if granted else prohibition(scope, id=f"ban-{number}")
        for number, (scope, granted) in enumerate(said)
    ]
    assert list(Coverage(records).covering(subject)) == [one for one in records if covers(one, subject)]
