"""A calendar of audits: how much was read on each day, in steps that a picture can show."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from nachklang.registry import AuditDay

STEPS = 4
_TIMES = 4
"""Each step reaches to so many times the bytes of the one before it, the last one to the busiest day.

Audits differ by orders of magnitude: with equal steps, one whole pass a month would hide all that is daily.
"""
_WEEK = 7


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What was read on one day in all stores; `step` is 0 where nothing was, else 1 to `STEPS`."""

    day: date
    copies: int
    bytes: int
    damaged: int
    step: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weeks from Monday on, the last of them up to today; `bounds` are the most bytes of each step."""

    weeks: tuple[tuple[CalendarDay, ...], ...]
    bounds: tuple[int, ...]

    def days_read(self) -> Iterator[CalendarDay]:
        """Yield the days on which something was read, oldest first."""
        return (day for week in self.weeks for day in week if day.copies)


def calendar_of(audits: Iterable[AuditDay], today: date, weeks: int) -> Calendar:
    """Arrange days of audits in so many weeks, this one included; days before and after are left out."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    read = _by_day(audits)
    most = max((read[day]["bytes"] for day in days), default=0)
    bounds = tuple(most // _TIMES ** (STEPS - step) for step in range(1, STEPS + 1))
    shown = tuple(_day(day, read[day], bounds) for day in days)
    return Calendar(tuple(shown[at : at + _WEEK] for at in range(0, len(shown), _WEEK)), bounds)


def _by_day(audits: Iterable[AuditDay]) -> defaultdict[date, Counter[str]]:
    read: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for one in audits:
        read[date.fromisoformat(one.day)].update(copies=one.copies, bytes=one.bytes, damaged=one.damaged)
    return read


def _day(day: date, read: Counter[str], bounds: tuple[int, ...]) -> CalendarDay:
    step = next(step for step, bound in enumerate(bounds, 1) if read["bytes"] <= bound)
    return CalendarDay(day, read["copies"], read["bytes"], read["damaged"], step if read["copies"] else 0)
