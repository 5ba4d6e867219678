"""Where imported facts come from, as pages show it: sources, licences, and links to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from nachklang.catalogue import DEPOSITS, IDENTITY, Identifier, PartInfo, Provenance, Snapshot
from nachklang.errors import InvalidValueError
from nachklang.model.licences import Licence
from nachklang.web.words import scheme_name, source_name

_PAGES = {
    "musicbrainz": "https://musicbrainz.org/{page}/{value}",
    "discogs": "https://www.discogs.com/{page}/{value}",
    "isni": "https://isni.org/isni/{value}",
    "wikidata": "https://www.wikidata.org/wiki/{value}",
}
_NAMED = {
    ("musicbrainz", "release_group"): "release-group",
    ("discogs", "release_group"): "master",
}


@dataclass(frozen=True, slots=True)
class LicenceShown:
    """A licence by its name, with the address of its text where it has one."""

    name: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class OriginShown:
    """A row's source in words, the source's own id of it, the state that was read, and its licence."""

    source: str
    source_id: str
    snapshot: str
    licence: LicenceShown | None


@dataclass(frozen=True, slots=True)
class LinkShown:
    """An identifier by the name of its scheme; `address` leads to what it means, None where nothing does."""

    name: str
    value: str
    address: str | None


def imported(snapshot: Snapshot) -> tuple[PartInfo, ...]:
    """Return what was imported from others, source by source."""
    return tuple(part for part in snapshot.info.parts if part.source not in {DEPOSITS, IDENTITY})


def knows_more(snapshot: Snapshot | None) -> bool:
    """Tell whether the catalogue knows of more than what was deposited."""
    return snapshot is not None and bool(imported(snapshot))


def origins_shown(provenances: Iterable[Provenance]) -> tuple[OriginShown, ...]:
    """Name where rows came from."""
    return tuple(
        OriginShown(
            source_name(one.source),
            one.source_id,
            one.snapshot,
            None if one.licence is None else licence_shown(one.licence),
        )
        for one in provenances
    )


def licence_shown(spdx: str) -> LicenceShown:
    """Name a licence; one of somebody's own has no address."""
    try:
        return LicenceShown(spdx, Licence.parse(spdx).address)
    except InvalidValueError:
        return LicenceShown(spdx)


def links_shown(entity: str, identifiers: Iterable[Identifier]) -> tuple[LinkShown, ...]:
    """Turn identifiers of an `entity`, the name of its table, into links."""
    return tuple(_link(entity, one) for one in identifiers)


def _link(entity: str, one: Identifier) -> LinkShown:
    if one.scheme == "url":
        return _web_link(one.value)
    page = _NAMED.get((one.scheme, entity), entity)
    pattern = _PAGES.get(one.scheme)
    address = None if pattern is None else pattern.format(page=page, value=quote(one.value, safe=""))
    return LinkShown(scheme_name(one.scheme), one.value, address)


def _web_link(value: str) -> LinkShown:
    """Lead to a web page and to nothing else: a source could name any address."""
    try:
        parts = urlsplit(value)
        host = parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        host = None
    return LinkShown("Link", value, None) if host is None else LinkShown("Link", host, value)
