"""What validation says: a code, where, and a sentence."""

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from nachklang.vault.validation.specification import Specification

UNREADABLE: Final = "unreadable"
"""The one code that is not the specification's: the file system refused, so nothing can be said."""

MOST_OF_A_CODE: Final = 1000
"""Findings of one code that are listed for an object; the others are counted."""

_LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that validation found.

    `code` is the specification's (E050 an error, W004 a warning) or `unreadable`, an error too. `where` is a
    path relative to what was validated, `.` for itself; both texts are safe to print.
    """

    code: str
    where: str
    message: str

    @property
    def is_error(self) -> bool:
        """Whether it breaks a MUST of the specification, or hides whether one is broken."""
        return not self.code.startswith("W")


@dataclass(slots=True)
class Findings:
    """Collects the findings of one object or root, in the codes of one specification."""

    specification: Specification = Specification.NEWEST
    _listed: list[Finding] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, where: str, message: str) -> None:
        """Note a finding; `code` is that of OCFL 1.1, `where` may hold any character."""
        self._counts[code] += 1
        if self._counts[code] <= MOST_OF_A_CODE:
            self._listed.append(Finding(code, where, message))

    def all(self) -> tuple[Finding, ...]:
        """Return what was found, with codes that the object's own specification has, and no line twice."""
        told = {
            Finding(
                self.specification.code(one.code), printable(one.where) or ".", printable(one.message)
            ): None
            for one in self._listed
        }
        return (*told, *self._left_out())

    def _left_out(self) -> list[Finding]:
        return [
            Finding(self.specification.code(code), ".", f"and {count - MOST_OF_A_CODE} more of this code")
            for code, count in self._counts.items()
            if count > MOST_OF_A_CODE
        ]


def printable(text: str) -> str:
    """Escape what a terminal would act on, and bytes of names that are not UTF-8."""
    if text.isprintable():
        return text
    data = text.encode("utf-8", "surrogateescape" if _is_name(text) else "backslashreplace")
    shown = data.decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in shown)


def _is_name(text: str) -> bool:
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def quoted(value: Any) -> str:
    """Tell what stands in an inventory, in few characters whatever it is."""
    match value:
        case str():
            return ascii(value[:_LONGEST_QUOTE]) + ("…" if len(value) > _LONGEST_QUOTE else "")
        case dict():
            return "a JSON object"
        case list():
            return "a JSON array"
        case bool() | None:
            return "null" if value is None else str(value).lower()
    return "a number"
