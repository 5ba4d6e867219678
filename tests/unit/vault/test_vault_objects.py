"""Making a root and objects, and reading them again."""

import errno
import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.vault.oracle import complaints
from tests.unit.vault.samples import CREATED, ONE, SOUND, THREE, TWO, deposit, make, tree

from nachklang.errors import ArchiveError, FixityError, InvalidValueError, NotFoundError, StorageError
from nachklang.vault import InvalidLogicalPathError, NewFile, ObjectExistsError, StagedFile, Vault
from nachklang.vault._placing import put_in_place
from nachklang.vault.layout import object_path


def test_an_empty_root_is_valid_and_made_once(vault: Vault) -> None:
    before = tree(vault.root)
    again = Vault.create(vault.root, staging=vault.staging.folder)
    assert tree(again.root) == before
    assert complaints(vault.root) == []
    assert list(vault.verify()) == []
    assert list(vault.object_ids()) == []


def test_an_empty_folder_becomes_a_root(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    Vault.create(tmp_path / "here", staging=tmp_path / "deep" / "staging")
    assert complaints(tmp_path / "here") == []


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StorageError, match="not empty"):
        Vault.create(tmp_path, staging=tmp_path.parent / f"{tmp_path.name}-staging")
    assert list(tmp_path.iterdir()) == [tmp_path / "thesis.txt"]


def test_staging_inside_the_root_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="beside"):
        Vault.create(tmp_path / "vault", staging=tmp_path / "vault" / "staging")


