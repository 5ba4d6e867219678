"""What a row says of a release: the one that it is about, or the one that its recording is on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.names import SEPARATOR, name_key
from nachklang.catalogue.sources import Batch
from nachklang.catalogue.sources.own_table.cells import Cells, Several
from nachklang.catalogue.sources.own_table.links import first_of_each, identifiers
from nachklang.catalogue.sources.own_table.making import Making
from nachklang.catalogue.sources.own_table.rows import dated
from nachklang.catalogue.sources.own_table.values import form_reader, plain_barcodes, word_reader
from nachklang.model.identifiers import Barcode

_MOST = 2**31 - 1
_STATUSES = frozenset({"official", "promotion", "bootleg", "withdrawn", "other"})


@dataclass(frozen=True, slots=True)
class ReleaseFields:
    """What a table calls the fields of a release that recordings have as well."""

    id: str
    title: str
    artists: str
    artist_ids: str


ABOUT_RELEASES = ReleaseFields("id", "title", "artists", "artist_ids")
ON_RECORDINGS = ReleaseFields("release_id", "release", "release_artists", "release_artist_ids")


@dataclass(frozen=True, slots=True)
class Issued:
    """The release of each row, null where there is none, and what it is called in `source_id`."""

    ids: pa.Array
    keys: pa.Array
    credits: pa.Array
    labels: pa.Array
    barcodes: pa.Array


def issued(
    cells: Cells, fields: ReleaseFields, making: Making, credits_else: pa.Array | None = None
) -> Issued:
    """Tell the release of each row: by its id, or by its title and what else tells it from others.

    `credits_else` are the credits of the recordings, where the table says none of the releases.
    """
    told = cells.has(fields.artists) or cells.has(fields.artist_ids)
    said = making.credits.of(cells, fields.artists, fields.artist_ids)
    labels = making.labels.of(cells)
    found = cells.coded(cells.one_each("barcode"), "barcode", plain_barcodes, _gtin13, "bad-barcode")
    barcodes = _spread(found, cells.count)
    credit = said if told or credits_else is None else credits_else
    own = cells.texts(fields.id)
    by_id = making.naming.of_ids("release", own)
    cells.faults(
        pc.and_(own.is_valid(), by_id.is_null()), fields.id, "bad-id", f"expected {making.naming.expected}"
    )
    words = _words(cells, fields.title, credit, barcodes)
    by_words = making.naming.of_keys("release", pc.if_else(own.is_null(), words, None))
    ids = pc.coalesce(by_id, by_words)
    keys = pc.binary_join_element_wise("release", pc.coalesce(own, ids.cast(pa.string())), " ")
    return Issued(ids, keys, credit, labels, barcodes)


def _words(cells: Cells, title: str, credit: pa.Array, barcodes: pa.Array) -> pa.Array:
    """Return what tells releases without ids apart; null without a title.

    A barcode, or a label's number, tells one from another; else artists and label have to.
    """
    titles = cells.texts(title).dictionary_encode()
    plain = [name_key(text) for text in titles.dictionary.to_pylist()]
    label = cells.texts("label")
    numbered = pc.binary_join_element_wise(label, cells.texts("catalogue_number"), SEPARATOR)
    who = pc.fill_null(credit.cast(pa.string()), "")
    otherwise = pc.binary_join_element_wise(who, pc.fill_null(label, ""), "", SEPARATOR)
    apart = pc.coalesce(barcodes, numbered, otherwise)
    return pc.binary_join_element_wise(pa.array(plain, pa.string()).take(titles.indices), apart, SEPARATOR)


def _gtin13(text: str) -> str:
    return Barcode.parse(text).gtin13


def _spread(found: Several, count: int) -> pa.Array:
    """Return one value a row, null for rows that have none."""
    mask = np.zeros(count, dtype=bool)
    mask[found.rows] = True
    return pc.replace_with_mask(pa.nulls(count, pa.string()), pa.array(mask), found.values)


def release_rows(cells: Cells, fields: ReleaseFields, of: Issued, making: Making) -> Iterator[Batch]:
    """Yield the rows of the releases, from the first row of each."""
    titles = cells.texts(fields.title)
    first = pa.array(first_of_each(of.ids, pc.and_(of.ids.is_valid(), titles.is_valid())))
    if not len(first):
        return
    about = fields is ABOUT_RELEASES
    days = dated("released", cells.days("released"))
    codes = {
        "status": cells.unique("status", word_reader(_STATUSES), "bad-status"),
        "language": cells.unique("language", form_reader("[a-z]{3}", "a code of ISO 639-3"), "bad-language"),
        "script": cells.unique("script", form_reader("[A-Z][a-z]{3}", "a code of ISO 15924"), "bad-script"),
    }
    columns = {
        "id": of.ids,
        "source_id": of.keys,
        "title": titles,
        "artist_credit_id": of.credits,
        "barcode": of.barcodes,
        **{name: found.column(str, pa.string()) for name, found in codes.items()},
        **days,
    }
    if about:
        columns["disambiguation"] = cells.texts("disambiguation")
        columns["popularity"] = cells.numbers("popularity", least=0, most=_MOST)
        yield from identifiers(cells, making.maker, "release", of.ids, of.keys)
    yield making.maker.batch("release", {name: column.take(first) for name, column in columns.items()})
    yield from _label_rows(cells, of, first, making)
    yield from _event_rows(cells, of, first, days, making)


def _label_rows(cells: Cells, of: Issued, first: pa.Array, making: Making) -> Iterator[Batch]:
    numbers = cells.texts("catalogue_number")
    columns = {"release_id": of.ids, "label_id": of.labels, "catalogue_number": numbers, "source_id": of.keys}
    some = pc.or_(of.labels.is_valid(), numbers.is_valid()).take(first)
    if pc.any(some).as_py():
        rows = first.filter(some)
        yield making.maker.batch(
            "release_label", {name: column.take(rows) for name, column in columns.items()}
        )


def _event_rows(
    cells: Cells, of: Issued, first: pa.Array, days: dict[str, pa.Array], making: Making
) -> Iterator[Batch]:
    found = cells.coded(
        cells.several("territories"), "territories", _plain_territories, _territory, "bad-territory"
    )
    chosen = np.isin(found.rows, first.to_numpy())
    if chosen.any():
        rows = pa.array(found.rows[chosen])
        columns = {"release_id": of.ids, "source_id": of.keys, **days}
        territories = {"territory": found.values.filter(pa.array(chosen))}
        taken = {name: column.take(rows) for name, column in columns.items()}
        yield making.maker.batch("release_event", taken | territories)


_territory = form_reader("[A-Z]{2}", "a code of two letters, ISO 3166-1")


def _plain_territories(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(texts, "^[A-Z]{2}$"), texts, None)
