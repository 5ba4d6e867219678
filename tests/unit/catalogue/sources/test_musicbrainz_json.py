"""MusicBrainz' JSON becomes rows: the real samples by count, made documents by each of their parts."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.unit.catalogue.sources.musicbrainz_documents import (
    artist,
    credit,
    gid,
    recording,
    release,
    track,
    written,
)
from tests.unit.catalogue.sources.taking import settled, take

from nachklang.catalogue.sources.musicbrainz.json_source import MusicBrainzJson
from nachklang.catalogue.sources.musicbrainz.naming import entity_id

SAMPLES = Path(__file__).parents[5] / "shared" / "samples" / "musicbrainz"
PROVENANCE = {"source", "source_id", "snapshot", "said"}


def documents_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in folder.glob("*.json")]


def taken(folder: Path, *documents: object, name: str = "release.jsonl") -> Any:
    return take(MusicBrainzJson([written(folder, *documents, name=name)]))


def only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = rows
    return {name: value for name, value in row.items() if value is not None and name not in PROVENANCE}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
def test_the_samples_have_as_many_of_everything_as_are_counted_in_the_files(tmp_path: Path) -> None:
    documents = documents_of(SAMPLES)
    tracks = [
        one
        for document in documents
        for medium in document["media"]
        for one in medium["tracks"] + medium.get("data-tracks", [])
    ]
    codes = {one["recording"]["id"]: frozenset(one["recording"]["isrcs"]) for one in tracks}
    source = MusicBrainzJson([SAMPLES])
    assert take(source).asides == []
    tables = settled(source, tmp_path / "settled")
    assert tables["release"].num_rows == len({document["id"] for document in documents}) == 26
    assert tables["recording"].num_rows == len(codes)
    assert tables["track"].num_rows == len({one["id"] for one in tracks})
    pairs = [(row["recording_id"], row["isrc"]) for row in tables["recording_isrc"].to_pylist()]
    assert len(pairs) == sum(len(found) for found in codes.values())
    assert {isrc for _, isrc in pairs} == frozenset().union(*codes.values())
    several = Counter(recording for recording, _ in pairs)
    assert (
        sum(count > 1 for count in several.values()) == sum(len(found) > 1 for found in codes.values()) > 20
    )


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
def test_the_samples_refer_to_nothing_that_is_not_there(tmp_path: Path) -> None:
    tables = settled(MusicBrainzJson([SAMPLES]), tmp_path / "settled")
    ids = {name: set(table["id"].to_pylist()) for name, table in tables.items() if "id" in table.column_names}
    ids["artist_credit"] = set(tables["artist_credit_name"]["artist_credit_id"].to_pylist())
    for name, table in tables.items():
        for column in table.column_names:
            if column.endswith("_id") and column.removesuffix("_id") in ids:
                used = set(table[column].to_pylist()) - {None}
                assert used <= ids[column.removesuffix("_id")], f"{name}.{column}"


def test_a_release_has_all_that_its_document_says(tmp_path: Path) -> None:
    rows = taken(tmp_path, release())
    assert rows.asides == []
    assert rows.replaced == [gid("release")]
    found = only(rows["release"])
    assert found.pop("artist_credit_id") in {row["artist_credit_id"] for row in rows["artist_credit_name"]}
    assert found == {
        "id": entity_id("release", gid("release")),
        "title": "Songs",
        "release_group_id": entity_id("release_group", gid("group")),
        "barcode": "2000260000039",
        "status": "official",
        "language": "deu",
        "script": "Latn",
        "disambiguation": "the blue one",
        "released_year": 1999,
        "released_month": 11,
        "released_day": 30,
    }
    assert only(rows["release_group"])["type"] == "album"


def test_events_have_territories_and_dates_as_far_as_they_are_known(tmp_path: Path) -> None:
    rows = taken(tmp_path, release())
    assert [
        (row["territory"], row["released_year"], row["released_month"], row["released_day"])
        for row in rows["release_event"]
    ] == [("AT", 2000, 1, None), ("DE", 1999, 11, 30), ("CH", None, None, None), (None, 2001, None, None)]


def test_a_document_without_events_has_one_of_its_country_and_date(tmp_path: Path) -> None:
    rows = taken(tmp_path, release(**{"release-events": None}))
    assert only(rows["release_event"])["territory"] == "DE"
    assert only(rows["release"])["released_day"] == 30


def test_labels_have_numbers_and_numbers_need_no_label(tmp_path: Path) -> None:
    rows = taken(tmp_path, release())
    label = entity_id("label", gid("label"))
    assert [(row["label_id"], row["catalogue_number"]) for row in rows["release_label"]] == [
        (label, "AB 1"),
        (None, "AB 2"),
    ]
    assert only(rows["label"]) == {"id": label, "name": "Ab"}


def test_a_label_without_an_mbid_leaves_its_number(tmp_path: Path) -> None:
    info = [{"catalog-number": "X 1", "label": {"name": "Nameless"}}]
    rows = taken(tmp_path, release(**{"label-info": info}))
    assert [(row["label_id"], row["catalogue_number"]) for row in rows["release_label"]] == [(None, "X 1")]
    assert rows.reasons == ["bad-id"]
    assert "label-info[0].label.id" in rows.asides[0].detail


def test_tracks_stand_in_their_order_with_what_differs_from_the_recording(tmp_path: Path) -> None:
    rows = taken(tmp_path, release())
    assert [(row["position"], row["number"], row["title"]) for row in rows["track"]] == [
        (0, "0", None),
        (1, "A1", None),
        (2, "A2", "Song Two"),
        (3, "A3", None),
    ]
    assert {row["artist_credit_id"] for row in rows["track"]} == {None}
    assert {row["medium_id"] for row in rows["track"]} == {rows["medium"][0]["id"]}
    assert only(rows["medium"])["format"] == "CD"
    assert only(rows["medium"])["title"] == "One"


def test_a_track_keeps_a_credit_of_its_own(tmp_path: Path) -> None:
    own = track(1, **{"artist-credit": credit(("Ann", " feat. "), ("Zoë", ""))})
    rows = taken(tmp_path, release(media=[{"position": 1, "tracks": [own]}]))
    ours = rows["track"][0]["artist_credit_id"]
    assert [
        (row["position"], row["name"], row["join_phrase"])
        for row in rows["artist_credit_name"]
        if row["artist_credit_id"] == ours
    ] == [(1, "Ann", " feat. "), (2, "Zoë", "")]


def test_recordings_have_codes_works_and_composers(tmp_path: Path) -> None:
    rows = taken(tmp_path, release())
    first = entity_id("recording", gid("recording 1"))
    row = next(row for row in rows["recording"] if row["id"] == first)
    assert (row["title"], row["duration_ms"], row["published_year"], row["published_month"]) == (
        "Song 1",
        1000,
        1999,
        12,
    )
    assert row["popularity"] is None
    assert [row["isrc"] for row in rows["recording_isrc"] if row["recording_id"] == first] == ["DEABC9900001"]
    assert only(rows["recording_iswc"]) == {"recording_id": first, "iswc": "T0345246801"}
    assert only(rows["composer"]) == {
        "recording_id": first,
        "position": 1,
        "artist_id": entity_id("artist", gid("Carl")),
        "name": "C. B.",
    }


def test_identifiers_and_links_have_schemes(tmp_path: Path) -> None:
    rows = taken(tmp_path, release())
    found = {(row["entity"], row["scheme"], row["value"]) for row in rows["identifier"]}
    assert {
        ("release", "musicbrainz", gid("release")),
        ("release", "discogs", "123"),
        ("release", "wikidata", "Q42"),
        ("release", "url", "https://ann.example/"),
        ("label", "isni", "000000012146438X"),
        ("artist", "musicbrainz", gid("Ann")),
        ("recording", "musicbrainz", gid("recording 1")),
        ("release_group", "musicbrainz", gid("group")),
    } <= found


def test_tags_genres_and_annotations_are_nowhere(tmp_path: Path) -> None:
    rows = taken(tmp_path, release())
    said = json.dumps(rows.rows)
    assert "rock" not in said
    assert "not CC0" not in said


def test_an_artist_has_all_that_its_document_says(tmp_path: Path) -> None:
    document = artist(
        "Ann",
        country="DE",
        area={"name": "Germany"},
        aliases=[{"name": "Anna"}, {"name": "Ann"}, {"name": "Άννα"}],
        isnis=["000000012146438X"],
        ipis=["00045620792"],
        relations=[{"target-type": "url", "url": {"resource": "https://www.discogs.com/artist/7"}}],
        **{"life-span": {"begin": "1950-05", "end": None, "ended": False}},
    )
    rows = taken(tmp_path, document, name="mbdump/artist")
    assert rows.asides == []
    assert only(rows["artist"]) == {
        "id": entity_id("artist", gid("Ann")),
        "name": "Ann",
        "sort_name": "Ann, the",
        "type": "person",
        "area": "Germany",
        "begun_year": 1950,
        "begun_month": 5,
    }
    assert [row["name"] for row in rows["artist_alias"]] == ["Anna", "Άννα"]
    assert {(row["scheme"], row["value"]) for row in rows["identifier"]} == {
        ("musicbrainz", gid("Ann")),
        ("isni", "000000012146438X"),
        ("ipi", "00045620792"),
        ("discogs", "7"),
    }


@pytest.mark.parametrize(
    ("table", "document"),
    [
        ("artist", artist("Ann", gender=None)),
        ("recording", recording()),
        ("release_group", {"id": gid("g"), "title": "G", "primary-type": None, "secondary-types": []}),
        ("label", {"id": gid("l"), "name": "L", "sort-name": "L", "label-code": 5}),
        ("release", release()),
    ],
)
def test_a_document_is_known_by_its_keys(tmp_path: Path, table: str, document: object) -> None:
    rows = taken(tmp_path, document, name="document.json")
    assert rows.asides == []
    assert len(rows[table]) >= 1


def test_ids_are_the_same_whoever_speaks_of_a_thing(tmp_path: Path) -> None:
    alone = taken(tmp_path, recording(1), name="recording")
    inside = taken(tmp_path, release())
    assert alone["recording"][0]["id"] in {row["id"] for row in inside["recording"]}
    assert alone["recording"][0]["artist_credit_id"] in {
        row["artist_credit_id"] for row in inside["artist_credit_name"]
    }


def test_what_a_release_owns_bears_its_gid_and_what_others_share_bears_its_own(tmp_path: Path) -> None:
    rows = taken(tmp_path, release())
    for table in ("release", "release_event", "release_label", "medium", "track"):
        assert {row["source_id"] for row in rows[table]} == {gid("release")}, table
    for table in ("artist", "recording", "recording_isrc", "label", "release_group", "artist_credit_name"):
        assert gid("release") not in {row["source_id"] for row in rows[table]}, table


def test_of_two_documents_about_a_release_the_later_one_counts(tmp_path: Path) -> None:
    earlier = release(title="Earlier")
    later = release(title="Later", media=[{"position": 1, "tracks": [track(7)]}], relations=[])
    path = written(tmp_path, earlier, release(id=gid("other"), media=[]), later)
    tables = settled(MusicBrainzJson([path]), tmp_path / "settled")
    assert sorted(tables["release"]["title"].to_pylist()) == ["Later", "Songs"]
    assert tables["track"]["id"].to_pylist() == [entity_id("track", gid("track 7"))]
    assert tables["medium"].num_rows == 1
    own = [row["scheme"] for row in tables["identifier"].to_pylist() if row["source_id"] == gid("release")]
    assert own == ["musicbrainz"]


def test_of_an_artist_the_row_counts_that_says_most(tmp_path: Path) -> None:
    full = artist("Ann", country="DE", **{"life-span": {"begin": "1950"}})
    written(tmp_path, full, name="mbdump/artist")
    written(tmp_path, release(), name="mbdump/release")
    tables = settled(MusicBrainzJson([tmp_path]), tmp_path / "settled")
    ann = next(row for row in tables["artist"].to_pylist() if row["name"] == "Ann")
    assert (ann["area"], ann["begun_year"]) == ("DE", 1950)


def test_reading_goes_on_after_any_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nachklang.catalogue.sources.musicbrainz.json_source._ROWS_HELD", 1)
    for file in range(2):
        documents = [release(id=gid(f"{file} {number}"), title=f"{file} {number}") for number in range(3)]
        written(tmp_path, *documents, name=f"{file}.jsonl")
    written(tmp_path, release(id=gid("last"), title="last"), name="2.json")
    source = MusicBrainzJson([tmp_path])
    whole = take(source)
    titles = [row["title"] for row in whole["release"]]
    assert len(titles) == 7
    assert len(whole.marks) == 7
    for number, mark in enumerate(whole.marks, start=1):
        after = take(source, mark.position)
        assert [row["title"] for row in after["release"]] == titles[number:]
        assert after["track"] == whole["track"][len(whole["track"]) - len(after["track"]) :]


def test_a_folder_names_what_it_did_not_read(tmp_path: Path) -> None:
    written(tmp_path, release())
    (tmp_path / "cover.png").touch()
    (tmp_path / "COPYING").touch()
    rows = take(MusicBrainzJson([tmp_path]))
    assert [(aside.where, aside.reason) for aside in rows.asides] == [
        (str(tmp_path / "cover.png"), "unknown-file")
    ]
