"""What a release is called."""

from collections.abc import Iterator

from nachklang.catalogue.sources.ddex.elements import Element, children, flag, local_name, text_of
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.catalogue.sources.ddex.statements import ReleaseIds
from nachklang.catalogue.sources.ddex.values import barcode_of, grid_of

_ORDER = ("GRid", "ICPN", "ProprietaryId", "ISRC", "CatalogNumber")


def ids_of(release: Element, notes: Notes) -> ReleaseIds | None:
    """Read `ReleaseId`; None where there is none.

    A release's own id is the first of GRid, ICPN, proprietary id, ISRC and catalogue number, ids of a
    wrong form last. Ids that the sender has replaced are among those that it is known as.
    """
    grids: list[str] = []
    barcodes: list[str] = []
    current: dict[str, list[str]] = {name: [] for name in _ORDER}
    wrong: list[str] = []
    old: list[str] = []
    for element, replaced in _each(release):
        name = local_name(element)
        text = text_of(element) or ""
        known_as = _known_as(name, element, text, notes)
        (old if replaced else wrong if known_as is None else current[name]).append(known_as or text)
        if known_as is not None and not replaced:
            grids += [known_as] if name == "GRid" else []
            barcodes += [known_as] if name == "ICPN" else []
    listed = [one for name in _ORDER for one in current[name]] + wrong
    if not listed:
        return None
    return ReleaseIds(
        own=listed[0],
        known_as=tuple(dict.fromkeys(listed + old)),
        grid=next(iter(grids), None),
        barcode=next(iter(barcodes), None),
        catalogue_numbers=tuple(dict.fromkeys(current["CatalogNumber"])),
    )


def _each(release: Element) -> Iterator[tuple[Element, bool]]:
    for ids in children(release, "ReleaseId"):
        for one in children(ids, *_ORDER):
            if text_of(one) is not None:
                yield one, flag(ids, "IsReplaced")


def _known_as(name: str, element: Element, text: str, notes: Notes) -> str | None:
    """Return the one form by which the id is known; None where it has not the form of its scheme."""
    if name == "GRid":
        return grid_of(element, notes)
    if name == "ICPN":
        return barcode_of(element, notes)
    if name == "ProprietaryId":
        return f"{(element.get('Namespace') or '').strip()}:{text}"
    return text
