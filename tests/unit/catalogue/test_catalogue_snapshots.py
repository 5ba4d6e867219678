"""Snapshots never change, and a broken one is named, survived and replaced."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from tests.factories import NOON, a_description, an_item

from nachklang.catalogue import Catalogue, Snapshot, publishing
from nachklang.catalogue._disk import locked, sha256_of
from nachklang.errors import CatalogueError, LockedError, StorageError
from nachklang.model.items import Item

Build = Callable[[Iterable[Item]], Snapshot]


def _files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): sha256_of(path) for path in folder.rglob("*") if path.is_file()}


def _reopened(folder: Path) -> Catalogue:
    return Catalogue(folder / "catalogue", index=folder / "index", secret=b"the secret of a test")


def test_before_the_first_build_there_is_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    assert catalogue.latest() is None
    assert list(tmp_path.iterdir()) == []


def test_a_reader_of_an_older_snapshot_is_undisturbed(build: Build, tmp_path: Path) -> None:
    older = build([an_item(1)])
    before = _files(tmp_path / "catalogue" / "snapshots" / "1")
    view, hits = older.recordings(), older.search("invention")
    newer = build([an_item(1), an_item(2)])
    assert (older.info.number, newer.info.number) == (1, 2)
    assert (older.recordings(), older.search("invention")) == (view, hits)
    assert len(newer.recordings()) == 2
    assert _files(tmp_path / "catalogue" / "snapshots" / "1") == before


def test_equal_content_is_the_same_snapshot_in_any_order(build: Build, catalogue: Catalogue) -> None:
    items = [an_item(number) for number in range(1, 6)]
    first = build(items).info
    later = catalogue.build(reversed(items), at=NOON + timedelta(days=1))
    assert later == first


def test_what_changed_back_is_a_new_snapshot(standing: Catalogue) -> None:
    one = standing.build([an_item(1)], at=NOON)
    two = standing.build([an_item(2)], at=NOON)
    three = standing.build([an_item(1)], at=NOON)
    assert [one.number, two.number, three.number] == [1, 2, 3]
    assert one.content == three.content != two.content


def test_ids_stay_when_others_come(build: Build) -> None:
    before = build([an_item(5)])
    after = build([an_item(number) for number in range(1, 9)])
    assert before.recording_of_item(an_item(5).id) == after.recording_of_item(an_item(5).id)
    assert {one.id for one in before.artists()} == {one.id for one in after.artists()}
    assert before.releases()[0].id == after.releases()[0].id


def test_the_manifest_tells_files_rows_and_digests(build: Build, tmp_path: Path) -> None:
    snapshot = build([an_item(1), an_item(2)])
    folder = tmp_path / "catalogue" / "snapshots" / "1"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["number"], manifest["schema_version"]) == (1, 2)
    assert manifest["made_at"] == "2026-11-22T12:00:00.123456Z"
    listed = {file["path"]: file["sha256"] for file in manifest["files"]}
    others = {"manifest.json", "reports/deposits.jsonl"}
    assert listed == {name: sha for name, sha in _files(folder).items() if name not in others}
    counted = {name: rows for name, rows in snapshot.info.rows.items() if rows}
    assert {file["table"]: file["rows"] for file in manifest["files"]} == counted


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: "{", "cannot be read"),
        (lambda _: "[" * 100_000, "cannot be read"),
        (lambda _: "[]", "does not have the fields"),
        (lambda text: text.replace('"number": 1', '"number": 2'), "number is 2, expected 1"),
        (lambda text: text.replace('"rows": 1', '"rows": 3'), "altered"),
        (lambda text: text.replace('"schema_version": 2', '"schema_version": 3'), "newer version"),
        (lambda text: text.replace('"schema_version": 2', '"schema_version": 1'), "import again"),
        (lambda text: text.replace('"table"', '"tables"'), "does not have the fields"),
    ],
)
def test_a_broken_manifest_is_named_and_replaced_by_a_new_snapshot(
    standing: Catalogue, tmp_path: Path, change: Callable[[str], str], said: str
) -> None:
    path = tmp_path / "catalogue" / "snapshots" / "1" / "manifest.json"
    path.write_text(change(path.read_text()))
    with pytest.raises(CatalogueError, match=said) as caught:
        standing.latest()
    assert str(path) in str(caught.value)
    assert standing.build([an_item(1)], at=NOON).number == 2
    assert standing.latest() is not None


def test_a_missing_or_shortened_file_is_named(standing: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "catalogue" / "snapshots" / "1" / "artist" / "deposits-00000.parquet"
    for change in (lambda: path.write_bytes(path.read_bytes()[:-1]), path.unlink):
        change()
        with pytest.raises(CatalogueError, match="nachklang catalogue build") as caught:
            standing.latest()
        assert str(path) in str(caught.value)


def test_a_file_that_vanishes_under_a_reader_is_a_catalogue_error(
    standing: Catalogue, tmp_path: Path
) -> None:
    snapshot = standing.latest()
    assert snapshot is not None
    (tmp_path / "catalogue" / "snapshots" / "1" / "artist" / "deposits-00000.parquet").unlink()
    with pytest.raises(CatalogueError, match="nachklang catalogue build"):
        snapshot.artists()


def test_a_flipped_bit_makes_the_next_build_a_new_snapshot(standing: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "catalogue" / "snapshots" / "1" / "track" / "deposits-00000.parquet"
    spoilt = bytearray(path.read_bytes())
    spoilt[20] ^= 1
    path.write_bytes(spoilt)
    assert standing.build([an_item(1)], at=NOON).number == 2
    snapshot = standing.latest()
    assert snapshot is not None
    assert len(snapshot.recordings()) == 1


def test_two_builds_at_once_are_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    locks = tmp_path / "catalogue" / "locks"
    with locked(locks / "deposits"), pytest.raises(LockedError, match="another process"):
        catalogue.build([an_item(1)], at=NOON)
    assert catalogue.build([an_item(1)], at=NOON).number == 1


def test_who_publishes_waits_for_who_publishes_too(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "_PATIENCE", 0.3)
    with locked(tmp_path / "catalogue"), pytest.raises(LockedError, match="another process"):
        catalogue.build([an_item(1)], at=NOON)
    monkeypatch.setattr(publishing, "_PATIENCE", 60)
    with ThreadPoolExecutor(1) as pool:
        with locked(tmp_path / "catalogue"):
            building = pool.submit(catalogue.build, [an_item(1)], at=NOON)
            with pytest.raises(TimeoutError):
                building.result(timeout=1)
        assert building.result().number == 1


def test_a_source_that_fails_leaves_nothing(standing: Catalogue, tmp_path: Path) -> None:
    def failing() -> Iterable[Item]:
        yield an_item(1)
        raise RuntimeError("the registry went away")

    before = _files(tmp_path / "catalogue" / "snapshots") | _files(tmp_path / "index")
    with pytest.raises(RuntimeError, match="went away"):
        standing.build(failing(), at=NOON)
    assert _files(tmp_path / "catalogue" / "snapshots") | _files(tmp_path / "index") == before


def test_what_a_killed_build_left_is_cleared_away(build: Build, tmp_path: Path) -> None:
    leftovers = [
        tmp_path / "catalogue" / "snapshots" / ".unfinished-snapshot" / "artist",
        tmp_path / "catalogue" / "snapshots" / ".unfinished-gone-7",
        tmp_path / "catalogue" / "imports" / "deposits" / "staged" / "artist",
    ]
    for folder in leftovers:
        folder.mkdir(parents=True)
        (folder / "x").write_text("half")
    build([an_item(1)])
    assert not any(folder.exists() for folder in leftovers)


@pytest.mark.parametrize("name", ["a [b]*?{n}%", "it's\nBänder"])
def test_the_archive_may_lie_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    odd = _reopened(tmp_path / name)
    odd.build([an_item(1)], at=NOON)
    snapshot = odd.latest()
    assert snapshot is not None
    assert [hit.title for hit in snapshot.search("invention")] == ["Invention No. 1"]


def test_a_file_in_the_way_is_a_storage_error(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "index").write_text("not a folder")
    with pytest.raises(StorageError, match="index"):
        catalogue.build([an_item(1)], at=NOON)


def test_latest_follows_what_another_builds(standing: Catalogue, tmp_path: Path) -> None:
    assert standing.latest() is standing.latest()
    _reopened(tmp_path).build([an_item(1, description=a_description(9))], at=NOON)
    snapshot = standing.latest()
    assert snapshot is not None
    assert snapshot.info.number == 2
