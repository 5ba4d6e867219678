"""A whole table is the same in Arrow, in Polars and in Ibis, and lists of programs are Arrow tables."""

import builtins
import warnings
from pathlib import Path
from typing import Any

import pytest
from tests.catalogue_rows import PUBLIC_IDS, Rows, open_snapshot

from nachklang.catalogue import Snapshot, artist_building, titles
from nachklang.catalogue.schema import TABLES
from nachklang.errors import CatalogueError


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    mine, theirs, links = Rows("deposits"), Rows("musicbrainz"), Rows("identity")
    one = mine.recording("Lied", mine.credit("Ada"))
    two = theirs.recording("Song", theirs.credit("Ada"), duration_ms=None)
    mine.release("Platte", released_year=1969)
    theirs.release("Record", released_year=1969)
    links.cluster("recording", two, one)
    links.cluster("artist", theirs.id("artist", "Ada"), mine.id("artist", "Ada"))
    return open_snapshot(tmp_path / "it's [here]*", mine, theirs, links)


def test_a_table_has_all_rows_in_its_schema(snapshot: Snapshot) -> None:
    table = snapshot.table("recording")
    read = table.arrow()
    assert read.schema == table.schema == TABLES["recording"].arrow
    assert (table.rows, read.num_rows, sorted(read["title"].to_pylist())) == (2, 2, ["Lied", "Song"])
    assert table.batches().read_all() == read
    assert table.arrow("title", "id").column_names == ["title", "id"]
    assert table.batches("title").schema.names == ["title"]


@pytest.mark.parametrize("name", ["recording", "label", "cluster"])
def test_polars_and_ibis_read_the_same(snapshot: Snapshot, name: str) -> None:
    pytest.importorskip("polars", reason="polars is an extra")
    table = snapshot.table(name)
    expected = sorted(map(str, table.arrow().to_pylist()))
    assert sorted(map(str, table.polars().collect().to_dicts())) == expected
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"fetch_arrow_table\(\) is deprecated", DeprecationWarning)
        assert sorted(map(str, table.ibis().to_pyarrow().to_pylist())) == expected
        assert table.ibis().count().to_pyarrow().as_py() == table.rows


def test_a_table_or_column_that_is_not_there_is_named(snapshot: Snapshot) -> None:
    with pytest.raises(CatalogueError, match="no table 'song'; there are artist"):
        snapshot.table("song")
    with pytest.raises(CatalogueError, match="no column 'name'; it has id"):
        snapshot.table("recording").arrow("name")


def test_without_polars_one_is_told_how_to_get_it(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "polars":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(CatalogueError, match="pip install"):
        snapshot.table("recording").polars()


@pytest.mark.parametrize("titled", [True, False])
def test_all_recordings_of_an_artist_are_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, titled: bool
) -> None:
    if not titled:
        monkeypatch.setattr(artist_building, "MOST_TITLES", 0)
    one, two, links = Rows("one"), Rows("two"), Rows("identity")
    ids = [
        one.recording("Lied", one.credit("Ada")),
        two.recording("Song", two.credit("Ada"), duration_ms=None),
    ]
    links.cluster("artist", one.id("artist", "Ada"), two.id("artist", "Ada"))
    snapshot = open_snapshot(tmp_path, one, two, links)
    found = snapshot.recordings_of(PUBLIC_IDS.of("artist", two.id("artist", "Ada")))
    assert found.schema == titles.RECORDINGS
    rows = sorted(found.to_pylist(), key=lambda row: str(row["title"]))
    assert rows == [
        {"id": ids[0], "title": "Lied", "duration_ms": 180_000},
        {"id": ids[1], "title": "Song", "duration_ms": None},
    ]


def test_all_releases_of_a_year_are_a_table(snapshot: Snapshot) -> None:
    assert sorted(snapshot.releases_of_year(1969)["title"].to_pylist()) == ["Platte", "Record"]
    assert snapshot.releases_of_year(1970).num_rows == 0
