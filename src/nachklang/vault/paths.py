"""Logical paths: what a file is called inside its object (OCFL 1.1, E051 to E053, E095)."""

import unicodedata
from collections.abc import Iterable

from nachklang.vault.values import InvalidLogicalPathError

LONGEST_SEGMENT = 255
"""Bytes of UTF-8 that common file systems take for one name."""

_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})


def check_logical_path(path: str) -> None:
    """Accept a relative path of plain segments joined by `/`; raises InvalidLogicalPathError."""
    plain = path.isascii() and path.isprintable()
    for segment in path.split("/"):
        if segment in {"", ".", ".."}:
            raise _refusal(path, "segments that are neither empty nor `.` nor `..`, and no `/` at either end")
        if not plain and any(unicodedata.category(one) in _REFUSED_CATEGORIES for one in segment):
            raise _refusal(path, "Unicode text without control characters, line breaks and surrogates")
        if len(segment.encode()) > LONGEST_SEGMENT:
            raise _refusal(path, f"segments of at most {LONGEST_SEGMENT} bytes of UTF-8")


def check_logical_paths(paths: Iterable[str]) -> None:
    """Accept paths that are each right, occur once, and never name both a file and a folder."""
    files: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        check_logical_path(path)
        if path in files:
            raise _refusal(path, "each path once in an object")
        files.add(path)
        folders.update(parents(path))
    for path in sorted(files & folders):
        raise _refusal(path, "a path that is not also a folder of another file")


def parents(path: str) -> list[str]:
    """List the folders above `path`, nearest first, without the top."""
    above = []
    while path := path.rpartition("/")[0]:
        above.append(path)
    return above


def _refusal(path: str, expected: str) -> InvalidLogicalPathError:
    return InvalidLogicalPathError(f"not a logical path: {path[:80]!a}; expected {expected}")
