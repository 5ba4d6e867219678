"""The report of an import: what was not taken, one by one while it is few, and always counted."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.factories import NOON, a_description, an_item
from tests.unit.catalogue.told import CutOffError, Told, rows

from nachklang.catalogue import Catalogue
from nachklang.catalogue.ids import dense_id
from nachklang.catalogue.importing import importer, reports, same_ids, staging
from nachklang.catalogue.manifests import PartInfo
from nachklang.catalogue.sources import SetAside, Step


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """List three of a reason, where otherwise a thousand are, and keep after every mark."""
    for module in (reports, same_ids, staging):
        monkeypatch.setattr(module, "MOST_LISTED", 3)
    monkeypatch.setattr(staging, "_HELD_ROWS", 0)


def _faults(count: int, reason: str = "bad-date", *, whole: bool = False) -> list[Step]:
    return [SetAside(f"line {n}", reason, f"fault {n}", whole) for n in range(1, count + 1)]


def _report(tmp_path: Path, part: PartInfo, snapshot: int = 1) -> list[dict[str, Any]]:
    assert part.report is not None
    lines = (tmp_path / "catalogue" / "snapshots" / str(snapshot) / part.report).read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_of_each_reason_the_first_are_listed_and_the_others_counted(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    steps = [
        *_faults(5),
        *_faults(4, "bad-row", whole=True),
        *_faults(3, "bad-isrc"),
        *_faults(2, whole=True),
    ]
    (part,) = catalogue.take_in(Told([steps]), at=NOON).parts
    assert dict(part.set_aside) == {"bad-row": 4, "bad-date": 2}
    assert dict(part.partly) == {"bad-date": 5, "bad-isrc": 3}
    lines = _report(tmp_path, part)
    listed = [(line["where"], line["reason"], line["whole"]) for line in lines if "more" not in line]
    assert listed == [
        *((f"line {n}", "bad-date", False) for n in (1, 2, 3)),
        *((f"line {n}", "bad-row", True) for n in (1, 2, 3)),
        *((f"line {n}", "bad-isrc", False) for n in (1, 2, 3)),
        *((f"line {n}", "bad-date", True) for n in (1, 2)),
    ]
    assert lines[len(listed) :] == [
        {"where": "", "reason": "bad-row", "detail": "1 more are counted and not listed", "whole": True}
        | {"more": 1},
        {"where": "", "reason": "bad-date", "detail": "2 more are counted and not listed", "whole": False}
        | {"more": 2},
    ]


def test_an_import_that_was_cut_off_lists_no_more_than_another(tmp_path: Path, catalogue: Catalogue) -> None:
    file = tmp_path / "input"
    file.write_bytes(b"the same input")

    def cut(number: int) -> None:
        if number == 3:
            raise CutOffError

    groups = [_faults(2)] * 4
    with pytest.raises(CutOffError):
        catalogue.take_in(Told(groups, files=(file,), before=cut), at=NOON)
    again = Told(groups, files=(file,))
    (part,) = catalogue.take_in(again, at=NOON).parts
    assert again.asked == ["2"]
    assert dict(part.partly) == {"bad-date": 8}
    assert [line.get("more", 1) for line in _report(tmp_path, part)] == [1, 1, 1, 5]


def _named(number: int, *of: str) -> Step:
    """Say a recording under one id, by the names that the source has for it."""
    return rows("recording", *({"id": number, "title": name.upper(), "of": name} for name in of))


def test_two_things_with_one_id_are_not_taken_for_one(tmp_path: Path, catalogue: Catalogue) -> None:
    told = Told([[_named(1, "b", "a", "a"), _named(2, "c")], [_named(2, "c", "d")], [_named(3, *"efghijk")]])
    (part,) = catalogue.take_in(told, at=NOON).parts
    assert dict(part.set_aside) == {"same-id": 8}
    lines = _report(tmp_path, part)
    assert [line["where"] for line in lines] == ["recording b", "recording d", "recording f", ""]
    assert lines[0] == {"where": "recording b", "reason": "same-id", "whole": True} | {
        "detail": "its id 1 is also that of a, which was taken"
    }
    assert lines[-1]["more"] == 5


def test_what_goes_by_several_names_is_one_thing(catalogue: Catalogue) -> None:
    number = dense_id("told", 7)
    artist = [{"id": 1, "name": name, "of": name} for name in ("Anna", "ANNA")]
    told = Told([[rows("artist", *artist), _named(number, "7", "007")]])
    (part,) = catalogue.take_in(told, at=NOON).parts
    assert not part.set_aside
    deposits, _ = catalogue.build([an_item(1), an_item(2, description=a_description(1))], at=NOON).parts
    assert not deposits.set_aside


def test_another_import_can_bring_the_same_id(tmp_path: Path, catalogue: Catalogue) -> None:
    def track(of: str) -> Step:
        return rows("track", {"id": 9, "medium_id": 1, "recording_id": 1, "position": 1, "of": of})

    catalogue.take_in(Told([[_named(1, "b"), _named(2, "c"), track("x")]], whole=False), at=NOON)
    again = Told([[_named(1, "a"), _named(2, "c"), track("y")]], whole=False)
    (part,) = catalogue.take_in(again, at=NOON).parts
    assert dict(part.set_aside) == {"same-id": 1}
    (line,) = _report(tmp_path, part, 2)
    assert (line["where"], line["detail"]) == ("recording b", "its id 1 is also that of a, which was taken")


def test_what_settling_found_is_told_by_the_run_that_publishes(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "input"
    file.write_bytes(b"input")
    told = Told([[_named(1, "a", "b"), *_faults(2)]], files=(file,))

    def broken(*_: object, **__: object) -> None:
        raise CutOffError

    with monkeypatch.context() as patch:
        patch.setattr(importer, "build_indexes", broken)
        with pytest.raises(CutOffError):
            catalogue.take_in(told, at=NOON)
    (part,) = catalogue.take_in(told, at=NOON).parts
    assert dict(part.set_aside) == {"same-id": 1}
    assert [line["where"] for line in _report(tmp_path, part)] == ["line 1", "line 2", "recording b"]
