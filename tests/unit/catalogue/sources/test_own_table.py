"""A spreadsheet, or a dump with numbers, becomes rows of the catalogue."""

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.catalogue.sources.own_tables import SOURCE, mapping_text, own_table, taken
from tests.unit.catalogue.sources.taking import Row, settled, take

from nachklang.catalogue.ids import dense_id
from nachklang.catalogue.sources.own_table import OwnTable

SHEET = """\
id;title;artists;duration;isrcs;release;release_artists;disc;track;barcode;label;catalogue_number;released
1;Eins;A. B. feat. C. D.;3:45;AA-XYZ-26-00001;Abende;A. B.;1;1;2000260000039;Eigen;KB 1;22.11.2026
2;Zwei;A. B.;1:02:03;AAXYZ2600002, AAXYZ2600003;Abende;A. B.;1;2;2000260000039;Eigen;KB 1;22.11.2026
3;Drei;Zoë & Die Anderen;0:59;;Morgen;Zoë & Die Anderen;2;1;;Eigen;KB 2;2025
"""
LIKE_A_SHEET: dict[str, Any] = {
    "delimiter": ";",
    "several": ",",
    "joins": [" feat. ", " & "],
    "dates": "day-first",
}
NUMBERS = {**SOURCE, "ids": "numbers"}


