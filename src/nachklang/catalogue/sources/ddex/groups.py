"""Media and tracks, from the nested groups of a release's resources.

Groups stand for discs, for sides, or for works of several movements. From 4.1 on they say which. In 3.8
they do not: there they are discs where they are called so (`Component 2`, `CD 1`), where they have a carrier,
or where they have no title and the numbers of their tracks begin anew; else all is one medium.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from nachklang.catalogue.sources.ddex.elements import (
    Element,
    child,
    children,
    local_name,
    number,
    text_at,
    text_of,
)
from nachklang.catalogue.sources.ddex.statements import Medium, Track

_DISC_TYPES = frozenset({"Component", "ComponentRelease", "ReleaseComponent"})
_DISC_TITLE = re.compile(
    r"(?:component|disc|disk|disque|cd|dvd|lp|side|volume|vol\.?)\s*(?:[0-9]{1,3}|[a-z])", re.IGNORECASE
)
_GROUP = "ResourceGroup"
_ITEM = "ResourceGroupContentItem"


@dataclass(frozen=True, slots=True)
class _Item:
    """A recording in a group: its reference, and the numbers that stand with it."""

    reference: str
    sequence: int | None
    shown: str | None


def media_of(root: Element | None, recordings: Container[str]) -> tuple[Medium, ...]:
    """Read the root group. `recordings` are the references that are read; covers and texts are none."""
    if root is None:
        return ()
    groups = _Groups(recordings)
    media = [medium for part in groups.media(root) if (medium := groups.medium(part)).tracks]
    return tuple(media) if len(media) > 1 else tuple(replace(medium, title=None) for medium in media)


def listed_medium(references: Sequence[str]) -> tuple[Medium, ...]:
    """Make the one medium of a release that lists its resources without a group."""
    tracks = tuple(Track(one, place, str(place)) for place, one in enumerate(references, start=1))
    return (Medium(None, None, tracks),) if tracks else ()


class _Groups:
    """The groups of one release."""

    def __init__(self, recordings: Container[str]) -> None:
        self._recordings = recordings

    def media(self, group: Element) -> list[list[Element]]:
        """Divide what is in a group into the parts of each medium; what stands beside discs is one, too."""
        discs = self._discs(list(children(group, _GROUP)))
        divided: list[list[Element]] = []
        loose: list[Element] = []
        for part in self._in_order(group):
            inner = self._inside(part)
            if inner or part in discs:
                divided.extend(inner or [[part]])
                loose = []
            elif loose:
                loose.append(part)
            else:
                loose = [part]
                divided.append(loose)
        return divided

    def medium(self, parts: Sequence[Element]) -> Medium:
        """Make the medium of these groups and items."""
        only = parts[0] if len(parts) == 1 and local_name(parts[0]) == _GROUP else None
        title = next((one for one in _titles(only) if not _DISC_TITLE.fullmatch(one)), None)
        return Medium(
            text_at(only, "CarrierType"), title, _tracks([i for part in parts for i in self._walk(part)])
        )

    def _inside(self, part: Element) -> list[list[Element]]:
        """Return the media of a group that is a box of them."""
        if local_name(part) == _ITEM or part.get("ResourceGroupType") == "Component" or _called_disc(part):
            return []
        inner = list(children(part, _GROUP))
        boxed = any(one.get("ResourceGroupType") in _DISC_TYPES or _called_disc(one) for one in inner)
        return self.media(part) if boxed else []

    def _discs(self, groups: Sequence[Element]) -> list[Element]:
        types = {group.get("ResourceGroupType") for group in groups}
        if types - {None}:
            wanted = types & _DISC_TYPES or {"Side"}
            return [group for group in groups if group.get("ResourceGroupType") in wanted]
        called = [group for group in groups if _called_disc(group)]
        nameless = not any(_titles(group) for group in groups)
        return called or (list(groups) if nameless and self._begin_anew(groups) else [])

    def _begin_anew(self, groups: Sequence[Element]) -> bool:
        """Tell whether a number stands in two of the groups."""
        seen: set[int] = set()
        for group in groups:
            numbers = {item.sequence for item in self._walk(group) if item.sequence is not None}
            if numbers & seen:
                return True
            seen |= numbers
        return False

    def _walk(self, part: Element) -> Iterator[_Item]:
        """Go through the recordings of a group or item in their order."""
        if local_name(part) == _GROUP:
            for inner in self._in_order(part):
                yield from self._walk(inner)
            return
        reference = text_at(part, "ReleaseResourceReference") or ""
        yield _Item(reference, number(text_at(part, "SequenceNumber")), text_at(part, "DisplaySequence"))

    def _in_order(self, group: Element) -> list[Element]:
        """Return groups and recordings by their sequence numbers where each has one, else as they stand."""
        parts = [part for part in children(group, _GROUP, _ITEM) if self._is_wanted(part)]
        numbers = [number(text_at(part, "SequenceNumber")) for part in parts]
        if None in numbers:
            return parts
        return [part for _, part in sorted(zip(numbers, parts, strict=True), key=lambda pair: pair[0] or 0)]

    def _is_wanted(self, part: Element) -> bool:
        return local_name(part) == _GROUP or text_at(part, "ReleaseResourceReference") in self._recordings


def _tracks(items: Sequence[_Item]) -> tuple[Track, ...]:
    """Give each its place: its own number where all have different ones, else by counting."""
    own = {item.sequence for item in items if item.sequence}
    tracks = []
    for place, item in enumerate(items, start=1):
        position = item.sequence if item.sequence and len(own) == len(items) else place
        tracks.append(Track(item.reference, position, item.shown or str(position)))
    return tuple(tracks)


def _called_disc(group: Element) -> bool:
    return child(group, "CarrierType") is not None or any(map(_DISC_TITLE.fullmatch, _titles(group)))


def _titles(group: Element | None) -> list[str]:
    texts = [text_of(one) for one in children(group, "DisplayTitleText")]
    texts += [
        text_at(one, "TitleText") for one in children(group, "Title", "DisplayTitle", "AdditionalTitle")
    ]
    return [text for text in texts if text is not None]
