"""Killed, or without room, a build leaves the catalogue as it was, and the next one succeeds."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.factories import NOON, an_item

from nachklang.catalogue import Catalogue

ROOT = Path(__file__).parents[3]

_BUILD = """
import os, resource, signal, sys
from pathlib import Path
from tests.factories import NOON, an_item
from nachklang.catalogue import Catalogue
from nachklang.errors import StorageError

folder, moment, value = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
left = value

def dying(function):
    def wrapped(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return wrapped

def items():
    for number in range(1, 30):
        yield an_item(number)
        if moment == "item" and number == value:
            os.kill(os.getpid(), signal.SIGKILL)

if moment == "fsync":
    os.fsync = dying(os.fsync)
if moment == "rename":
    Path.rename = dying(Path.rename)
if moment == "size":
    resource.setrlimit(resource.RLIMIT_FSIZE, (value, value))
secret = b"the secret of a test"
catalogue = Catalogue(folder / "catalogue", index=folder / "index", secret=secret)
try:
    catalogue.build(items(), at=NOON)
except StorageError as error:
    sys.exit(f"StorageError: {error}")
"""


def _start(folder: Path, moment: str, value: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", _BUILD, str(folder), moment, str(value)]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _stands(folder: Path, catalogue: Catalogue) -> None:
    """Check that the snapshot of the one item is the newest, whole, and can be searched."""
    snapshot = catalogue.latest()
    assert snapshot is not None
    assert (snapshot.info.number, snapshot.info.rows["recording"]) == (1, 1)
    assert len(snapshot.search("invention")) == len(snapshot.recordings()) == 1
    assert [path.name for path in (folder / "catalogue" / "snapshots").glob("[!.]*")] == ["1"]


@pytest.mark.parametrize(("moment", "value"), [("item", 7), ("fsync", 20), ("rename", 1), ("rename", 2)])
def test_a_killed_build_leaves_the_catalogue_as_it_was(
    tmp_path: Path, standing: Catalogue, moment: str, value: int
) -> None:
    with _start(tmp_path, moment, value) as process:
        _, said = process.communicate()
    assert process.returncode == -signal.SIGKILL, said
    _stands(tmp_path, standing)
    after = standing.build([an_item(number) for number in range(1, 30)], at=NOON)
    assert (after.number, after.rows["recording"]) == (2, 29)
    assert list(tmp_path.rglob("*unfinished*")) == []
    snapshot = standing.latest()
    assert snapshot is not None
    assert len(snapshot.search("invention", limit=100)) == 29


@pytest.mark.parametrize("limit", [0, 4_000])
def test_without_room_a_build_says_so_and_leaves_the_catalogue_as_it_was(
    tmp_path: Path, standing: Catalogue, limit: int
) -> None:
    with _start(tmp_path, "size", limit) as process:
        _, said = process.communicate()
    assert process.returncode == 1, said
    assert "StorageError:" in said
    assert "make room" in said
    _stands(tmp_path, standing)
