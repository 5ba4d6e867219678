"""The tables of MusicBrainz' dump, joined into those of the catalogue."""

from pathlib import Path
from typing import Any
from uuid import UUID

import ibis
import pytest
from tests.musicbrainz_dump import World, as_folder, members, written
from tests.unit.catalogue.sources.musicbrainz_documents import artist, credit, gid, recording, release, track
from tests.unit.catalogue.sources.taking import settled

from nachklang.catalogue.sources.musicbrainz.dump import MusicBrainzDump
from nachklang.catalogue.sources.musicbrainz.naming import credit_id, entity_id, identifier_of

Row = dict[str, Any]


def world_of(**more: Any) -> World:
    world = World()
    world.release(release(**more))
    return world


def shaped(world: World, folder: Path) -> dict[str, list[Row]]:
    """Return the rows of a snapshot, without what is null."""
    source = MusicBrainzDump(as_folder(folder / "dump", members(written(world.tables))))
    return {
        name: [{key: value for key, value in row.items() if value is not None} for row in table.to_pylist()]
        for name, table in settled(source, folder / "settled").items()
    }


def about(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(name) for name in names) for row in rows]


def test_merged_ids_lead_to_what_they_are_part_of_now(tmp_path: Path) -> None:
    world = world_of()
    kinds = ("artist", "label", "medium", "recording", "release", "release_group", "track")
    for kind in kinds:
        world.add(f"{kind}_gid_redirect", UUID(gid(f"old {kind}")), 1, None)
    tables = shaped(world, tmp_path)
    first = {kind: about(tables[kind], "id", "source_id") for kind in kinds}
    redirects = about(tables["redirect"], "entity", "old_id", "id", "source_id")
    for kind in kinds:
        ((_, old, new, said_by),) = [row for row in redirects if row[0] == kind]
        assert old == entity_id(kind, gid(f"old {kind}"))
        assert said_by == gid(f"old {kind}"), "a release that is said anew does not take its redirects along"
        assert new in {found for found, _ in first[kind]}


def test_every_row_says_what_it_was_made_from(tmp_path: Path) -> None:
    tables = shaped(world_of(), tmp_path)
    for table in ("release", "release_event", "release_label", "medium", "track"):
        assert set(about(tables[table], "source", "source_id", "snapshot")) == {
            ("musicbrainz", gid("release"), "2026-11-18")
        }
    for table in ("recording", "recording_isrc", "recording_iswc", "composer"):
        assert {row["source_id"] for row in tables[table]} <= {
            gid(f"recording {one}") for one in (1, 2, 3, 100)
        }


def test_a_credit_is_its_words_in_their_order(tmp_path: Path) -> None:
    words = [(f"Name {number:02}", f" join {number} ") for number in range(13)] + [("Ann", "")]
    tables = shaped(world_of(**{"artist-credit": credit(*words)}), tmp_path)
    expected = credit_id([(gid(name), name, join) for name, join in words])
    assert tables["release"][0]["artist_credit_id"] == expected
    names = [row for row in tables["artist_credit_name"] if row["artist_credit_id"] == expected]
    assert about(names, "position", "name", "join_phrase") == [
        (position, name, join) for position, (name, join) in enumerate(words, start=1)
    ]
    assert {row["source_id"] for row in names} == {f"artist-credit {expected}"}


def test_a_credit_that_lacks_an_artist_is_none(tmp_path: Path) -> None:
    world = world_of()
    world.tables["artist"] = [row for row in world.tables["artist"] if row[2] != "Bob"]
    tables = shaped(world, tmp_path)
    assert "artist_credit_id" not in tables["release"][0]
    assert [row["name"] for row in tables["artist_credit_name"]] == ["Ann"]


