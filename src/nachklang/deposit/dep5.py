"""Debian's machine-readable copyright files (DEP-5) as evidence of licences.

The patterns in such a file start from the root of what it speaks of. The deposit's description may say
where that is. Where it does not, a file speaks only for what lies around it: for its own folder; from
`debian/` for the folder above; and from `usr/share/doc/PACKAGE/` for the unpacked package, where the root
is the folder under which the most files are named by a pattern of their own. Wherever another root would
give a file another paragraph, the root has to be said: nothing is taken from a guess.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from debian.copyright import Copyright, FilesParagraph, NotMachineReadableError, globs_to_re

from nachklang.audio import looks_like_audio
from nachklang.deposit.statements import Found, expression
from nachklang.errors import DepositDescriptionError
from nachklang.model.mandates import Evidence

_FORMAT = "copyright-format/1.0"
_LONGEST = 2000
_PACKAGE = re.compile(r"(?:(.*)/)?usr/share/doc/([^/]+)/copyright")
_WILD = frozenset("*?\\")


class _Paragraphs:
    """The paragraphs of a file in their order, found by the names that their patterns match.

    Most patterns are plain names, which are looked up; only the others are tried one by one.
    """

    def __init__(self, paragraphs: Sequence[FilesParagraph]) -> None:
        self._all = tuple(paragraphs)
        self._named: dict[str, int] = {}
        self._wild: list[tuple[int, re.Pattern[str]]] = []
        for number, paragraph in enumerate(self._all):
            wild = [one for one in paragraph.files if _WILD & set(one)]
            self._named |= dict.fromkeys(set(paragraph.files) - set(wild), number)
            if wild:
                self._wild.append((number, globs_to_re(wild)))

    def of(self, inner: str) -> FilesParagraph | None:
        """Return the last paragraph that names a path, which is the one that holds (DEP-5, "Files")."""
        named = self._named.get(inner, -1)
        matching = (number for number, one in reversed(self._wild) if number > named and one.fullmatch(inner))
        found = next(matching, named)
        return None if found < 0 else self._all[found]


@dataclass(frozen=True)
class CopyrightIndex:
    """One parsed file.

    `top` is the folder that holds everything it can speak of; `root` is the folder that its patterns
    start from, None where that is not known; both are empty for the top of the deposit. `said` tells
    whether the depositor named the root.
    """

    file: str
    top: str
    root: str | None
    said: bool
    paragraphs: _Paragraphs

    def found(self, name: str) -> Found:
        """Return the licence of a file, for every layer of it."""
        if _below(self.top, name) is None:
            return Found()
        if self.root is None:
            return Found(notes=(self._unclear("two folders could be the one that its patterns start from"),))
        inner = _below(self.root, name)
        paragraph = None if inner is None else self.paragraphs.of(inner)
        if paragraph is None:
            return Found()
        if not self.said and any(one is not paragraph for one in self._elsewhere(name)):
            return Found(notes=(self._unclear("its paragraphs can be read in two ways for this file"),))
        licence: str = cast("Any", paragraph).license.synopsis
        return expression(licence, _evidence(self, paragraph, licence))

    def _elsewhere(self, name: str) -> Iterator[FilesParagraph]:
        """Yield the paragraphs of its own that the file would have under any root."""
        return (one for root in _roots(self.top, name) if (one := _own(self.paragraphs, root, name)))

    def _unclear(self, why: str) -> str:
        return f"{self.file}: {why}, so nothing is taken from it; say root = … under [[copyright]]"


def is_dep5(head: bytes) -> bool:
    """Whether a file begins as a machine-readable copyright file does."""
    return head.startswith(b"Format:") and _FORMAT.encode() in head.split(b"\n", 1)[0]


def read_dep5(text: str, file: str, root: str | None, names: Iterable[str]) -> CopyrightIndex:
    """Parse a file and find its root among the folders of `names`; raises DepositDescriptionError."""
    try:
        document = Copyright(text.splitlines(keepends=True), strict=True)
        paragraphs = _Paragraphs(tuple(document.all_files_paragraphs()))
    except (NotMachineReadableError, ValueError) as error:
        hint = "expected a machine-readable copyright file (DEP-5); mend it or rename it"
        raise DepositDescriptionError(f"{file}: {error}; {hint}") from error
    if root is not None:
        return CopyrightIndex(file, root, root, said=True, paragraphs=paragraphs)
    package = _PACKAGE.fullmatch(file)
    if package is None:
        top = _around(file)
        return CopyrightIndex(file, top, top, said=False, paragraphs=paragraphs)
    top, listed = package[1] or "", tuple(names)
    root = None if _other_packages(package, listed) else _root(paragraphs, top, listed)
    return CopyrightIndex(file, top, root, said=False, paragraphs=paragraphs)


def _around(file: str) -> str:
    """Return the folder of a file; from `debian/`, as in a source package, the one above."""
    folder = PurePosixPath(file).parent
    return _text(folder.parent if folder.name == "debian" else folder)


def _other_packages(package: re.Match[str], names: Iterable[str]) -> bool:
    """Whether other packages were unpacked into the same folder: then no file is known to be of this one."""
    others = (other for name in names if (other := _PACKAGE.fullmatch(name)))
    return any(other[1] == package[1] and other[2] != package[2] for other in others)


def _root(paragraphs: _Paragraphs, top: str, names: Iterable[str]) -> str | None:
    """Find the folder with the most files of their own paragraph; None where two are equally good."""
    scores = Counter(
        root
        for name in names
        if looks_like_audio(name)
        for root in _roots(top, name)
        if _own(paragraphs, root, name)
    )
    best = max(scores.values(), default=0)
    winners = sorted((root for root, score in scores.items() if score == best), key=len) or [top]
    return winners[0] if all(_within(winners[0], one) for one in winners) else None


def _roots(top: str, name: str) -> Iterator[str]:
    """Yield the folders from that of a file up to `top`."""
    folders = (_text(folder) for folder in PurePosixPath(name).parents)
    return (one for one in folders if _within(top, one))


def _own(paragraphs: _Paragraphs, root: str, name: str) -> FilesParagraph | None:
    """Return the paragraph of a file under `root`, unless it is the one for everything."""
    found = paragraphs.of(_below(root, name) or "")
    return None if found is None or tuple(found.files) == ("*",) else found


def _text(folder: PurePosixPath) -> str:
    return "" if str(folder) == "." else str(folder)


def _within(root: str, folder: str) -> bool:
    return not root or folder == root or folder.startswith(f"{root}/")


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
