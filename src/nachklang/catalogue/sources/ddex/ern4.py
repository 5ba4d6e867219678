"""ERN 4.1.1, 4.2 and 4.3: parties stand in a list of their own, and territories are attributes."""

from nachklang.catalogue.sources.ddex.credits import COMPOSING, DisplayArtist
from nachklang.catalogue.sources.ddex.dialects import DatedTerritories, full_title, in_sequence, roles_of
from nachklang.catalogue.sources.ddex.elements import Element, child, children, local_name, text_at, text_of
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.catalogue.sources.ddex.parties import party_of, preferred
from nachklang.catalogue.sources.ddex.statements import Party

_ARTIST = "ArtistPartyReference"


class Ern4:
    """A message of versions 4.1.1 to 4.3."""

    def __init__(self, root: Element, notes: Notes) -> None:
        self._notes = notes
        self._parties = {
            text_at(one, "PartyReference"): party_of(one, notes)
            for one in children(child(root, "PartyList"), "Party")
        }

    def title(self, element: Element) -> str | None:
        """Return `DisplayTitleText`, which has all; else put it together."""
        shown = preferred(children(element, "DisplayTitle"))
        subs = [
            text_of(one) for one in children(shown, "SubTitle") if one.get("IsDisplayedInTitle") != "false"
        ]
        whole = text_of(preferred(children(element, "DisplayTitleText")))
        return whole or full_title(text_at(shown, "TitleText"), subs)

    def line(self, element: Element) -> str | None:
        """Return `DisplayArtistName`."""
        return text_of(preferred(children(element, "DisplayArtistName")))

    def artists(self, element: Element) -> list[DisplayArtist]:
        """Return each `DisplayArtist`."""
        listed = in_sequence(children(element, "DisplayArtist"))
        named = [(self._party(one, _ARTIST), _artist_roles(one)) for one in listed]
        return [DisplayArtist(party, roles) for party, roles in named if party is not None]

    def composers(self, resource: Element) -> list[Party]:
        """Return artists and contributors of a composing role."""
        artists = in_sequence(children(resource, "DisplayArtist"))
        others = in_sequence(children(resource, "Contributor"))
        listed = [self._party(one, _ARTIST) for one in artists if _artist_roles(one) & COMPOSING]
        listed += [
            self._party(one, "ContributorPartyReference")
            for one in others
            if roles_of(children(one, "Role")) & COMPOSING
        ]
        return [party for party in listed if party is not None]

    def isrcs(self, resource: Element) -> list[Element]:
        """Return those of the resource and of each of its editions."""
        owners = [resource, *children(resource, f"{local_name(resource)}Edition")]
        ids = [one for owner in owners for one in children(owner, "ResourceId")]
        return [isrc for one in ids for isrc in children(one, "ISRC")]

    def iswcs(self, resource: Element) -> list[Element]:
        """Return those of `WorkId`."""
        return [iswc for one in children(resource, "WorkId") for iswc in children(one, "ISWC")]

    def publications(self, resource: Element) -> list[Element]:
        """Return the dates of first publication, else the years of the ℗ lines."""
        stated = list(children(resource, "FirstPublicationDate"))
        owners = [resource, *children(resource, f"{local_name(resource)}Edition")]
        lines = [line for owner in owners for line in children(owner, "PLine")]
        return stated or [year for line in lines for year in children(line, "Year")]

    def is_track(self, release: Element) -> bool:
        """Tell by the name: releases of single tracks are called `TrackRelease`."""
        return local_name(release) != "Release"

    def labels(self, release: Element) -> list[str]:
        """Return the names of the parties that are referred to."""
        references = list(children(release, "ReleaseLabelReference"))
        first = preferred(references)
        ordered = sorted(references, key=lambda one: one is not first)
        return [party.name for one in ordered if (party := self._known(one)) is not None]

    def group(self, release: Element) -> Element | None:
        """Return `ResourceGroup`."""
        return child(release, "ResourceGroup")

    def release_dates(self, release: Element) -> list[DatedTerritories]:
        """Return `ReleaseDate` of each territory."""
        dates = children(release, "ReleaseDate")
        return [DatedTerritories(one, (one.get("ApplicableTerritoryCode") or "Worldwide",)) for one in dates]

    def original_dates(self, release: Element) -> list[Element]:
        """Return `OriginalReleaseDate` of each territory."""
        return list(children(release, "OriginalReleaseDate"))

    def _party(self, element: Element, reference: str) -> Party | None:
        found = child(element, reference)
        return None if found is None else self._known(found)

    def _known(self, reference: Element) -> Party | None:
        """Return the party that is referred to; noted where it is not there or has no name."""
        text = text_of(reference)
        party = self._parties.get(text)
        if party is None:
            reason = "nameless-party" if text in self._parties else "missing-party"
            self._notes.part(reference, reason, f"the PartyList has no party {text!a} with a name")
        return party


def _artist_roles(artist: Element) -> frozenset[str]:
    return roles_of(children(artist, "DisplayArtistRole", "ArtisticRole"))
