"""Snapshots can be followed, and go when they are old."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.factories import NOON, an_item
from tests.unit.catalogue.told import Told, rows

from nachklang.catalogue import Catalogue
from nachklang.catalogue._disk import locked
from nachklang.catalogue.diffing import TableDiff
from nachklang.errors import CatalogueError, LockedError, NotFoundError


def _recording(number: int, title: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "title": title} | more


def _two(catalogue: Catalogue) -> None:
    before = rows("recording", *(_recording(n, f"Song {n}", duration_ms=1000) for n in (1, 2, 3, 4)))
    code = {"recording_id": 1, "isrc": "DEABC2600001"}
    catalogue.take_in(Told([[before, rows("recording_isrc", code)]]), at=NOON)
    after = rows(
        "recording",
        _recording(1, "Song 1", duration_ms=1000),
        _recording(2, "Song two", duration_ms=2000),
        _recording(5, "Song 5"),
        snapshot="2026-12-01",
    )
    redirect = {"entity": "recording", "old_id": 3, "id": 1}
    gone = rows("redirect", redirect, redirect | {"entity": "release", "old_id": 4}, snapshot="2026-12-01")
    told = Told([[after, gone, rows("recording_isrc", code, snapshot="2026-12-01")]], snapshot="2026-12-01")
    catalogue.take_in(told, at=NOON)


def test_a_diff_tells_what_was_added_changed_removed_and_merged(catalogue: Catalogue) -> None:
    _two(catalogue)
    with catalogue.diff(1, 2) as diff:
        assert diff.summary() == {
            "recording": TableDiff(1, 1, 1, 1, {"duration_ms": 1, "title": 1}),
            "redirect": TableDiff(2, 0, 0, 0, {}),
        }
        listed = [row for batch in diff.rows("recording") for row in batch.to_pylist()]
    told = [(row["change"], row["id"], row["merged_into"], row["columns"]) for row in listed]
    assert told == [
        ("changed", 2, None, "title,duration_ms"),
        ("merged", 3, 1, ""),
        ("removed", 4, None, ""),
        ("added", 5, None, ""),
    ]


def test_a_diff_the_other_way_round_is_the_other_way_round(catalogue: Catalogue) -> None:
    _two(catalogue)
    with catalogue.diff(2, 1) as diff:
        assert diff.summary()["recording"] == TableDiff(2, 1, 1, 0, {"duration_ms": 1, "title": 1})


def test_a_value_that_appears_or_goes_is_a_change(catalogue: Catalogue) -> None:
    catalogue.take_in(Told([[rows("recording", _recording(1, "A", duration_ms=None))]]), at=NOON)
    catalogue.take_in(Told([[rows("recording", _recording(1, "A", duration_ms=5))]]), at=NOON)
    for old, new in ((1, 2), (2, 1)):
        with catalogue.diff(old, new) as diff:
            assert diff.summary() == {"recording": TableDiff(0, 1, 0, 0, {"duration_ms": 1})}


def test_parts_that_are_the_same_are_not_read(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.build([an_item(1)], at=NOON)
    catalogue.take_in(Told([[rows("label", {"id": 1, "name": "A"})]]), at=NOON)
    for file in (tmp_path / "catalogue" / "snapshots").glob("*/*/deposits-*.parquet"):
        file.write_bytes(b"not to be read")
    with catalogue.diff(1, 2) as diff:
        assert diff.summary() == {"label": TableDiff(1, 0, 0, 0, {})}


def test_a_snapshot_that_is_not_there_is_named(catalogue: Catalogue) -> None:
    catalogue.build([an_item(1)], at=NOON)
    with pytest.raises(NotFoundError, match="no snapshot 7"), catalogue.diff(1, 7):
        pass


def test_old_snapshots_go_with_their_indexes(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.take_in(Told([[rows("label", {"id": 1, "name": "A"})]]), at=NOON)
    for count in (1, 2, 3):
        catalogue.build([an_item(number) for number in range(1, count + 1)], at=NOON)
    parts = tmp_path / "index" / "parts"
    assert len(list(parts.iterdir())) == 4
    gone = catalogue.collect(keep=2)
    assert (gone.snapshots, gone.indexes) == ((1, 2), 1)
    assert gone.bytes > 0
    assert [info.number for info in catalogue.snapshots()] == [3, 4]
    newest = catalogue.required()
    assert newest.info.rows["label"] == 2
    assert newest.search("invention")


def test_a_file_that_a_kept_snapshot_shares_stays(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.take_in(Told([[rows("label", {"id": 1, "name": "A"})]]), at=NOON)
    catalogue.build([an_item(1)], at=NOON)
    catalogue.collect(keep=1)
    assert (tmp_path / "catalogue" / "snapshots" / "2" / "label" / "told-00000.parquet").is_file()


def test_the_newest_that_can_be_read_never_goes(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.build([an_item(1)], at=NOON)
    catalogue.build([an_item(2)], at=NOON)
    (tmp_path / "catalogue" / "snapshots" / "2" / "manifest.json").write_text("{}")
    assert catalogue.collect(keep=1).snapshots == ()
    with pytest.raises(CatalogueError):
        catalogue.latest()


def test_what_others_said_survives_a_broken_snapshot(catalogue: Catalogue, tmp_path: Path) -> None:
    """The rebuild takes the imported parts from the newest snapshot that is whole."""
    catalogue.take_in(Told([[rows("label", {"id": 1, "name": "A"})]]), at=NOON)
    catalogue.build([an_item(1)], at=NOON)
    shutil.rmtree(tmp_path / "catalogue" / "snapshots" / "2" / "recording")
    info = catalogue.build([an_item(1)], at=NOON)
    assert info.number == 3
    assert [part.source for part in info.parts] == ["deposits", "told"]
    assert catalogue.required().info.rows["label"] == 2


@pytest.mark.parametrize("work", ["imports", "deposits"])
def test_nothing_goes_while_something_is_built(catalogue: Catalogue, tmp_path: Path, work: str) -> None:
    catalogue.build([an_item(1)], at=NOON)
    with locked(tmp_path / "catalogue" / "locks" / work), pytest.raises(LockedError):
        catalogue.collect(keep=1)
