"""What a release says, and in which rows it is said."""

from pathlib import Path
from typing import Any

import pytest
from tests.unit.catalogue.sources.discogs_dumps import (
    Rows,
    artist,
    formats,
    identifiers,
    read,
    release,
    tracklist,
)

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.discogs.names import row_id

THREE = tracklist(("A1", "One", "3:45"), ("A2", "Two", ""), ("B", "Three", "1:02:03"))


def taken(folder: Path, inside: str, **more: Any) -> tuple[Rows, list[SetAside]]:
    return read(folder, releases=[release(7, inside, **more)])


def reasons(asides: list[SetAside]) -> list[str]:
    assert not any(aside.whole for aside in asides)
    return [aside.reason for aside in asides]


def titles(rows: Rows) -> list[str]:
    return [row["title"] for row in rows["recording"]]


def test_a_track_is_a_recording_and_lasts_as_long_as_is_said(tmp_path: Path) -> None:
    rows, asides = taken(tmp_path, THREE)
    assert [(row["id"], row["title"], row.get("duration_ms")) for row in rows["recording"]] == [
        (row_id(70_001), "One", 225_000),
        (row_id(70_002), "Two", None),
        (row_id(70_003), "Three", 3_723_000),
    ]
    assert [
        (row["recording_id"], row["medium_id"], row["position"], row["number"]) for row in rows["track"]
    ] == [
        (row_id(70_001), row_id(70_001), 1, "A1"),
        (row_id(70_002), row_id(70_001), 2, "A2"),
        (row_id(70_003), row_id(70_001), 3, "B"),
    ]
    assert not any({"title", "artist_credit_id"} & row.keys() for row in rows["track"]), "as the recording's"
    assert not asides


@pytest.mark.parametrize("wrong", ["3:99", "about 3", "-1:00", "3.45", "٣:٤٥", "1:2:3:4"])
def test_a_duration_that_is_none_is_set_aside(tmp_path: Path, wrong: str) -> None:
    rows, asides = taken(tmp_path, tracklist(("1", "One", wrong)))
    assert (titles(rows), reasons(asides)) == (["One"], ["bad-duration"])


@pytest.mark.parametrize(
    ("text", "milliseconds"), [("120:30", 7_230_000), (" 0:59 ", 59_000), ("3:45.5", 225_500)]
)
def test_durations_as_people_write_them(tmp_path: Path, text: str, milliseconds: int) -> None:
    rows, _ = taken(tmp_path, tracklist(("1", "One", text)))
    assert rows["recording"][0]["duration_ms"] == milliseconds


def test_headings_are_no_tracks_unless_nothing_has_a_position(tmp_path: Path) -> None:
    rows, _ = taken(tmp_path, tracklist(("", "This Side", ""), ("A", "One", ""), ("", "Hidden", "0:30")))
    assert titles(rows) == ["One", "Hidden"]
    rows, _ = taken(tmp_path, tracklist(("", "One", ""), ("", "Two", "")))
    assert titles(rows) == ["One", "Two"]
    assert not any("number" in row for row in rows["track"])


def test_parts_of_a_work_are_tracks_and_bear_its_title(tmp_path: Path) -> None:
    parts = tracklist(("A1", "Allegro", ""), ("A2", "", "")).replace("tracklist", "sub_tracks")
    work = f"<track><position/><title>Konzert</title><artists>{artist('Bach')}</artists>{parts}</track>"
    rows, _ = taken(tmp_path, tracklist(work, ("A3", "Other", "")))
    assert titles(rows) == ["Konzert: Allegro", "Konzert", "Other"]
    assert [row.get("artist_credit_id") for row in rows["recording"]] == [row_id(1), row_id(1), None]


def test_parts_within_a_track_have_no_rows_and_that_is_told(tmp_path: Path) -> None:
    parts = tracklist(("a", "First", ""), ("b", "Second", "")).replace("tracklist", "sub_tracks")
    rows, asides = taken(
        tmp_path, tracklist(f"<track><position>1</position><title>Medley</title>{parts}</track>")
    )
    assert (titles(rows), reasons(asides)) == (["Medley"], ["parts-of-track"])


def test_composers_are_those_of_the_track_then_those_of_the_release(tmp_path: Path) -> None:
    own = artist("Weill", 3, role="Music By") + artist("Brecht", 4, role="Lyrics By")
    track = f"<track><position>A1</position><title>One</title><extraartists>{own}</extraartists></track>"
    extra = (
        artist("Anton", 1, anv="A. Ton", role="Producer, Written-By [All]")
        + artist("Berta (3)", 2, role="Composed By", tracks="A2 to B, A1")
        + artist("Caro", 0, role="Songwriter", tracks="B, Z9")
        + artist("Dora", 5, role="Written-By [Not [really]], Mixed By [Written-By]", tracks="A1")
        + artist("Weill", 3, role="Written-By", tracks="A1")
    )
    rows, asides = taken(
        tmp_path,
        tracklist(track, ("A2", "Two", ""), ("B", "Three", "")) + f"<extraartists>{extra}</extraartists>",
    )
    composed = [
        (row["recording_id"] - row_id(70_000), row["position"], row["name"]) for row in rows["composer"]
    ]
    assert composed == [
        (1, 1, "Weill"), (1, 2, "A. Ton"), (1, 3, "Berta"), (1, 4, "Dora"),
        (2, 1, "A. Ton"), (2, 2, "Berta"),
        (3, 1, "A. Ton"), (3, 2, "Berta"), (3, 3, "Caro"),
    ]  # fmt: skip
    assert (reasons(asides), "Z9" in asides[0].detail) == (["unknown-track"], True)


