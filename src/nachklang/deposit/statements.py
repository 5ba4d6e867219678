"""Licence statements as people write them, turned into mandates.

A statement found in or beside a file speaks for the whole file, as its author meant it: for each
layer, unless the finder knows better and names fewer.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nachklang.errors import InvalidValueError
from nachklang.model.acts import Layer
from nachklang.model.licences import Licence
from nachklang.model.mandates import Basis, Evidence, Mandate

EVERY_LAYER = tuple(Layer)

_ADDRESS = re.compile(r"https?://(?:www\.)?creativecommons\.org/[A-Za-z0-9./\-_+]*[A-Za-z0-9/]")
_SPDX_LINE = re.compile(r"SPDX-License-Identifier:[^\S\n]*(\S.*)", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|with)\s+|,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What evidence gave: mandates, and notes on statements that could not be understood."""

    mandates: tuple[Mandate, ...] = ()
    notes: tuple[str, ...] = ()


def expression(text: str, evidence: Evidence, layers: Iterable[Layer] = EVERY_LAYER) -> Found:
    """Read a licence expression: one licence, or several with `or` between, each of which suffices.

    Licences joined by `and` bind together; what they allow in common is not computed here, so such an
    expression grounds nothing and is noted.
    """
    inner = text.strip().removeprefix("(").removesuffix(")")
    if _AND.search(inner):
        return Found(
            notes=(f"{evidence.source}: {text[:80]!a} joins several licences, which is not understood",)
        )
    try:
        licences = [Licence.parse(part) for part in _OR.split(inner)]
    except InvalidValueError as error:
        return Found(notes=(f"{evidence.source}: {error}",))
    return Found(
        tuple(
            Mandate(layer, Basis.LICENCE, evidence, licence=licence)
            for layer in layers
            for licence in licences
        )
    )


def licence_in(text: str) -> str | None:
    """Find a licence in running text: SPDX lines, or else Creative Commons addresses; None where none is.

    Several that differ are joined by `and`: each holds for a part, and nobody here knows for which.
    """
    found = _SPDX_LINE.findall(text) or _ADDRESS.findall(text)
    return " and ".join({_plain(one): one.strip() for one in found}.values()) or None


def _plain(text: str) -> Licence | str:
    """Return what makes two statements the same: the licence, however it is spelt."""
    try:
        return Licence.parse(text)
    except InvalidValueError:
        return text.strip()
