"""Where everything is in the pictures of the vault's page. Their colours are those of the style sheet.

A picture is an `<svg>` in the page. What is placed here are numbers; templates write the marks, so that
every text in them is escaped as all others are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nachklang.preservation.calendar import Calendar, CalendarDay
from nachklang.web.vault import PlaceShown

PITCH = 14
"""From one day of a calendar to the next, in its own units; a day itself is `SIDE` wide."""
SIDE = 12
_LEFT, _TOP = 36, 20
_WEEKDAYS = ((0, "Mon"), (2, "Wed"), (4, "Fri"))
_PARTS = 2
_APART = 3
"""Weeks that a month's name needs for itself."""
_ROW = 76
_LEAST = 1.5
"""Percent that a part of a bar has at least where it is not nothing, so that it can be seen."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a calendar, and the upper left corner of its square."""

    day: CalendarDay
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """Some weeks of a calendar as one picture, as wide as the widest part.

    `months` are the days above which the name of their month stands, `weekdays` names with their base lines.
    """

    cells: tuple[Cell, ...]
    months: tuple[Cell, ...]
    weekdays: tuple[tuple[str, int], ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of one store: `sound` is how much of it is filled, in percent; `y` is the top of its row."""

    place: PlaceShown
    sound: float
    y: int


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of all stores, one below the other, in pixels: as wide as there is room, and so high."""

    rows: tuple[Bar, ...]
    height: int


def calendar_parts(calendar: Calendar) -> tuple[CalendarPart, ...]:
    """Lay a calendar out in parts that stand side by side on a desk, and one above the other on a phone."""
    weeks = -(-len(calendar.weeks) // _PARTS)
    starts = range(0, len(calendar.weeks), weeks)
    return tuple(_part(calendar.weeks[start : start + weeks], weeks) for start in starts)


def _part(weeks: Sequence[Sequence[CalendarDay]], most: int) -> CalendarPart:
    cells = tuple(
        Cell(day, _LEFT + column * PITCH, _TOP + day.day.weekday() * PITCH)
        for column, week in enumerate(weeks)
        for day in week
    )
    return CalendarPart(
        cells=cells,
        months=tuple(_months(cells)),
        weekdays=tuple((name, _TOP + row * PITCH + SIDE - 2) for row, name in _WEEKDAYS),
        width=_LEFT + most * PITCH,
        height=_TOP + 7 * PITCH,
    )


def _months(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Choose where months are named: where they begin, and at first where that leaves room for the next."""
    begun = [cell for cell in cells if cell.day.day.day == 1 and cell.x < cells[-1].x]
    if not begun or begun[0].x - cells[0].x >= _APART * PITCH:
        yield cells[0]
    yield from begun


def bars(places: Sequence[PlaceShown]) -> Bars:
    """Lay out a bar for each store."""
    rows = tuple(Bar(place, _sound(place), row * _ROW) for row, place in enumerate(places))
    return Bars(rows, len(places) * _ROW)


def _sound(place: PlaceShown) -> float:
    if not place.copies:
        return 0.0
    if not place.lacking:
        return 100.0
    share = 100 * place.copies / (place.copies + place.lacking)
    return round(min(max(share, _LEAST), 100 - _LEAST), 2)
