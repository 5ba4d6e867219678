"""Dates, lengths, territories and identifiers, as messages write them; what is wrong is noted."""

import re
from collections.abc import Callable
from typing import TypeVar

from stdnum import grid as _grid

from nachklang.catalogue.sources.ddex.elements import Element, flag, text_of
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.errors import InvalidIdentifierError, InvalidValueError
from nachklang.model.acts import Territory
from nachklang.model.dates import PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode

WORLD = "XW"
_T = TypeVar("_T")
_DURATION = re.compile(
    r"P(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,9}))?S)?)?",
    re.ASCII,
)
_LONG_GTIN = 14


def date_of(element: Element | None, notes: Notes) -> PartialDate | None:
    """Read `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or a date and time, of which the time is left out.

    Of an approximate date the year stays; `before` or `after` a date is no date; 0000 is not known.
    """
    text = text_of(element)
    if element is None or text is None or flag(element, "IsBefore") or flag(element, "IsAfter"):
        return None
    day = text.split("T")[0]
    while day.endswith("-00"):
        day = day.removesuffix("-00")
    if day == "0000":
        return None
    when = _taken(element, PartialDate.parse, day, "bad-date", notes)
    return PartialDate(when.year) if when is not None and flag(element, "IsApproximate") else when


def milliseconds_of(element: Element | None, notes: Notes) -> int | None:
    """Read a length such as `PT3M14.5S`; none at all, `PT0S`, is not known."""
    text = text_of(element)
    if element is None or text is None:
        return None
    match = _DURATION.fullmatch(text)
    if match is None or text in {"P", "PT"} or text.endswith("T"):
        notes.part(element, "bad-duration", f"{text[:60]!a} is no length of time; expected PT3M14S")
        return None
    days, hours, minutes, seconds, fraction = match.groups()
    whole = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0")[:3].ljust(3, "0")) or None


def territory_of(element: Element, code: str, notes: Notes) -> str | None:
    """Read a code of ISO 3166-1, `Worldwide` as XW; parts of countries and TIS codes have no place here."""
    if code == "Worldwide":
        return WORLD
    territory = _taken(element, Territory.parse, code, "bad-territory", notes)
    return None if territory is None else territory.code


def isrc_of(element: Element, notes: Notes) -> str | None:
    """Read an ISRC."""
    isrc = _taken(element, ISRC.parse, text_of(element), "bad-isrc", notes)
    return None if isrc is None else str(isrc)


def iswc_of(element: Element, notes: Notes) -> str | None:
    """Read an ISWC."""
    iswc = _taken(element, ISWC.parse, text_of(element), "bad-iswc", notes)
    return None if iswc is None else str(iswc)


def barcode_of(element: Element, notes: Notes) -> str | None:
    """Read an ICPN as EAN-13; as a GTIN of 14 digits it has a zero before it."""
    text = text_of(element)
    if text is not None and len(text) == _LONG_GTIN and text.startswith("0"):
        text = text.removeprefix("0")
    barcode = _taken(element, Barcode.parse, text, "bad-barcode", notes)
    return None if barcode is None else barcode.gtin13


def grid_of(element: Element, notes: Notes) -> str | None:
    """Read a GRid: eighteen characters without hyphens."""
    return _taken(element, _checked_grid, text_of(element), "bad-grid", notes)


def _checked_grid(text: str) -> str:
    if not text.isascii() or not _grid.is_valid(text):
        raise InvalidIdentifierError(
            f"not a GRid: {text[:60]!a}; expected 18 characters with the right last one"
        )
    return str(_grid.compact(text))


def _taken(
    element: Element, parse: Callable[[str], _T], text: str | None, reason: str, notes: Notes
) -> _T | None:
    if text is None:
        return None
    try:
        return parse(text)
    except InvalidValueError as error:
        notes.part(element, reason, str(error))
        return None
