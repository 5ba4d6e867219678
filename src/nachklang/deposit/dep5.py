"""Debian's machine-readable copyright files (DEP-5) as evidence of licences.

The patterns in such a file start from the root of a source package. In an unpacked binary package the
files lie deeper, so the root is the folder under which the most files are named by a pattern of their
own, unless the deposit's description says where it is.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from debian.copyright import Copyright, FilesParagraph, NotMachineReadableError

from nachklang.deposit.statements import Found, expression
from nachklang.errors import DepositDescriptionError
from nachklang.model.mandates import Evidence

_FORMAT = "copyright-format/1.0"
_LONGEST = 2000


@dataclass(frozen=True)
class CopyrightIndex:
    """One parsed file. `root` is the folder that its patterns start from, empty for the top."""

    file: str
    root: str
    paragraphs: tuple[FilesParagraph, ...]

    def paragraph(self, name: str) -> FilesParagraph | None:
        """Return the last paragraph that names the file, which is the one that holds (DEP-5, "Files")."""
        inner = _below(self.root, name)
        matching = [one for one in self.paragraphs if inner is not None and one.matches(inner)]
        return matching[-1] if matching else None

    def found(self, name: str) -> Found:
        """Return the licence of a file, for every layer of it."""
        paragraph = self.paragraph(name)
        if paragraph is None:
            return Found()
        licence: str = cast("Any", paragraph).license.synopsis
        return expression(licence, _evidence(self, paragraph, licence))


def is_dep5(head: bytes) -> bool:
    """Whether a file begins as a machine-readable copyright file does."""
    return head.startswith(b"Format:") and _FORMAT.encode() in head.split(b"\n", 1)[0]


def read_dep5(text: str, file: str, root: str | None, names: Iterable[str]) -> CopyrightIndex:
    """Parse a file and find its root among the folders of `names`; raises DepositDescriptionError."""
    try:
        document = Copyright(text.splitlines(keepends=True), strict=True)
    except (NotMachineReadableError, ValueError) as error:
        hint = "expected a machine-readable copyright file (DEP-5); mend it or rename it"
        raise DepositDescriptionError(f"{file}: {error}; {hint}") from error
    index = CopyrightIndex(file, root or "", tuple(document.all_files_paragraphs()))
    return index if root is not None else CopyrightIndex(file, _root(index, names), index.paragraphs)


def _root(index: CopyrightIndex, names: Iterable[str]) -> str:
    """Find the folder with the most files of their own paragraph; the top where no file has one."""
    scores: Counter[str] = Counter()
    for name in names:
        for folder in PurePosixPath(name).parents:
            root = "" if str(folder) == "." else str(folder)
            paragraph = CopyrightIndex(index.file, root, index.paragraphs).paragraph(name)
            scores[root] += paragraph is not None and tuple(paragraph.files) != ("*",)
    best = max(scores.values(), default=0)
    winners = [root for root, score in scores.items() if score == best]
    return winners[0] if best and len(winners) == 1 else ""


def _below(root: str, name: str) -> str | None:
    if not root:
        return name
    return name.removeprefix(f"{root}/") if name.startswith(f"{root}/") else None


def _evidence(index: CopyrightIndex, paragraph: FilesParagraph, licence: str) -> Evidence:
    patterns = " ".join(paragraph.files)
    copyright_text: str = cast("Any", paragraph).copyright
    below = f" below {index.root}" if index.root else ""
    source = f"{index.file}, paragraph Files: {patterns}"
    holders = "; ".join(line.strip() for line in copyright_text.splitlines() if line.strip())
    return Evidence(
        "dep5", f"{source[:_LONGEST]}{below}", f"License: {licence}; Copyright: {holders}"[:_LONGEST]
    )
