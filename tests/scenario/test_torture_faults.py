"""A small run of the harness of faults, and proof that it finds out an archive that breaks its word."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from tests.torture.faults import running_in_folders, torture_folders
from tests.torture.places import FolderPlace
from tests.torture.run import Run
from tests.torture.tally import Tally
from tests.torture.truth import Known

from nachklang.preservation import examining, removing
from nachklang.vault import Inventory
from nachklang.vault.mending import Mender

FAULTS = 200
"""Faults injected here; `make torture` injects 10,000."""


def test_nothing_is_lost_missed_or_alarmed_about() -> None:
    words = ["--faults", str(FAULTS), "--seed", "7", "--no-servers", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.faults", *words], capture_output=True, check=False, text=True
    )
    said = json.loads(done.stdout)
    assert said["told"] == []
    assert not any(said["wrongs"].values())
    assert done.returncode == 0
    assert said["injected"] >= FAULTS
    assert said["totals"]["bytes acknowledged"] > 0
    # A store that is lost is one fault, and is found with each of its objects.
    unfound = [
        one for one in said["kinds"].values() if one["found"] + one["nothing_to_find"] < one["injected"]
    ]
    assert unfound == []


def _believe(*_: object) -> bool:
    return True


def _do_nothing(*_: object) -> None:
    """Remove nothing."""


def _first_that_comes(
    mender: Mender, path: str, inventory: Inventory, sources: Sequence[Callable[[str], Iterable[bytes]]]
) -> Path:
    """Take what the first source has, whatever it is."""
    del inventory
    staged = mender.staging.new_path("mended")
    staged.write_bytes(b"".join(sources[0](path)))
    return staged


@pytest.mark.parametrize(
    ("broken", "wrong", "many"),
    [
        ((examining._Examination, "_answers", _believe), "missed", 60),
        ((Mender, "_fetched", _first_that_comes), "not repaired", 60),
        # Removals are rare.
        ((removing, "remove_copy", _do_nothing), "not repaired", 200),
    ],
)
def test_an_archive_that_does_not_keep_its_word_is_found_out(
    broken: tuple[object, str, object], wrong: str, many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*broken)
    tally = Tally()
    # Ids are random, so no seed is sure to meet what was broken.
    for seed in range(6):
        if not tally.wrongs[wrong]:
            (tmp_path / str(seed)).mkdir()
            torture_folders(tally.injected + many, Random(seed), tmp_path / str(seed), tally)
    assert not tally.is_right
    assert tally.wrongs[wrong] > 0


@contextmanager
def one_object(folder: Path, tally: Tally) -> Iterator[tuple[Run, Known, FolderPlace]]:
    """Make a run with one object that lies everywhere; yield it with the object and the store `near`."""
    with running_in_folders(folder, Random(1), tally) as run:
        name, payload = run.world.new_payload()
        run.waiting[run.world.item_id(payload)] = payload
        run.world.deposit(name, payload)
        run.replicate()
        run._learn_waiting()
        [known] = run.known.values()
        near = run.world.places["near"]
        assert isinstance(near, FolderPlace)
        yield run, known, near


def test_an_alarm_of_a_store_lost_while_it_lagged_behind_is_no_false_one(tmp_path: Path) -> None:
    tally = Tally()
    with one_object(tmp_path, tally) as (run, known, near):
        with run.world.refusing("near", 0):
            run._version(known)
        assert near.tree(known.object_id) == known.trees[0] != known.tree
        run._lose(near)
        run._finish()
        assert near.tree(known.object_id) == known.tree
    assert tally.kinds["store lost with all objects"].injected == 1
    assert tally.told == []


def test_harm_to_a_copy_that_the_archive_has_not_called_one_yet_need_not_be_told(tmp_path: Path) -> None:
    """As after a kill between the last byte of a copy and its record: what is missing is written anew."""
    tally = Tally()
    with one_object(tmp_path, tally) as (run, known, near):
        run.world.archive.registry.copies.forget(known.object_id, "near", run.world.clock())
        run.injuries.look()
        run.injuries.spoil(known, "near", "deleted inventory")
        run.replicate()
        run._finish()
        assert near.tree(known.object_id) == known.tree
    kind = tally.kinds["deleted inventory"]
    assert (kind.injected, kind.found, kind.harmless) == (1, 0, 1)
    assert tally.told == []


def test_harm_to_a_copy_that_is_one_has_to_be_told(tmp_path: Path) -> None:
    tally = Tally()
    with one_object(tmp_path, tally) as (run, known, near):
        run.injuries.look()
        run.injuries.spoil(known, "near", "deleted inventory")
        near.put(known.object_id, known.tree)  # as if the archive mended it and told nobody
        run._finish()
    assert tally.wrongs["missed"] == 1


def test_a_copy_that_is_not_there_yet_waits_for_the_only_place_that_has_it(tmp_path: Path) -> None:
    tally = Tally()
    with one_object(tmp_path, tally) as (run, known, near):
        far = run.world.places["far"]
        assert isinstance(far, FolderPlace)
        near.put(known.object_id, {})
        run.world.archive.registry.copies.forget(known.object_id, "near", run.world.clock())
        run.injuries.look()
        far.leave()
        run.injuries.spoil(known, run.world.own, "whole copy lost")
        run._finish()
        assert tally.told == []
        far.come_back()
        run._finish()
        assert near.tree(known.object_id) == known.tree
    assert tally.told == []
