"""Verification names each fault with its object and its file, and passes nothing that it cannot check."""

import hashlib
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.vault.samples import ONE, SOUND, THREE, TWO, deposit, tree

from nachklang.vault import FixityProblem, Vault
from nachklang.vault.layout import ROOT_FILES, object_path

PLACE = object_path(ONE)
ORIGINAL = "v1/content/original/invention.flac"
RIGHTS = "v1/content/metadata/rights.json"
NOBODY = 65534

Damage = Callable[[Path], object]
Found = set[tuple[str | None, str, str]]


def found(vault: Vault, *expected: str) -> Found:
    return {(one.object_id, one.path, one.kind) for one in vault.verify(expected=expected)}


def _flip(name: str, place: int = 100) -> Damage:
    def damage(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        data[place % len(data)] ^= 1
        (folder / name).write_bytes(data)

    return damage


def _write(name: str, data: bytes) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)

    return damage


def _remove(name: str) -> Damage:
    return lambda folder: (folder / name).unlink()


def _link(name: str) -> Damage:
    def damage(folder: Path) -> None:
        kept = folder.parent / "kept"
        (folder / name).rename(kept)
        (folder / name).symlink_to(kept)

    return damage


def _pipe(folder: Path) -> None:
    (folder / ORIGINAL).unlink()
    os.mkfifo(folder / ORIGINAL)


def _odd_name(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder / "v1/content/a") + b"\n\xff")).write_bytes(b"")


def test_a_sound_vault_is_read_to_the_last_byte(filled: Vault) -> None:
    steps: list[int] = []
    assert list(filled.verify(expected=[ONE, TWO], on_bytes=steps.append)) == []
    assert sum(steps) == filled.total_bytes() == sum(map(len, tree(filled.root).values()))


@pytest.mark.parametrize(
    ("damage", "problems"),
    [
        (_flip(ORIGINAL), {(ORIGINAL, "altered")}),
        (_flip(ORIGINAL, -1), {(ORIGINAL, "altered")}),
        (lambda folder: os.truncate(folder / ORIGINAL, 17), {(ORIGINAL, "altered")}),
        (lambda folder: os.truncate(folder / ORIGINAL, 0), {(ORIGINAL, "altered")}),
        (lambda folder: os.truncate(folder / ORIGINAL, len(SOUND) + 1), {(ORIGINAL, "altered")}),
        (_remove(ORIGINAL), {(ORIGINAL, "missing")}),
        (_write("v1/content/original/more.flac", SOUND), {("v1/content/original/more.flac", "extra")}),
        (_write("v1/content/new/more.flac", SOUND), {("v1/content/new", "extra")}),
        (_write("notes.txt", b""), {("notes.txt", "extra")}),
        (_write("v1/notes.txt", b""), {("v1/notes.txt", "extra")}),
        (_write("v2/inventory.json", b"{}"), {("v2", "extra")}),
        (lambda folder: (folder / "logs").mkdir(), {("logs", "extra")}),
        (lambda folder: (folder / "v1/content/empty").mkdir(), {("v1/content/empty", "extra")}),
        (_link(ORIGINAL), {(ORIGINAL, "altered")}),
        (
            lambda folder: (folder / "v1/content/link").symlink_to("original/invention.flac"),
            {("v1/content/link", "extra")},
        ),
        (_pipe, {(ORIGINAL, "altered")}),
        (_odd_name, {("v1/content/a\\u000a\\xff", "extra")}),
        (_flip("inventory.json"), {("inventory.json", "altered")}),
        (_flip("v1/inventory.json"), {("v1/inventory.json", "altered")}),
        (_flip("inventory.json.sha512"), {("inventory.json.sha512", "altered")}),
        (_flip("inventory.json.sha512", -1), {("inventory.json.sha512", "altered")}),
        (_flip("v1/inventory.json.sha512"), {("v1/inventory.json.sha512", "altered")}),
        (_write("inventory.json", b""), {("inventory.json", "altered")}),
        (_remove("inventory.json"), {("inventory.json", "missing")}),
        (_remove("inventory.json.sha512"), {("inventory.json.sha512", "missing")}),
        (_remove("v1/inventory.json"), {("v1/inventory.json", "missing")}),
        (_flip("0=ocfl_object_1.1"), {("0=ocfl_object_1.1", "altered")}),
        (_remove("0=ocfl_object_1.1"), {("0=ocfl_object_1.1", "missing")}),
        (_write("0=ocfl_object_1.0", b"ocfl_object_1.0\n"), {("0=ocfl_object_1.0", "extra")}),
    ],
)
@pytest.mark.parametrize("expected", [(), (ONE, TWO)])
def test_each_fault_in_an_object_is_named(
    filled: Vault, damage: Damage, problems: set[tuple[str, str]], expected: tuple[str, ...]
) -> None:
    damage(filled.root / PLACE)
    (filled.root / PLACE).parent.joinpath("kept").unlink(missing_ok=True)
    assert found(filled, *expected) == {(ONE, f"{PLACE}/{path}", kind) for path, kind in problems}


