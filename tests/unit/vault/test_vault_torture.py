"""A writer that is killed at any of its calls leaves each object whole or not there."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    script = [sys.executable, "-m", "tests.unit.vault.torture", str(tmp_path_factory.mktemp("torture"))]
    path = os.pathsep.join([str(PROJECT), str(PROJECT / "src")])
    done = subprocess.run(
        script,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_call_was_a_place_to_die(kills: list[dict[str, Any]]) -> None:
    assert sum(not kill["alive"] for kill in kills) > 100
    assert kills[-1]["alive"]
    assert {kill["after"]["objects"] for kill in kills} == {0, 1, 2}


def test_what_a_kill_leaves_is_valid(kills: list[dict[str, Any]]) -> None:
    assert [kill for kill in kills if kill["after"]["problems"]] == []
    assert all(kill["after"].get("whole", True) for kill in kills)


def test_some_kills_leave_things_in_staging(kills: list[dict[str, Any]]) -> None:
    assert any(kill["after"]["left"] for kill in kills)


def test_a_second_run_ends_as_one_that_was_never_killed(kills: list[dict[str, Any]]) -> None:
    wanted = {"objects": 2, "whole": True, "problems": [], "left": 0}
    assert [kill for kill in kills if kill["again"] != wanted] == []
