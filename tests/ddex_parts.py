"""Elements that all versions of ERN write alike."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from tests.ddex_albums import SENDER, Album, Deal, Take, Who

Numbered = list[tuple[int, Take]]


def element(name: str, *content: str | None, **attributes: str | None) -> str:
    """Write an element; without content or attributes, nothing."""
    inner = "".join(part for part in content if part)
    marks = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value is not None)
    return f"<{name}{marks}>{inner}</{name}>" if inner or marks else ""


def said(name: str, text: str | None, **attributes: str | None) -> str:
    """Write an element with a text; without it, nothing."""
    return "" if text is None else element(name, escape(text), **attributes)


def numbered_takes(albums: Iterable[Album]) -> Numbered:
    """Give each recording its number in the message."""
    return list(enumerate((take for album in albums for take in album.takes), start=1))


def _reference(take: Take, numbered: Numbered) -> str:
    return next(f"A{number}" for number, one in numbered if one is take)


def release_id(album: Album) -> str:
    """Write the ids of a release."""
    return element(
        "ReleaseId",
        said("GRid", album.grid),
        said("ICPN", album.icpn),
        said("CatalogNumber", album.catalogue_number, Namespace="KL"),
        said("ProprietaryId", album.own_id, Namespace=SENDER),
    )


def deal_list(albums: Iterable[Album]) -> str:
    """Write the deals of all releases."""
    deals = [
        element(
            "ReleaseDeal",
            said("DealReleaseReference", f"R{n}"),
            *(element("Deal", _deal(deal)) for deal in album.deals),
        )
        for n, album in enumerate(albums)
        if album.deals
    ]
    return element("DealList", *deals)


def _deal(deal: Deal) -> str:
    return element(
        "DealTerms",
        said("IsPreOrderDeal", "true" if deal.pre_order else None),
        said("TakeDown", "true" if deal.take_down else None),
        *(said("TerritoryCode", code) for code in deal.territories if not deal.excluded),
        *(said("ExcludedTerritoryCode", code) for code in deal.excluded),
        element("ValidityPeriod", _limit("Start", deal.start), _limit("End", deal.end)),
    )


def _limit(which: str, text: str | None) -> str:
    return said(f"{which}DateTime" if text is not None and "T" in text else f"{which}Date", text)


def party_names(who: Who) -> str:
    """Write the names of somebody in all languages."""
    main = element("PartyName", said("FullName", who.name), said("FullNameIndexed", who.sort_name))
    return main + "".join(
        element("PartyName", said("FullName", name), LanguageAndScriptCode=code)
        for code, name in who.others.items()
    )


def group_item(take: Take, place: int, numbered: Numbered) -> str:
    """Write a track of a group."""
    return element(
        "ResourceGroupContentItem",
        said("SequenceNumber", str(place)),
        said("ReleaseResourceReference", _reference(take, numbered)),
    )


_COVER_ITEM = element("ResourceGroupContentItem", said("ReleaseResourceReference", "A0"))
