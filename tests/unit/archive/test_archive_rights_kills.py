"""Killed while rights are recorded, reviewed or ended: doing it again ends as if nothing had happened."""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.torture.killed_deposit import Counter
from tests.torture.killed_deposit import in_child as signal_of
from tests.unit.archive.rights_archive import make_archive, mandate, takedown, write

from nachklang.archive import Archive, end_right, record_rights, review_rights

POINTS = None if os.environ.get("EVERY") else 12
"""Calls at which a run is killed; every one of them where EVERY is set."""

LABEL = 'labels = ["EIGENVERLAG"]'
FIRST = 'isrcs = ["DE-ABC-26-00001"]'


def _granted(folder: Path) -> None:
    """Let the archive stream everything of a label."""
    with Archive.open(folder, sign=True) as archive:
        record_rights(archive, write(folder, mandate(LABEL)))


def _record(folder: Path) -> None:
    """Record a takedown, which opens a case, and an agreement beside it."""
    with Archive.open(folder, sign=True) as archive:
        record_rights(archive, write(folder, takedown(FIRST) + mandate(FIRST, acts='["download"]')))


def _end(folder: Path) -> None:
    """End the agreement, by which every item loses an act."""
    with Archive.open(folder, sign=True) as archive:
        [record] = archive.registry.rights.all()
        end_right(archive, record.id, "over")


def _ended_unseen(folder: Path) -> None:
    """End what is recorded while nobody reviews."""
    with Archive.open(folder, sign=True) as archive:
        [record] = archive.registry.rights.all()
        yesterday = record.recorded_at.date() - timedelta(days=1)
        with archive.registry._database.writing() as connection:
            connection.exec_driver_sql("UPDATE rights SET ended_on = ?", (yesterday.isoformat(),))


def _review(folder: Path) -> None:
    with Archive.open(folder, sign=True) as archive:
        review_rights(archive)


def _state(folder: Path) -> dict[str, Any]:
    """Say what is recorded, given out and logged, without what differs from run to run."""
    with Archive.open(folder, sign=True) as archive:
        registry = archive.registry
        # The items were not deposited, and what the log says of them is made up, without a kind.
        entries = [json.loads(data) for data in archive.ledger.entries()]
        cases = registry.withdrawals.cases()
        return {
            "records": sorted((one.id, str(one.ended_on)) for one in registry.rights.all()),
            "cases": sorted((one.item_id, sorted(one.acts), str(one.since)) for one in cases),
            "kinds": sorted(str(one.get("kind")) for one in entries),
            "waiting": len(registry.pending_entries()),
            "ledger": [one.detail for one in archive.ledger.verify()],
        }


def _killed(work: Callable[[Path], None], folder: Path, deadly: int | None) -> tuple[int, int]:
    """Do it in another process that dies at a call; return the signal and how many calls there were."""
    told = folder.with_suffix(".calls")

    def run() -> None:
        counter = Counter(deadly)
        sys.setprofile(counter)
        try:
            work(folder)
        finally:
            sys.setprofile(None)
        told.write_text(json.dumps(counter.count))

    told.write_text("0")
    died = signal_of(run)
    return died, json.loads(told.read_text())


def _copied(template: Path, name: str) -> Path:
    target = template.parent / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(template, target)
    return target


@pytest.mark.parametrize(
    ("before", "work"), [([_granted], _record), ([_granted], _end), ([_granted, _ended_unseen], _review)]
)
def test_a_change_of_rights_that_was_killed_can_be_done_again(
    tmp_path: Path, before: list[Callable[[Path], None]], work: Callable[[Path], None]
) -> None:
    template = make_archive(tmp_path / "template")
    for one in before:
        one(template)
    died, calls = _killed(work, _copied(template, "whole"), None)
    assert (died, calls > 0) == (0, True)
    whole = _state(tmp_path / "whole")
    assert whole["cases"], "nothing was lost, so nothing is tried"
    points = range(calls) if POINTS is None else sorted({at * calls // POINTS for at in range(POINTS)})
    for at in points:
        folder = _copied(template, "trial")
        died, _ = _killed(work, folder, at)
        assert died == signal.SIGKILL, at
        work(folder)
        assert _state(folder) == whole, at
