"""What is killed at any of its calls, a repair or a removal, harms nothing, and the next run ends it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[3]
STEP = 1 if os.environ.get("EVERY") else 9
"""Kills before so many calls are tried; `make torture` tries every one."""

Kills = list[dict[str, Any]]


def kills_of(what: str, folder: Path) -> Kills:
    path = os.pathsep.join([str(PROJECT), str(PROJECT / "src")])
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.preservation.torture", what, str(folder), str(STEP)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found[-1]["alive"]
    assert sum(not kill["alive"] for kill in found) > 5
    return found


@pytest.mark.parametrize("what", ["mend", "make", "copy"])
def test_a_repair_that_is_killed_is_ended_by_the_next_audit(tmp_path: Path, what: str) -> None:
    kills = kills_of(what, tmp_path)
    assert [kill for kill in kills if max(kill["after"]["copies"].values()) < 1] == [], "one is always whole"
    assert [kill for kill in kills if kill["after"]["first"] != [True, True]] == []
    wanted = kills[-1]["again"]
    assert (wanted["copies"], wanted["damages"], wanted["repaired"]) == ({"vault": 1, "near": 1}, [1, 1], 1)
    assert wanted["mended"] == 0
    for kill in kills:
        again = kill["again"]
        assert (again["digest"], again["copies"]) == (wanted["digest"], wanted["copies"]), kill
        assert (again["first"], again["mended"]) == ([True, True], 0), kill
        # Killed before anything was noted and after all was put right, nothing remains to be told.
        assert again["damages"][0] == again["damages"][1] == again["repaired"], kill
        assert again["repaired"] == 1, kill


def test_a_removal_that_is_killed_is_ended_by_the_next_run(tmp_path: Path) -> None:
    kills = kills_of("remove", tmp_path)
    assert {kill["after"]["removed"] for kill in kills} <= {0, 1}
    wanted = {"removed": 1, "confirmed": 2, "traces": 0, "first": [True, True]}
    for kill in kills:
        assert {name: kill["again"][name] for name in wanted} == wanted, kill
        if not kill["after"]["removed"]:
            assert kill["after"]["copies"] == {"vault": 1, "near": 1}, "nothing goes before it was decided"


def test_a_log_on_its_way_back_that_is_killed_is_whole_after_the_next_run(tmp_path: Path) -> None:
    kills = kills_of("log", tmp_path)
    back = {"size": 604, "problems": [], "lacks": [], "other": []}
    for kill in kills:
        after = kill["after"]["log"]
        assert after["problems"] == [], kill
        assert after["size"] in {0, 604}, kill
        if after["size"]:
            assert after["other"] == [], kill
            assert all(path.startswith("rotated/") for path in after["lacks"]), kill
        assert kill["again"]["log"] == back, kill
