"""An import makes a snapshot in which everything else stays; cut off, it goes on where it was."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.factories import NOON, an_item
from tests.unit.catalogue.told import CutOffError, Told, rows

from nachklang.catalogue import Catalogue
from nachklang.catalogue._disk import locked
from nachklang.catalogue.importing import importer, staging
from nachklang.catalogue.sources import Replaced, SetAside, Step
from nachklang.errors import LockedError, SourceError


def _label(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "name": name} | more


def _read(tmp_path: Path, snapshot: int, table: str) -> list[dict[str, Any]]:
    files = sorted((tmp_path / "catalogue" / "snapshots" / str(snapshot) / table).glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def _names(tmp_path: Path, snapshot: int) -> dict[int, str]:
    return {row["id"]: row["name"] for row in _read(tmp_path, snapshot, "label")}


def test_rows_lie_in_the_order_of_their_key_with_their_provenance(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    catalogue.take_in(Told([[rows("label", _label(2, "B"), _label(1, "A"))]]), at=NOON)
    found = _read(tmp_path, 1, "label")
    assert [(row["id"], row["name"], row["source"], row["source_id"], row["snapshot"]) for row in found] == [
        (1, "A", "told", "1", "2026-11-22"),
        (2, "B", "told", "2", "2026-11-22"),
    ]


def test_a_key_that_comes_twice_gives_one_row_whatever_the_order(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    first, second = _label(1, "Same", of="a"), _label(1, "Other", of="b")
    catalogue.take_in(Told([[rows("label", second)], [rows("label", first)]]), at=NOON)
    catalogue.take_in(Told([[rows("label", first, second)]], name="again"), at=NOON)
    assert [row["name"] for row in _read(tmp_path, 2, "label")] == ["Same", "Same"]


def test_keys_with_nulls_are_keys(tmp_path: Path, catalogue: Catalogue) -> None:
    event = {"release_id": 1, "territory": None, "released_year": 1999}
    catalogue.take_in(Told([[rows("release_event", event, event, event | {"territory": "DE"})]]), at=NOON)
    assert [row["territory"] for row in _read(tmp_path, 1, "release_event")] == ["DE", None]


def test_other_sources_stay_and_share_their_files(tmp_path: Path, catalogue: Catalogue) -> None:
    catalogue.take_in(Told([[rows("label", _label(1, "A"))]]), at=NOON)
    catalogue.build([an_item(1)], at=NOON)
    shared = [tmp_path / "catalogue" / "snapshots" / n / "label" / "told-00000.parquet" for n in ("1", "2")]
    assert shared[0].samefile(shared[1])
    snapshot = catalogue.latest()
    assert snapshot is not None
    assert [part.source for part in snapshot.info.parts] == ["deposits", "told"]


def test_a_whole_source_takes_the_place_of_what_it_said_before(tmp_path: Path, catalogue: Catalogue) -> None:
    catalogue.take_in(Told([[rows("label", _label(1, "A"), _label(2, "B"))]]), at=NOON)
    catalogue.take_in(Told([[rows("label", _label(2, "B2"))]]), at=NOON)
    assert _names(tmp_path, 2) == {2: "B2"}
    assert _names(tmp_path, 1) == {1: "A", 2: "B"}


def test_a_source_in_pieces_adds_replaces_and_takes_back(tmp_path: Path, catalogue: Catalogue) -> None:
    before = [_label(1, "A", of="x"), _label(2, "B", of="y"), _label(3, "C", of="z")]
    catalogue.take_in(Told([[rows("label", *before)]], whole=False), at=NOON)
    told: list[list[Step]] = [[Replaced("x"), rows("label", _label(3, "C2", of="z"), _label(4, "D", of="x"))]]
    catalogue.take_in(Told(told, whole=False), at=NOON)
    assert _names(tmp_path, 2) == {2: "B", 3: "C2", 4: "D"}
    catalogue.take_in(Told([[Replaced("y")]], whole=False), at=NOON)
    assert _names(tmp_path, 3) == {3: "C2", 4: "D"}


def test_what_is_replaced_is_what_earlier_snapshots_have(tmp_path: Path, catalogue: Catalogue) -> None:
    catalogue.take_in(Told([[rows("label", _label(1, "A", of="x"))]], whole=False), at=NOON)
    told: list[list[Step]] = [[rows("label", _label(2, "B", of="x"))], [Replaced("x")]]
    catalogue.take_in(Told(told, whole=False), at=NOON)
    assert _names(tmp_path, 2) == {2: "B"}


def test_a_word_in_passing_takes_nothing_away(tmp_path: Path, catalogue: Catalogue) -> None:
    born = {"begun_year": 1873, "begun_month": 3, "begun_day": 19}
    full = {"id": 1, "name": "Reger, Max", "area": "Germany", "type": "person", "of": "x"} | born
    catalogue.take_in(Told([[rows("artist", full, full | {"id": 2, "of": "y"})]], whole=False), at=NOON)
    passing = {"id": 1, "name": "Max Reger", "type": "person", "begun_year": 1874, "of": "x"}
    about: list[Step] = [Replaced("y"), rows("artist", {"id": 2, "name": "Max Reger", "of": "y"})]
    catalogue.take_in(Told([[rows("artist", passing), *about]], whole=False, snapshot="later"), at=NOON)
    spoken_of, told_anew = _read(tmp_path, 2, "artist")
    kept = ("name", "area", "begun_year", "begun_month", "begun_day", "ended_year")
    assert [spoken_of[name] for name in kept] == ["Max Reger", "Germany", 1874, None, None, None]
    assert [told_anew[name] for name in kept] == ["Max Reger", None, None, None, None, None]


def test_the_same_again_makes_no_new_snapshot(catalogue: Catalogue) -> None:
    told = [[rows("label", _label(1, "A"))]]
    assert catalogue.take_in(Told(told), at=NOON).number == 1
    assert catalogue.take_in(Told(told), at=NOON).number == 1


def test_what_was_set_aside_stands_beside_the_snapshot(tmp_path: Path, catalogue: Catalogue) -> None:
    asides = [
        SetAside("a:1", "bad-date", "found 2021-13-45", whole=False),
        SetAside("a:2", "bad-row", "two columns, expected three"),
        SetAside("a:3", "bad-row", "one column, expected three"),
    ]
    info = catalogue.take_in(Told([[*asides, rows("label", _label(1, "A"))]]), at=NOON)
    (part,) = info.parts
    assert (dict(part.set_aside), dict(part.partly)) == ({"bad-row": 2}, {"bad-date": 1})
    assert part.report is not None
    lines = (tmp_path / "catalogue" / "snapshots" / "1" / part.report).read_text().splitlines()
    assert [json.loads(line)["where"] for line in lines] == ["a:1", "a:2", "a:3"]


@pytest.fixture
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep after every mark, where otherwise two million rows come together first."""
    monkeypatch.setattr(staging, "_HELD_ROWS", 1)


