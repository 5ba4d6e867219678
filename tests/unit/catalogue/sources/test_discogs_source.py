"""Bad input, and readings that were cut off."""

import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.unit.catalogue.sources.discogs_dumps import (
    DATE,
    read,
    release,
    sorted_steps,
    tracklist,
    write_dump,
)

from nachklang.catalogue.sources import Batch, Mark, Step
from nachklang.catalogue.sources.discogs import Discogs, source
from nachklang.catalogue.sources.discogs.names import row_id
from nachklang.errors import SourceError

BOMB = """<?xml version="1.0"?>
<!DOCTYPE releases [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<releases><release id="1" status="Accepted"><title>&b;&secret;</title></release></releases>"""


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("before", ["", f"<!--{' ' * 100_000}-->", "<!-- <releases> -->"])
def test_a_document_type_is_refused_wherever_it_stands(tmp_path: Path, before: str) -> None:
    path = write(tmp_path / "releases.xml", BOMB.replace("<!DOCTYPE", f"{before}<!DOCTYPE"))
    with pytest.raises(SourceError, match=r"document type|no file of Discogs"):
        Discogs([path])


def test_a_document_type_behind_the_head_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "releases.xml", f"<releases>{' ' * 100_000}{BOMB[22:]}")
    _, asides, _ = sorted_steps(Discogs([path]).open())
    assert [aside.reason for aside in asides] == ["bad-xml", "bad-xml"], (
        "what stands between, and the release"
    )
    assert "Entity 'b' not defined" in asides[1].detail


def test_an_entity_is_never_resolved(tmp_path: Path) -> None:
    bad = release(1, title="&secret;")
    rows, asides = read(tmp_path, releases=[bad, release(2, title="Good &amp; right &#8364;")])
    assert [row["title"] for row in rows["release"]] == ["Good & right €"]
    assert [(aside.where.split(": ")[1], aside.reason, aside.whole) for aside in asides] == [
        ("release 1", "bad-xml", True)
    ]


@pytest.mark.parametrize(
    "bad",
    [
        '<release id="5" status="Accepted"><title>Not closed',
        '<release id="5" status="Accepted"><title>Crossed</release></title></release>',
        '<release id="5" status="Accepted"><title>&lt;</titel></release>',
        '<release id="5"/>',
        '<release id="5" status="Accepted"><title>'
        + "<a>" * 100_000
        + "</a>" * 100_000
        + "</title></release>",
        "<release><title>Without a number</title></release>",
        '<release id="0" status="Accepted"><title>No number</title></release>',
        '<release id="99999999999999" status="Accepted"><title>Beyond all numbers</title></release>',
        '<release id="5" status="Draft"><title>Not for anyone</title></release>',
        '<release id="5" status="Accepted"><title> </title></release>',
        '<release id="5" status="Accepted"><title>' + "a" * 20_000_000 + "</title></release>",
    ],
    ids=lambda bad: bad[:70],
)
def test_a_broken_record_is_set_aside_alone(tmp_path: Path, bad: str) -> None:
    rows, asides = read(tmp_path, releases=[release(1), bad, release(2), release(3)])
    assert [row["source_id"] for row in rows["release"]] == ["1", "2", "3"]
    assert asides
    assert all(aside.whole for aside in asides)


@pytest.mark.parametrize(
    ("bytes_", "shown"),
    [
        (b"M\xfcnchen", "M\ufffdnchen"),
        (b"a\x01b", "a\ufffdb"),
        (b"a&#1;b&#xD800;", "a\ufffdb\ufffd"),
        (b"a\0b", "a\ufffdb"),
    ],
)
def test_characters_that_cannot_be_are_replaced_and_told(tmp_path: Path, bytes_: bytes, shown: str) -> None:
    whole = b'<releases><release id="1" status="Accepted"><title>%b</title></release></releases>' % bytes_
    rows, (aside,), _ = sorted_steps(Discogs([write(tmp_path / "releases.xml", whole)]).open())
    assert [row["title"] for row in rows["release"]] == [shown]
    assert (aside.reason, aside.whole) == ("bad-text", False)


def test_what_stands_between_records_is_told(tmp_path: Path) -> None:
    rows, asides = read(
        tmp_path, releases=[release(1), "lost words", "<!-- a comment -->", release(2), "end"]
    )
    assert [row["source_id"] for row in rows["release"]] == ["1", "2"]
    assert ["lost words" in asides[0].detail, "end" in asides[1].detail, len(asides)] == [True, True, 2]


def test_nested_labels_are_no_records(tmp_path: Path) -> None:
    nested = '<sublabels><label id="3">X</label><label /></sublabels>'
    labels = [
        f"<label><id>1</id><name>Planet E (2)</name>{nested}</label>",
        "<label><id>2</id><name>Warp</name><parentLabel id='1'>Planet E</parentLabel></label>",
    ]
    rows, asides = read(tmp_path, labels=labels)
    assert [(row["id"], row["name"]) for row in rows["label"]] == [
        (row_id(1), "Planet E"),
        (row_id(2), "Warp"),
    ]
    assert not asides


