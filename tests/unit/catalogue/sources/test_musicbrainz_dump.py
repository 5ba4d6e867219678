"""MusicBrainz' core dump, written by a real PostgreSQL: every value that went in comes out."""

import bz2
import gzip
import lzma
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest
from tests.musicbrainz_dump import (
    DEFINITIONS,
    Tables,
    World,
    as_folder,
    as_tar,
    copied,
    members,
    notes,
    of_documents,
    written,
)
from tests.postgresql import Server, running_server
from tests.unit.catalogue.sources.musicbrainz_documents import artist, credit, gid, recording, release, track
from tests.unit.catalogue.sources.musicbrainz_documents import written as as_json
from tests.unit.catalogue.sources.taking import Taken, settled, take

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.musicbrainz.dump import MusicBrainzDump
from nachklang.catalogue.sources.musicbrainz.dump_schema import TABLES
from nachklang.catalogue.sources.musicbrainz.json_source import MusicBrainzJson
from nachklang.catalogue.sources.musicbrainz.naming import entity_id

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SAMPLES = Path(__file__).parents[5] / "shared" / "samples" / "musicbrainz"
NAMES = (
    "tab\there",
    "two\nlines\r\nand more",
    "back\\slash",
    "ends with \\",
    "\\",
    r"\N",
    r"\.",
    r"a\Nb",
    '"quoted"',
    "'",
    "🎻 夜に駆ける",
    "\b\f\v\x1f\x7f\u2028",
    "\ufeffmark",
    " ",
    "Ω≈ç√ & Ḿŷ Ðâŧ",
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as started:
        yield started


def dumped(server: Server, folder: Path, tables: Tables) -> MusicBrainzDump:
    texts = copied(server.new_database(), tables)
    path = folder / "mbdump.tar.bz2"
    path.write_bytes(bz2.compress(as_tar(members(texts))))
    return MusicBrainzDump(path)


def full_document() -> dict[str, Any]:
    """Return a release that says something for every table."""
    links = [
        {"target-type": "url", "type": "official homepage", "url": {"resource": "https://ann.example/"}},
        {"target-type": "url", "type": "discogs", "url": {"resource": "http://discogs.com/artist/0017-A"}},
        {"target-type": "url", "type": "wikidata", "url": {"resource": "https://www.wikidata.org/wiki/Q7"}},
        {"target-type": "url", "type": "discogs", "url": {"resource": "https://www.discogs.com/label/5"}},
    ]
    about = {
        "isnis": ["000000012146438X"],
        "ipis": ["00012345678"],
        "aliases": [{"name": "Änn"}, {"name": "Ann"}],
    }
    ann = [{"name": "Ann", "joinphrase": "", "artist": artist("Ann", relations=links, country="DE", **about)}]
    said = release()
    performance = said["media"][0]["tracks"][0]["recording"]["relations"]
    composer, _ = performance[0]["work"]["relations"]
    performance[0]["work"]["relations"] = [composer]  # the dump has artists that no document tells of
    said["release-group"] |= {"artist-credit": ann, "relations": links}
    said["artist-credit"] = [*ann[:1], *credit(("Bob", ""))]
    said["label-info"][0]["label"] |= {"relations": links, "ipis": ["00000000099"]}
    said["media"][0]["tracks"] = [
        track(1, recording=recording(1, relations=[*performance, *links])),
        track(2, title="Song Two", **{"artist-credit": credit(("Ann", " feat. "), ("Bob", ""))}),
    ]
    return said


@pytest.mark.postgresql
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
def test_the_samples_give_the_tables_that_their_documents_give(server: Server, tmp_path: Path) -> None:
    world = of_documents(SAMPLES.glob("*.json"))
    source = dumped(server, tmp_path, world.tables)
    assert take(source).asides == []
    tables = settled(source, tmp_path / "dump")
    assert alike(tables, settled(MusicBrainzJson([SAMPLES]), tmp_path / "json")) > 1900
    counted = {name: len(rows) for name, rows in world.tables.items()}
    assert tables["release"].num_rows == counted["release"] == 26
    assert tables["recording"].num_rows == counted["recording"]
    assert tables["track"].num_rows == counted["track"]
    assert tables["recording_isrc"].num_rows == counted["isrc"]
    several = Counter(row[1] for row in world.tables["isrc"])
    codes = Counter(tables["recording_isrc"]["recording_id"].to_pylist())
    assert sum(count > 1 for count in codes.values()) == sum(count > 1 for count in several.values()) > 20


@pytest.mark.postgresql
def test_a_release_with_everything_gives_what_its_document_gives(server: Server, tmp_path: Path) -> None:
    world = World()
    world.release(full_document())
    source = dumped(server, tmp_path, world.tables)
    assert take(source).asides == []
    tables = settled(source, tmp_path / "dump")
    alike(tables, settled(MusicBrainzJson([as_json(tmp_path, full_document())]), tmp_path / "json"))
    filled = {name for name, table in tables.items() if table.num_rows}
    assert filled == set(tables) - {"redirect", "holding"}


def alike(tables: Mapping[str, pa.Table], others: Mapping[str, pa.Table]) -> int:
    """Compare all rows but for what a document knows of the whole of MusicBrainz; returns their number."""
    assert set(tables) == set(others)
    for name, table in tables.items():
        columns = [one for one in table.column_names if one != "snapshot" and not one.startswith("published")]
        assert rows_of(table.select(columns)) == rows_of(others[name].select(columns)), name
    return sum(table.num_rows for table in tables.values())


def rows_of(table: pa.Table) -> list[tuple[Any, ...]]:
    return sorted((tuple(row.items()) for row in table.to_pylist()), key=repr)


@pytest.mark.postgresql
def test_every_value_of_every_row_is_staged_as_it_was_stored(server: Server, tmp_path: Path) -> None:
    world = awkward_world()
    source = dumped(server, tmp_path, world.tables)
    taken = take(source)
    assert taken.asides == []
    for name, table in TABLES.items():
        places = {column: place for place, column in enumerate(table.columns)}
        kept = [column for column in table.schema.names if column in places]
        stored = [
            {column: plain(column, row[places[column]]) for column in kept} for row in world.tables[name]
        ]
        found = [{column: row[column] for column in kept} for row in taken[table.staged]]
        assert found == stored, name
        assert len(found) > 0, f"nothing was tried for {name}"


def plain(column: str, value: Any) -> Any:
    """Return a value in the form in which it is staged; codes are without separators."""
    if column == "iswc":
        return value.replace("-", "").replace(".", "")
    return str(value) if isinstance(value, UUID) else value


def awkward_world() -> World:
    """Return a world in which every table has a row, and texts are what a reader may stumble over."""
    world = World()
    world.release(full_document())
    for number, name in enumerate(NAMES):
        song = recording(500 + number, title=name, **{"artist-credit": credit((name or "x", name))})
        many = [track(500 + number, title=name, number=name, recording=song)]
        medium = {"id": gid(f"medium {name}"), "position": 1, "format": "CD", "title": name, "tracks": many}
        label = {"catalog-number": name, "label": {"id": gid(f"label {name}"), "name": name}}
        more = {"id": gid(f"release {name}"), "title": name, "disambiguation": name, "barcode": None}
        world.release(release(**more, media=[medium], **{"label-info": [label]}))
    for kind in ("artist", "label", "medium", "recording", "release", "release_group", "track"):
        world.add(f"{kind}_gid_redirect", UUID(gid(f"old {kind}")), 1, None)
    for code in ("isni", "ipi"):
        world.add(f"label_{code}", 1, {"isni": "000000012146438X", "ipi": "00000000001"}[code], 0, None)
    return world


@pytest.mark.postgresql
def test_awkward_names_stand_in_the_catalogue_as_they_are(server: Server, tmp_path: Path) -> None:
    world = awkward_world()
    tables = settled(dumped(server, tmp_path, world.tables), tmp_path / "settled")
    named = {"recording": "title", "release": "title", "label": "name", "artist": "name"}
    for table, column in named.items():
        assert set(NAMES) <= set(tables[table][column].to_pylist())
    assert set(NAMES) <= set(tables["artist_credit_name"]["join_phrase"].to_pylist())
    assert set(NAMES) <= set(tables["release_label"]["catalogue_number"].to_pylist())
    assert set(NAMES) <= set(tables["track"]["number"].to_pylist())


@pytest.mark.postgresql
def test_the_tests_own_writer_writes_what_postgresql_writes(server: Server) -> None:
    tables = {
        name: [tuple(None if value == CHANGES else value for value in row) for row in rows]
        for name, rows in awkward_world().tables.items()
    }
    assert written(tables) == copied(server.new_database(), tables)


CHANGES = "2024-02-29 23:59:59.999999+05:45"


def test_ids_are_those_of_the_gids(tmp_path: Path) -> None:
    world = awkward_world()
    taken = take(MusicBrainzDump(as_folder(tmp_path, members(written(world.tables)))))
    for kind in ("artist", "label", "recording", "release", "release_group"):
        rows = taken[f"mb_{kind}"]
        assert rows
        assert [row["hashed"] for row in rows] == [entity_id(kind, row["gid"]) for row in rows]
    for kind in ("medium", "track"):
        place = TABLES[kind].columns.index("gid")
        gids = [str(row[place]) for row in world.tables[kind]]
        assert [row["hashed"] for row in taken[f"mb_{kind}"]] == [entity_id(kind, one) for one in gids]


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "mbdump.tar": bytes,
    "mbdump.tar.bz2": bz2.compress,
    "mbdump.tar.gz": gzip.compress,
    "mbdump.tar.xz": lzma.compress,
    "mbdump.tar.zst": zstd.compress,
    "renamed.TAR.BZ2": bz2.compress,
}


