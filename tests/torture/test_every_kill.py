"""A deposit killed before every one of its system calls that could change the disk; `make torture`."""

from pathlib import Path

from tests.scenario.test_killed_deposit import killed_states


def test_a_deposit_killed_anywhere_ends_as_one_that_was_not(tmp_path: Path) -> None:
    undisturbed, *killed = killed_states(tmp_path, 0)
    assert len(killed) == undisturbed["calls"]
    assert [one["call"] for one in killed if one["state"] != undisturbed["state"]] == []