def _groups() -> list[list[Any]]:
    aside = SetAside("here", "bad-row", "no")
    return [
        [rows("label", _label(n, f"Label {n}")), aside, rows("label", _label(n, "twice"))] for n in range(5)
    ]


@pytest.mark.usefixtures("_eager")
@pytest.mark.parametrize("moment", [1, 3, 5])
def test_a_reading_that_was_cut_off_goes_on_after_the_last_mark(
    tmp_path: Path, catalogue: Catalogue, moment: int
) -> None:
    file = tmp_path / "input"
    file.write_bytes(b"the same input")

    def cut(number: int) -> None:
        if number == moment:
            raise CutOffError

    with pytest.raises(CutOffError):
        catalogue.take_in(Told(_groups(), files=(file,), before=cut), at=NOON)
    assert catalogue.latest() is None
    again = Told(_groups(), files=(file,))
    (part,) = catalogue.take_in(again, at=NOON).parts
    assert again.asked == [None if moment == 1 else str(moment - 1)]
    assert dict(part.set_aside) == {"bad-row": 5}
    undisturbed = Catalogue(tmp_path / "whole", index=tmp_path / "other", secret=b"s")
    (expected,) = undisturbed.take_in(Told(_groups(), files=(file,)), at=NOON).parts
    assert part.content == expected.content


@pytest.mark.usefixtures("_eager")
def test_another_input_is_read_from_its_start(tmp_path: Path, catalogue: Catalogue) -> None:
    file = tmp_path / "input"
    file.write_bytes(b"first")

    def cut(number: int) -> None:
        if number == 4:
            raise CutOffError

    with pytest.raises(CutOffError):
        catalogue.take_in(Told(_groups(), files=(file,), before=cut), at=NOON)
    file.write_bytes(b"second")
    again = Told(_groups()[:1], files=(file,))
    catalogue.take_in(again, at=NOON)
    assert again.asked == [None]
    assert _names(tmp_path, 1) == {0: "Label 0"}


def test_settled_tables_are_not_settled_twice(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "input"
    file.write_bytes(b"input")

    def broken(*_: object, **__: object) -> None:
        raise CutOffError

    with monkeypatch.context() as patch:
        patch.setattr(importer, "build_indexes", broken)
        with pytest.raises(CutOffError):
            catalogue.take_in(Told(_groups(), files=(file,)), at=NOON)
    with monkeypatch.context() as patch:
        patch.setattr(importer, "open_engine", broken)
        assert catalogue.take_in(Told(_groups(), files=(file,)), at=NOON).number == 1


def test_two_imports_at_once_are_refused_and_a_deposit_is_not(tmp_path: Path, catalogue: Catalogue) -> None:
    with locked(tmp_path / "catalogue" / "locks" / "imports"):
        with pytest.raises(LockedError, match="wait until it is done"):
            catalogue.take_in(Told([[rows("label", _label(1, "A"))]]), at=NOON)
        assert catalogue.build([an_item(1)], at=NOON).number == 1


def test_a_file_that_is_gone_is_named(tmp_path: Path, catalogue: Catalogue) -> None:
    file = tmp_path / "gone.tar.bz2"
    file.write_bytes(b"x")
    source = Told([], files=(file,))
    file.unlink()
    with pytest.raises(SourceError, match=r"gone\.tar\.bz2: cannot be read"):
        catalogue.take_in(source, at=NOON)
