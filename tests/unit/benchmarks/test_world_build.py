"""The benchmark of the catalogue: it builds with the real importer, and asks everybody the same."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from benchmarks.catalogue.build import Build
from benchmarks.catalogue.peer import Sqlite
from benchmarks.catalogue.questions import Asked, Ours, OursInPython, ask, codes_a_second, draw
from benchmarks.catalogue.stages import Recorder, folder_size, memory_of_all

from nachklang.catalogue.engines import EngineSettings
from nachklang.catalogue.publishing import Shelf
from nachklang.catalogue.schema import SOURCE_TABLES

ROWS = 3_000


class Built:
    """A small world, built once for all tests."""

    def __init__(self, folder: Path) -> None:
        self.recorder = Recorder(folder, folder / "figures.json", {"rows": ROWS})
        self.engine = EngineSettings.of_machine(memory=500_000_000, threads=1)
        self.build = Build(folder, self.recorder, self.engine)
        self.build.make(ROWS)
        self.build.settle()
        self.ours = Ours(self.build.catalogue, self.build.index)
        shelf = Shelf(self.build.catalogue).folder(self.ours.manifest.number)
        self.files: Callable[[str], Sequence[Path]] = partial(self.ours.manifest.paths, shelf)
        self.asked: Asked = draw(self.files)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("build"))


def test_built_tables_hold_what_was_made(built: Built) -> None:
    made = built.recorder.figures["rows"]["world"]
    for table in SOURCE_TABLES:
        rows = sum(pq.read_metadata(path).num_rows for path in built.files(table))
        assert rows == made.get(table, 0) or table == "recording_isrc", table
    assert made["recording"] == ROWS


def test_every_table_and_every_index_is_a_stage_with_its_figures(built: Built) -> None:
    stages = {stage["name"]: stage for stage in json.loads(built.recorder.file.read_text())["stages"]}
    assert {"world", "index search", "index isrc", "index artists"} <= set(stages)
    assert {f"settle {name}" for name in SOURCE_TABLES} <= set(stages)
    assert all(stage["left"] > 0 for stage in stages.values())
    totals = built.build.totals()["nachklang"]["seconds"]
    assert totals == pytest.approx(sum(s["seconds"] for n, s in stages.items() if n != "world"), abs=0.2)


def test_what_was_staged_is_gone_once_its_table_stands(built: Built) -> None:
    assert list(built.build.catalogue.glob("imports/*/staged/*/*")) == []


def test_build_that_stands_is_not_done_again(built: Built) -> None:
    again = Recorder(built.recorder.folder, built.recorder.file, {})
    again.resume()
    before = list(again.stages)
    build = Build(again.folder, again, built.engine)
    build.make(ROWS)
    build.settle()
    assert again.stages == before


def test_all_contestants_find_the_same(built: Built, tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, tmp_path / "figures.json", {})
    peer = Sqlite(tmp_path / "peer.db")
    peer.build(built.files, recorder)
    in_python = OursInPython(built.build.catalogue, built.build.index)
    for code in built.asked.isrc[:50]:
        assert built.ours.isrc(code) == peer.isrc(code) > 0
    for artist in built.asked.artist[:50]:
        assert built.ours.artist(artist) == in_python.artist(artist) == peer.artist(artist) > 0
    for year in built.asked.year[:20]:
        assert built.ours.year(year) == in_python.year(year) == peer.year(year) > 0
    for words in built.asked.words.values():
        assert all(built.ours.search(one) > 0 for one in words[:50])
        assert sum(peer.search(one) > 0 for one in words[:50]) > 40


def test_figures_say_how_the_first_stands_to_each(built: Built) -> None:
    few = Asked(built.asked.isrc[:40], {2: built.asked.words[2][:40]}, built.asked.artist[:40], [2020] * 20)
    figures = ask([built.ours, built.ours], few)
    assert set(figures) == {"isrc", "search 2", "artist", "year"}
    for timings in figures.values():
        assert timings["nachklang"]["median_ratio"] == 1.0
        assert 0 < timings["nachklang"]["median_ms"] <= timings["nachklang"]["p95_ms"]
    assert figures["isrc"]["nachklang"]["asked"] == 40


def test_bulk_resolution_is_measured_on_codes_that_are_there(built: Built) -> None:
    figures = codes_a_second(built.ours, built.files("recording_isrc"), codes=500)
    assert figures["codes"] == 500
    assert figures["codes_per_second_warm"] > 0


def test_folder_size_counts_a_file_with_two_names_once(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"x" * 100_000)
    alone = folder_size(tmp_path)
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    assert folder_size(tmp_path) == alone >= 100_000


def test_memory_is_that_of_this_process_at_least() -> None:
    whole, private = memory_of_all()
    assert whole >= private > 1_000_000
