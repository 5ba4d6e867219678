"""The table holds what the engine says on every day, and clauses lose nothing of it."""

from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import agreed, licensed
from tests.rights_cases import CASES, DE, LAW, OLD, PLACES, TODAY, US, both, item_of
from tests.unit.rights.rights_samples import LAW as SHIPPED
from tests.unit.rights.rights_samples import signatures

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import RightsSignature
from nachklang.rights import Law, decide
from nachklang.rights.exports import Answer, Clause, Condition, Table, Verdict, clauses, tabulate

SHIPPED_PLACES = (DE, US, Territory("JP"))
DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))


def agrees(table: Table, law: Law, act: Act, territory: Territory, actor: ActorClass, on: date) -> bool:
    found = table.decision(act, territory, actor, on)
    said = decide(act, territory, on, actor, table.item.rights, law)
    grounds = [[layer.grounds for layer in one.layers] for one in (found, said)]
    return (found.permitted, found.prohibitions, grounds[0]) == (
        said.permitted,
        said.prohibitions,
        grounds[1],
    )


@given(rights=signatures(), days=st.lists(DAYS, min_size=5, max_size=5))
@settings(max_examples=15, deadline=None)
def test_every_day_has_the_answer_of_the_engine(rights: RightsSignature, days: list[date]) -> None:
    table = tabulate(item_of(rights), SHIPPED_PLACES, SHIPPED)
    edges = [one for answer in table.answers for one in (answer.first, answer.last) if one is not None]
    for on in {*days, *edges[:5]}:
        for act in (Act.PRESERVE, Act.STREAM, Act.TRAIN):
            for territory in SHIPPED_PLACES:
                for actor in (
                    ActorClass.PUBLIC,
                    ActorClass.COMMERCIAL_ARCHIVE,
                    ActorClass.SOUND_HERITAGE_BODY,
                ):
                    assert agrees(table, SHIPPED, act, territory, actor, on), (act, territory, on, actor)


@pytest.mark.parametrize("name", CASES)
def test_answers_follow_each_other_and_differ(name: str) -> None:
    table = tabulate(item_of(CASES[name]), PLACES, LAW)
    count = 0
    for _, run in groupby(table.answers, _asked):
        answers = list(run)
        count += 1
        assert (answers[0].first, answers[-1].last) == (None, None)
        for one, after in pairwise(answers):
            assert one.last is not None
            assert after.first == one.last + timedelta(days=1)
            assert _rests(one) != _rests(after)
    assert count == len(PLACES) * len(Act) * len(ActorClass)


def _asked(answer: Answer) -> tuple[object, ...]:
    return answer.decision.act, answer.decision.territory, answer.decision.actor


def _rests(answer: Answer) -> tuple[object, ...]:
    return answer.decision.prohibitions, [layer.grounds for layer in answer.decision.layers]


EDGES = [
    date(2017, 1, 1), date(2021, 5, 1), date(2025, 2, 2), date(2026, 1, 1), date(2027, 1, 2),
    date(2030, 7, 1), date(2031, 2, 1), date(2037, 1, 1),
]  # fmt: skip
"""Days on which something begins, or is over, in one of the cases."""


@pytest.mark.parametrize("name", CASES)
def test_a_clause_permits_what_the_engine_permits_and_nothing_else(name: str) -> None:
    rights = CASES[name]
    found = [
        one for one in clauses(tabulate(item_of(rights), PLACES, LAW)) if one.verdict is Verdict.PERMITTED
    ]
    asked = [(act, where, actor) for act in Act for where in PLACES for actor in ActorClass]
    for on in [date(1990, 1, 1), TODAY, *EDGES, *(day - timedelta(days=1) for day in EDGES)]:
        permitted = {
            (clause.act, territory, actor)
            for clause in found
            if (clause.first or date.min) <= on <= (clause.last or date.max)
            for territory in clause.territories
            for actor in clause.actors or tuple(ActorClass)
        }
        assert permitted == {
            (act, where, actor)
            for act, where, actor in asked
            if decide(act, where, on, actor, rights, LAW).permitted
        }, on


def said(rights: RightsSignature, verdict: Verdict, act: Act) -> list[Clause]:
    table = tabulate(item_of(rights), PLACES, LAW)
    return [one for one in clauses(table) if (one.verdict, one.act) == (verdict, act)]


def test_what_everybody_may_everywhere_is_one_clause() -> None:
    (clause,) = said(licensed("CC-BY-4.0"), Verdict.PERMITTED, Act.STREAM)
    assert (clause.territories, clause.actors) == (tuple(sorted(PLACES)), ())
    assert clause.conditions == (Condition.ATTRIBUTION, Condition.NOTICE)


def test_training_is_reserved_wherever_nothing_permits_it() -> None:
    (clause,) = said(licensed("CC-BY-4.0"), Verdict.RESERVED, Act.TRAIN)
    assert (set(clause.territories), clause.actors, clause.first) == (set(PLACES), (), None)
    assert said(licensed("CC0-1.0"), Verdict.RESERVED, Act.TRAIN) == []
    assert said(licensed("CC-BY-4.0"), Verdict.RESERVED, Act.STREAM) == []


def test_a_ground_that_asks_nothing_spares_the_conditions_of_another_one() -> None:
    old = said(both(licensed("CC-BY-NC-4.0"), facts=OLD), Verdict.PERMITTED, Act.DOWNLOAD)
    assert {one.conditions for one in old if one.last is None} == {()}
    mixed = both(
        licensed("CC-BY-SA-4.0", (Layer.RECORDING,)), licensed("CC0-1.0", (Layer.COMPOSITION,)),
        agreed(Act.DOWNLOAD, layers=(Layer.PERFORMANCE,)), facts=RightsSignature().terms,
    )  # fmt: skip
    (clause,) = said(mixed, Verdict.PERMITTED, Act.DOWNLOAD)
    assert clause.conditions == (Condition.ATTRIBUTION, Condition.NOTICE, Condition.SHARE_ALIKE)


def test_a_prohibition_is_said_by_its_kind_and_not_by_its_reason() -> None:
    clauses_of = said(CASES["agreement-and-embargo"], Verdict.PROHIBITED, Act.STREAM)
    (clause,) = clauses_of
    assert (clause.territories, clause.first, clause.last) == ((DE,), date(2026, 1, 1), date(2027, 1, 1))
    assert clause.because == ("embargo",)
    assert "band" not in repr(clauses_of)