@pytest.mark.parametrize("name", PACKED)
def test_a_dump_may_be_packed_in_each_of_these_ways(tmp_path: Path, name: str) -> None:
    texts = written(awkward_world().tables)
    path = tmp_path / name
    path.write_bytes(PACKED[name](as_tar(members(texts))))
    source = MusicBrainzDump(path)
    assert source.origin.files == (path,)
    assert source.origin.size == path.stat().st_size
    assert_same(take(source), take(MusicBrainzDump(as_folder(tmp_path / "folder", members(texts)))))


def test_a_folder_has_the_tables_or_a_folder_that_has_them(tmp_path: Path) -> None:
    texts = written(awkward_world().tables)
    whole = as_folder(tmp_path / "whole", members(texts))
    flat = as_folder(tmp_path / "flat", [*notes().items(), *texts.items()])
    expected = take(MusicBrainzDump(whole))
    assert_same(take(MusicBrainzDump(flat)), expected)
    assert_same(take(MusicBrainzDump(whole / "mbdump")), expected)


def test_a_table_in_a_folder_may_be_compressed(tmp_path: Path) -> None:
    texts = written(awkward_world().tables)
    expected = take(MusicBrainzDump(as_folder(tmp_path / "plain", members(texts))))
    packed = {name: zstd.compress(text) for name, text in texts.items()}
    assert_same(take(MusicBrainzDump(as_folder(tmp_path / "packed", members(packed)))), expected)


def assert_same(taken: Taken, expected: Taken) -> None:
    assert taken.rows == expected.rows
    assert taken.asides == expected.asides == list[SetAside]()


def test_a_dump_says_what_it_is(tmp_path: Path) -> None:
    texts = written(awkward_world().tables)
    folder = as_folder(tmp_path, members(texts))
    origin = MusicBrainzDump(folder).origin
    assert (origin.name, origin.licence, origin.snapshot) == ("musicbrainz", "CC0-1.0", "2026-11-18")
    assert origin.whole
    assert {path.name for path in origin.files} == set(TABLES) | set(notes())
    assert origin.size == sum(path.stat().st_size for path in origin.files)
    assert {"gender", "release_meta"} == set(DEFINITIONS) - set(TABLES), "tables that are passed over"