def test_opening_what_is_no_root_or_another_layout(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is no vault"):
        Vault.open(tmp_path, staging=tmp_path / "s")
    config = vault.root / "extensions/0004-hashed-n-tuple-storage-layout/config.json"
    config.write_text(config.read_text().replace("3", "2"))
    with pytest.raises(StorageError, match="another layout"):
        Vault.open(vault.root, staging=tmp_path / "s")
    config.write_text("{")
    with pytest.raises(StorageError, match="restore"):
        Vault.open(vault.root, staging=tmp_path / "s")


def test_an_object_is_kept_and_read_again(vault: Vault, source: Path) -> None:
    inventory = deposit(vault, ONE, source)
    assert vault.has(ONE)
    assert not vault.has(TWO)
    assert vault.inventory(ONE) == inventory
    assert vault.path(ONE, "original/invention.flac").read_bytes() == SOUND
    assert vault.read(ONE, "metadata/rights.json") == ONE.encode()
    assert inventory.versions["v1"].created == CREATED
    assert complaints(vault.root) == []
    assert list(vault.verify(expected=[ONE])) == []
    assert list(vault.staging.folder.iterdir()) == []


def test_objects_are_listed_by_storage_path(filled: Vault, source: Path) -> None:
    deposit(filled, THREE, source)
    assert list(filled.object_ids()) == sorted([ONE, TWO, THREE], key=object_path)
    assert list(Vault.open(filled.root, staging=filled.staging.folder).object_ids())


def test_equal_bytes_are_kept_once(vault: Vault, source: Path) -> None:
    files = [NewFile("b", vault.stage(source)), NewFile("a/c", vault.stage(source)), NewFile("d", SOUND)]
    inventory = make(vault, ONE, files)
    folder = vault.root / object_path(ONE)
    assert [path.name for path in (folder / "v1/content").rglob("*")] == ["b"]
    assert inventory.logical_paths().keys() == {"a/c", "b", "d"}
    assert vault.path(ONE, "a/c") == vault.path(ONE, "b")
    assert list(vault.staging.folder.iterdir()) == []
    assert complaints(vault.root) == []


def test_an_object_that_exists_is_never_written_again(vault: Vault, source: Path) -> None:
    deposit(vault, ONE, source)
    before, staged = tree(vault.root), vault.stage(source)
    with pytest.raises(ObjectExistsError, match=ONE) as caught:
        make(vault, ONE, [NewFile("other", staged)])
    assert caught.value.code == "object-exists"
    assert tree(vault.root) == before
    assert staged.path.read_bytes() == SOUND


def test_two_writers_that_raced_leave_the_first_object(filled: Vault) -> None:
    bench = filled.staging.new_path("object")
    (bench / object_path(ONE)).mkdir(parents=True)
    before = tree(filled.root)
    with pytest.raises(ObjectExistsError):
        put_in_place(bench, filled.root, {object_path(ONE): ONE})
    assert tree(filled.root) == before


@pytest.mark.parametrize("shared", [1, 2, 3])
def test_an_object_joins_folders_that_are_there(vault: Vault, source: Path, shared: int) -> None:
    neighbour = vault.root.joinpath(*object_path(ONE).split("/")[:shared]) / "neighbour"
    neighbour.mkdir(parents=True)
    deposit(vault, ONE, source)
    assert [found.path for found in vault.verify(expected=[ONE])] == [str(neighbour.relative_to(vault.root))]


@pytest.mark.parametrize("path", ["", "/x", "a/../b", "a\nb", "a\udcff", "x" * 256])
def test_a_wrong_logical_path_leaves_nothing(vault: Vault, source: Path, path: str) -> None:
    before, staged = tree(vault.root), vault.stage(source)
    with pytest.raises(InvalidLogicalPathError):
        make(vault, ONE, [NewFile("right", b"x"), NewFile(path, staged)])
    assert tree(vault.root) == before
    assert list(vault.staging.folder.iterdir()) == [staged.path]


@pytest.mark.parametrize(
    "wrong",
    [
        {"object_id": "object-01"},
        {"message": ""},
        {"user": ""},
        {"message": "\ud800"},
        {"address": "somebody"},
        {"address": "ftp://example.org"},
        {"created": datetime(2026, 1, 1)},  # noqa: DTZ001 - the missing zone is the point
        {"files": []},
    ],
)
def test_wrong_values_are_refused(vault: Vault, wrong: dict[str, object]) -> None:
    right: dict[str, object] = {
        "object_id": ONE,
        "files": [NewFile("x", b"x")],
        "message": "m",
        "user": "u",
        "address": "mailto:a@example.org",
        "created": CREATED,
    }
    with pytest.raises(InvalidValueError):
        vault.create_object(**{**right, **wrong})  # type: ignore[arg-type]
    assert not vault.has(ONE)


def test_a_file_that_is_not_staged_here_is_refused(vault: Vault, source: Path) -> None:
    foreign = StagedFile(source, len(SOUND), "a" * 128, "b" * 64)
    with pytest.raises(StorageError, match="stage it again"):
        make(vault, ONE, [NewFile("x", foreign)])
    assert source.read_bytes() == SOUND
    gone = vault.stage(source)
    vault.discard(gone)
    with pytest.raises(StorageError, match="stage it again"):
        make(vault, ONE, [NewFile("x", gone)])
    assert not vault.has(ONE)


def test_a_link_in_the_way_is_not_followed(vault: Vault, source: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (vault.root / object_path(ONE)[:3]).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError) as caught:
        deposit(vault, ONE, source)
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ENOTDIR
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert list(vault.staging.folder.iterdir()) == []


def test_reading_what_is_not_there(filled: Vault) -> None:
    for ask in (filled.inventory, lambda one: filled.path(one, "x"), lambda one: filled.read(one, "x")):
        with pytest.raises(NotFoundError):
            ask(THREE)
    with pytest.raises(NotFoundError):
        filled.path(ONE, "nothing")
    assert not filled.has("no id at all \ud800")


@pytest.mark.parametrize("name", ["inventory.json", "inventory.json.sha512"])
@pytest.mark.parametrize("damage", [b"", b"{}", None])
def test_a_damaged_inventory_is_never_believed(filled: Vault, name: str, damage: bytes | None) -> None:
    path = filled.root / object_path(ONE) / name
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    with pytest.raises(FixityError, match="verify the vault"):
        filled.inventory(ONE)
    with pytest.raises(FixityError):
        list(filled.object_ids())
    assert filled.inventory(TWO).object_id == TWO


def test_an_inventory_with_its_own_sidecar_is_still_read_with_care(filled: Vault) -> None:
    folder = filled.root / object_path(ONE)
    stolen = (filled.root / object_path(TWO) / "inventory.json").read_bytes()
    for data in (b"{}", stolen):
        (folder / "inventory.json").write_bytes(data)
        digest = hashlib.sha512(data).hexdigest()
        (folder / "inventory.json.sha512").write_text(f"{digest} inventory.json\n")
        with pytest.raises(FixityError):
            filled.inventory(ONE)


def test_bytes_that_differ_are_not_handed_out(filled: Vault) -> None:
    filled.path(ONE, "metadata/rights.json").write_bytes(b"all rights")
    with pytest.raises(FixityError, match="differs"):
        filled.read(ONE, "metadata/rights.json")
    filled.path(ONE, "metadata/rights.json").unlink()
    with pytest.raises(FixityError, match="cannot read"):
        filled.read(ONE, "metadata/rights.json")


_SEGMENT = st.text(st.sampled_from("abé音 .~'\"\\{}"), min_size=1, max_size=4)
_PATH = st.lists(_SEGMENT, min_size=1, max_size=3).map("/".join)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.uuids(), st.dictionaries(_PATH, st.binary(max_size=3), min_size=1, max_size=6))
def test_any_object_that_is_taken_is_valid(vault: Vault, key: object, files: dict[str, bytes]) -> None:
    object_id = f"urn:uuid:{key}"
    try:
        make(vault, object_id, [NewFile(path, data) for path, data in files.items()])
    except ArchiveError:
        assert not vault.has(object_id) or vault.inventory(object_id).object_id == object_id
        return
    assert {path: vault.read(object_id, path) for path in files} == files
    assert complaints(vault.root) == []
    assert list(vault.verify()) == []