def values(rows: list[Row], *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_a_spreadsheet_becomes_recordings_releases_and_all_between(tmp_path: Path) -> None:
    rows = taken(tmp_path, SHEET, **LIKE_A_SHEET)
    assert rows.asides == []
    assert rows.replaced == []
    assert values(rows["recording"], "title", "duration_ms", "source_id") == [
        ("Eins", 225_000, "1"),
        ("Zwei", 3_723_000, "2"),
        ("Drei", 59_000, "3"),
    ]
    assert values(rows["release"], "title", "barcode", "released_year", "released_month", "released_day") == [
        ("Abende", "2000260000039", 2026, 11, 22),
        ("Morgen", None, 2025, None, None),
    ]
    ids = [row["id"] for row in rows["recording"]]
    assert values(rows["recording_isrc"], "recording_id", "isrc") == [
        (ids[0], "AAXYZ2600001"),
        (ids[1], "AAXYZ2600002"),
        (ids[1], "AAXYZ2600003"),
    ]
    assert values(rows["label"], "name") == [("Eigen",)]
    assert values(rows["release_label"], "catalogue_number") == [("KB 1",), ("KB 2",)]
    assert values(rows["medium"], "release_id", "position") == [
        (rows["release"][0]["id"], 1),
        (rows["release"][1]["id"], 2),
    ]
    assert values(rows["track"], "recording_id", "position", "number") == [
        (ids[0], 1, "1"),
        (ids[1], 2, "2"),
        (ids[2], 1, "1"),
    ]
    assert {row["source"] for table in rows.rows.values() for row in table} == {"muster"}
    assert {row["snapshot"] for table in rows.rows.values() for row in table} == {"2026-11"}


def test_credits_are_ordered_and_keep_the_words_between(tmp_path: Path) -> None:
    rows = taken(tmp_path, SHEET, **LIKE_A_SHEET)
    credit = rows["recording"][0]["artist_credit_id"]
    names = [row for row in rows["artist_credit_name"] if row["artist_credit_id"] == credit]
    assert values(names, "position", "name", "join_phrase") == [
        (1, "A. B.", " feat. "),
        (2, "C. D.", ""),
    ]
    assert sorted(row["name"] for row in rows["artist"]) == ["A. B.", "C. D.", "Die Anderen", "Zoë"]
    assert rows["release"][0]["artist_credit_id"] == rows["recording"][1]["artist_credit_id"]


def test_several_artists_are_joined_as_on_a_sleeve(tmp_path: Path) -> None:
    rows = taken(tmp_path, "title,artists\nA,X; Y ;; Z\n")
    assert values(rows["artist_credit_name"], "name", "join_phrase") == [("X", ", "), ("Y", " & "), ("Z", "")]


def test_a_table_refers_to_nothing_that_is_not_there(tmp_path: Path) -> None:
    tables = settled(own_table(tmp_path, SHEET, **LIKE_A_SHEET), tmp_path / "settled")
    ids = {name: set(table["id"].to_pylist()) for name, table in tables.items() if "id" in table.column_names}
    ids["artist_credit"] = set(tables["artist_credit_name"]["artist_credit_id"].to_pylist())
    for name, table in tables.items():
        for column in table.column_names:
            if column.endswith("_id") and column.removesuffix("_id") in ids:
                assert set(table[column].to_pylist()) - {None} <= ids[column.removesuffix("_id")], (
                    f"{name}.{column}"
                )


def test_numbers_become_ids_that_follow_one_another(tmp_path: Path) -> None:
    head = "id,title,artists,artist_ids,release,release_id,label,label_id\n"
    content = head + "7,A,X; Y,3; 4,R,9,L,5\n8,B,X,3,R,9,L,5\n"
    rows = taken(tmp_path, content, source=NUMBERS)
    assert [row["id"] for row in rows["recording"]] == [dense_id("muster", 7), dense_id("muster", 8)]
    assert values(rows["artist"], "id", "name") == [
        (dense_id("muster", 3), "X"),
        (dense_id("muster", 4), "Y"),
    ]
    assert values(rows["release"], "id") == [(dense_id("muster", 9),)]
    assert values(rows["label"], "id") == [(dense_id("muster", 5),)]
    assert values(rows["artist_credit_name"], "artist_id", "position")[:2] == [
        (dense_id("muster", 3), 1),
        (dense_id("muster", 4), 2),
    ]


def test_one_recording_stands_on_several_releases(tmp_path: Path) -> None:
    content = "id,title,release,release_id,track\n1,A,R,1,1\n1,A,S,2,5\n"
    tables = settled(own_table(tmp_path, content, source=NUMBERS), tmp_path / "settled")
    assert (tables["recording"].num_rows, tables["release"].num_rows, tables["track"].num_rows) == (1, 2, 2)


def test_releases_without_ids_are_told_apart_by_barcode_number_or_artists(tmp_path: Path) -> None:
    head = "title,artists,release,release_artists,barcode,label,catalogue_number,track\n"
    rows = taken(
        tmp_path,
        head
        + "A,X,Hits,Various,2000260000039,L,,1\nB,Y,Hits,Various,2000260000039,L,,2\n"
        + "C,X,Hits,,,L,1,1\nD,Y,Hits,,,L,1,2\n"
        + "E,X,Hits,X,,,,1\nF,Y,Hits,Y,,,,1\n",
    )
    assert rows.asides == []
    assert len(rows["release"]) == 4


def test_recordings_without_ids_keep_theirs_when_lines_change_places(tmp_path: Path) -> None:
    lines = ["A,X,R,1", "B,X,R,2", "A,X,S,1"]
    ids = []
    for order in (lines, lines[::-1]):
        rows = taken(tmp_path, "title,artists,release,track\n" + "\n".join(order))
        ids.append({(row["id"], row["title"]) for row in rows["recording"]})
    assert ids[0] == ids[1]
    assert len(ids[0]) == 3


def test_tracks_without_a_place_are_counted_in_the_order_of_their_rows(tmp_path: Path) -> None:
    content = "title,release\n" + "".join(f"T{number},R\n" for number in (3, 1, 2))
    tables = settled(own_table(tmp_path, content), tmp_path / "settled")
    titles = dict(
        zip(tables["recording"]["id"].to_pylist(), tables["recording"]["title"].to_pylist(), strict=True)
    )
    tracks = sorted(tables["track"].to_pylist(), key=lambda row: row["position"])
    assert [(titles[row["recording_id"]], row["position"], row["number"]) for row in tracks] == [
        ("T3", 1, "1"),
        ("T1", 2, "2"),
        ("T2", 3, "3"),
    ]


def test_composers_works_territories_and_identifiers(tmp_path: Path) -> None:
    content = (
        "title,composers,iswcs,release,territories,released,musicbrainz,wikidata,urls\n"
        "A,X; Y,T-034.524.680-1,R,DE; AT,2020-05,0DB6EF13-445C-58AC-88E8-CD0D8AA67654,Q42,"
        "https://a.example; https://b.example\n"
    )
    rows = taken(tmp_path, content)
    assert rows.asides == []
    assert values(rows["composer"], "position", "name") == [(1, "X"), (2, "Y")]
    assert values(rows["recording_iswc"], "iswc") == [("T0345246801",)]
    assert values(rows["release_event"], "territory", "released_year", "released_month") == [
        ("DE", 2020, 5),
        ("AT", 2020, 5),
    ]
    assert values(rows["identifier"], "entity", "scheme", "value") == [
        ("recording", "musicbrainz", "0db6ef13-445c-58ac-88e8-cd0d8aa67654"),
        ("recording", "wikidata", "Q42"),
        ("recording", "url", "https://a.example"),
        ("recording", "url", "https://b.example"),
    ]


def test_artists_have_all_that_their_table_says(tmp_path: Path) -> None:
    content = (
        "id,name,sort_name,type,area,disambiguation,popularity,begun,ended,aliases,isni,ipi,discogs\n"
        'a-1,Ann,"Ann, the",Person,Wien,singer,5,1950-05,2001,Anna; Άννα,0000 0001 2146 438X,00045620792,77\n'
    )
    rows = taken(tmp_path, content, holds="artists")
    assert rows.asides == []
    (artist,) = rows["artist"]
    assert {name: value for name, value in artist.items() if value is not None} == {
        "id": artist["id"],
        "name": "Ann",
        "sort_name": "Ann, the",
        "type": "person",
        "area": "Wien",
        "disambiguation": "singer",
        "popularity": 5,
        "begun_year": 1950,
        "begun_month": 5,
        "ended_year": 2001,
        "source": "muster",
        "source_id": "artist a-1",
        "snapshot": "2026-11",
    }
    assert values(rows["artist_alias"], "artist_id", "name") == [
        (artist["id"], "Anna"),
        (artist["id"], "Άννα"),
    ]
    assert (
        values(rows["identifier"], "scheme", "value")
        == [
            ("discogs", "77"),
            ("isni", "000000012146438X"),
            ("ipi", "00045620792"),
        ]
        or len(rows["identifier"]) == 3
    )


def test_artists_labels_and_releases_of_their_own_tables_meet_those_that_recordings_name(
    tmp_path: Path,
) -> None:
    tables = {
        "tracks": "id,title,artist_ids,release_id,track\n1,A,5; 6,9,1\n2,B,7,9,2\n",
        "artists": "id,name,area\n5,Ann,Wien\n6,Bob,Graz\n",
        "albums": "id,title,artists,artist_ids,label_id\n9,Album,Ann,5,3\n",
        "labels": "id,name\n3,Eigen\n",
    }
    held = {"tracks": "recordings", "artists": "artists", "albums": "releases", "labels": "labels"}
    told = []
    for name, content in tables.items():
        (tmp_path / f"{name}.csv").write_text(content)
        columns = {field: field for field in content.splitlines()[0].split(",")}
        told.append({"file": f"{name}.csv", "holds": held[name], "columns": columns})
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(mapping_text(*told, source=NUMBERS))
    found = settled(OwnTable(mapping), tmp_path / "settled")
    credited = found["artist_credit_name"].to_pylist()
    first = dense_id("muster", 0)
    assert sorted((row["artist_id"] - first, row["name"], row["join_phrase"]) for row in credited) == [
        (5, "Ann", ""),
        (5, "Ann", " & "),
        (6, "Bob", ""),
        (7, "[artist 7]", ""),
    ]
    assert {row["area"] for row in found["artist"].to_pylist()} == {"Wien", "Graz"}
    (release,) = found["release"].to_pylist()
    assert release["title"] == "Album"
    assert {row["release_id"] for row in found["medium"].to_pylist()} == {release["id"]}
    assert found["label"]["name"].to_pylist() == ["Eigen"]


def test_rows_that_add_replace_what_they_said_before(tmp_path: Path) -> None:
    rows = taken(tmp_path, "id,title\na,A\nb,B\na,A\n", source={**SOURCE, "whole": False})
    assert rows.replaced == ["a", "b"]
    rows = taken(tmp_path, "id,name\na,A\n", holds="labels", source={**SOURCE, "whole": False})
    assert rows.replaced == ["label a"]


@pytest.mark.parametrize(
    ("order", "text", "expected"),
    [
        ("year-first", "2026-11-22", (2026, 11, 22)),
        ("year-first", "2026-11", (2026, 11, None)),
        ("year-first", "2026-11-22T12:00:00Z", (2026, 11, 22)),
        ("year-first", "2026-11-00", (2026, 11, None)),
        ("year-first", "0000-00-00", (None, None, None)),
        ("day-first", "22.11.2026", (2026, 11, 22)),
        ("day-first", "1/2/2026", (2026, 2, 1)),
        ("day-first", "2026", (2026, None, None)),
        ("month-first", "1/2/2026", (2026, 1, 2)),
    ],
)
def test_dates_are_read_in_the_order_that_the_mapping_says(
    tmp_path: Path, order: str, text: str, expected: tuple[int | None, ...]
) -> None:
    rows = taken(tmp_path, f"title,published\nA,{text}\n", dates=order)
    assert rows.asides == []
    assert values(rows["recording"], "published_year", "published_month", "published_day") == [expected]


@pytest.mark.parametrize(
    ("unit", "text", "expected"),
    [("clock", "3:45.5", 225_500), ("seconds", "225.5", 225_500), ("milliseconds", "225500", 225_500)],
)
def test_durations_have_the_unit_that_the_mapping_says(
    tmp_path: Path, unit: str, text: str, expected: int
) -> None:
    rows = taken(tmp_path, f"title,duration\nA,{text}\n", durations=unit)
    assert values(rows["recording"], "duration_ms") == [(expected,)]


TABLE = pa.table(
    {
        "id": pa.array([1, 2, 3]),
        "title": ["A", "B", "C"],
        "artists": pa.array([["X", "Y"], ["Z"], None]),
        "artist_ids": pa.array([[1, 2], [3], None]),
        "isrcs": pa.array([["AAXYZ2600001", "AAXYZ2600002"], [], None]),
        "duration": pa.array([1.0, 2.0, None]),
        "published": pa.array([dt.date(2020, 1, 2), None, dt.date(2021, 1, 1)]),
    }
)


def parquet(folder: Path, table: pa.Table = TABLE) -> bytes:
    pq.write_table(table, folder / "made.parquet", row_group_size=2)
    return (folder / "made.parquet").read_bytes()


def lines_of(table: pa.Table) -> bytes:
    return b"".join(json.dumps(row, default=str).encode() + b"\n" for row in table.to_pylist())


@pytest.mark.parametrize("name", ["table.parquet", "table.jsonl", "table.jsonl.gz"])
def test_lists_numbers_and_dates_may_be_what_they_are(tmp_path: Path, name: str) -> None:
    content = parquet(tmp_path) if name.endswith("parquet") else lines_of(TABLE)
    content = gzip.compress(content) if name.endswith(".gz") else content
    columns = {field: field for field in TABLE.column_names}
    rows = taken(tmp_path, content, name=name, columns=columns, source=NUMBERS, durations="seconds")
    assert rows.asides == []
    assert values(rows["recording"], "title", "duration_ms", "published_year", "published_day") == [
        ("A", 1000, 2020, 2),
        ("B", 2000, None, None),
        ("C", None, 2021, 1),
    ]
    assert [row["isrc"] for row in rows["recording_isrc"]] == ["AAXYZ2600001", "AAXYZ2600002"]
    assert [row["name"] for row in rows["artist"]] == ["X", "Y", "Z"]


def test_a_tsv_may_be_without_quotes(tmp_path: Path) -> None:
    content = 'title\tartists\n"Heroes\tX\nB\tY "the" Z\n'
    rows = taken(tmp_path, content, name="table.tsv", quotes=False)
    assert rows.asides == []
    assert [row["title"] for row in rows["recording"]] == ['"Heroes', "B"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "latin-1"])
