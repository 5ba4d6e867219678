"""ERN 3.8.2: names stand where they are used, and what may differ by territory in blocks of its own.

Of the blocks, that for `Worldwide` is read, else the first; labels and dates are read from all.
"""

from collections.abc import Iterator

from nachklang.catalogue.sources.ddex.credits import COMPOSING, DisplayArtist
from nachklang.catalogue.sources.ddex.dialects import DatedTerritories, full_title, in_sequence, roles_of
from nachklang.catalogue.sources.ddex.elements import Element, child, children, local_name, text_at, text_of
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.catalogue.sources.ddex.parties import party_of, preferred
from nachklang.catalogue.sources.ddex.statements import Party

_SHOWN_TITLES = ("DisplayTitle", None, "FormalTitle")
_CONTRIBUTORS = {
    "DisplayArtist": "ArtistRole",
    "ResourceContributor": "ResourceContributorRole",
    "IndirectResourceContributor": "IndirectResourceContributorRole",
}


class Ern3:
    """A message of version 3.8.2."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def title(self, element: Element) -> str | None:
        """Return the display title, with the version of the reference title where it was left out."""
        reference = child(element, "ReferenceTitle")
        shown = self._shown_title(element)
        subs = [] if shown is None else _sub_titles(shown)
        text = text_at(shown, "TitleText")
        if text is None or text.casefold() == (text_at(reference, "TitleText") or "").casefold():
            subs += _sub_titles(reference)
        return full_title(text or text_at(reference, "TitleText"), subs)

    def line(self, element: Element) -> str | None:
        """Return `DisplayArtistName`."""
        return text_of(preferred(children(_block(element), "DisplayArtistName")))

    def artists(self, element: Element) -> list[DisplayArtist]:
        """Return each `DisplayArtist`."""
        listed = in_sequence(children(_block(element), "DisplayArtist"))
        named = [(self._party(one), roles_of(children(one, "ArtistRole"))) for one in listed]
        return [DisplayArtist(party, roles) for party, roles in named if party is not None]

    def composers(self, resource: Element) -> list[Party]:
        """Return artists and contributors of a composing role."""
        block = _block(resource)
        listed = [
            one
            for name, role in _CONTRIBUTORS.items()
            for one in in_sequence(children(block, name))
            if roles_of(children(one, role)) & COMPOSING
        ]
        return [party for one in listed if (party := self._party(one)) is not None]

    def isrcs(self, resource: Element) -> list[Element]:
        """Return those of `SoundRecordingId`, replaced ones too."""
        return [
            isrc for one in children(resource, f"{local_name(resource)}Id") for isrc in children(one, "ISRC")
        ]

    def iswcs(self, resource: Element) -> list[Element]:
        """Return those of `IndirectSoundRecordingId`."""
        indirect = children(resource, f"Indirect{local_name(resource)}Id")
        return [iswc for one in indirect for iswc in children(one, "ISWC")]

    def publications(self, resource: Element) -> list[Element]:
        """Return the years of the original ℗ lines, else of all."""
        lines = list(children(_block(resource), "PLine"))
        original = [line for line in lines if line.get("PLineType") == "OriginalPLine"]
        return [year for line in original or lines for year in children(line, "Year")]

    def is_track(self, release: Element) -> bool:
        """Tell by the type."""
        types = [text_of(one) or "" for one in children(release, "ReleaseType")]
        return any(one.endswith("TrackRelease") for one in types)

    def labels(self, release: Element) -> list[str]:
        """Return those of all territories, of the block that is read first."""
        chosen = _block(release)
        blocks = sorted(_blocks(release), key=lambda block: block is not chosen)
        return [text for block in blocks for one in children(block, "LabelName") if (text := text_of(one))]

    def group(self, release: Element) -> Element | None:
        """Return that of the block which is read, else of the first that has one."""
        blocks = [_block(release), *_blocks(release)]
        groups = [child(block, "ResourceGroup") for block in blocks]
        return next((group for group in groups if group is not None), None)

    def release_dates(self, release: Element) -> list[DatedTerritories]:
        """Return the global date and those by territory."""
        dates = [DatedTerritories(one, ("Worldwide",)) for one in children(release, "GlobalReleaseDate")]
        for block in _blocks(release):
            codes, excluded = codes_of(block)
            dates += [DatedTerritories(one, codes, excluded) for one in children(block, "ReleaseDate")]
        return dates

    def original_dates(self, release: Element) -> list[Element]:
        """Return the global date and those by territory."""
        by_territory = [one for block in _blocks(release) for one in children(block, "OriginalReleaseDate")]
        return [*children(release, "GlobalOriginalReleaseDate"), *by_territory]

    def _party(self, element: Element) -> Party | None:
        party = party_of(element, self._notes)
        if party is None:
            self._notes.part(element, "nameless-party", f"{local_name(element)} has no PartyName")
        return party

    def _shown_title(self, element: Element) -> Element | None:
        titles = list(children(_block(element), "Title"))
        by_type = [preferred(one for one in titles if one.get("TitleType") == kind) for kind in _SHOWN_TITLES]
        return next((one for one in by_type if one is not None), None)


def codes_of(element: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the territory codes below an element, and those that are excluded."""
    named = tuple(text for one in children(element, "TerritoryCode") if (text := text_of(one)))
    excluded = tuple(text for one in children(element, "ExcludedTerritoryCode") if (text := text_of(one)))
    return named, excluded


def _blocks(element: Element) -> Iterator[Element]:
    return children(element, f"{local_name(element)}DetailsByTerritory")


def _block(element: Element) -> Element | None:
    blocks = list(_blocks(element))
    everywhere = [block for block in blocks if "Worldwide" in codes_of(block)[0]]
    return next(iter(everywhere or blocks), None)


def _sub_titles(title: Element | None) -> list[str | None]:
    return [text_of(one) for one in children(title, "SubTitle")]