def test_both_sidecars_changed(filled: Vault) -> None:
    for name in ("inventory.json.sha512", "v1/inventory.json.sha512"):
        _flip(name)(filled.root / PLACE)
    names = ["inventory.json.sha512", "v1/inventory.json.sha512"]
    assert found(filled) == {(ONE, f"{PLACE}/{name}", "altered") for name in names}


def test_swapped_files_are_both_named(filled: Vault) -> None:
    one, two = filled.root / PLACE / ORIGINAL, filled.root / PLACE / RIGHTS
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert found(filled) == {(ONE, f"{PLACE}/{path}", "altered") for path in (ORIGINAL, RIGHTS)}


def test_an_inventory_that_was_replaced_with_its_sidecar(filled: Vault) -> None:
    folder = filled.root / PLACE
    data = (folder / "inventory.json").read_bytes().replace(b"Deposit", b"Forgery")
    (folder / "inventory.json").write_bytes(data)
    digest = hashlib.sha512(data).hexdigest()
    (folder / "inventory.json.sha512").write_text(f"{digest} inventory.json\n")
    assert found(filled) == {(ONE, f"{PLACE}/inventory.json", "invalid")}


def test_without_any_inventory_nothing_passes(filled: Vault) -> None:
    for name in ("inventory.json", "v1/inventory.json"):
        _write(name, b"{}")(filled.root / PLACE)
    problems = found(filled, ONE, TWO)
    for path in (ORIGINAL, RIGHTS, "v1/content/metadata/description.json", "inventory.json"):
        assert (ONE, f"{PLACE}/{path}", "invalid") in problems
    assert {object_id for object_id, _, _ in problems} == {ONE}


def test_an_object_in_another_s_place(filled: Vault) -> None:
    for path, data in tree(filled.root / object_path(TWO)).items():
        _write(path, data)(filled.root / PLACE)
    assert (ONE, f"{PLACE}/inventory.json", "invalid") in found(filled, ONE, TWO)


def test_an_object_that_is_expected_and_gone(filled: Vault) -> None:
    assert found(filled, ONE, TWO, THREE) == {(THREE, object_path(THREE), "missing")}


def test_an_object_s_folder_that_is_empty(filled: Vault) -> None:
    (filled.root / PLACE).rename(filled.staging.folder / "away")
    (filled.root / PLACE).mkdir()
    assert found(filled, ONE) == {(ONE, f"{PLACE}/inventory.json", "invalid")}
    (filled.root / PLACE).rmdir()
    assert found(filled, ONE) == {(ONE, PLACE, "missing"), (None, PLACE.rpartition("/")[0], "extra")}


@pytest.mark.parametrize(
    ("damage", "problems"),
    [
        (_write("extra.txt", b""), {("extra.txt", "extra")}),
        (_write("extra/file.txt", b""), {("extra", "extra")}),
        (_write("extensions/file.txt", b""), {("extensions/file.txt", "extra")}),
        (_write("extensions/0002-x/config.json", b""), {("extensions/0002-x", "extra")}),
        (_write(f"{PLACE[:3]}/file.txt", b""), {(f"{PLACE[:3]}/file.txt", "extra")}),
        (_write(f"{PLACE[:7]}/abcd/x", b""), {(f"{PLACE[:7]}/abcd", "extra")}),
        (_write(f"{PLACE[:11]}/{'0' * 64}/x", b""), {(f"{PLACE[:11]}/{'0' * 64}", "extra")}),
        (lambda root: (root / "abc").mkdir(), {("abc", "extra")}),
        (lambda root: (root / "abc/def").mkdir(parents=True), {("abc/def", "extra")}),
        (lambda root: (root / "abc").symlink_to(root), {("abc", "extra")}),
        (_flip("0=ocfl_1.1", 0), {("0=ocfl_1.1", "altered")}),
        (_remove("ocfl_layout.json"), {("ocfl_layout.json", "missing")}),
        (_flip("ocfl_layout.json", -1), {("ocfl_layout.json", "altered")}),
    ],
)
def test_each_fault_beside_the_objects_is_named(
    filled: Vault, damage: Damage, problems: set[tuple[str, str]]
) -> None:
    damage(filled.root)
    assert found(filled, ONE, TWO) == {(None, path, kind) for path, kind in problems}


