"""Disks that cannot be read, objects from the future, and two writers at once."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from tests.unit.vault.oracle import complaints
from tests.unit.vault.samples import CREATED, ONE, TWO

from nachklang.errors import FixityError, SourceError
from nachklang.vault import NewFile, Vault
from nachklang.vault.layout import object_path
from nachklang.vault.validation import validate_object

PROJECT = Path(__file__).parents[3]
PLACE = object_path(ONE)
ORIGINAL = "v1/content/original/invention.flac"
RIGHTS = "v1/content/metadata/rights.json"
UNREADABLE = Path("/proc/self/mem")

needs_proc = pytest.mark.skipif(
    not UNREADABLE.exists(), reason=f"there is no {UNREADABLE} to be read in vain"
)


@contextmanager
def broken_sectors(path: Path) -> Iterator[None]:
    """Let the system itself answer each reading of a file with EIO, as it does for this process's page 0."""
    real: Callable[..., int] = os.open

    def redirected(name: str | Path, flags: int, *args: int, **options: int | None) -> int:
        return real(UNREADABLE if Path(name) == path else name, flags, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", redirected)
        yield


def add(vault: Vault, text: bytes) -> None:
    vault.add_version(
        vault.inventory(ONE),
        [NewFile("metadata/note", text)],
        message="Described anew",
        user="Nachklang 0.1.0",
        address="https://example.org/archive",
        created=CREATED,
    )


def found(vault: Vault) -> set[tuple[str | None, str, str]]:
    return {(one.object_id, one.path, one.kind) for one in vault.verify(expected=[ONE, TWO])}


@needs_proc
@pytest.mark.parametrize(
    "name", [ORIGINAL, RIGHTS, "inventory.json", "v1/inventory.json.sha512", "0=ocfl_object_1.1"]
)
def test_a_read_error_is_named_and_nothing_else_is_doubted(filled: Vault, name: str) -> None:
    with broken_sectors(filled.root / PLACE / name):
        assert found(filled) == {(ONE, f"{PLACE}/{name}", "unreadable")}
        (problem,) = filled.verify_object(ONE)
    assert "Input/output error" in problem.detail
    assert found(filled) == set()


@needs_proc
def test_what_cannot_be_read_is_not_handed_out(filled: Vault) -> None:
    with broken_sectors(filled.root / PLACE / RIGHTS), pytest.raises(FixityError, match="Input/output error"):
        filled.read(ONE, "metadata/rights.json")
    with broken_sectors(filled.root / PLACE / "inventory.json"):
        for ask in (lambda: filled.inventory(ONE), lambda: add(filled, b"x"), lambda: [*filled.object_ids()]):
            with pytest.raises(FixityError, match="Input/output error"):
                ask()
    add(filled, b"x")
    assert (list(filled.verify()), complaints(filled.root)) == ([], [])


@needs_proc
def test_a_source_that_cannot_be_read_leaves_nothing(vault: Vault, source: Path) -> None:
    with broken_sectors(source), pytest.raises(SourceError, match="Input/output error"):
        vault.stage(source)
    assert list(vault.staging.folder.iterdir()) == []


@needs_proc
def test_a_version_whose_inventory_cannot_be_read_is_not_taken_back(
    filled: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(_: object, __: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", cut_off)
        with pytest.raises(KeyboardInterrupt):
            add(filled, b"x")
    with broken_sectors(filled.root / PLACE / "v2/inventory.json"), pytest.raises(FixityError):
        filled.complete_versions()
    filled.complete_versions()
    assert filled.inventory(ONE).head == "v2"
    assert (list(filled.verify()), complaints(filled.root)) == ([], [])


def test_an_object_from_the_future_misses_the_version_in_between(filled: Vault) -> None:
    add(filled, b"two")
    add(filled, b"three")
    shutil.rmtree(filled.root / PLACE / "v2")
    gone = ("inventory.json", "inventory.json.sha512", "content/metadata/note")
    assert found(filled) == {(ONE, f"{PLACE}/v2/{name}", "missing") for name in gone}
    assert {"E010", "E046"} & {one.code for one in validate_object(filled.root / PLACE)}


def test_an_inventory_from_the_future_over_an_older_object(filled: Vault) -> None:
    kept = filled.staging.folder.parent / "kept"
    shutil.copytree(filled.root / PLACE, kept)
    add(filled, b"two")
    add(filled, b"three")
    for name in ("inventory.json", "inventory.json.sha512"):
        shutil.copyfile(filled.root / PLACE / name, kept / name)
    shutil.rmtree(filled.root / PLACE)
    kept.rename(filled.root / PLACE)
    names = ("inventory.json", "inventory.json.sha512", "content/metadata/note")
    assert found(filled) == {
        (ONE, f"{PLACE}/{version}/{name}", "missing") for version in ("v2", "v3") for name in names
    }


def test_of_two_processes_that_write_at_once_one_wins(filled: Vault) -> None:
    path = os.pathsep.join([str(PROJECT), str(PROJECT / "src")])
    with ExitStack() as at_end:
        rivals = [
            at_end.enter_context(
                subprocess.Popen(
                    [
                        *(sys.executable, "-m", "tests.unit.vault.rival"),
                        *(str(filled.root), str(filled.staging.folder), name),
                    ],
                    cwd=PROJECT,
                    env={**os.environ, "PYTHONPATH": path},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for name in ("one", "two")
        ]
        for number in range(12):
            assert [_asked(rival, f"{number}\n") for rival in rivals] == ["read", "read"]
            for rival in rivals:
                _tell(rival, "go\n")
            answers = sorted(_answer(rival) for rival in rivals)
            assert answers[1] == "written"
            assert answers[0] in {"locked", "version-conflict"}
            assert filled.inventory(ONE).head == f"v{number + 2}"
    assert (list(filled.verify()), complaints(filled.root)) == ([], [])
    assert list(filled.staging.folder.iterdir()) == []


def _asked(rival: subprocess.Popen[str], line: str) -> str:
    _tell(rival, line)
    return _answer(rival)


def _tell(rival: subprocess.Popen[str], line: str) -> None:
    assert rival.stdin is not None
    rival.stdin.write(line)
    rival.stdin.flush()


def _answer(rival: subprocess.Popen[str]) -> str:
    assert rival.stdout is not None
    return rival.stdout.readline().strip()
