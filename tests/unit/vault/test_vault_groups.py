"""Many new objects at once are what they would be one by one, and come together or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.vault.oracle import complaints
from tests.unit.vault.samples import NEIGHBOURS, ONE, SOUND, THREE, TWO, deposit, new, prepared, tree

from nachklang.errors import ArchiveError, InvalidValueError, StorageError
from nachklang.vault import InvalidLogicalPathError, NewFile, NewObject, ObjectExistsError, StagedFile, Vault
from nachklang.vault._placing import put_in_place
from nachklang.vault.layout import object_path

IDS = (TWO, *NEIGHBOURS)


def test_a_batch_is_kept_and_read_again(vault: Vault, source: Path) -> None:
    inventories = vault.create_objects([prepared(vault, one, source) for one in IDS])
    assert [inventory.object_id for inventory in inventories] == list(IDS)
    assert [vault.inventory(one) for one in IDS] == inventories
    assert all(vault.path(one, "original/invention.flac").read_bytes() == SOUND for one in IDS)
    assert complaints(vault.root) == []
    assert list(vault.verify(expected=IDS)) == []
    assert list(vault.staging.folder.iterdir()) == []


def test_each_object_has_its_own_words(vault: Vault) -> None:
    first = new(ONE, [NewFile("a", b"a")])
    second = NewObject(TWO, [NewFile("b", b"b")], "Why", "Who", "mailto:who@example.org", first.created)
    made = [one.versions["v1"] for one in vault.create_objects([first, second])]
    assert [one.message for one in made] == [first.message, "Why"]
    assert [one.user for one in made] == [first.user, "Who"]
    assert [one.address for one in made] == [first.address, "mailto:who@example.org"]


def test_no_objects_are_no_work(vault: Vault) -> None:
    before = tree(vault.root)
    assert vault.create_objects([]) == []
    assert tree(vault.root) == before


def _taken(vault: Vault, source: Path) -> list[NewObject]:
    return [prepared(vault, ONE, source)]


def _twice(vault: Vault, source: Path) -> list[NewObject]:
    return [prepared(vault, TWO, source)]


def _bad_path(vault: Vault, source: Path) -> list[NewObject]:
    return [new(THREE, [NewFile("../x", vault.stage(source))])]


def _one_copy_for_two(vault: Vault, source: Path) -> list[NewObject]:
    first = prepared(vault, THREE, source)
    return [first, new(NEIGHBOURS[0], first.files)]


def _copy_that_is_gone(vault: Vault, source: Path) -> list[NewObject]:
    gone = vault.stage(source)
    vault.discard(gone)
    return [new(THREE, [NewFile("x", gone)])]


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (_taken, ObjectExistsError, ONE),
        (_twice, InvalidValueError, "twice"),
        (_bad_path, InvalidLogicalPathError, "x"),
        (_one_copy_for_two, InvalidValueError, "two objects"),
        (_copy_that_is_gone, StorageError, "stage it again"),
    ],
)
def test_one_that_cannot_be_made_is_found_before_anything_is_written(
    vault: Vault,
    source: Path,
    wrong: Callable[[Vault, Path], list[NewObject]],
    error: type[ArchiveError],
    says: str,
) -> None:
    deposit(vault, ONE, source)
    before = tree(vault.root)
    batch = [prepared(vault, TWO, source), *wrong(vault, source)]
    staged = tree(vault.staging.folder)
    with pytest.raises(error, match=says):
        vault.create_objects(batch)
    assert tree(vault.root) == before
    assert tree(vault.staging.folder) == staged
    vault.create_objects(batch[:1])
    assert complaints(vault.root) == []


def test_one_that_somebody_else_has_just_made_is_left_alone(filled: Vault, source: Path) -> None:
    deposit(filled, NEIGHBOURS[0], source)
    before, bench = tree(filled.root), filled.staging.new_path("objects")
    for one in NEIGHBOURS:
        (bench / object_path(one)).mkdir(parents=True)
    with pytest.raises(ObjectExistsError, match=NEIGHBOURS[0]):
        put_in_place(bench, filled.root, {object_path(one): one for one in NEIGHBOURS})
    assert tree(filled.root) == before


_IDS = st.uuids().map(lambda key: f"urn:uuid:{key}")
_FILES = st.dictionaries(
    st.sampled_from(["a", "b/c", "b/d", "e é/f/g"]), st.binary(max_size=3), min_size=1, max_size=4
)


@settings(max_examples=20, deadline=None)
@given(
    objects=st.dictionaries(st.one_of(_IDS, st.sampled_from(IDS)), _FILES, min_size=1, max_size=5),
    staged=st.booleans(),
)
def test_a_batch_is_what_single_objects_are(
    tmp_path_factory: pytest.TempPathFactory, objects: dict[str, dict[str, bytes]], *, staged: bool
) -> None:
    folder = tmp_path_factory.mktemp("vaults")
    (one_by_one, together) = (
        Vault.create(folder / name, staging=folder / f"{name}-staging") for name in ("single", "batch")
    )

    def content(vault: Vault, data: bytes) -> StagedFile | bytes:
        if not staged:
            return data
        (folder / "source").write_bytes(data)
        return vault.stage(folder / "source")

    def batch(vault: Vault) -> list[NewObject]:
        return [
            new(key, [NewFile(path, content(vault, data)) for path, data in files.items()])
            for key, files in objects.items()
        ]

    made = [inventory for one in batch(one_by_one) for inventory in one_by_one.create_objects([one])]
    assert together.create_objects(batch(together)) == made
    assert tree(together.root) == tree(one_by_one.root)
    assert list(together.staging.folder.iterdir()) == []
