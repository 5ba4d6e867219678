"""What paths in an inventory may look like: logical paths in states, content paths in manifests."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from nachklang.vault.validation.findings import quoted

Say = Callable[[str, str], None]
"""Notes a finding about one inventory: code, message."""


@dataclass(frozen=True, slots=True)
class PathRules:
    """The codes by which one kind of path is refused."""

    kind: str
    ends: str
    elements: str
    unique: str

    def check(self, path: str, where: str, say: Say) -> bool:
        """Whether a path is plain elements joined by `/`; says what it is if not."""
        if path.startswith("/") or path.endswith("/"):
            say(self.ends, f"{where}: {self.kind} {quoted(path)}; expected no / at either end")
            return False
        if _may_be_odd(path) and not {"", ".", ".."}.isdisjoint(path.split("/")):
            expected = "elements that are neither empty nor . nor .."
            say(self.elements, f"{where}: {self.kind} {quoted(path)}; expected {expected}")
            return False
        return True

    def check_all(self, paths: Iterable[str], where: str, say: Say) -> None:
        """Say which paths occur twice, or are a file here and a folder there."""
        for one, other in _conflicts(paths):
            if one == other:
                say(self.unique, f"{where}: {self.kind} {quoted(one)} occurs more than once")
            else:
                say(self.unique, f"{where}: {self.kind} {quoted(one)} is also a folder of {quoted(other)}")


LOGICAL: Final = PathRules("logical path", ends="E053", elements="E052", unique="E095")
CONTENT: Final = PathRules("content path", ends="E100", elements="E099", unique="E101")


def _may_be_odd(path: str) -> bool:
    """Whether it is worth looking at each element."""
    return not path or path.startswith(".") or "//" in path or "/." in path


def _conflicts(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each path with its next in the order of elements, where that is the same or lies below.

    In that order a path is followed at once by all that lie below it, so neighbours are enough to look at.
    """
    before: list[str] | None = None
    for elements in sorted(path.split("/") for path in paths):
        if before is not None and elements[: len(before)] == before:
            yield "/".join(before), "/".join(elements)
        before = elements
