"""A writer that is killed at any of its calls leaves each object whole or not there."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[3]


def _killed(what: str, folder: Path) -> list[dict[str, Any]]:
    script = [sys.executable, "-m", "tests.unit.vault.torture", what, str(folder)]
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


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return _killed("objects", tmp_path_factory.mktemp("torture"))


@pytest.fixture(scope="module")
def kills_of_a_batch(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return _killed("batch", tmp_path_factory.mktemp("torture"))


@pytest.fixture(scope="module")
def kills_of_a_version(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return _killed("versions", tmp_path_factory.mktemp("torture"))


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


def test_each_object_of_a_batch_that_was_cut_off_is_whole_or_not_there(
    kills_of_a_batch: list[dict[str, Any]],
) -> None:
    kills = kills_of_a_batch
    assert sum(not kill["alive"] for kill in kills) > 100
    # The neighbours come by one rename, together.
    assert {kill["after"]["objects"] for kill in kills} in ({0, 1, 3}, {0, 2, 3})
    assert [kill for kill in kills if kill["after"]["problems"]] == []
    assert all(kill["after"].get("whole", True) for kill in kills)
    wanted = {"objects": 3, "whole": True, "problems": [], "left": 0}
    assert [kill for kill in kills if kill["again"] != wanted] == []


def test_a_version_that_was_cut_off_is_the_old_or_the_new_one(
    kills_of_a_version: list[dict[str, Any]],
) -> None:
    kills = kills_of_a_version
    assert sum(not kill["alive"] for kill in kills) > 50
    assert {kill["after"]["head"] for kill in kills} == {"v1", "v2"}
    assert [kill for kill in kills if kill["after"]["problems"]] == []
    # From one call on the version is there, and stays: it is not lost again later.
    heads = [kill["after"]["head"] for kill in kills]
    assert heads == sorted(heads)
    wanted = {"head": "v2", "problems": [], "left": 0}
    assert [kill for kill in kills if kill["again"] != wanted] == []
