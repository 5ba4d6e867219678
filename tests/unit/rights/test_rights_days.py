"""Sets of days, compared with sets of days that are written out."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nachklang.rights.days import (
    ALWAYS,
    END,
    FIRST,
    NEVER,
    Days,
    between,
    holds,
    joined,
    shared,
    turns,
    without,
)

_START = date(2026, 1, 1)
_DAYS = [_START + timedelta(days=number) for number in range(-2, 14)]


def _day(number: int) -> date:
    return _START + timedelta(days=number)


SPANS = st.tuples(st.none() | st.integers(0, 10), st.none() | st.integers(0, 10)).map(
    lambda span: between(*(None if one is None else _day(one) for one in span))
)
SETS = st.lists(SPANS, max_size=3).map(joined)


def _written_out(days: Days) -> set[date]:
    return {day for day in _DAYS if holds(days, day)}


@given(SETS, SETS)
def test_days_are_met_joined_and_taken_away_as_sets_are(one: Days, other: Days) -> None:
    ours, theirs = _written_out(one), _written_out(other)
    assert _written_out(shared(one, other)) == ours & theirs
    assert _written_out(joined([one, other])) == ours | theirs
    assert _written_out(without(one, other)) == ours - theirs


@given(SETS, SETS)
def test_spans_are_in_order_and_never_touch(one: Days, other: Days) -> None:
    for days in (one, joined([one, other]), shared(one, other), without(one, other)):
        edges = [edge for span in days for edge in span]
        assert edges == sorted(set(edges))


@given(st.lists(SETS, max_size=3))
def test_between_two_turns_nothing_begins_or_ends(several: list[Days]) -> None:
    cut = turns(several)
    assert (cut[0][0], cut[-1][1]) == (FIRST, END)
    for begin, end in cut:
        for days in several:
            assert len({holds(days, date.fromordinal(at)) for at in (begin, end - 1)}) == 1


def test_both_ends_of_the_calendar_are_days() -> None:
    assert between(None, None) == ALWAYS
    assert holds(ALWAYS, date.min)
    assert holds(ALWAYS, date.max)
    assert between(date.max, None) == ((END - 1, END),)
    assert holds(between(None, date.min), date.min)
    assert without(ALWAYS, ALWAYS) == NEVER
    assert without(ALWAYS, between(date.min, date.min)) == ((FIRST + 1, END),)


def test_what_ends_before_it_begins_is_never() -> None:
    assert between(date(2026, 1, 2), date(2026, 1, 1)) == NEVER
    assert between(date(2026, 1, 1), date(2026, 1, 1)) != NEVER
