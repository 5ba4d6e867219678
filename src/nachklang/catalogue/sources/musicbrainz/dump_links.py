"""What the dump's tables link: identifiers and addresses, composers, ids that are no more."""

from collections.abc import Iterator
from typing import Any

import ibis

from nachklang.catalogue.sources.musicbrainz.dump_rows import Dump, text
from nachklang.catalogue.sources.musicbrainz.dump_tables import HASHED
from nachklang.catalogue.sources.musicbrainz.naming import DISCOGS_ADDRESS, DISCOGS_KINDS, WIKIDATA_ADDRESS

_IDENTIFIED = ("artist", "label", "recording", "release", "release_group")
_REDIRECTED = (*_IDENTIFIED, "medium", "track")
_COMPOSING = ("composer", "writer")


def identifiers(dump: Dump) -> Any:
    """Return gids, ISNIs, IPI numbers and links."""
    return ibis.union(*_identifiers(dump))


def _identifiers(dump: Dump) -> Iterator[Any]:
    for kind in _IDENTIFIED:
        things = dump.things(kind)
        yield _identifier(things, kind, "musicbrainz", things[f"{kind}_gid"])
        links = dump.with_thing(dump[f"l_{kind}_url"], "entity0", kind)
        addresses = dump["url"].select(url_key=dump["url"].id, address=dump["url"].url)
        links = links.join(addresses, links.entity1 == addresses.url_key)
        yield _identifier(links, kind, *_scheme_and_value(kind, links.address))
    for kind in ("artist", "label"):
        for scheme in ("isni", "ipi"):
            numbers = dump.with_thing(dump[f"{kind}_{scheme}"], kind, kind)
            yield _identifier(numbers, kind, scheme, numbers[scheme])


def _identifier(rows: Any, kind: str, scheme: Any, value: Any) -> Any:
    return rows.select(
        entity=ibis.literal(kind),
        id=rows[f"{kind}_id"],
        scheme=ibis.literal(scheme) if isinstance(scheme, str) else scheme,
        value=value,
        source_id=rows[f"{kind}_gid"],
    )


def _scheme_and_value(kind: str, address: Any) -> tuple[Any, Any]:
    """Tell what `naming.identifier_of` tells of one address, of a column of them."""
    page = address.re_extract(DISCOGS_ADDRESS, 1)
    number = text(address.re_extract(DISCOGS_ADDRESS, 2)).cast("int64").cast("string")
    item = address.re_extract(WIKIDATA_ADDRESS, 1)
    on_discogs = page == DISCOGS_KINDS.get(kind, "nothing")
    scheme = ibis.cases((on_discogs, "discogs"), (item != "", "wikidata"), else_="url")
    return scheme, ibis.cases((on_discogs, number), (item != "", item), else_=address)


def redirects(dump: Dump) -> Any:
    """Return the ids that were merged into others; such a row is said by the gid that is no more."""
    return ibis.union(*(_redirects(dump, kind) for kind in _REDIRECTED))


def _redirects(dump: Dump, kind: str) -> Any:
    found = dump.with_thing(dump[f"{kind}_gid_redirect"], "new_id", kind)
    return found.select(
        entity=ibis.literal(kind), old_id=found[HASHED], id=found[f"{kind}_id"], source_id=found.gid
    )


def _performances(dump: Dump) -> Any:
    """Return which recordings perform which works."""
    links = dump["l_recording_work"]
    of_works = links.select(recording="entity0", work="entity1", work_place="link_order", work_link="id")
    return dump.with_thing(of_works, "recording", "recording")


def recording_iswcs(dump: Dump) -> Any:
    """Return the ISWCs of the works that recordings perform."""
    performances = _performances(dump)
    codes = dump["iswc"].select(code_work="work", iswc="iswc")
    found = performances.join(codes, performances.work == codes.code_work)
    return found.select("recording_id", "iswc", source_id=found.recording_gid)


def composers(dump: Dump) -> Any:
    """Return who composed the works that recordings perform, each once and in the order of the links."""
    performances, authors = _performances(dump), _authors(dump)
    found = performances.join(authors, performances.work == authors.author_work)
    order = [found.work_place, found.work_link, found.author_place, found.author_link]
    first = ibis.row_number().over(group_by=[found.recording_id, found.artist_id], order_by=order)
    once = found.mutate(mention=first)
    once = once.filter(once.mention == 0)
    order = [once.work_place, once.work_link, once.author_place, once.author_link]
    place = ibis.row_number().over(group_by=once.recording_id, order_by=order)
    return once.select(
        "recording_id", "artist_id", name="author_name", position=place + 1, source_id="recording_gid"
    )


def _authors(dump: Dump) -> Any:
    links, kinds = dump["link"], dump["link_type"]
    composing = kinds.filter(kinds.name.isin(_COMPOSING)).select(kind_key="id")
    composing = links.join(composing, links.link_type == composing.kind_key).select(composing_link="id")
    authors = dump.with_thing(dump["l_artist_work"], "entity0", "artist", "name")
    authors = authors.semi_join(composing, authors.link == composing.composing_link)
    return authors.select(
        "artist_id",
        author_work="entity1",
        author_place="link_order",
        author_link="id",
        author_name=text(authors.entity0_credit).coalesce(authors.artist_name),
    )
