"""The first records of a real dump: what is counted in the raw files is in the tables."""

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.unit.catalogue.sources.discogs_dumps import SAMPLES, Rows, sorted_steps

from nachklang.catalogue.sources import SetAside
from nachklang.catalogue.sources.discogs import Discogs
from nachklang.catalogue.sources.discogs.names import row_id

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")


@pytest.fixture(scope="module")
def taken() -> tuple[Rows, list[SetAside]]:
    rows, asides, _ = sorted_steps(Discogs([SAMPLES]).open())
    return rows, asides


def records(kind: str) -> list[ET.Element]:
    with gzip.open(SAMPLES / f"discogs_20200801_{kind}.xml.gz") as file:
        return list(ET.parse(file).getroot())  # noqa: S314


def leaves(tracklist: ET.Element) -> Iterator[ET.Element]:
    """Yield what is heard: lines without parts; the samples have no parts of tracks with a position."""
    for line in tracklist.iter("track"):
        if line.find("sub_tracks") is None and (line.findtext("position") or line.findtext("duration")):
            yield line


def test_every_record_is_taken(taken: tuple[Rows, list[SetAside]]) -> None:
    rows, asides = taken
    assert not [aside for aside in asides if aside.whole]
    for table, kind in (("artist", "artists"), ("label", "labels"), ("release_group", "masters")):
        assert len(rows[table]) == len(records(kind)) == 600
    assert len(rows["release"]) == len(records("releases")) == 600


def test_recordings_isrcs_and_lengths_are_those_of_the_file(taken: tuple[Rows, list[SetAside]]) -> None:
    rows, _ = taken
    heard = [line for one in records("releases") for line in leaves(one.find("tracklist") or one)]
    assert len(rows["recording"]) == len(rows["track"]) == len(heard) == 5013
    assert {row["id"] for row in rows["recording"]} == {row["recording_id"] for row in rows["track"]}
    minutes_and_seconds = (line.findtext("duration") or "" for line in heard)
    seconds = [int(text.split(":")[0]) * 60 + int(text.split(":")[1]) for text in minutes_and_seconds if text]
    assert [row["duration_ms"] for row in rows["recording"] if "duration_ms" in row] == [
        1000 * one for one in seconds
    ]
    codes = [
        one.get("value")
        for kind in records("releases")
        for one in kind.iter("identifier")
        if one.get("type") == "ISRC"
    ]
    assert [row["isrc"] for row in rows["recording_isrc"]] == [str(code).replace("-", "") for code in codes]
    of_recordings = Counter(row["recording_id"] for row in rows["recording_isrc"])
    assert len(of_recordings) == 4
    assert set(of_recordings.values()) == {1}


def test_barcodes_are_those_of_the_file(taken: tuple[Rows, list[SetAside]]) -> None:
    rows, asides = taken
    with_barcode = 0
    for one in records("releases"):
        values = [item.get("value") or "" for item in one.iter("identifier") if item.get("type") == "Barcode"]
        with_barcode += any(well_formed("".join(filter(str.isdigit, value))) for value in values)
    assert sum("barcode" in row for row in rows["release"]) == with_barcode
    assert Counter(aside.reason for aside in asides) == {
        "bad-barcode": 13,
        "another-barcode": 3,
        "unknown-track": 7,
    }


def well_formed(digits: str) -> bool:
    """Check the last digit of an EAN or UPC."""
    weighted = (int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return len(digits) in {8, 12, 13} and sum(weighted) % 10 == 0


def test_the_origin_says_what_was_read() -> None:
    origin = Discogs([SAMPLES]).origin
    assert (origin.name, origin.licence, origin.snapshot, origin.whole) == (
        "discogs",
        "CC0-1.0",
        "2020-08-01",
        True,
    )
    assert [path.name.split("_")[-1] for path in origin.files] == [
        "artists.xml.gz",
        "labels.xml.gz",
        "masters.xml.gz",
        "releases.xml.gz",
    ]
    assert origin.size == sum(path.stat().st_size for path in SAMPLES.iterdir())


def test_one_release_in_all_its_rows(taken: tuple[Rows, list[SetAside]]) -> None:
    rows, _ = taken
    number = row_id(1)
    one = next(row for row in rows["release"] if row["id"] == number)
    assert (one["title"], one["release_group_id"], one["source_id"]) == ("Stockholm", row_id(1660109), "1")
    assert (one["released_year"], one["released_month"], one.get("released_day")) == (1999, 3, None)
    media = [row for row in rows["medium"] if row["release_id"] == number]
    assert [(row["position"], row["format"]) for row in media] == [(1, '12" Vinyl'), (2, '12" Vinyl')]
    tracks = [row for row in rows["track"] if row["source_id"] == "1"]
    assert [(row["number"], row["position"]) for row in tracks] == [
        ("A", 1), ("B1", 2), ("B2", 3), ("C1", 1), ("C2", 2), ("D", 3),
    ]  # fmt: skip
    recordings = [row for row in rows["recording"] if row["source_id"] == "1"]
    assert (recordings[0]["title"], recordings[0]["duration_ms"]) == ("Östermalm", 285_000)
    composers = [row for row in rows["composer"] if row["source_id"] == "1"]
    assert [row["artist_id"] for row in composers] == [row_id(239)] * 6
    assert next(row for row in rows["release_event"] if row["release_id"] == number)["territory"] == "SE"
    (label,) = (row for row in rows["release_label"] if row["release_id"] == number)
    assert (label["label_id"], label["catalogue_number"]) == (row_id(5), "SK032")


@pytest.mark.parametrize("kind", ["artists", "releases"])
def test_the_same_input_gives_the_same_steps(kind: str) -> None:
    source = Discogs([Path(SAMPLES / f"discogs_20200801_{kind}.xml.gz")])
    assert sorted_steps(source.open()) == sorted_steps(source.open())
