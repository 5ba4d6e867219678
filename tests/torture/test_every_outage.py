"""The power is lost after every call of the vault's writer, in every way that is tried; `make torture`.

Also after every kill and the run that follows it. All of it takes some hours; `make torture POINTS=30`
spreads so many cuts and kills over each run.
"""

import os
import random
from itertools import islice
from pathlib import Path

import pytest
from tests.unit.vault.outages import Judge, Work, objects, recorded, repeated, resumed, versions

RUNS = [objects, versions]
SUBSETS = 200


def _spread(calls: int) -> list[int]:
    """Choose so many cuts as POINTS says, first and last among them; all for 0."""
    many = min(int(os.environ.get("POINTS", "0")) or calls + 1, calls + 1)
    return sorted({number * calls // max(1, many - 1) for number in range(many)})


@pytest.mark.parametrize("work", RUNS)
def test_a_loss_of_power_anywhere_loses_nothing(work: Work, tmp_path: Path) -> None:
    log = recorded(work, tmp_path / "run")
    judge = Judge.of(work, log, tmp_path / "judge")
    chance = random.Random(4)
    assert list(islice(judge.faults(log, _spread(len(log.steps)), chance, SUBSETS), 20)) == []


@pytest.mark.parametrize("work", RUNS)
def test_a_kill_anywhere_and_then_a_loss_of_power(work: Work, tmp_path: Path) -> None:
    log = recorded(work, tmp_path / "run")
    judge = Judge.of(work, log, tmp_path / "judge")
    for kill in _spread(len(log.steps)):
        again = repeated(work, log.until(kill), tmp_path / str(kill))
        cuts = [cut for cut in _spread(len(again.steps)) if cut >= kill]
        chance = random.Random(kill)
        assert list(islice(judge.faults(again, cuts, chance, 0), 20)) == []


@pytest.mark.parametrize("work", RUNS)
def test_two_losses_of_power(work: Work, tmp_path: Path) -> None:
    log = recorded(work, tmp_path / "run")
    judge = Judge.of(work, log, tmp_path / "judge")
    for cut in _spread(len(log.steps)):
        chance = random.Random(cut)
        before = log.until(cut)
        left = chance.choice(list(before.losses(chance, SUBSETS)))
        again = resumed(work, before, left, tmp_path / str(cut))
        cuts = [cut for cut in _spread(len(again.steps)) if cut >= len(before.promises())]
        assert list(islice(judge.faults(again, cuts, chance, 0), 20)) == []
