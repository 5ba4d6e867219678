"""Rows about recordings, and where they stand on releases."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.names import SEPARATOR
from nachklang.catalogue.sources import Batch, Replaced, Step
from nachklang.catalogue.sources.own_table.cells import Cells, Several
from nachklang.catalogue.sources.own_table.issued import ON_RECORDINGS, Issued, issued, release_rows
from nachklang.catalogue.sources.own_table.links import first_of_each, identifiers, none_plain
from nachklang.catalogue.sources.own_table.making import Making, taken
from nachklang.catalogue.sources.own_table.mapping import Durations
from nachklang.catalogue.sources.own_table.naming import words_of
from nachklang.catalogue.sources.own_table.rows import SAID, Column, dated
from nachklang.catalogue.sources.own_table.values import plain_isrcs, read_clock, read_seconds
from nachklang.model.identifiers import ISRC, ISWC

_MOST = 2**31 - 1
_LONGEST = 10**12


def recording_rows(cells: Cells, making: Making, durations: Durations, said: int) -> Iterator[Step]:
    """Yield what rows say of recordings and their releases; `said` numbers the first row of all."""
    by_id = taken(cells, "recording", "title", making)
    credit = making.credits.of(cells, "artists", "artist_ids")
    on_release = cells.has("release") or cells.has("release_id")
    of = issued(cells, ON_RECORDINGS, making, credit) if on_release else None
    ids = making.naming.of_keys("recording", _words(cells, credit, of)) if by_id is None else by_id
    keys = ids.cast(pa.string()) if by_id is None else cells.texts("id")
    if making.adds:
        yield from (Replaced(key) for key in dict.fromkeys(keys.to_pylist()))
    yield making.maker.batch(
        "recording",
        {
            "id": ids,
            "source_id": keys,
            "title": cells.texts("title"),
            "artist_credit_id": credit,
            "duration_ms": _durations(cells, durations),
            "disambiguation": cells.texts("disambiguation"),
            "popularity": cells.numbers("popularity", least=0, most=_MOST),
            **dated("recorded", cells.days("recorded")),
            **dated("published", cells.days("published")),
        },
    )
    yield from _code_rows(cells, making, ids, keys)
    yield from _composer_rows(cells, making, ids, keys)
    yield from identifiers(cells, making.maker, "recording", ids, keys)
    if of is not None:
        yield from release_rows(cells, ON_RECORDINGS, of, making)
        yield from _track_rows(cells, making, ids, keys, of, said)


def _words(cells: Cells, credit: pa.Array, of: Issued | None) -> pa.Array:
    """Return what tells recordings without ids apart."""
    others = [credit] if of is None else [credit, of.ids]
    texts = [pc.fill_null(column.cast(pa.string()), "") for column in others]
    return pc.binary_join_element_wise(words_of(cells, ("title", "disc", "track")), *texts, SEPARATOR)


def _durations(cells: Cells, durations: Durations) -> pa.Array:
    if durations is Durations.MILLISECONDS:
        return cells.numbers("duration", least=0, most=_LONGEST)
    read = read_clock if durations is Durations.CLOCK else read_seconds
    return cells.unique("duration", read, "bad-duration").column(int, pa.int64())


def _code_rows(cells: Cells, making: Making, ids: pa.Array, keys: pa.Array) -> Iterator[Batch]:
    isrcs = cells.coded(cells.several("isrcs"), "isrcs", plain_isrcs, _isrc, "bad-isrc")
    yield from _of_recordings("recording_isrc", {"isrc": isrcs.values}, isrcs, making, ids, keys)
    iswcs = cells.coded(cells.several("iswcs"), "iswcs", none_plain, _iswc, "bad-iswc")
    yield from _of_recordings("recording_iswc", {"iswc": iswcs.values}, iswcs, making, ids, keys)


def _isrc(text: str) -> str:
    return str(ISRC.parse(text))


def _iswc(text: str) -> str:
    return str(ISWC.parse(text))


def _composer_rows(cells: Cells, making: Making, ids: pa.Array, keys: pa.Array) -> Iterator[Batch]:
    found = cells.several("composers")
    names = found.values.dictionary_encode()
    artists = [making.credits.artist(name) for name in names.dictionary.to_pylist()]
    columns = {
        "position": np.arange(len(found.rows)) - np.searchsorted(found.rows, found.rows) + 1,
        "artist_id": pa.array(artists, pa.int64()).take(names.indices),
        "name": found.values,
    }
    yield from _of_recordings("composer", columns, found, making, ids, keys)


def _of_recordings(
    table: str, columns: Mapping[str, Column], found: Several, making: Making, ids: pa.Array, keys: pa.Array
) -> Iterator[Batch]:
    """Yield rows of which a recording may have several."""
    if len(found.rows):
        rows = pa.array(found.rows)
        of = {"recording_id": ids.take(rows), "source_id": keys.take(rows)}
        yield making.maker.batch(table, {**of, **columns})


def _track_rows(
    cells: Cells, making: Making, ids: pa.Array, keys: pa.Array, of: Issued, said: int
) -> Iterator[Batch]:
    """Yield media and tracks. A row without a place is left out where its table has places."""
    positions = cells.numbers("track", least=1, most=_MOST)
    on_release = of.ids.is_valid()
    if cells.has("track"):
        lost = pc.and_(on_release, cells.texts("track").is_null())
        cells.faults(lost, "track", "no-position", "is empty, so the recording is on no release")
        on_release = pc.and_(on_release, positions.is_valid())
    releases = pc.fill_null(of.ids, 0).to_numpy()
    discs = pc.fill_null(cells.numbers("disc", least=1, most=_MOST), 1)
    media = making.naming.of_parts("medium", releases, discs.to_numpy())
    places = pc.fill_null(positions, 0).to_numpy()
    medium = {
        "id": pa.array(media),
        "release_id": of.ids,
        "source_id": of.keys,
        "position": discs,
        "format": cells.texts("medium_format"),
    }
    track = {
        "id": pa.array(making.naming.of_parts("track", ids.to_numpy(), media, places)),
        "medium_id": medium["id"],
        "recording_id": ids,
        "source_id": keys,
        "position": positions,
        "number": pc.coalesce(cells.texts("number"), positions.cast(pa.string())),
        SAID: pa.array(cells.rows + said),
    }
    for table, columns, rows in (
        ("medium", medium, pa.array(first_of_each(medium["id"], on_release))),
        ("track", track, pa.array(np.flatnonzero(on_release.to_numpy(zero_copy_only=False)))),
    ):
        if len(rows):
            yield making.maker.batch(table, {name: column.take(rows) for name, column in columns.items()})
