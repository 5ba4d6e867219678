"""The power goes at any moment: readers find a whole log, and nothing that was acknowledged is gone."""

import os
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pytest
from tests.unit.ledger.conftest import ORIGIN
from tests.unit.vault.power_loss import Disk, Log, Tree, write_tree
from tests.unit.vault.recording import recording

from nachklang.ledger import Ledger, Signer

SUBSETS = 6
STATES = 200 if os.environ.get("EVERY") else 6
"""States of the disk that are tried after each call."""

BATCHES = [([1], [1, 2, 1]), ([254], [1, 1, 1, 1]), ([200], [56, 300]), ([256], [256, 1])]
"""Sizes of the appends that are on the disk for good, and of those over which the power goes."""


def _entries(start: int, count: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(start, start + count)]


@dataclass
class Run:
    """A recorded run. `sizes` are those of the log over time; `acknowledged` has calls, and sizes by then."""

    log: Log
    sizes: list[int]
    acknowledged: list[tuple[int, int]]

    def sure(self, cut: int) -> int:
        """Return how many entries were acknowledged when the power went before call `cut`."""
        return max((size for at, size in self.acknowledged if at <= cut), default=self.sizes[0])


def _recorded(folder: Path, signer: Signer, before: Sequence[int], batches: Sequence[int]) -> Run:
    ledger = Ledger.create(folder / "log", origin=ORIGIN, signer=signer)
    for count in before:
        ledger.append(_entries(ledger.size, count))
    start, known = Disk.read(folder)
    acknowledged = []
    with recording(folder, Log(start), known) as recorder:
        for count in batches:
            ledger.append(_entries(ledger.size, count))
            acknowledged.append((len(recorder.log.steps), ledger.size))
    return Run(recorder.log, list(accumulate(batches, initial=sum(before))), acknowledged)


class Judge:
    """Looks at what a loss of power left."""

    def __init__(self, folder: Path, signer: Signer) -> None:
        self.folder = folder
        self.signer = signer

    def judge(self, tree: Tree, sizes: Sequence[int], sure: int) -> str | None:
        """Return what is wrong."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        write_tree(self.folder, tree)
        ledger = Ledger.open(
            self.folder / "log", origin=ORIGIN, verifier=self.signer.verifier, signer=self.signer
        )
        if wrong := self._wrong(ledger, sizes):
            return f"for a reader: {wrong}"
        ledger.recover()
        if wrong := self._wrong(ledger, sizes):
            return f"after recovery: {wrong}"
        if ledger.size < sure:
            return f"{sure} entries were acknowledged, and {ledger.size} are there"
        more = [b"more"] * 3
        ledger.append(more)
        return None if list(ledger.entries())[-3:] == more and not ledger.verify() else "it does not go on"

    @staticmethod
    def _wrong(ledger: Ledger, sizes: Sequence[int]) -> object:
        if problems := ledger.verify():
            return problems
        if ledger.size not in sizes:
            return f"{ledger.size} entries"
        return None if list(ledger.entries()) == _entries(0, ledger.size) else "other entries"


def _wrongs(run: Run, judge: Judge, seed: int) -> list[str]:
    wrongs, seen = [], set[int]()
    for cut in range(len(run.log.steps) + 1):
        chance = random.Random(seed * 10_000 + cut)
        trees = list(run.log.until(cut).losses(chance, SUBSETS))
        for tree in chance.sample(trees, min(len(trees), STATES)):
            known = hash(frozenset(tree.items())), run.sure(cut)
            if hash(known) not in seen:
                seen.add(hash(known))
                wrong = judge.judge(tree, run.sizes, run.sure(cut))
                wrongs += [f"before call {cut}: {wrong}"] if wrong else []
    return wrongs


@pytest.mark.parametrize(("before", "batches"), BATCHES, ids=str)
def test_no_loss_of_power_takes_what_was_acknowledged(
    tmp_path: Path, signer: Signer, before: list[int], batches: list[int]
) -> None:
    (tmp_path / "run").mkdir()
    run = _recorded(tmp_path / "run", signer, before, batches)
    assert _wrongs(run, Judge(tmp_path / "after", signer), seed=1) == []


LEFT_OUT: list[Callable[[str], bool]] = [
    lambda path: ".pending" in path,
    lambda path: path == "log",
    lambda path: "/tile/entries/" in path,
    lambda path: "/tile/0/" in path,
    lambda path: path.endswith("/.new"),
]


@pytest.mark.parametrize("left_out", LEFT_OUT)
def test_an_append_that_leaves_out_a_sync_is_found_out(
    tmp_path: Path, signer: Signer, left_out: Callable[[str], bool]
) -> None:
    (tmp_path / "run").mkdir()
    run = _recorded(tmp_path / "run", signer, [254], [1, 1, 1])
    forgetful = Run(run.log.without(left_out), run.sizes, [])
    # Without the steps that were left out calls have other numbers; what was acknowledged in the end counts.
    forgetful.acknowledged = [(len(forgetful.log.steps), run.sizes[-1])]
    judge = Judge(tmp_path / "after", signer)
    trees = forgetful.log.losses(random.Random(1), 40)
    assert any(judge.judge(tree, run.sizes, run.sizes[-1]) for tree in trees)