def test_a_release_bears_its_earliest_date_and_so_do_its_recordings(tmp_path: Path) -> None:
    world = world_of()
    later = track(1, id=gid("track again"))
    medium = {"id": gid("later medium"), "position": 1, "format": None, "title": "", "tracks": [later]}
    event = {"date": "1980", "area": None}
    world.release(release(id=gid("early"), media=[medium], **{"release-events": [event]}))
    tables = shaped(world, tmp_path)
    released = about(tables["release"], "source_id", "released_year", "released_month", "released_day")
    assert set(released) == {(gid("release"), 1999, 11, 30), (gid("early"), 1980, None, None)}
    published = about(tables["recording"], "source_id", "published_year", "published_month", "published_day")
    assert {row[0]: row[1:] for row in published} == {
        gid("recording 1"): (1980, None, None),
        **{gid(f"recording {one}"): (1999, 11, 30) for one in (2, 3, 100)},
    }


def test_events_have_a_territory_or_a_date(tmp_path: Path) -> None:
    events = [
        {"date": "1999-02", "area": {"iso-3166-1-codes": ["DE", "AT"]}},
        {"date": "", "area": {"iso-3166-1-codes": ["CH"]}},
        {"date": "", "area": {"iso-3166-1-codes": []}},
        {"date": "1998", "area": None},
        {"date": "", "area": None},
    ]
    tables = shaped(world_of(**{"release-events": events}), tmp_path)
    found = about(tables["release_event"], "territory", "released_year", "released_month", "released_day")
    assert sorted(found, key=str) == [
        ("AT", 1999, 2, None),
        ("CH", None, None, None),
        ("DE", 1999, 2, None),
        (None, 1998, None, None),
    ]


def test_words_that_the_catalogue_has_not_are_other_ones(tmp_path: Path) -> None:
    group = {"id": gid("g"), "title": "G", "primary-type": None, "artist-credit": credit(("Ann", ""))}
    tables = shaped(world_of(status="Pseudo-Release", **{"release-group": group}), tmp_path)
    assert tables["release"][0]["status"] == "other"
    assert "type" not in tables["release_group"][0]
    assert {row["type"] for row in tables["artist"]} == {"person"}


def test_a_number_without_a_word_means_nothing(tmp_path: Path) -> None:
    world = world_of()
    for words in ("release_status", "language", "script", "medium_format", "artist_type"):
        world.tables[words] = []
    tables = shaped(world, tmp_path)
    assert not {"status", "language", "script"} & set(tables["release"][0])
    assert "format" not in tables["medium"][0]
    assert not any("type" in row for row in tables["artist"])


def test_a_track_repeats_neither_title_nor_credit_of_its_recording(tmp_path: Path) -> None:
    tracks = [
        track(1),
        track(2, title="Another"),
        track(3, **{"artist-credit": credit(("Bob", ""))}),
        track(4, title="", number=""),
    ]
    medium = {"id": gid("m"), "position": 3, "format": "CD", "title": "", "tracks": tracks}
    tables = shaped(world_of(media=[medium]), tmp_path)
    found = sorted(about(tables["track"], "position", "number", "title", "artist_credit_id"))
    bob = credit_id([(gid("Bob"), "Bob", "")])
    assert found == [
        (1, "A1", None, None),
        (2, "A2", "Another", None),
        (3, "A3", None, bob),
        (4, None, None, None),
    ]
    assert about(tables["medium"], "position", "title") == [(3, None)]


def test_labels_and_numbers_may_lack_one_another(tmp_path: Path) -> None:
    label = {"id": gid("label"), "name": "Ab"}
    infos = [(label, "1"), (label, ""), (None, "2"), (None, ""), (None, None), (label, None), (label, "1")]
    said = [{"label": one, "catalog-number": number} for one, number in infos]
    tables = shaped(world_of(**{"label-info": said}), tmp_path)
    ident = entity_id("label", gid("label"))
    found = set(about(tables["release_label"], "label_id", "catalogue_number"))
    assert found == {(ident, "1"), (ident, None), (None, "2")}


