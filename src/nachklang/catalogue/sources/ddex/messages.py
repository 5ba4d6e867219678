"""From the tree of a message to what it states."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from nachklang.catalogue.sources.ddex.credits import credit_of
from nachklang.catalogue.sources.ddex.dating import Dating
from nachklang.catalogue.sources.ddex.deals import Deals
from nachklang.catalogue.sources.ddex.dialects import ERN3_VERSIONS, Dialect, resources_of
from nachklang.catalogue.sources.ddex.elements import Element, child, children, flag, text_of
from nachklang.catalogue.sources.ddex.ern3 import Ern3
from nachklang.catalogue.sources.ddex.ern4 import Ern4
from nachklang.catalogue.sources.ddex.groups import listed_medium, media_of
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.catalogue.sources.ddex.recordings import recording_of
from nachklang.catalogue.sources.ddex.release_ids import ids_of
from nachklang.catalogue.sources.ddex.release_types import release_type
from nachklang.catalogue.sources.ddex.statements import Credit, Medium, Recording, Release, ReleaseIds


def purged_ids(root: Element, notes: Notes) -> Iterator[ReleaseIds]:
    """Read which releases a `PurgeReleaseMessage` takes back."""
    purged = list(children(root, "PurgedRelease"))
    for element in purged or [root]:
        ids = ids_of(element, notes)
        if ids is None:
            notes.whole(element, "no-release-id", "the message purges a release without an id")
        else:
            yield ids


class NewReleaseMessage:
    """One `NewReleaseMessage`, written on the day `on`."""

    def __init__(self, root: Element, *, version: str, on: date, notes: Notes) -> None:
        self._root = root
        self._notes = notes
        self._says: Dialect = Ern3(notes) if version in ERN3_VERSIONS else Ern4(root, notes)
        self._deals = Deals(root, on, notes)
        self._dating = Dating(self._says, self._deals, notes)
        self._elements: dict[str, Element] = {}
        self._recordings: dict[str, Recording] = {}
        for element in resources_of(root):
            recording = recording_of(element, self._says, notes)
            if recording is not None:
                self._elements[recording.reference] = element
                self._recordings[recording.reference] = recording

    def releases(self) -> Iterator[Release]:
        """Read all releases but those of single tracks, and note what is left over."""
        taken: set[str] = set()
        used: set[str] = set()
        for element in self._release_elements():
            release = self._release(element)
            if release is not None and release.ids.own in taken:
                self._notes.whole(element, "repeated-release", f"{release.ids.own} is in the message twice")
            elif release is not None:
                taken.add(release.ids.own)
                used |= {one.reference for one in release.recordings}
                yield release
        if taken:
            self._note_unused(used)
        else:
            self._notes.whole(self._root, "no-release", "the message has no release that can be taken")

    def _release_elements(self) -> list[Element]:
        """Return the releases; those of tracks only where there are no others."""
        listed = [
            one for listed in children(self._root, "ReleaseList") for one in children(listed, "Release")
        ]
        whole = [one for one in listed if not self._says.is_track(one)]
        return whole or [one for one in listed if flag(one, "IsMainRelease")] or listed

    def _release(self, element: Element) -> Release | None:
        ids = ids_of(element, self._notes)
        title = self._says.title(element)
        if ids is None or title is None:
            lacks = "no-release-id" if ids is None else "no-title"
            self._notes.whole(element, lacks, "a release needs an id and a title")
            return None
        credit = credit_of(self._says.line(element), self._says.artists(element))
        media = self._media(element)
        events = self._dating.events(element)
        return Release(
            ids=ids,
            title=title,
            credit=credit,
            type=release_type(element),
            status=self._deals.status(element),
            labels=tuple(dict.fromkeys(self._says.labels(element))),
            released=self._dating.earliest(element, events),
            events=events,
            media=media,
            recordings=self._used(media, credit),
        )

    def _used(self, media: Iterable[Medium], credit: Credit) -> tuple[Recording, ...]:
        """Return the recordings of the media; without a credit of their own they have the release's."""
        references = dict.fromkeys(track.reference for medium in media for track in medium.tracks)
        found = [self._recordings[reference] for reference in references]
        return tuple(one if one.credit else replace(one, credit=credit) for one in found)

    def _media(self, element: Element) -> tuple[Medium, ...]:
        group = self._says.group(element)
        self._note_missing(element if group is None else group)
        media = media_of(group, self._recordings)
        if media:
            return media
        listed = child(element, "ReleaseResourceReferenceList")
        texts = [text_of(one) for one in children(listed, "ReleaseResourceReference")]
        return listed_medium([text for text in texts if text in self._recordings])

    def _note_missing(self, owner: Element) -> None:
        """Note what is referred to and not in the message; covers and texts are there, though not read."""
        known = {text_of(one) for one in self._root.iterfind("{*}ResourceList/{*}*/{*}ResourceReference")}
        for one in owner.iter("{*}ReleaseResourceReference"):
            if text_of(one) not in known:
                self._notes.part(one, "missing-resource", f"the message has no resource {text_of(one)!a}")

    def _note_unused(self, used: set[str]) -> None:
        for reference, element in self._elements.items():
            if reference not in used and not flag(element, "IsSupplemental"):
                self._notes.part(element, "unused-resource", f"no release of the message has {reference!a}")
