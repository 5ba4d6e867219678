"""Damage of every kind to every file of an object is found, and named where it is."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.vault.samples import tree
from tests.unit.vault.validation.building import edit, errors, judged, read, sign, write_object

from nachklang.vault.validation import validate_object

CONTENT = ["v1/content/a.txt", "v1/content/sub/b.bin", "v2/content/a.txt"]
DOCUMENTS = ["inventory.json", "v1/inventory.json", "v2/inventory.json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_object(tmp_path / "object")


def _flip(data: bytes) -> bytes:
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "flipped bit": _flip,
    "truncation": lambda data: data[:-2],
    "truncation to nothing": lambda _: b"",
    "growth": lambda data: data + b"\0",
    "zeroes": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", CONTENT)
def test_damaged_content(folder: Path, damage: str, name: str) -> None:
    (folder / name).write_bytes(DAMAGES[damage]((folder / name).read_bytes()))
    assert errors(folder) == {f"E092 {name}", f"E093 {name}"}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [*DOCUMENTS, *(f"{name}.sha512" for name in DOCUMENTS), "0=ocfl_object_1.1"])
def test_damaged_documents(folder: Path, damage: str, name: str) -> None:
    (folder / name).write_bytes(DAMAGES[damage]((folder / name).read_bytes()))
    found = errors(folder)
    place = name.removesuffix(".sha512")
    assert any(one.endswith((place, f"{place}.sha512")) for one in found), found


def test_swapped_files(folder: Path) -> None:
    one, two = folder / CONTENT[0], folder / CONTENT[2]
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert errors(folder) == {f"{code} {CONTENT[n]}" for n in (0, 2) for code in ("E092", "E093")}


@pytest.mark.parametrize("name", CONTENT)
def test_a_deleted_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert {f"E092 {name}", f"E093 {name}"} <= errors(folder)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("inventory.json", {"E063 inventory.json"}),
        ("v1/inventory.json", {"E015 v1/inventory.json.sha512"}),
        ("v2/inventory.json", {"E015 v2/inventory.json.sha512"}),
    ],
)
def test_a_deleted_inventory(folder: Path, name: str, expected: set[str]) -> None:
    (folder / name).unlink()
    assert errors(folder) == expected


def test_a_stale_sidecar(folder: Path) -> None:
    stale = (folder / "v1/inventory.json.sha512").read_bytes()
    (folder / "inventory.json.sha512").write_bytes(stale)
    assert errors(folder) == {"E060 inventory.json.sha512"}


def test_an_inventory_of_an_older_version_in_the_place_of_the_object_s(folder: Path) -> None:
    sign(folder, "", read(folder, "v1"))
    assert errors(folder) == {"E046 v2"}


def test_an_inventory_that_was_forged_with_its_sidecar(folder: Path) -> None:
    edit(folder, lambda one: one["versions"]["v2"].__setitem__("message", "Forged"), versions=[""])
    assert errors(folder) == {"E064 v2/inventory.json"}


def test_no_byte_of_content_can_change_unseen(folder: Path) -> None:
    chance = random.Random(4)
    for name, data in sorted(tree(folder).items()):
        for place in {0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(8))}:
            changed = bytearray(data)
            changed[place] ^= 1 << chance.randrange(8)
            (folder / name).write_bytes(changed)
            if errors(folder) == set():
                assert name.endswith(".sha512"), f"byte {place} of {name}"
                assert bytes(changed).split()[0].lower() == data.split()[0], f"byte {place} of {name}"
            (folder / name).write_bytes(data)
    assert validate_object(folder) == ()


def test_a_thousand_versions(tmp_path: Path) -> None:
    versions = [{"log.txt": str(number).encode()} for number in range(1000)]
    made = write_object(tmp_path / "object", versions, fixity=())
    (made / "v500/content/log.txt").write_bytes(b"!")
    edit(made, lambda one: one["versions"]["v7"].__setitem__("message", "?"), versions=["v900"])
    edit(made, lambda one: next(iter(one["versions"]["v7"]["state"].values())).append("x"), versions=["v901"])
    found = [(one.code, one.where) for one in validate_object(made)]
    assert found == [
        ("W011", "v900/inventory.json"),
        ("E066", "v901/inventory.json"),
        ("E092", "v500/content/log.txt"),
    ]


def test_ocfl_py_sees_the_same_damage(folder: Path) -> None:
    (folder / CONTENT[0]).write_bytes(b"?")
    assert judged(folder) == {"E092", "E093"}