def test_text_may_be_of_any_encoding(tmp_path: Path, encoding: str) -> None:
    content = "title,artists\nGrün,Motörhead\n"
    rows = taken(
        tmp_path,
        content.encode(encoding),
        encoding=encoding,
        columns={"title": "title", "artists": "artists"},
    )
    assert rows.asides == []
    assert [row["title"] for row in rows["recording"]] == ["Grün"]


def test_several_files_are_one_table(tmp_path: Path) -> None:
    for number in (2, 1):
        (tmp_path / f"part-{number}.csv").write_text(f"title\nT{number}\n")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(mapping_text({"file": "part-*.csv", "holds": "recordings"}))
    source = OwnTable(mapping)
    assert [row["title"] for row in take(source)["recording"]] == ["T1", "T2"]
    assert [path.name for path in source.origin.files] == ["mapping.toml", "part-1.csv", "part-2.csv"]


def test_the_origin_is_what_the_mapping_says(tmp_path: Path) -> None:
    origin = own_table(tmp_path, "title\nA\n").origin
    assert (origin.name, origin.licence, origin.snapshot, origin.whole) == (
        "muster",
        "CC0-1.0",
        "2026-11",
        True,
    )
    assert origin.size == sum(path.stat().st_size for path in origin.files)


@pytest.mark.parametrize("name", ["table.csv", "table.jsonl", "table.parquet"])
def test_reading_goes_on_after_any_mark(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nachklang.catalogue.sources.own_table.text_chunks.CHUNK", 64)
    monkeypatch.setattr("nachklang.catalogue.sources.own_table.parquet_rows._ROWS", 3)
    table = pa.table({"id": list(range(24)), "title": [f"T{number}\nx" for number in range(24)]})
    contents = {
        "table.csv": ("id,title\n" + "".join(f'{n},"T{n}\nx"\n' for n in range(24))).encode(),
        "table.jsonl": lines_of(table),
        "table.parquet": parquet(tmp_path, table),
    }
    source = own_table(tmp_path, contents[name], name=name, columns={"id": "id", "title": "title"})
    titles = [row["title"] for row in take(source)["recording"]]
    assert titles == [f"T{number}\nx" for number in range(24)]
    marks = take(source).marks
    assert len(marks) >= 5
    seen = []
    for mark in marks:
        after = [row["title"] for row in take(source, mark.position)["recording"]]
        assert after == titles[len(titles) - len(after) :]
        seen.append(len(after))
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == 0
