"""Where everything is in the picture of what may be done from when to when.

As in the other pictures, what is placed here are numbers; templates write the marks. Places along the line
are percents, so that a picture is as wide as there is room and its texts are as large as all others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nachklang.model.acts import Act
from nachklang.rights import Outlook, Span

_LEFT = 38.0
"""Percent of the width that the names of the acts take."""
_TOP, _ROW = 28, 24
_LEAST_DAYS, _MOST_DAYS = 3653, 43_830
"""Ten years are shown at least, and changes of the next 120: some agreements end in the year 9999."""
_MARGIN = 1.12
"""How much longer the line is than the way to the last change, so that what comes then can be seen."""
_APART = 14.0
"""Percent that a year needs for itself."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One answer along the line of an act, in percent of the picture's width."""

    span: Span
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One act with its answers; `y` is the middle of its row."""

    act: Act
    y: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year at the head of the picture, and which end of its text stands at `x`."""

    text: str
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture, `height` pixels high."""

    lines: tuple[Line, ...]
    years: tuple[Year, ...]
    height: int


def timeline_of(outlooks: Mapping[Act, Outlook]) -> Timeline | None:
    """Lay out the answers from one day on, the same for all acts; None where none of them ever changes."""
    first = next(iter(outlooks.values())).spans[0].since
    changes = sorted(
        {
            span.since
            for one in outlooks.values()
            for span in one.spans[1:]
            if (span.since - first).days < _MOST_DAYS
        }
    )
    if not changes:
        return None
    scale = _Scale(first, max(_LEAST_DAYS, int((changes[-1] - first).days * _MARGIN)))
    lines = tuple(
        Line(act, _TOP + row * _ROW + _ROW // 2, scale.stretches(one.spans))
        for row, (act, one) in enumerate(outlooks.items())
    )
    return Timeline(lines, scale.years(changes), _TOP + len(lines) * _ROW)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    days: int

    def place(self, day: date) -> float:
        share = min((day - self.first).days / self.days, 1.0)
        return round(_LEFT + (100 - _LEFT) * share, 2)

    def stretches(self, spans: Sequence[Span]) -> tuple[Stretch, ...]:
        ends = [*(self.place(one.since) for one in spans[1:]), 100.0]
        begins = [self.place(one.since) for one in spans]
        return tuple(
            Stretch(span, begin, round(end - begin, 2))
            for span, begin, end in zip(spans, begins, ends, strict=True)
            if end > begin
        )

    def years(self, changes: Sequence[date]) -> tuple[Year, ...]:
        """Name the year of today, and those of changes where there is room for them."""
        years = [Year(str(self.first.year), _LEFT, "start")]
        for day in changes:
            x = self.place(day)
            if x - years[-1].x >= _APART:
                years.append(Year(str(day.year), x, "end" if x > 100 - _APART / 2 else "middle"))
        return tuple(years)
