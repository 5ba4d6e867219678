r"""Identifiers of the music trade, as values.

Digits are ASCII digits: `str.isdigit` and `\\d` would also accept Arabic, Devanagari and
fullwidth ones, and such a code would never match another catalogue's.
"""

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, Self

from nachklang.errors import InvalidIdentifierError

_SHOWN = 60
_ISRC_LENGTH = 12
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015.]+")


def _shown(text: str) -> str:
    """Quote `text` for an error message, shortened, with everything not printable escaped."""
    return ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _compact(text: str, label: str) -> str:
    """Drop separators and a leading label such as `ISRC:`; upper-case ASCII letters.

    `str.upper` would turn letters that are not ASCII into ones that are: ß into SS.
    """
    packed = _SEPARATORS.sub("", text)
    return _upper(packed).removeprefix(label).removeprefix(":")


def _upper(text: str) -> str:
    return text.upper() if text.isascii() else text


def _require(condition: object, scheme: str, text: str, expected: str) -> None:
    if not condition:
        raise InvalidIdentifierError(f"not an {scheme}: {_shown(text)}; expected {expected}")


def _stdnum_valid(scheme: Literal["ean", "isni"], text: str) -> bool:
    """Ask python-stdnum, after making sure that it sees ASCII only.

    It takes longer to be imported than most commands need for all else, and few read what it checks.
    """
    return text.isascii() and bool(import_module(f"stdnum.{scheme}").is_valid(text))


@dataclass(frozen=True, slots=True, order=True)
class ISRC:
    """An ISRC (ISO 3901:2019). The prefix proves neither country nor rightsholder."""

    prefix: str
    year: str
    designation: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISRC with or without hyphens; raises InvalidIdentifierError."""
        packed = _upper(_SEPARATORS.sub("", text))
        if len(packed) != _ISRC_LENGTH:  # of the right length, ISRC… is an Icelandic code and no label
            packed = packed.removeprefix("ISRC").removeprefix(":")
        _require(
            re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", packed, re.ASCII),
            "ISRC",
            text,
            "two letters, three letters or digits, and seven digits 0-9 (DE-ABC-26-00001)",
        )
        return cls(packed[:5], packed[5:7], packed[7:])

    def __str__(self) -> str:
        return self.prefix + self.year + self.designation

    @property
    def hyphenated(self) -> str:
        """The form for people: CC-XXX-YY-NNNNN."""
        return f"{self.prefix[:2]}-{self.prefix[2:]}-{self.year}-{self.designation}"


@dataclass(frozen=True, slots=True, order=True)
class ISWC:
    """An ISWC (ISO 15707): `T`, nine digits, a check digit."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `T-034.524.680-1` or `T0345246801`; raises InvalidIdentifierError."""
        packed = _compact(text, "ISWC")
        expected = "the letter T, nine digits 0-9 and the right check digit (T-034.524.680-1)"
        _require(re.fullmatch(r"T[0-9]{10}", packed, re.ASCII), "ISWC", text, expected)
        _require(cls.check_digit(packed[1:10]) == packed[10], "ISWC", text, expected)
        return cls(packed[1:])

    @staticmethod
    def check_digit(nine: str) -> str:
        """Compute the check digit of nine digits: (10 - (1 + sum of i * digit) mod 10) mod 10."""
        total = 1 + sum(place * int(digit) for place, digit in enumerate(nine, start=1))
        return str(-total % 10)

    def __str__(self) -> str:
        return "T" + self.digits

    @property
    def hyphenated(self) -> str:
        """The form for people: T-DDD.DDD.DDD-C."""
        one = self.digits
        return f"T-{one[:3]}.{one[3:6]}.{one[6:9]}-{one[9]}"


@dataclass(frozen=True, slots=True, order=True)
class Barcode:
    """A GTIN on a release: UPC (12 digits) or EAN (8 or 13), compared as EAN-13 where it can be."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a UPC-A, EAN-8 or EAN-13 with its check digit; raises InvalidIdentifierError."""
        packed = _SEPARATORS.sub("", text)
        valid = len(packed) in {8, 12, 13} and packed.isdecimal() and _stdnum_valid("ean", packed)
        _require(valid, "UPC or EAN barcode", text, "8, 12 or 13 digits 0-9 with the right check digit")
        return cls(packed)

    @property
    def gtin13(self) -> str:
        """The form to compare: a UPC is an EAN-13 with a leading zero."""
        return self.digits.zfill(13) if len(self.digits) == 12 else self.digits

    def __str__(self) -> str:
        return self.digits


@dataclass(frozen=True, slots=True, order=True)
class ISNI:
    """An ISNI (ISO 27729): fifteen digits and a check character, digit or X."""

    characters: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISNI, with spaces or as an isni.org address; raises InvalidIdentifierError."""
        bare = re.sub(r"^https?://(www\.)?isni\.org/(isni/)?", "", text.strip())
        packed = _compact(bare, "ISNI")
        valid = _stdnum_valid("isni", packed)
        _require(valid, "ISNI", text, "fifteen digits 0-9 and the right check character (0-9 or X)")
        return cls(packed)

    def __str__(self) -> str:
        return self.characters


@dataclass(frozen=True, slots=True, order=True)
class IPI:
    """An IPI name number of a composer, author or publisher: eleven digits."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read nine to eleven digits, filled with zeros to eleven; raises InvalidIdentifierError."""
        packed = _compact(text, "IPI")
        _require(
            re.fullmatch(r"[0-9]{9,11}", packed, re.ASCII), "IPI name number", text, "9 to 11 digits 0-9"
        )
        return cls(packed.zfill(11))

    def __str__(self) -> str:
        return self.digits