def note(steps: Iterable[Step], noted: list[Step]) -> None:
    """Keep the steps even where one raises."""
    for step in steps:
        noted.append(step)  # noqa: PERF402  (a list of all would be lost)


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_is_cut_off_keeps_what_was_good(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001
    (path,) = write_dump(tmp_path, releases=[release(number) for number in range(1, 40_000)])
    whole = path.read_bytes()
    path.unlink()
    path = path if packed else path.with_suffix("")
    write(path, (whole if packed else gzip.decompress(whole))[:-500])
    steps = list[Step]()
    with pytest.raises(SourceError, match="cut off"):
        note(Discogs([path]).open(), steps)
    rows, asides, marks = sorted_steps(steps)
    assert len(rows["release"]) > 10_000
    assert not asides
    assert marks[-1].position.split()[:2] == ["releases", str(len(rows["release"]))]


@pytest.mark.parametrize("read_before", range(7))
def test_a_reading_goes_on_behind_any_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_before: int
) -> None:
    monkeypatch.setattr(source, "_ROWS_HELD", 1)
    artists = [f"<artist><id>{number}</id><name>A{number}</name></artist>" for number in (1, 2)]
    dump = Discogs(write_dump(tmp_path, artists=artists, releases=[release(1), release(2), "x", release(3)]))
    whole = list(dump.open())
    places = [place for place, step in enumerate(whole) if isinstance(step, Mark)]
    assert len(places) == 7
    mark = whole[places[read_before]]
    assert isinstance(mark, Mark)
    rest = list(dump.open(mark.position))
    assert sorted_steps(rest)[:2] == sorted_steps(whole[places[read_before] + 1 :])[:2]
    assert isinstance(whole[-1], Mark)
    assert whole[-1].read == dump.origin.size


def test_a_release_of_a_million_tracks_is_taken(tmp_path: Path) -> None:
    line = "<track><position>1</position><title>a</title></track>"
    rows = Counter[str]()
    huge = release(7, f"<tracklist>{line * 1_000_000}</tracklist>")
    for step in Discogs(write_dump(tmp_path, releases=[huge, release(8)])).open():
        assert isinstance(step, Batch | Mark)
        if isinstance(step, Batch):
            rows[step.table] += step.rows.num_rows
    assert rows == {"release": 2, "medium": 1, "track": 1_000_000, "recording": 1_000_000}


def test_tracks_beyond_those_that_are_numbered_have_ids_of_their_own(tmp_path: Path) -> None:
    lines = [(str(number), "a", "") for number in range(1, 10_003)]
    rows, _ = read(tmp_path, releases=[release(7, tracklist(*lines)), release(8, tracklist(("1", "b", "")))])
    ids = [row["id"] for row in rows["recording"]]
    assert len(set(ids)) == len(ids) == 10_003
    assert ids[0] == row_id(70_001)


def test_files_of_two_months_two_of_a_kind_and_none_are_refused(tmp_path: Path) -> None:
    (releases,) = write_dump(tmp_path, releases=[])
    artists = write(tmp_path / "discogs_20260701_artists.xml", "<artists></artists>")
    with pytest.raises(SourceError, match="different dumps \\(2026-07-01, 2026-08-01\\)"):
        Discogs([tmp_path])
    with pytest.raises(SourceError, match="a file of releases, too"):
        Discogs([releases, releases])
    with pytest.raises(SourceError, match="no file of Discogs"):
        Discogs([])
    with pytest.raises(SourceError, match="no file of Discogs"):
        Discogs([write(tmp_path / "other.xml", "<rss></rss>")])
    with pytest.raises(SourceError, match="cannot be read"):
        Discogs([tmp_path / "nowhere.xml"])
    with pytest.raises(SourceError, match="not UTF-8"):
        Discogs([write(tmp_path / "wide.xml", "<artists></artists>".encode("utf-16"))])
    assert Discogs([artists]).origin.snapshot == "2026-07-01"


def test_a_folder_is_searched_and_other_files_are_told(tmp_path: Path) -> None:
    write_dump(tmp_path, releases=[release(1)], artists=[])
    write(tmp_path / f"discogs_{DATE}_CHECKSUM.txt", "abc")
    source = Discogs([tmp_path])
    assert [path.name.split("_")[2] for path in source.origin.files] == ["artists.xml.gz", "releases.xml.gz"]
    _, (aside,), _ = sorted_steps(source.open())
    assert (aside.reason, Path(aside.where).name) == ("unknown-file", f"discogs_{DATE}_CHECKSUM.txt")
