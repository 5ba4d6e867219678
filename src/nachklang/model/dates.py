"""Dates that are known to the year, the month or the day; durations in whole milliseconds."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from nachklang.errors import InvalidValueError

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
_CLOCK = re.compile(r"(?:([0-9]{1,6}):)?([0-9]{1,2}):([0-9]{2})(?:\.([0-9]{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with its precision: 1899, 1899-11 or 1899-11-05. Years 1 to 9999."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise InvalidValueError(f"a day without a month: {self.year}, day {self.day}")
        try:
            date(
                self.year,
                1 if self.month is None else self.month,
                1 if self.day is None else self.day,
            )
        except ValueError as error:
            raise InvalidValueError(
                f"no such date: {self.year}, {self.month}, {self.day}: {error}"
            ) from error

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; raises InvalidValueError."""
        match = _DATE.fullmatch(text.strip())
        if match is None:
            raise InvalidValueError(f"not a date: {text[:60]!a}; expected YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def earliest(self) -> date:
        """The first day that the date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that the date can mean."""
        if self.month is None:
            return date(self.year, 12, 31)
        if self.day is not None:
            return self.earliest
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A length of time in whole milliseconds, never negative."""

    milliseconds: int

    def __post_init__(self) -> None:
        if self.milliseconds < 0:
            raise InvalidValueError(f"a duration below zero: {self.milliseconds} ms")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `M:SS`, `H:MM:SS`, either with up to three decimals; raises InvalidValueError."""
        match = _CLOCK.fullmatch(text.strip())
        if match is None or int(match[3]) > 59 or (match[1] is not None and int(match[2]) > 59):
            raise InvalidValueError(f"not a duration: {text[:60]!a}; expected M:SS or H:MM:SS")
        hours, minutes, seconds, fraction = match.groups()
        whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
        return cls(whole * 1000 + int((fraction or "0").ljust(3, "0")))

    def __str__(self) -> str:
        whole, rest = divmod(self.milliseconds, 1000)
        minutes, seconds = divmod(whole, 60)
        hours, minutes = divmod(minutes, 60)
        clock = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
        return f"{clock}.{rest:03d}" if rest else clock
