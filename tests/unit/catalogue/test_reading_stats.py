"""Counts are those that one makes by hand, on either engine."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.catalogue_rows import Rows, write_snapshot

from nachklang.catalogue.engines import EngineSettings, open_engine
from nachklang.catalogue.manifests import Manifest
from nachklang.catalogue.reading import stats as counting
from nachklang.catalogue.reading.stats import Bar, Overlap, PopularityBar, Stats, stats
from nachklang.catalogue.schema import TABLES
from nachklang.model.plain import to_plain


def told() -> list[Rows]:
    mine, theirs, links = Rows("deposits"), Rows("musicbrainz"), Rows("identity")
    songs = [
        mine.recording("a", duration_ms=9_999, popularity=0, published_year=1969, recorded_year=1968),
        mine.recording("b", duration_ms=10_000, popularity=7, recorded_year=1968),
        mine.recording("c", duration_ms=None, popularity=8),
        mine.recording("d", duration_ms=10**9, popularity=None),
    ]
    others = [
        theirs.recording("a", popularity=8, duration_ms=10_000),
        theirs.recording("e", duration_ms=10_000),
    ]
    platte = mine.release("Platte", released_year=1969, barcode="4006381333931")
    mine.medium(platte, *songs[:2])
    mine.medium(platte, songs[2], position=2)
    mine.release("Leer", barcode="4006381333931")
    record = theirs.release("Record", barcode="0036000291452")
    theirs.medium(record, others[0])
    for recording, code in ((songs[0], "1"), (songs[0], "2"), (songs[1], "2")):
        mine.isrc(recording, f"DEABC260000{code}")
    theirs.isrc(others[0], "DEABC2600002")
    links.cluster("recording", others[0], songs[0])
    links.cluster("recording", songs[1], songs[2])
    return [mine, theirs, links]


def counted(tmp_path: Path, parts: list[Rows], address: str = "duckdb") -> Stats:
    folder = write_snapshot(tmp_path / "1", *parts)
    manifest = Manifest.read(folder)
    work = tmp_path / "work"
    work.mkdir()
    settings = EngineSettings.of_machine(address, memory=500_000_000, threads=2)
    with open_engine(settings, work) as engine:
        tables: Mapping[str, Any] = {
            name: engine.read(name, manifest.paths(folder, name), table.arrow)
            for name, table in TABLES.items()
        }
        return stats(engine, tables, manifest.rows_by_source)


def bars(found: tuple[Bar, ...]) -> dict[int | None, int]:
    return {bar.at: bar.count for bar in found}


def check(found: Stats) -> None:
    assert bars(found.recordings_by_year) == {1968: 1, 1969: 1, None: 4}
    assert [bar.at for bar in found.recordings_by_year] == [1968, 1969, None]
    assert bars(found.tracks_by_year) == {1969: 3, None: 1}
    assert bars(found.recordings_by_duration) == {0: 1, 10_000: 3, 1_800_000: 1, None: 1}
    assert bars(found.tracks_per_release) == {0: 1, 1: 1, 3: 1}
    assert bars(found.isrcs_per_recording) == {0: 3, 1: 2, 2: 1}
    assert bars(found.recordings_per_isrc) == {1: 1, 3: 1}
    assert bars(found.releases_per_barcode) == {1: 1, 2: 1}
    assert found.recordings_by_popularity == (
        PopularityBar("deposits", 0, 1),
        PopularityBar("deposits", 4, 1),
        PopularityBar("deposits", 8, 1),
        PopularityBar("deposits", None, 1),
        PopularityBar("musicbrainz", 8, 1),
        PopularityBar("musicbrainz", None, 1),
    )
    assert [one for one in found.overlap if one.entity == "recording"] == [
        Overlap("recording", ("deposits",), 2),
        Overlap("recording", ("deposits", "musicbrainz"), 1),
        Overlap("recording", ("musicbrainz",), 1),
    ]
    assert found.rows["recording"] == {"deposits": 4, "musicbrainz": 2}


def test_every_count_is_right(tmp_path: Path) -> None:
    found = counted(tmp_path, told())
    check(found)
    assert json.loads(json.dumps(to_plain(found)))["tracks_per_release"][0] == {"at": 0, "count": 1}


def test_spark_counts_the_same(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="PySpark is an extra")
    check(counted(tmp_path, told(), "local[2]"))


def test_an_empty_snapshot_has_no_bars(tmp_path: Path) -> None:
    found = counted(tmp_path, [])
    assert (found.recordings_by_year, found.tracks_per_release, found.overlap) == ((), (), ())


def test_of_very_many_sources_the_small_ones_are_counted_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_MOST_SOURCES", 1)
    big, small, tiny, links = Rows("big"), Rows("small"), Rows("tiny"), Rows("identity")
    for number in range(3):
        big.recording(str(number))
    links.cluster("recording", small.recording("0"), tiny.recording("0"))
    links.cluster("recording", big.id("recording", "0"), tiny.recording("1"))
    small.recording("alone")
    overlap = counted(tmp_path, [big, small, tiny, links]).overlap
    assert [(one.sources, one.things) for one in overlap] == [
        (("big",), 2),
        (("big", "other sources"), 1),
        (("other sources",), 2),
    ]
