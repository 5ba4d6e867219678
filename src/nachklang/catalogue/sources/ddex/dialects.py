"""What both families of versions say, as questions that each of them answers in its own words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from nachklang.catalogue.sources.ddex.credits import DisplayArtist
from nachklang.catalogue.sources.ddex.elements import Element, children, number, text_of
from nachklang.catalogue.sources.ddex.statements import Party

ERN3_VERSIONS = frozenset({"382"})
ERN4_VERSIONS = frozenset({"411", "42", "43"})
"""4.1.1 and 4.2 differ from 4.3 in one thing that is read: identifiers stand outside of editions."""
KINDS = ("SoundRecording", "Video")
"""The resources that are recordings. Both are written alike, under their own names."""


@dataclass(frozen=True, slots=True)
class DatedTerritories:
    """A date with the codes of the territories for which it was said, or of those left out."""

    date: Element
    codes: tuple[str, ...]
    excluded: tuple[str, ...] = ()


class Dialect(Protocol):
    """One message, read by one family of versions. An `element` is a resource or a release."""

    def title(self, element: Element) -> str | None:
        """Return the title as it is to be shown, with sub titles."""
        ...

    def line(self, element: Element) -> str | None:
        """Return the artists as one printed line."""
        ...

    def artists(self, element: Element) -> list[DisplayArtist]:
        """Return the artists that are to be shown, in their order."""
        ...

    def composers(self, resource: Element) -> list[Party]:
        """Return who composed, in the order of the message; some may come twice."""
        ...

    def isrcs(self, resource: Element) -> list[Element]:
        """Return the elements that hold ISRCs."""
        ...

    def iswcs(self, resource: Element) -> list[Element]:
        """Return the elements that hold ISWCs."""
        ...

    def publications(self, resource: Element) -> list[Element]:
        """Return the elements that hold dates of first publication, the best kind of them only."""
        ...

    def is_track(self, release: Element) -> bool:
        """Tell whether a release stands only for one track of another."""
        ...

    def labels(self, release: Element) -> list[str]:
        """Return the names of the labels; some may come twice."""
        ...

    def group(self, release: Element) -> Element | None:
        """Return the group that holds all others."""
        ...

    def release_dates(self, release: Element) -> list[DatedTerritories]:
        """Return when the release came out where."""
        ...

    def original_dates(self, release: Element) -> list[Element]:
        """Return the dates of the first release in any form."""
        ...


def in_sequence(elements: Iterable[Element]) -> list[Element]:
    """Put elements in the order of their `SequenceNumber`, those without one last."""
    return sorted(elements, key=lambda one: _place(number(one.get("SequenceNumber"))))


def roles_of(elements: Iterable[Element]) -> frozenset[str]:
    """Read roles; of a user-defined one, its value."""
    found = (
        one.get("UserDefinedValue") if text_of(one) == "UserDefined" else text_of(one) for one in elements
    )
    return frozenset(role for role in found if role)


def full_title(text: str | None, sub_titles: Iterable[str | None]) -> str | None:
    """Add sub titles in parentheses, but for those that the title has already."""
    if text is None:
        return None
    for sub in sub_titles:
        if sub is not None and sub.casefold() not in text.casefold():
            text += f" {sub}" if sub.startswith(("(", "[")) else f" ({sub})"
    return text


def resources_of(root: Element) -> Iterator[Element]:
    """Go through the recordings of a message."""
    for listed in children(root, "ResourceList"):
        yield from children(listed, *KINDS)


def _place(sequence: int | None) -> tuple[bool, int]:
    return sequence is None, sequence or 0
