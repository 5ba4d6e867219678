"""What a check of a bag says."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nachklang.vault.validation.findings import MOST_OF_A_CODE, printable

BAG_CODES: Final[Mapping[str, str]] = {
    "declaration": "`bagit.txt` is missing, is not as it must be, or declares a version that is not known",
    "encoding": "a tag file is not in the encoding that the bag declares, or none is known by that name",
    "info": "a line of `bag-info.txt` is no label with its value",
    "manifest": "a bag manifest is missing, or a line of it is no digest with a path",
    "algorithm": "the digests are of an algorithm that is not known",
    "path": "a path leads out of the bag or of its payload, or is written in a way that it should not be",
    "duplicate": "one file is listed more than once",
    "missing": "a file is listed, and is not there",
    "not-fetched": "a file is not there, and `fetch.txt` says where it could be had; nothing is fetched",
    "unlisted": "a file is there, and a bag manifest that must list it does not",
    "altered": "the bytes of a file are not those that were listed",
    "oxum": "the payload has not the bytes or files that `bag-info.txt` counts",
    "kind": "a symbolic link, pipe, socket or device",
    "name": "a name that other systems cannot tell from another one, or that a system left behind",
    "unreadable": "the file system refused, so nothing can be said",
}
"""The codes of problems with their meanings."""


@dataclass(frozen=True, slots=True)
class BagProblem:
    """One thing that is wrong with a bag; both texts are safe to print.

    `code` is one of `BAG_CODES`. `where` is a path relative to the bag, `.` for itself. What is no error is a
    warning: nothing is lost by it.
    """

    code: str
    where: str
    message: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class PayloadFile:
    """A file below `data/`: its path in the bag, its bytes, and its digests in lower case by algorithm."""

    path: str
    size: int
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BagReport:
    """What a bag holds, and what is wrong with it. Without an error it is complete and valid.

    `version` and `encoding` are None where the bag does not declare them rightly. `info` holds the labels and
    values of `bag-info.txt`, in their order.
    """

    folder: Path
    version: str | None
    encoding: str | None
    payload: tuple[PayloadFile, ...]
    info: tuple[tuple[str, str], ...]
    problems: tuple[BagProblem, ...]

    @property
    def errors(self) -> tuple[BagProblem, ...]:
        """The problems that make the bag invalid."""
        return tuple(one for one in self.problems if one.is_error)

    @property
    def warnings(self) -> tuple[BagProblem, ...]:
        """The problems that do not."""
        return tuple(one for one in self.problems if not one.is_error)

    def first(self, label: str) -> str | None:
        """Return the first value that `bag-info.txt` has of a label, in whatever case."""
        wanted = label.casefold()
        return next((value for found, value in self.info if found.casefold() == wanted and value), None)


@dataclass(slots=True)
class Problems:
    """Collects the problems of one bag; of a code that has too many the others are counted."""

    _listed: list[BagProblem] = field(default_factory=list)
    _counts: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def error(self, code: str, where: str, message: str) -> None:
        """Note what makes the bag invalid."""
        self._add(code, where, message, is_error=True)

    def warning(self, code: str, where: str, message: str) -> None:
        """Note what does not."""
        self._add(code, where, message, is_error=False)

    def all(self) -> tuple[BagProblem, ...]:
        """Return what was noted, in its order."""
        more = (
            BagProblem(code, ".", f"and {count - MOST_OF_A_CODE} more of this code", is_error)
            for (code, is_error), count in self._counts.items()
            if count > MOST_OF_A_CODE
        )
        return (*self._listed, *more)

    def _add(self, code: str, where: str, message: str, *, is_error: bool) -> None:
        self._counts[code, is_error] += 1
        if self._counts[code, is_error] <= MOST_OF_A_CODE:
            self._listed.append(BagProblem(code, printable(where), printable(message), is_error))
