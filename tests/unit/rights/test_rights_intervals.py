"""Intervals say on each day what `decide` says, cover all days, and are as long as can be."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from tests.unit.rights.rights_cases import (
    law_with_everything,
    random_day,
    random_signatures,
    random_uses,
)
from tests.unit.rights.rights_samples import (
    DAYS,
    DE,
    LAW,
    US,
    agreed,
    decided,
    licensed,
    questions,
    signatures,
)

from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.mandates import Agreement, Basis, Prohibition, RightsSignature
from nachklang.rights import decide
from nachklang.rights.compiling import SCHEMA, table_of, uses_of
from nachklang.rights.intervals import Interval, answer_of, intervals_of, many_intervals, permitted_days
from nachklang.rights.question import Use
from nachklang.rights.reducing import reduced
from nachklang.rights.turning import gained, lost, turns

EVERYTHING = law_with_everything()
STREAM = Use(Act.STREAM, DE, ActorClass.PUBLIC)
DAY = timedelta(days=1)


def _at(cut: tuple[Interval, ...], on: date) -> Interval:
    (found,) = [one for one in cut if one.first <= on <= one.last]
    return found


def _check(use: Use, item: RightsSignature, cut: tuple[Interval, ...]) -> None:
    assert (cut[0].first, cut[-1].last) == (date.min, date.max)
    for one, other in pairwise(cut):
        assert one.last + DAY == other.first
        assert one.answer != other.answer
    for one in cut:
        for on in (one.first, one.last):
            decision = decide(use.act, use.territory, on, use.actor, item, EVERYTHING)
            assert answer_of(decision) == one.answer


@given(signatures(), questions())
@settings(max_examples=50)
def test_one_answer_is_that_of_the_decision(
    item: RightsSignature, question: tuple[Act, Territory, date, ActorClass]
) -> None:
    act, territory, on, actor = question
    cut = intervals_of(Use(act, territory, actor), item, LAW)
    assert _at(cut, on).answer == answer_of(decide(act, territory, on, actor, item, LAW))


def test_intervals_are_maximal_disjoint_and_say_why_as_decisions_do() -> None:
    random = Random(1)
    found: set[str | None] = set()
    for item in random_signatures(random, 250):
        for use, cut in many_intervals(random_uses(random, 4), item, EVERYTHING):
            _check(use, item, cut)
            found |= {one.answer.why_not for one in cut}
    assert len(found) > 15, "hardly anything was tried"


def test_a_decision_has_judged_what_its_layers_tell() -> None:
    random = Random(2)
    for item in random_signatures(random, 300):
        for use in random_uses(random, 2):
            decision = decide(use.act, use.territory, random_day(random), use.actor, item, EVERYTHING)
            told = all(layer.grounds for layer in decision.layers) and not decision.prohibitions
            assert decision.permitted == told


def test_what_is_left_out_of_a_signature_changes_no_answer() -> None:
    random = Random(3)
    for item in random_signatures(random, 250):
        asked = random_uses(random, 4)
        for law in (LAW, EVERYTHING):
            assert list(many_intervals(asked, item, law)) == list(many_intervals(asked, reduced(item), law))
        assert reduced(reduced(item)) == reduced(item)


def test_items_that_differ_in_words_alone_share_a_signature() -> None:
    one = agreed(Agreement("A-1", frozenset({Act.STREAM}), grantor="Ada"))
    other = agreed(Agreement("B-7", frozenset({Act.STREAM}), grantor="Bea"))
    assert reduced(one) == reduced(other)
    assert reduced(licensed("CC-BY-4.0")) == reduced(licensed("CC-BY-SA-3.0"))
    assert reduced(licensed("CC-BY-4.0")) != reduced(licensed("CC-BY-NC-4.0"))


def test_agreements_that_contradict_each_other_do_so_on_the_days_of_both_alone() -> None:
    first = Agreement(
        "A", frozenset(Act), valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30), exclusive=True
    )
    second = Agreement("B", frozenset(Act), valid_from=date(2026, 6, 1), valid_to=date(2026, 12, 31))
    item = RightsSignature((*agreed(first).mandates, *agreed(second).mandates))
    cut = intervals_of(STREAM, item, LAW)
    assert permitted_days(cut) == (
        (date(2026, 1, 1), date(2026, 5, 31)),
        (date(2026, 7, 1), date(2026, 12, 31)),
    )
    assert _at(cut, date(2026, 6, 15)).answer.why_not == "agreements-contradict"


def test_a_prohibition_that_ends_before_it_begins_leaves_no_day() -> None:
    hold = Prohibition("hold", frozenset({Act.STREAM}), "typed wrongly", frozenset(), date.max, date.min)
    cut = intervals_of(STREAM, RightsSignature(licensed("CC0-1.0").mandates, prohibitions=(hold,)), LAW)
    assert [(one.first, one.last, one.answer.why_not) for one in cut] == [(date.min, date.max, "prohibited")]


def test_the_last_day_of_the_calendar_is_one_like_others() -> None:
    last = agreed(Agreement("A", frozenset({Act.STREAM}), valid_from=date.max))
    assert permitted_days(intervals_of(STREAM, last, LAW)) == ((date.max, date.max),)
    first = agreed(Agreement("A", frozenset({Act.STREAM}), valid_to=date.min))
    assert permitted_days(intervals_of(STREAM, first, LAW)) == ((date.min, date.min),)


def test_the_strongest_ground_names_a_layer() -> None:
    terms = Agreement("A", frozenset({Act.STREAM}))
    item = RightsSignature((*agreed(terms).mandates, *licensed("CC-BY-4.0").mandates))
    (one,) = intervals_of(STREAM, item, LAW)
    assert one.answer.bases == (Basis.LICENCE,) * 3


def test_the_table_has_a_row_for_each_interval_and_a_mark_where_the_answer_turns() -> None:
    random = Random(4)
    items, asked = random_signatures(random, 40), uses_of([Act.STREAM, Act.MINE], [DE, US], ActorClass)
    table = table_of(items, asked, EVERYTHING)
    assert table.schema == SCHEMA
    rows = iter(table.to_pylist())
    for number, item in enumerate(items):
        expected = dict(many_intervals(asked, item, EVERYTHING))
        for _ in range(sum(map(len, expected.values()))):
            row = next(rows)
            use = Use(Act(row["act"]), Territory(row["territory"]), ActorClass(row["actor"]))
            one = _at(expected[use], row["first"])
            assert (row["signature"], row["last"]) == (number, one.last)
            assert (row["permitted"], row["why_not"]) == (one.answer.permitted, one.answer.why_not)
            bases = [row[layer] for layer in ("recording", "composition", "performance")]
            assert [basis for basis in bases if basis] == [str(basis) for basis in one.answer.bases]
            days = {turn.day for turn in turns(expected[use], date.min, date.max)}
            assert row["turned"] == (row["first"] in days)
    assert next(rows, None) is None


@given(signatures(), DAYS, DAYS)
def test_what_is_lost_is_what_was_permitted_and_is_not(item: RightsSignature, one: date, other: date) -> None:
    before = [decided(item, act, on=one) for act in Act]
    after = [decided(item, act, on=other) for act in Act]
    was = {decision.act for decision in before if decision.permitted}
    now = {decision.act for decision in after if decision.permitted}
    assert {decision.act for decision in lost(before, after)} == was - now
    assert {decision.act for decision in gained(before, after)} == now - was
    assert all(decision.reasons() for decision in lost(before, after))


@pytest.mark.parametrize(("first", "last", "days"), [(2026, 2026, 1), (2026, 2027, 2), (2028, 2030, 0)])
def test_turns_are_those_of_the_days_that_are_asked(first: int, last: int, days: int) -> None:
    terms = Agreement("A", frozenset({Act.STREAM}), valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    cut = intervals_of(STREAM, agreed(terms), LAW)
    found = turns(cut, date(first, 1, 1), date(last, 12, 31))
    assert len(found) == days
    assert [one.gained for one in found] == [True, False][:days]
