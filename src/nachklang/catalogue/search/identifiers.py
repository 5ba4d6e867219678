"""Identifiers that somebody typed, as they stand in the tables."""

from contextlib import suppress

from nachklang.errors import InvalidIdentifierError
from nachklang.model.identifiers import ISRC, ISWC, Barcode


def identifiers_in(text: str) -> list[str]:
    """Return what the whole text can be read as: an ISRC, an ISWC, a barcode."""
    found = []
    for read in (_isrc, _iswc, _barcode):
        with suppress(InvalidIdentifierError):
            found.append(read(text))
    return found


def _isrc(text: str) -> str:
    return str(ISRC.parse(text))


def _iswc(text: str) -> str:
    return str(ISWC.parse(text))


def _barcode(text: str) -> str:
    return Barcode.parse(text).gtin13
