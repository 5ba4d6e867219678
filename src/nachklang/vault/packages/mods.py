"""What an item is called, in MODS 3.8."""

from collections.abc import Iterator
from typing import Final

from nachklang.model.items import CreditedName, Description, Item
from nachklang.vault.packages._xml import Element, Vocabulary

MODS: Final = Vocabulary("mods", "http://www.loc.gov/mods/v3")


def mods(item: Item) -> Element:
    """Describe a recording, and the release that it is on as its host."""
    said = item.description
    issued = None if said.released is None else MODS("dateIssued", str(said.released), encoding="w3cdtf")
    return MODS(
        "mods",
        MODS("titleInfo", MODS("title", said.title)),
        *_names(said.artists, "performer"),
        *(_name(composer, "composer") for composer in said.composers),
        MODS("typeOfResource", "sound recording-musical"),
        MODS("originInfo", issued) if issued is not None and said.release is None else None,
        MODS(
            "physicalDescription",
            MODS("internetMediaType", item.technical.media_type),
            MODS("extent", f"{item.technical.duration}"),
        ),
        *(MODS("identifier", str(isrc), type="isrc") for isrc in said.isrcs),
        None if said.iswc is None else MODS("identifier", str(said.iswc), type="iswc"),
        _release(said, issued),
        MODS("recordInfo", MODS("recordIdentifier", item.object_id)),
        version="3.8",
    )


def _release(said: Description, issued: Element | None) -> Element | None:
    if said.release is None:
        return None
    origin = [None if said.label is None else MODS("publisher", said.label), issued]
    track = None if said.track is None else _detail("track", said.track)
    return MODS(
        "relatedItem",
        MODS("titleInfo", MODS("title", said.release)),
        *_names(said.release_artists, "performer"),
        MODS("originInfo", *origin) if any(part is not None for part in origin) else None,
        None if said.barcode is None else MODS("identifier", str(said.barcode), type="upc"),
        None
        if said.catalogue_number is None
        else MODS("identifier", said.catalogue_number, type="music publisher"),
        MODS("part", _detail("disc", said.disc), track),
        type="host",
    )


def _detail(kind: str, number: int) -> Element:
    return MODS("detail", MODS("number", str(number)), type=kind)


def _names(credit: tuple[CreditedName, ...], role: str) -> Iterator[Element]:
    """Name each one of a credit; how they are joined on the sleeve, MODS cannot say."""
    for one in credit:
        yield _name(one.name, role)


def _name(name: str, role: str) -> Element:
    term = MODS("roleTerm", role, type="text", authority="marcrelator")
    return MODS("name", MODS("namePart", name), MODS("role", term))
