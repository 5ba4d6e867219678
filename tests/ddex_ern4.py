"""Parties, resources and releases as ERN 4 writes them."""

from collections.abc import Iterable, Sequence

from tests.ddex_albums import SENDER, Album, Take, Who, Work
from tests.ddex_parts import (
    Numbered,
    deal_list,
    element,
    group_item,
    numbered_takes,
    party_names,
    release_id,
    said,
)

_COVER = element("Image", said("ResourceReference", "A0"), said("Type", "FrontCoverImage"))


def body(albums: Sequence[Album], *, editions: bool) -> str:
    """Write all below the header; before 4.3, recordings have no editions."""
    numbered = numbered_takes(albums)
    parties = _Parties()
    resources = [_resource(take, f"A{n}", parties, editions=editions) for n, take in numbered]
    releases = [_release(album, f"R{n}", numbered, parties) for n, album in enumerate(albums)]
    tracks = [_track(n) for n, _ in numbered]
    listed = element("ResourceList", *resources, _COVER) + element("ReleaseList", *releases, *tracks)
    return parties.listed() + listed + deal_list(albums)


def _track(number: int) -> str:
    resource = said("ReleaseResourceReference", f"A{number}")
    return element("TrackRelease", said("ReleaseReference", f"R{number + 100}"), resource)


def _groups(album: Album, numbered: Numbered) -> str:
    """Write discs and works as groups that say what they are; movements count through the work."""
    discs = []
    for number, disc in enumerate(album.discs, start=1):
        parts = []
        for place, part in enumerate(disc.parts, start=1):
            if isinstance(part, Work):
                items = [group_item(take, n, numbered) for n, take in enumerate(part.movements, start=1)]
                title = element("AdditionalTitle", said("TitleText", part.title), TitleType="FormalTitle")
                sequence = said("SequenceNumber", str(place))
                parts.append(
                    element("ResourceGroup", title, sequence, *items, ResourceGroupType="MultiWorkPart")
                )
            else:
                parts.append(group_item(part, place, numbered))
        sequence = said("SequenceNumber", str(number))
        discs.append(element("ResourceGroup", sequence, *parts, ResourceGroupType="Component"))
    linked = said("LinkedReleaseResourceReference", "A0")
    return element("ResourceGroup", *discs, linked)


class _Parties:
    """The parties of a message of ERN 4."""

    def __init__(self) -> None:
        self._references: dict[str, str] = {}
        self._written: list[str] = []

    def of(self, who: Who) -> str:
        """Return the reference of a party, and list it."""
        if who.name not in self._references:
            self._references[who.name] = f"P{len(self._references) + 1}"
            ids = element(
                "PartyId",
                said("ISNI", who.isni),
                said("IpiNameNumber", who.ipi),
                said("ProprietaryId", who.own_id, Namespace=SENDER),
            )
            reference = said("PartyReference", self._references[who.name])
            self._written.append(element("Party", reference, party_names(who), ids))
        return self._references[who.name]

    def listed(self) -> str:
        return element("PartyList", *self._written)


def _artists(artists: Iterable[Who], parties: _Parties) -> str:
    listed = [
        element(
            "DisplayArtist",
            said("ArtistPartyReference", parties.of(who)),
            said("DisplayArtistRole", who.roles[0]),
            *(said("ArtisticRole", role) for role in who.roles[1:]),
            SequenceNumber=str(number),
        )
        for number, who in enumerate(artists, start=1)
    ]
    return "".join(listed)


def _titles(title: str, sub_title: str | None) -> str:
    whole = title if sub_title is None else f"{title} ({sub_title})"
    parts = element("DisplayTitle", said("TitleText", title), said("SubTitle", sub_title), IsDefault="true")
    return said("DisplayTitleText", whole, IsDefault="true") + parts


def _resource(take: Take, reference: str, parties: _Parties, *, editions: bool) -> str:
    kind = "Video" if take.video else "SoundRecording"
    ids = [element("ResourceId", said("ISRC", isrc)) for isrc in take.isrcs]
    line = element("PLine", said("Year", take.year), said("PLineText", f"{take.year} Klangwerk"))
    return element(
        kind,
        said("ResourceReference", reference),
        said("Type", "ShortFormMusicalWorkVideo" if take.video else "MusicalWorkSoundRecording"),
        *([element(f"{kind}Edition", one, line) for one in ids or [""]] if editions else ids),
        element("WorkId", said("ISWC", take.iswc)),
        _titles(take.title, take.sub_title),
        said("DisplayArtistName", take.line),
        _artists(take.artists, parties),
        *(
            element(
                "Contributor",
                said("ContributorPartyReference", parties.of(who)),
                said("Role", "Composer"),
                SequenceNumber=str(number),
            )
            for number, who in enumerate(take.composers, start=1)
        ),
        "" if editions else line,
        said("Duration", take.duration),
        said("CreationDate", take.created),
    )


def _release(album: Album, reference: str, numbered: Numbered, parties: _Parties) -> str:
    labels = [Who(label) for label in album.labels]
    return element(
        "Release",
        said("ReleaseReference", reference),
        said("ReleaseType", album.type),
        release_id(album),
        _titles(album.title, album.sub_title),
        said("DisplayArtistName", album.line),
        _artists(album.artists, parties),
        *(said("ReleaseLabelReference", parties.of(label)) for label in labels),
        *(said("ReleaseDate", day, ApplicableTerritoryCode=code) for code, day in album.dates.items()),
        said("OriginalReleaseDate", album.original),
        _groups(album, numbered),
    )
