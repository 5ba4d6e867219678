"""What an import says at its end."""

import json
from pathlib import Path

from tests.commands import new_archive, run

_MAPPING = """
[source]
name = "mine"
licence = "CC0-1.0"
snapshot = "2026"
whole = true
[[table]]
file = "mine.csv"
holds = "recordings"
[table.columns]
title = "title"
duration = "seconds"
recorded = "day"
"""


def test_a_column_that_is_wrong_in_every_row_is_counted_and_makes_a_short_report(tmp_path: Path) -> None:
    archive = new_archive(tmp_path / "archive")
    (tmp_path / "mine.toml").write_text(_MAPPING)
    days = ["soon"] * 1001 + ["2026"] * 9
    lines = [f"Song {n},{'?' if n < 3 else '3:00'},{day}" for n, day in enumerate(days)]
    (tmp_path / "mine.csv").write_text("\n".join(["title,seconds,day", *lines, ""]))
    said = run("--archive", archive, "catalogue", "import", "table", tmp_path / "mine.toml").out
    assert "taken in part        1001  bad-date" in said
    assert "taken in part           3  bad-duration" in said
    assert "The first 1,000 of each reason stand in catalogue/snapshots/1/reports/mine.jsonl" in said
    report = (archive / "catalogue/snapshots/1/reports/mine.jsonl").read_text().splitlines()
    assert len(report) == 1000 + 3 + 1
    assert json.loads(report[-1])["more"] == 1
    (tmp_path / "mine.csv").write_text("\n".join(["title,seconds,day", *lines[1000:], ""]))
    said = run("--archive", archive, "catalogue", "import", "table", tmp_path / "mine.toml").out
    assert "Each of them stands in catalogue/snapshots/2/reports/mine.jsonl" in said
