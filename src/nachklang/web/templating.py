"""Templates: always escaped, a missing value is an error, and files are named by their content."""

import hashlib
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nachklang.model.dates import Duration
from nachklang.model.plain import instant_text
from nachklang.web.paths import STATIC
from nachklang.web.words import place_name

STATIC_FOLDER = Path(__file__).parent / "static"
_HTMX = "vendor/htmx.min.js"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


class Pages:
    """The templates of this package, compiled once, and the addresses of the files in `static`."""

    def __init__(self, static: Path = STATIC_FOLDER) -> None:
        self._static = static
        self._environment = Environment(
            loader=PackageLoader("nachklang.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            clock=clock, counted=counted, day=day, hours=hours, instant=instant_text, lasting=lasting,
            month=month, number=number, shortened=shortened, size=size,
            place=place_name,
        )  # fmt: skip
        # htmx is fetched at set-up; where it could not be had, pages do without it.
        htmx = self._address(_HTMX) if (static / _HTMX).is_file() else None
        self._environment.globals.update(static=cache(self._address), htmx=htmx)

    def render(self, template: str, **values: Any) -> str:
        """Fill in a template."""
        return self._environment.get_template(template).render(**values)

    def _address(self, name: str) -> str:
        """Return the address of a static file, changed whenever its content changes."""
        content = (self._static / name).read_bytes()
        return f"{STATIC}/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def number(value: int) -> str:
    """Group the digits of a whole number: 86,000,000."""
    return f"{value:,}"


def counted(count: int, noun: str) -> str:
    """Say how many: `1 track`, `1,200 tracks`."""
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {noun}s"


def lasting(value: Duration | int | None) -> str:
    """Write a duration, or milliseconds, to the second: `3:05`, `1:02:03`; a dash where not known."""
    if value is None:
        return "–"
    milliseconds = value.milliseconds if isinstance(value, Duration) else value
    return str(Duration(round(milliseconds / 1000) * 1000))


def hours(milliseconds: int) -> str:
    """Write much time in its largest unit, seconds to hours: `42 s`, `18 min`, `2,310 h`."""
    seconds = round(milliseconds / 1000)
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{round(minutes / 60):,} h"


def size(count: int) -> str:
    """Write a number of bytes in decimal units: `512 bytes`, `3.4 MB`."""
    if count < 1000:
        return f"{count} bytes"
    value = float(count)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 999.95:
            return f"{value:.1f} {unit}"
    return f"{value / 1000:,.1f} PB"


def day(at: date | datetime) -> str:
    """Write a day, that of UTC for an instant: `22 November 2026`."""
    if isinstance(at, datetime):
        at = at.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def month(at: date) -> str:
    """Write a month where there is little room: `Nov`."""
    return _MONTHS[at.month - 1][:3]


def clock(at: datetime) -> str:
    """Write the time of day in UTC: `15:20`."""
    return at.astimezone(UTC).strftime("%H:%M")


def shortened(text: str, limit: int) -> str:
    """Cut a text after `limit` characters; titles of 10,000 characters exist."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
