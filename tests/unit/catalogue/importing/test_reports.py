"""The report of an import: what was not taken, one by one while it is few, and always counted."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.factories import NOON
from tests.unit.catalogue.told import CutOffError, Told

from nachklang.catalogue import Catalogue
from nachklang.catalogue.importing import staging
from nachklang.catalogue.manifests import PartInfo
from nachklang.catalogue.sources import SetAside, Step


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """List three of a reason, where otherwise a thousand are, and keep after every mark."""
    monkeypatch.setattr(staging, "MOST_LISTED", 3)
    monkeypatch.setattr(staging, "_HELD_ROWS", 0)


def _faults(count: int, reason: str = "bad-date", *, whole: bool = False) -> list[Step]:
    return [SetAside(f"line {n}", reason, f"fault {n}", whole) for n in range(1, count + 1)]


def _report(tmp_path: Path, part: PartInfo) -> list[dict[str, Any]]:
    assert part.report is not None
    lines = (tmp_path / "catalogue" / "snapshots" / "1" / part.report).read_text().splitlines()
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