def test_barcodes_are_read_as_printed_and_every_other_text_is_set_aside(tmp_path: Path) -> None:
    codes = [
        ("Barcode", "no code", ""),
        ("Barcode", "0 9362-47555-2 4", "Text"),
        ("Barcode", "093624755524", "Scanned"),
        ("Matrix / Runout", "7 961220 922684", ""),
        ("Barcode", "7 961220 922684 &gt;", ""),
    ]
    rows, asides = taken(tmp_path, identifiers(*codes))
    assert rows["release"][0]["barcode"] == "0093624755524"
    assert reasons(asides) == ["bad-barcode", "another-barcode"]


def test_isrcs_belong_to_the_track_that_their_description_names(tmp_path: Path) -> None:
    codes = [
        ("ISRC", "DE-ABC-99-00001", "Track A1"),
        ("ISRC", "DEABC9900002 ISRC DE-ABC-99-00003", "B: Three"),
        ("ISRC", "DEABC9900004", "A1 and A2"),
        ("ISRC", "DEABC9900005", ""),
        ("ISRC", "DE-ABC-99-1", "A2"),
    ]
    rows, asides = taken(tmp_path, THREE + identifiers(*codes))
    assert [(row["recording_id"] - row_id(70_000), row["isrc"]) for row in rows["recording_isrc"]] == [
        (1, "DEABC9900001"),
        (3, "DEABC9900002"),
        (3, "DEABC9900003"),
    ]
    assert reasons(asides) == ["isrc-of-no-track", "isrc-of-no-track", "bad-isrc"]


def test_the_isrc_of_a_single_is_that_of_its_track(tmp_path: Path) -> None:
    rows, _ = taken(tmp_path, tracklist(("1", "One", "")) + identifiers(("ISRC", "DEABC9900001", "")))
    assert [row["recording_id"] for row in rows["recording_isrc"]] == [row_id(70_001)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1999-03-00", (1999, 3, None)),
        ("1999-00-00", (1999, None, None)),
        ("1999", (1999, None, None)),
        ("1999-03-07", (1999, 3, 7)),
        ("0000-00-00", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_dates_keep_their_precision(tmp_path: Path, text: str, date: tuple[int | None, ...]) -> None:
    rows, asides = taken(tmp_path, f"<released>{text}</released>")
    (one,) = rows["release"]
    assert tuple(one.get(f"released_{part}") for part in ("year", "month", "day")) == date
    assert len(rows["release_event"]) == (date[0] is not None)
    assert not asides


@pytest.mark.parametrize("text", ["2021-13-45", "199?", "around 1999"])
def test_a_date_that_is_none_is_set_aside(tmp_path: Path, text: str) -> None:
    rows, asides = taken(tmp_path, f"<released>{text}</released><country>US</country>")
    assert reasons(asides) == ["bad-date"]
    assert [row["territory"] for row in rows["release_event"]] == ["US"]
    assert "released_year" not in rows["release"][0]


@pytest.mark.parametrize(
    ("country", "found"),
    [
        ("UK", ["GB"]),
        ("Worldwide", ["XW"]),
        ("UK &amp; Ireland", ["GB", "IE"]),
        ("Germany, Austria, &amp; Switzerland", ["DE", "AT", "CH"]),
        ("Bosnia &amp; Herzegovina", ["BA"]),
        ("UK &amp; Europe", [None]),
        ("UK, Europe &amp; US", [None]),
        ("USSR", [None]),
    ],
)
def test_countries_are_territories_where_there_is_no_doubt(
    tmp_path: Path, country: str, found: list[str | None]
) -> None:
    rows, asides = taken(tmp_path, f"<country>{country}</country><released>1999</released>")
    assert [row.get("territory") for row in rows["release_event"]] == found
    assert not asides


def test_a_country_that_nobody_knows_is_set_aside(tmp_path: Path) -> None:
    rows, asides = taken(tmp_path, "<country>Atlantis</country>")
    assert (reasons(asides), rows["release_event"]) == (["unknown-country"], [])


def test_labels_keep_their_catalogue_numbers(tmp_path: Path) -> None:
    labels = (
        '<labels><label name="Svek (2)" catno="SK032" id="5"/><label name="Svek (2)" catno="SK032" id="5"/>'
        '<label name="Svek (2)" catno="SK 32" id="5"/><label name="Own" catno="none" id=""/>'
        '<label name="" catno="X 1"/><label name="" catno="none"/></labels>'
    )
    rows, _ = taken(tmp_path, labels)
    said = [
        (row.get("label_id"), row.get("catalogue_number"), row.get("label_name"))
        for row in rows["release_label"]
    ]
    assert said[:2] == [(row_id(5), "SK032", "Svek"), (row_id(5), "SK 32", "Svek")]
    assert said[2][1:] == (None, "Own")
    assert said[3:] == [(None, "X 1", None)]


def test_formats_tell_media_status_and_kind(tmp_path: Path) -> None:
    promo = formats(("Promo CD", 1)).replace(
        "<descriptions>", "<descriptions><description>Album</description>"
    )
    rows, _ = taken(tmp_path, promo + tracklist(("1", "One", "")))
    (one,) = rows["release"]
    assert (one["status"], one["group_type"], rows["medium"][0]["format"]) == ("promotion", "album", "CD")
    rows, _ = taken(
        tmp_path, formats(('7" Vinyl', 1), ("CD", 1)) + tracklist(("CD1", "a", ""), ("A", "b", ""))
    )
    assert [row["format"] for row in rows["medium"]] == ["CD", '7" Vinyl']
    assert rows["release"][0]["status"] == "official"


def test_the_master_is_the_release_group(tmp_path: Path) -> None:
    rows, _ = taken(tmp_path, '<master_id is_main_release="true">12</master_id>')
    assert (rows["release"][0]["release_group_id"], rows["release"][0]["is_main"]) == (row_id(12), True)
