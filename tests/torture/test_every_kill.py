"""A deposit killed before every one of its system calls that could change the disk; `make torture`.

Every one takes more than an hour; `make torture POINTS=300` spreads so many over the whole deposit.
"""

import os
from pathlib import Path

from tests.scenario.test_killed_deposit import killed_states


def test_a_deposit_killed_anywhere_ends_as_one_that_was_not(tmp_path: Path) -> None:
    points = int(os.environ.get("POINTS", "0"))
    undisturbed, *killed = killed_states(tmp_path, points)
    assert len(killed) == (points or undisturbed["calls"])
    assert [one["call"] for one in killed if one["state"] != undisturbed["state"]] == []