def test_links_in_place_of_the_root_s_own_files(filled: Vault, tmp_path: Path) -> None:
    (filled.root / "extensions").rename(tmp_path / "extensions")
    (filled.root / "extensions").symlink_to(tmp_path / "extensions")
    (filled.root / "ocfl_layout.json").rename(tmp_path / "layout")
    (filled.root / "ocfl_layout.json").symlink_to(tmp_path / "layout")
    assert found(filled) == {
        (None, "extensions", "extra"),
        (None, "ocfl_layout.json", "extra"),
        (None, "ocfl_layout.json", "unreadable"),
    }


def test_a_root_that_is_gone(filled: Vault, tmp_path: Path) -> None:
    filled.root.rename(tmp_path / "away")
    problems = found(filled, ONE)
    assert {(ONE, PLACE, "missing"), (None, ".", "unreadable")} <= problems
    assert {(None, path, "missing") for path in ROOT_FILES} <= problems


def test_every_single_byte_matters(filled: Vault) -> None:
    chance = random.Random(1)
    for name, data in sorted(tree(filled.root).items()):
        path = filled.root / name
        for place in {0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(6))}:
            changed = bytearray(data)
            changed[place] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
            assert [one.path for one in filled.verify()] == [name]
            path.write_bytes(data)
    assert list(filled.verify()) == []


@pytest.fixture
def reachable() -> Iterator[Vault]:
    """Make a vault in a folder that any user may enter, and become a user who is not root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        vault = Vault.create(folder / "vault", staging=folder / "staging")
        (folder / "invention.flac").write_bytes(SOUND)
        deposit(vault, ONE, folder / "invention.flac")
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        try:
            yield vault
        finally:
            os.seteuid(user)


def _forbid(path: Path) -> None:
    """Take all rights from a path, as its owner, whoever reads it afterwards."""
    user = os.geteuid()
    os.seteuid(os.getuid())
    path.chmod(0)
    os.seteuid(user)


@pytest.mark.parametrize(
    "name", [ORIGINAL, "inventory.json", "v1/inventory.json.sha512", "0=ocfl_object_1.1"]
)
def test_a_file_that_cannot_be_read(reachable: Vault, name: str) -> None:
    _forbid(reachable.root / PLACE / name)
    assert found(reachable, ONE) == {(ONE, f"{PLACE}/{name}", "unreadable")}


def test_a_folder_that_cannot_be_listed(reachable: Vault) -> None:
    _forbid(reachable.root / PLACE / "v1/content/original")
    assert found(reachable, ONE) == {(ONE, f"{PLACE}/v1/content/original", "unreadable")}


def test_an_object_that_cannot_be_listed(reachable: Vault) -> None:
    _forbid(reachable.root / PLACE)
    assert (ONE, PLACE, "unreadable") in found(reachable, ONE)


def test_a_tuple_folder_that_cannot_be_listed(reachable: Vault) -> None:
    _forbid(reachable.root / PLACE[:3])
    assert found(reachable, ONE) == {(None, PLACE[:3], "unreadable"), (ONE, PLACE, "missing")}
    assert [(one.path, one.kind) for one in reachable.verify_object(ONE)] == [(PLACE, "unreadable")]


def test_one_object_alone(filled: Vault) -> None:
    _flip(ORIGINAL)(filled.root / PLACE)
    assert [(one.path, one.kind) for one in filled.verify_object(ONE)] == [(f"{PLACE}/{ORIGINAL}", "altered")]
    assert filled.verify_object(TWO) == []
    assert [(one.object_id, one.kind) for one in filled.verify_object(THREE)] == [(THREE, "missing")]


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="this system cannot be asked to forget a file")
def test_content_is_read_from_the_disk_and_not_from_memory(
    filled: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[tuple[int, int, int]] = []
    real = os.posix_fadvise

    def watched(descriptor: int, start: int, length: int, advice: int) -> None:
        forgotten.append((start, length, advice))
        real(descriptor, start, length, advice)

    monkeypatch.setattr(os, "posix_fadvise", watched)
    assert filled.verify_object(ONE) == []
    assert forgotten == [(0, 0, os.POSIX_FADV_DONTNEED)] * 3


def test_a_problem_says_what_was_found(filled: Vault) -> None:
    _flip(ORIGINAL)(filled.root / PLACE)
    (problem,) = filled.verify()
    assert isinstance(problem, FixityProblem)
    assert hashlib.sha512(SOUND).hexdigest() in problem.detail