ADDRESSES = (
    "https://www.discogs.com/artist/000123-Ann",
    "http://discogs.com/de/artist/7?x",
    "https://www.discogs.com/artist/0",
    "https://www.discogs.com/label/9",
    "https://www.discogs.com/release/9",
    "https://www.discogs.com/master/9",
    "https://www.discogs.com/artist/9x",
    "https://www.discogs.com/artist/1234567890123",
    "https://evil.example/https://www.discogs.com/artist/9",
    "https://www.wikidata.org/wiki/Q42",
    "https://www.wikidata.org/entity/Q1#x",
    "https://www.wikidata.org/wiki/Q0",
    "https://www.wikidata.org/wiki/Property:P1",
    "https://ann.example/Q42",
)


def test_links_are_told_apart_as_those_of_the_json_are(tmp_path: Path) -> None:
    world = world_of()
    kinds = ("artist", "label", "recording", "release", "release_group")
    for kind in kinds:
        for address in ADDRESSES:
            world.link(f"{kind}_url", "some", 1, world.url(address))
    tables = shaped(world, tmp_path)
    for kind in kinds:
        found = [
            row for row in tables["identifier"] if row["entity"] == kind and row["scheme"] != "musicbrainz"
        ]
        assert set(about(found, "scheme", "value")) >= {identifier_of(kind, one) for one in ADDRESSES}


def test_composers_stand_in_the_order_of_the_links_and_once(tmp_path: Path) -> None:
    song = recording(7)
    world = world_of(
        media=[{"id": gid("m"), "position": 1, "format": "CD", "title": "", "tracks": [track(7)]}]
    )
    number = world.recording(song)
    for work, names in (("first", ("Ann", "Bob")), ("second", ("Carl", "Ann"))):
        written_by = [
            {"target-type": "artist", "type": kind, "artist": artist(name)}
            for name, kind in zip(names, ("writer", "composer"), strict=True)
        ]
        lyrics = {"target-type": "artist", "type": "lyricist", "artist": artist("Lyra")}
        said = {"id": gid(work), "relations": [lyrics, *written_by]}
        world.link("recording_work", "performance", number, world.work(said))
    tables = shaped(world, tmp_path)
    assert about(tables["composer"], "position", "name", "artist_id") == [
        (place, name, entity_id("artist", gid(name)))
        for place, name in enumerate(("Ann", "Bob", "Carl"), start=1)
    ]


def test_an_alias_is_another_name(tmp_path: Path) -> None:
    other = [{"name": "Anna"}, {"name": "Ann"}, {"name": "Anna"}]
    ann = {"name": "Ann", "joinphrase": "", "artist": artist("Ann", aliases=other)}
    world = World()
    world.release(release(**{"artist-credit": [ann]}))
    assert about(shaped(world, tmp_path)["artist_alias"], "name") == [("Anna",)]


def test_an_artist_has_the_dates_and_the_area_that_it_has(tmp_path: Path) -> None:
    clara = artist("Clara", country="DE", begun=(1819, 9, 13), ended=(1896, 5, None))
    world = World()
    world.release(release(**{"artist-credit": [{"name": "Clara", "joinphrase": "", "artist": clara}]}))
    (found,) = [row for row in shaped(world, tmp_path)["artist"] if row["name"] == "Clara"]
    dates = ("begun_year", "begun_month", "begun_day", "ended_year", "ended_month", "ended_day")
    assert about([found], "area", "sort_name", *dates) == [("DE", "Clara, the", 1819, 9, 13, 1896, 5, None)]


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_every_expression_can_be_said_to_each_engine(tmp_path: Path, dialect: str) -> None:
    source = MusicBrainzDump(as_folder(tmp_path, members(written(world_of().tables))))
    staged = {
        name: ibis.table(ibis.Schema.from_pyarrow(schema), name=name)
        for name, schema in source.staged.items()
    }
    for table in source.shape(staged, lambda _, expression: expression).values():
        assert ibis.to_sql(table, dialect=dialect)
