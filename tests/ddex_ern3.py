"""Resources and releases as ERN 3.8.2 writes them."""

from collections.abc import Iterable, Mapping, Sequence

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

_COVER = element("Image", said("ResourceReference", "A0"), said("ImageType", "FrontCoverImage"))


def body(albums: Sequence[Album]) -> str:
    """Write all below the header."""
    numbered = numbered_takes(albums)
    resources = [_resource(take, f"A{n}") for n, take in numbered]
    releases = [_release(album, f"R{n}", numbered) for n, album in enumerate(albums)]
    tracks = [_track(take, n) for n, take in numbered]
    listed = element("ResourceList", *resources, _COVER) + element("ReleaseList", *releases, *tracks)
    return listed + deal_list(albums)


def _party(who: Who) -> str:
    return (
        party_names(who)
        + said("PartyId", who.isni, IsISNI="true")
        + said("PartyId", who.ipi, Namespace="IPI")
        + said("PartyId", who.own_id, Namespace=SENDER)
    )


def _artists(artists: Iterable[Who]) -> str:
    listed = [
        element(
            "DisplayArtist",
            _party(who),
            *(said("ArtistRole", role) for role in who.roles),
            SequenceNumber=str(number),
        )
        for number, who in enumerate(artists, start=1)
    ]
    return "".join(listed)


def _resource(take: Take, reference: str) -> str:
    kind = "Video" if take.video else "SoundRecording"
    block = element(
        f"{kind}DetailsByTerritory",
        said("TerritoryCode", "Worldwide"),
        element("Title", said("TitleText", take.title), TitleType="DisplayTitle"),
        _artists(take.artists),
        *(
            element(
                "IndirectResourceContributor",
                _party(who),
                said("IndirectResourceContributorRole", "Composer"),
                SequenceNumber=str(number),
            )
            for number, who in enumerate(take.composers, start=1)
        ),
        said("DisplayArtistName", take.line),
        element("PLine", said("Year", take.year), said("PLineText", f"{take.year} Klangwerk")),
    )
    return element(
        kind,
        *(element(f"{kind}Id", said("ISRC", isrc)) for isrc in take.isrcs),
        element(f"Indirect{kind}Id", said("ISWC", take.iswc)),
        said("ResourceReference", reference),
        element("ReferenceTitle", said("TitleText", take.title), said("SubTitle", take.sub_title)),
        said("Duration", take.duration),
        said("CreationDate", take.created),
        block,
    )


def _track(take: Take, number: int) -> str:
    return element(
        "Release",
        element("ReleaseId", *(said("ISRC", isrc) for isrc in take.isrcs[:1])),
        said("ReleaseReference", f"R{number + 100}"),
        element("ReferenceTitle", said("TitleText", take.title)),
        element("ReleaseResourceReferenceList", said("ReleaseResourceReference", f"A{number}")),
        said("ReleaseType", "TrackRelease"),
    )


def _release(album: Album, reference: str, numbered: Numbered) -> str:
    title = album.title if album.sub_title is None else f"{album.title} ({album.sub_title})"
    dates: Mapping[str, str | None] = album.dates or {"Worldwide": None}
    blocks = [
        element(
            "ReleaseDetailsByTerritory",
            said("TerritoryCode", territory),
            said("DisplayArtistName", album.line),
            *(said("LabelName", label) for label in album.labels),
            element("Title", said("TitleText", title), TitleType="DisplayTitle"),
            _artists(album.artists),
            _groups(album, numbered),
            said("ReleaseDate", day),
            said("OriginalReleaseDate", album.original),
        )
        for territory, day in dates.items()
    ]
    references = [
        said("ReleaseResourceReference", f"A{number}", ReleaseResourceType="PrimaryResource")
        for number, _take in numbered
        if any(_take is one for one in album.takes)
    ]
    return element(
        "Release",
        release_id(album),
        said("ReleaseReference", reference),
        element("ReferenceTitle", said("TitleText", album.title), said("SubTitle", album.sub_title)),
        element("ReleaseResourceReferenceList", *references),
        said("ReleaseType", album.type),
        *blocks,
        IsMainRelease="true",
    )


def _groups(album: Album, numbered: Numbered) -> str:
    """Write discs and works as groups that only their titles tell apart; tracks count through the disc."""
    discs = []
    for number, disc in enumerate(album.discs, start=1):
        places = iter(range(1, len(disc.takes) + 1))
        parts = [
            element(
                "ResourceGroup",
                element("Title", said("TitleText", part.title), TitleType="GroupingTitle"),
                *(group_item(take, next(places), numbered) for take in part.movements),
            )
            if isinstance(part, Work)
            else group_item(part, next(places), numbered)
            for part in disc.parts
        ]
        title = element("Title", said("TitleText", f"Component {number}"), TitleType="GroupingTitle")
        discs.append(element("ResourceGroup", title, said("SequenceNumber", str(number)), *parts))
    cover = element("ResourceGroupContentItem", said("ReleaseResourceReference", "A0"))
    return element("ResourceGroup", *discs, cover)
