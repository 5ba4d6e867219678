"""What one code is said to name, and where that cannot be one recording."""

from pathlib import Path
from typing import Any

import pytest
from tests.unit.catalogue.isrc.isrc_tables import (
    Rows,
    a_credit,
    a_recording,
    codes_of,
    in_one_cluster,
    opened,
    write_tables,
)

from nachklang.catalogue.isrc.conflicts import BorneCode, look_up
from nachklang.catalogue.reading.tables import Tables
from nachklang.model.identifiers import ISRC

CODE = "DEABC2600001"
CREDITS = [
    *a_credit(1, ("Björk", "")),
    *a_credit(2, ("BJÖRK", " feat. "), ("Other", "")),
    *a_credit(3, ("Someone Else", "")),
]


def looked_up(folder: Path, *recordings: dict[str, Any], cluster: tuple[int, ...] = ()) -> BorneCode:
    pairs = [(one["id"], CODE) for one in recordings]
    rows: Rows = {
        "recording": recordings,
        "recording_isrc": codes_of(*pairs),
        "artist_credit_name": CREDITS,
        "cluster": in_one_cluster(*cluster) if cluster else [],
    }
    tables = folder / "tables"
    tables.mkdir()
    return look_up(ISRC.parse(CODE), opened(folder, pairs), Tables(write_tables(tables, rows)))


def test_every_recording_is_told_with_its_source(tmp_path: Path) -> None:
    found = looked_up(tmp_path, a_recording(5, "One", 200, 1), a_recording(6, "one", 201, 2))
    first, second = found.bearers
    assert (first.id, first.title, first.artist, first.duration_ms) == (5, "One", "Björk", 200_000)
    assert (first.source, first.source_id, first.snapshot) == ("test", "5", "s1")
    assert (second.artist, second.first_artist) == ("BJÖRK feat. Other", "BJÖRK")
    assert not found.conflicts, "case, guests and a second are no conflict"


@pytest.mark.parametrize(
    ("other", "kind", "values"),
    [
        (a_recording(6, "One", 202, 1), None, ()),
        (a_recording(6, "One", 203, 1), "length", ("3:20", "3:23")),
        (a_recording(6, "One", 200, 3), "artist", ("Björk", "Someone Else")),
        (a_recording(6, "One (Live)", 200, 1), "title", ("One", "One (Live)")),
        (a_recording(6, "One", None, None), None, ()),
    ],
)
def test_two_recordings_that_differ_are_in_conflict(
    tmp_path: Path, other: dict[str, Any], kind: str | None, values: tuple[str, ...]
) -> None:
    found = looked_up(tmp_path, a_recording(5, "One", 200, 1), other)
    assert [(one.kind, one.values) for one in found.conflicts] == ([(kind, values)] if kind else [])


def test_rows_of_one_cluster_are_one_recording(tmp_path: Path) -> None:
    rows = (a_recording(5, "One", 200, 1), a_recording(6, "Eins", 300, 3))
    assert not looked_up(tmp_path, *rows, cluster=(5, 6)).conflicts


def test_a_recording_is_compared_by_all_its_rows(tmp_path: Path) -> None:
    rows = (a_recording(5, "One", 200, 1), a_recording(6, "Eins", 300, 3), a_recording(7, "Eins", 301, 3))
    assert not looked_up(tmp_path, *rows, cluster=(5, 6)).conflicts


def test_a_code_that_nobody_bears_has_nothing(tmp_path: Path) -> None:
    found = looked_up(tmp_path)
    assert (found.bearers, found.conflicts) == ((), ())
