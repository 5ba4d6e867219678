"""Each benchmark runs, at a size that says nothing about speed, and gives figures of the right form."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from benchmarks.measuring import Role, Scale
from benchmarks.report import document, load, show
from benchmarks.suite import BENCHMARKS
from rich.console import Console

ROOT = Path(__file__).parents[3]
TINY = Scale(0.002, 1)


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_gives_well_formed_figures(name: str, tmp_path: Path) -> None:
    results = list(BENCHMARKS[name](TINY, tmp_path))
    assert results
    for result in results:
        show(result, Console(quiet=True))
        assert result.case.benchmark == name
        assert result.ours.role is Role.OURS
    figures = document(results, command="test", began=datetime.now(UTC), load_before=load())
    read = json.loads(json.dumps(figures, allow_nan=False))
    assert read["machine"]["cores"] >= 1
    for case in read["results"]:
        assert case["amount"] > 0
        assert case["contestants"][0]["wall_ratio"] == pytest.approx(1)
        assert all(one["wall_seconds"] > 0 and one["rate"] > 0 for one in case["contestants"])


def test_the_command_writes_nothing_but_json_to_standard_output() -> None:
    words = [sys.executable, "-m", "benchmarks", "--small", "--json", "-", "rights"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=True)
    read = json.loads(done.stdout)
    assert {case["benchmark"] for case in read["results"]} == {"rights"}
    assert b"rights.decide" in done.stderr
