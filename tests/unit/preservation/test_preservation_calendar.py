"""Days of audits in weeks, and the steps that say how much was read."""

from datetime import date, timedelta

import pytest

from nachklang.preservation.calendar import STEPS, Calendar, CalendarDay, calendar_of
from nachklang.registry import AuditDay

THURSDAY = date(2026, 11, 19)


def read(ago: int, size: int, *, store: str = "vault", copies: int = 1, damaged: int = 0) -> AuditDay:
    return AuditDay((THURSDAY - timedelta(days=ago)).isoformat(), store, copies, size, damaged)


def day_of(calendar: Calendar, ago: int) -> CalendarDay:
    (found,) = [one for week in calendar.weeks for one in week if one.day == THURSDAY - timedelta(days=ago)]
    return found


@pytest.mark.parametrize("weekday", range(7))
def test_weeks_begin_on_mondays_and_the_last_ends_today(weekday: int) -> None:
    today = date(2026, 11, 16) + timedelta(days=weekday)
    weeks = calendar_of([], today, 53).weeks
    assert len(weeks) == 53
    assert [len(week) for week in weeks] == [7] * 52 + [weekday + 1]
    days = [one.day for week in weeks for one in week]
    assert days == [days[0] + timedelta(days=number) for number in range(364 + weekday + 1)]
    assert (days[0].weekday(), days[-1]) == (0, today)


def test_a_day_adds_up_what_was_read_in_all_stores() -> None:
    calendar = calendar_of(
        [read(2, 100, copies=3), read(2, 40, store="wien", copies=2, damaged=1), read(1, 7)], THURSDAY, 2
    )
    found = day_of(calendar, 2)
    assert (found.copies, found.bytes, found.damaged) == (5, 140, 1)
    assert [one.day for one in calendar.days_read()] == [found.day, THURSDAY - timedelta(days=1)]


def test_each_step_reaches_four_times_as_far_as_the_one_before() -> None:
    sizes = [64_000, 16_001, 16_000, 4_001, 4_000, 1_001, 1_000, 1]
    calendar = calendar_of([read(ago, size) for ago, size in enumerate(sizes)], THURSDAY, 2)
    assert calendar.bounds == (1_000, 4_000, 16_000, 64_000)
    assert [day_of(calendar, ago).step for ago in range(8)] == [4, 4, 3, 3, 2, 2, 1, 1]
    assert day_of(calendar, 8).step == 0


def test_days_that_are_all_alike_are_the_busiest() -> None:
    calendar = calendar_of([read(ago, 5_000) for ago in range(4)], THURSDAY, 1)
    assert {one.step for one in calendar.days_read()} == {STEPS}


def test_empty_copies_that_were_read_were_read() -> None:
    assert day_of(calendar_of([read(0, 0)], THURSDAY, 1), 0).step == 1


def test_what_lies_before_and_what_a_wrong_clock_wrote_is_left_out() -> None:
    calendar = calendar_of([read(4, 9_000_000), read(-1, 9_000_000), read(3, 64)], THURSDAY, 1)
    assert [one.bytes for one in calendar.days_read()] == [64]
    assert calendar.bounds[-1] == 64
