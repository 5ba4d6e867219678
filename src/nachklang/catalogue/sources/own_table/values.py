"""How the cells of tables are written: dates, lengths, codes and words."""

import re
from collections.abc import Callable
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.sources.own_table.mapping import Dates
from nachklang.catalogue.sources.partial_dates import read_date
from nachklang.errors import InvalidValueError
from nachklang.model.dates import Duration, PartialDate

_LONGEST = 10**12
_PARTS = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})", re.ASCII)
_TIME_OF_DAY = re.compile(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?$", re.ASCII)
_ISRC = r"^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$"
_GTIN = r"^(?:[0-9]{8}|[0-9]{12,13})$"


def date_reader(order: Dates) -> Callable[[str], PartialDate | None]:
    """Return what reads a date whose day, month and year stand in this order."""
    if order is Dates.YEAR_FIRST:
        return _year_first

    def read(text: str) -> PartialDate | None:
        parts = _PARTS.fullmatch(text)
        if parts is None:
            return _year_first(text)
        day, month = (parts[1], parts[2]) if order is Dates.DAY_FIRST else (parts[2], parts[1])
        return PartialDate(int(parts[3]), int(month), int(day))

    return read


def _year_first(text: str) -> PartialDate | None:
    return read_date(_TIME_OF_DAY.sub("", text))


def read_clock(text: str) -> int:
    """Read `3:45` as milliseconds."""
    return Duration.parse(text).milliseconds


def read_seconds(text: str) -> int:
    """Read `225.3` as milliseconds."""
    try:
        milliseconds = Decimal(text) * 1000
        if not 0 <= milliseconds <= _LONGEST:
            raise InvalidValueError(f"not a length in seconds: {text[:60]!a}")
    except ArithmeticError as error:
        raise InvalidValueError(f"not a length in seconds: {text[:60]!a}") from error
    return round(milliseconds)


def word_reader(words: frozenset[str]) -> Callable[[str], str]:
    """Return what reads one of these words, written in capitals or not."""

    def read(text: str) -> str:
        if text.lower() not in words:
            raise InvalidValueError(f"expected {', '.join(sorted(words))}, found {text[:60]!a}")
        return text.lower()

    return read


def form_reader(form: str, expected: str) -> Callable[[str], str]:
    """Return what reads a text of this form."""
    pattern = re.compile(form)

    def read(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise InvalidValueError(f"expected {expected}, found {text[:60]!a}")
        return text

    return read


def plain_isrcs(texts: pa.Array) -> pa.Array:
    """Return the texts that are ISRCs as they stand, null for the others."""
    return pc.if_else(pc.match_substring_regex(texts, _ISRC), texts, None)


def plain_barcodes(texts: pa.Array) -> pa.Array:
    """Return the texts that are UPC or EAN, with 13 digits for 12, null for the others."""
    codes = pc.if_else(pc.match_substring_regex(texts, _GTIN), texts, None)
    left = codes.cast(pa.int64())
    total: pa.Array = pa.scalar(0, pa.int64())
    for place in range(13):
        rest = pc.divide(left, 10)
        digit = pc.subtract(left, pc.multiply(rest, 10))
        total = pc.add(total, pc.multiply(digit, 3 if place % 2 else 1))
        left = rest
    right = pc.equal(pc.multiply(pc.divide(total, 10), 10), total)
    upc = pc.equal(pc.binary_length(codes), 12)
    return pc.if_else(right, pc.if_else(upc, pc.binary_join_element_wise("0", codes, ""), codes), None)
