"""The quality report counts each fault, and shows some of each."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.catalogue.isrc.isrc_tables import (
    a_credit,
    a_recording,
    codes_of,
    in_one_cluster,
    write_tables,
)

from nachklang.catalogue.engines import Engine, EngineSettings, open_engine
from nachklang.catalogue.isrc.prefixes import is_allocated
from nachklang.catalogue.isrc.quality import Report, quality_report
from nachklang.catalogue.manifests import PartInfo
from nachklang.catalogue.schema import TABLES

RECORDINGS = [
    a_recording(1, "One", 200, 1),
    a_recording(2, "One", 203, 1),  # another length
    a_recording(3, "Two", 100, 1),
    a_recording(4, "Two", 101, 2),  # another artist, in capitals the same
    a_recording(5, "Two", 101, 3),
    a_recording(6, "Three", 300, 1),
    a_recording(7, "Drei", 100, 2),  # but known to be the same
    a_recording(8, "Four", 100, None),
    a_recording(9, "Four", None, 1),  # nothing that speaks against it
]
CODES = codes_of(
    (1, "DEABC2600001"), (2, "DEABC2600001"),
    (3, "DEABC2600002"), (4, "DEABC2600002"), (5, "DEABC2600002"),
    (6, "DEABC2600003"), (7, "DEABC2600003"),
    (8, "VVABC2600004"), (9, "VVABC2600004"),
    (8, "XXABC2600005"), (8, "XXABC2600006"), (9, "XXABD2600007"), (9, "UKABC2600008"),
)  # fmt: skip
NAMES = [*a_credit(1, ("Anna", " & "), ("Zoe", "")), *a_credit(2, ("Berta", "")), *a_credit(3, ("ANNA", ""))]


def a_part(source: str, wrong: int, report: str | None) -> PartInfo:
    """Return a part of which so many codes were set aside in part."""
    counts = {"bad-isrc": wrong, "bad-date": 3}
    return PartInfo(
        source, "CC0-1.0", "s1", "", datetime(2026, 11, 1, tzinfo=UTC), {}, counts, report, source
    )


@pytest.fixture(params=["duckdb", "local[2]"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param != "duckdb":
        pytest.importorskip("pyspark", reason="pyspark is an extra")
    with open_engine(EngineSettings(request.param, 1_000_000_000, 2), tmp_path) as opened:
        yield opened


@pytest.fixture
def report(tmp_path: Path, engine: Engine) -> Report:
    lines = [
        {"where": f"release {n}", "reason": reason, "detail": "not an ISRC", "whole": False}
        for n in range(30)
        for reason in ("bad-date", "bad-isrc")
    ]
    (tmp_path / "wild.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    paths = write_tables(
        tmp_path,
        {
            "recording": RECORDINGS,
            "recording_isrc": CODES,
            "artist_credit_name": NAMES,
            "cluster": in_one_cluster(6, 7),
        },
    )
    tables = {name: engine.read(name, files, TABLES[name].staged) for name, files in paths.items()}
    return quality_report(
        engine, tables, [a_part("tidy", 0, None), a_part("wild", 30, "wild.jsonl")], tmp_path
    )


def test_the_report_is_json_and_counts_every_fault(report: Report) -> None:
    assert json.loads(json.dumps(report)) == report
    assert (report["codes"], report["recordings"]) == (8, 8)
    assert (report["invalid"]["codes"], report["invalid"]["sources"]) == (30, {"wild": 30})
    assert len(report["invalid"]["examples"]) == 20
    assert report["invalid"]["examples"][0] == {"where": "release 0", "detail": "not an ISRC"}
    prefixes = report["unknown_prefix"]
    assert (prefixes["codes"], prefixes["prefixes"]) == (3, 2)
    assert prefixes["examples"] == [{"prefix": "XXABC", "codes": 2}, {"prefix": "XXABD", "codes": 1}]
    several = report["several_recordings"]
    assert {name: several[name] for name in several if name != "examples"} == {
        "codes": 3,
        "different_length": 1,
        "different_artist": 1,
        "different": 2,
    }
    length, artist = several["examples"]
    assert length == {
        "isrc": "DEABC2600001",
        "recordings": 2,
        "shortest_ms": 200_000,
        "longest_ms": 203_000,
        "artists": 1,
    }
    assert (artist["isrc"], artist["recordings"], artist["artists"]) == ("DEABC2600002", 3, 2)
    codes = report["several_codes"]
    assert (codes["recordings"], codes["most"]) == (2, 3)
    assert codes["examples"] == [{"recording_id": 8, "codes": 3}, {"recording_id": 9, "codes": 3}]


@pytest.mark.parametrize(
    ("prefix", "known"), [("VVABC", True), ("QNABC", True), ("UKABC", True), ("XXABC", False)]
)
def test_prefixes_are_those_that_are_given_out(prefix: str, known: bool) -> None:  # noqa: FBT001
    assert is_allocated(prefix) == known
