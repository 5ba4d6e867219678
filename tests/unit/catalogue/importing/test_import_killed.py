"""Killed anywhere, an import goes on at its next run and ends as if it had never been cut off."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.factories import NOON, an_item
from tests.unit.catalogue.told import Told, rows

from nachklang.catalogue import Catalogue
from nachklang.catalogue.sources import SetAside, Step

ROOT = Path(__file__).parents[4]

_IMPORT = """
import os, resource, signal, sys
from pathlib import Path
from tests.factories import NOON
from tests.unit.catalogue.importing.test_import_killed import told
from nachklang.catalogue import Catalogue
from nachklang.catalogue.importing import staging
from nachklang.errors import StorageError

folder, left, limit = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
staging._HELD_ROWS = 1
sync = os.fsync

def dying(descriptor):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    sync(descriptor)

os.fsync = dying
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
catalogue = Catalogue(folder / "catalogue", index=folder / "index", secret=b"the secret of a test")
try:
    catalogue.take_in(told(folder), at=NOON)
except StorageError as error:
    sys.exit(f"StorageError: {error}")
print("syncs", -left)
"""


def told(folder: Path) -> Told:
    """Say some hundred things in four groups, of a file that makes the digest."""
    file = folder / "input"
    file.write_bytes(b"what is imported")

    def group(number: int) -> list[Step]:
        names = [{"id": number * 100 + n, "name": f"Label {n}"} for n in range(100)]
        return [rows("label", *names), SetAside(f"input:{number}", "bad-row", "a reason")]

    return Told([group(number) for number in range(4)], files=(file,))


def _run(folder: Path, left: int, limit: int = 0) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-c", _IMPORT, str(folder), str(left), str(limit)]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    """Return the content of an import that nothing disturbed, and how often it syncs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    done = _run(folder, 0)
    assert done.returncode == 0, done.stderr
    catalogue = Catalogue(folder / "catalogue", index=folder / "index", secret=b"the secret of a test")
    (part,) = catalogue.required().info.parts
    return part.content, int(done.stdout.split()[1])


@pytest.mark.parametrize("moment", [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.98])
def test_a_killed_import_goes_on(
    tmp_path: Path, standing: Catalogue, undisturbed: tuple[str, int], moment: float
) -> None:
    content, syncs = undisturbed
    done = _run(tmp_path, max(1, round(moment * syncs)))
    assert done.returncode == -signal.SIGKILL, done.stderr
    before = standing.required()
    assert before.search("invention")
    info = standing.take_in(told(tmp_path), at=NOON)
    told_part = next(part for part in info.parts if part.source == "told")
    assert told_part.content == content
    assert dict(told_part.set_aside) == {"bad-row": 4}
    assert standing.required().search("invention")
    assert list(tmp_path.rglob("*unfinished*")) == []
    assert not (tmp_path / "catalogue" / "imports" / "told").exists()


@pytest.mark.parametrize("limit", [20, 3_000])
def test_without_room_an_import_says_so_and_the_snapshot_stands(
    tmp_path: Path, standing: Catalogue, limit: int
) -> None:
    done = _run(tmp_path, 0, limit)
    assert done.returncode == 1, done.stderr
    assert "StorageError:" in done.stderr
    assert "make room" in done.stderr
    assert standing.required().info.number == 1
    assert standing.required().search("invention")
    assert standing.take_in(told(tmp_path), at=NOON).number == 2
    assert standing.build([an_item(1)], at=NOON).number == 2
