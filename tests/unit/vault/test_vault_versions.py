"""A version adds what is new, changes nothing that is there, and is whole or not there."""

import os
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.unit.vault.oracle import complaints
from tests.unit.vault.samples import CREATED, ONE, SOUND, tree

from nachklang.errors import InvalidValueError, LockedError, NotFoundError, StorageError
from nachklang.vault import InvalidLogicalPathError, Inventory, NewFile, Vault, VersionConflictError
from nachklang.vault.layout import object_path
from nachklang.vault.locking import locked_object
from nachklang.vault.validation import validate_object

DESCRIPTION = "metadata/description.json"
LATER = b'{"title":"Invention in C"}'


def add(vault: Vault, previous: Inventory, *files: NewFile, removed: tuple[str, ...] = ()) -> Inventory:
    return vault.add_version(
        previous,
        files,
        removed=removed,
        message="Described anew",
        user="Nachklang 0.1.0",
        address="https://example.org/archive",
        created=CREATED,
    )


def whole(vault: Vault) -> None:
    assert list(vault.verify()) == []
    assert complaints(vault.root) == []
    assert list(vault.staging.folder.iterdir()) == []


def test_a_version_adds_what_is_new_and_keeps_what_is_there(filled: Vault) -> None:
    before = tree(filled.root / object_path(ONE))
    made = add(filled, filled.inventory(ONE), NewFile(DESCRIPTION, LATER), NewFile("copy.flac", SOUND))
    after = tree(filled.root / object_path(ONE))
    assert after.keys() - before.keys() == {
        f"v2/{name}" for name in ("inventory.json", "inventory.json.sha512", f"content/{DESCRIPTION}")
    }
    assert {path for path in before if before[path] != after[path]} == {
        "inventory.json",
        "inventory.json.sha512",
    }
    assert filled.inventory(ONE) == made
    assert made.head == "v2"
    assert filled.read(ONE, DESCRIPTION) == LATER
    assert made.content_path("copy.flac") == made.content_path("original/invention.flac")
    whole(filled)


def test_a_file_that_is_removed_stays_in_the_version_before(filled: Vault) -> None:
    made = add(filled, filled.inventory(ONE), removed=(DESCRIPTION,))
    assert DESCRIPTION not in made.logical_paths()
    again = add(filled, made, NewFile(DESCRIPTION, b'{"title":"Invention"}'))
    assert again.content_path(DESCRIPTION).startswith("v1/")
    whole(filled)


def test_a_staged_file_is_moved(filled: Vault, source: Path) -> None:
    source.write_bytes(SOUND[::-1])
    staged = filled.stage(source)
    add(filled, filled.inventory(ONE), NewFile("master.flac", staged))
    assert filled.read(ONE, "master.flac") == SOUND[::-1]
    whole(filled)


def test_many_versions_are_one_object(filled: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    made, inventory = filled.inventory(ONE), filled.root / object_path(ONE) / "inventory.json"
    sizes = []
    for number in range(2, 106):
        made = add(filled, made, NewFile(DESCRIPTION, str(number).encode()))
        sizes.append(inventory.stat().st_size)
    assert filled.inventory(ONE) == made
    assert (made.head, filled.read(ONE, DESCRIPTION)) == ("v105", b"105")
    # An inventory grows by what one version says, however many there are.
    steps = [later - earlier for earlier, later in pairwise(sizes)]
    assert max(steps) - min(steps) < 20
    whole(filled)


def test_what_cannot_be_a_version_is_refused(filled: Vault) -> None:
    known = filled.inventory(ONE)
    before = tree(filled.root)
    for files, removed, error in (
        ((), (), InvalidValueError),
        ((NewFile(DESCRIPTION, filled.read(ONE, DESCRIPTION)),), (), InvalidValueError),
        ((), tuple(known.logical_paths()), InvalidValueError),
        ((), ("nothing/such",), NotFoundError),
        ((NewFile("../outside", b"x"),), (), InvalidLogicalPathError),
        ((NewFile(f"{DESCRIPTION}/inner", b"x"),), (), InvalidLogicalPathError),
        ((NewFile("twice", b"x"), NewFile("twice", b"y")), (), InvalidLogicalPathError),
    ):
        with pytest.raises(error):
            add(filled, known, *files, removed=removed)
    assert tree(filled.root) == before
    whole(filled)


def test_of_two_writers_one_is_told(filled: Vault) -> None:
    known = filled.inventory(ONE)
    add(filled, known, NewFile(DESCRIPTION, b"first"))
    with pytest.raises(VersionConflictError, match="read it again"):
        add(filled, known, NewFile(DESCRIPTION, b"second"))
    with locked_object(filled.staging.folder, object_path(ONE)), pytest.raises(LockedError):
        add(filled, filled.inventory(ONE), NewFile(DESCRIPTION, b"second"))
    assert filled.read(ONE, DESCRIPTION) == b"first"
    whole(filled)


def test_a_version_that_is_being_written_is_left_alone(
    filled: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def meddled(path: Path, target: Path) -> Path:
        monkeypatch.undo()
        filled.clear_staging()
        return real(path, target)

    monkeypatch.setattr(Path, "rename", meddled)
    add(filled, filled.inventory(ONE), NewFile(DESCRIPTION, LATER))
    assert filled.read(ONE, DESCRIPTION) == LATER
    whole(filled)


@pytest.mark.parametrize("name", ["rename", "replace"])
@pytest.mark.parametrize("at", [1, 2])
def test_where_the_disk_fails_the_version_is_there_or_not(
    filled: Vault, monkeypatch: pytest.MonkeyPatch, name: str, at: int
) -> None:
    real: Any = getattr(os, name)
    calls: list[object] = []

    def failing(*args: Any, **options: Any) -> Any:
        calls.append(args)
        if len(calls) == at:
            raise OSError(5, "Input/output error")
        return real(*args, **options)

    monkeypatch.setattr(os, name, failing)
    known = filled.inventory(ONE)
    if (name, at) == ("rename", 2):
        add(filled, known, NewFile(DESCRIPTION, LATER))
    else:
        with pytest.raises(StorageError, match="Input/output error"):
            add(filled, known, NewFile(DESCRIPTION, LATER))
    monkeypatch.undo()
    filled.complete_versions()
    assert filled.inventory(ONE).head == ("v1" if (name, at) == ("rename", 1) else "v2")
    whole(filled)


def test_a_note_that_outlived_its_version_harms_no_later_one(
    filled: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(path: object, **_: object) -> None:
        raise OSError(5, "Input/output error", path)

    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", failing)
        with pytest.raises(StorageError, match="Input/output error"):
            add(filled, filled.inventory(ONE), NewFile(DESCRIPTION, LATER))
    made = add(filled, filled.inventory(ONE), NewFile(DESCRIPTION, b"v3"))
    filled.complete_versions()
    assert filled.inventory(ONE) == made
    whole(filled)


def test_a_clock_that_went_back_is_written_as_it_is(filled: Vault) -> None:
    before = CREATED - timedelta(days=400)
    made = filled.add_version(
        filled.inventory(ONE),
        [NewFile(DESCRIPTION, LATER)],
        message="Described anew",
        user="Nachklang 0.1.0",
        address="https://example.org/archive",
        created=before,
    )
    assert filled.inventory(ONE) == made
    assert made.versions["v2"].created == before < made.versions["v1"].created
    assert validate_object(filled.root / object_path(ONE)) == ()
    whole(filled)
