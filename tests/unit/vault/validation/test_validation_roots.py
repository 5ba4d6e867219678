"""Storage roots: their own files, the way to their objects, and what stands where no object is."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.vault.samples import ONE, deposit
from tests.unit.vault.validation.building import edit, write_object

from nachklang.vault import Vault
from nachklang.vault.layout import object_path
from nachklang.vault.validation import Checked, kind_of, validate_root

LAYOUT = {"extension": "0004-hashed-n-tuple-storage-layout", "description": "By digest"}


def write_root(root: Path, *, specification: str = "1.1", objects: str = "1.1") -> Path:
    """Write a storage root with two objects."""
    root.mkdir()
    (root / f"0=ocfl_{specification}").write_text(f"ocfl_{specification}\n")
    (root / "ocfl_layout.json").write_text(json.dumps(LAYOUT))
    for name in ("one", "two"):
        write_object(root / "ab/cd" / name, specification=objects, object_id=f"urn:example:{name}")
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_root(tmp_path / "root")


def found(root: Path) -> set[str]:
    return {f"{one.code} {one.where}" for checked in validate_root(root) for one in checked.findings}


@pytest.mark.parametrize(("specification", "objects"), [("1.1", "1.1"), ("1.1", "1.0"), ("1.0", "1.0")])
def test_a_right_root_has_no_finding(tmp_path: Path, specification: str, objects: str) -> None:
    root = write_root(tmp_path / "root", specification=specification, objects=objects)
    assert list(validate_root(root)) == [Checked("ab/cd/one", ()), Checked("ab/cd/two", ()), Checked("", ())]


def test_our_own_vault_is_a_right_root(vault: Vault, source: Path) -> None:
    deposit(vault, ONE, source)
    assert list(validate_root(vault.root)) == [Checked(object_path(ONE), ()), Checked("", ())]


def _write(name: str, data: bytes = b"") -> Callable[[Path], object]:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)

    return change


CHANGES: list[tuple[Callable[[Path], object], set[str]]] = [
    (lambda root: (root / "0=ocfl_1.1").unlink(), {"E069 ."}),
    (_write("0=ocfl_1.0", b"ocfl_1.0\n"), {"E076 ."}),
    (_write("0=ocfl_object_1.1"), {"E076 .", "E079 0=ocfl_object_1.1"}),
    (_write("0=ocfl_3.0"), {"E076 .", "E079 0=ocfl_3.0"}),
    (_write("0=ocfl_1.1", b"ocfl_1.1\r\n"), {"E080 0=ocfl_1.1"}),
    (lambda root: (root / "ocfl_layout.json").unlink(), set()),
    (_write("ocfl_layout.json", b"{"), {"E070 ocfl_layout.json"}),
    (_write("ocfl_layout.json", b"[" * 100_000), {"E070 ocfl_layout.json"}),
    (_write("ocfl_layout.json", b"[]"), {"E070 ocfl_layout.json"}),
    (_write("ocfl_layout.json", b'{"extension": 7, "description": ""}'), {"E070 ocfl_layout.json"}),
    (
        _write("ocfl_layout.json", json.dumps({**LAYOUT, "extension": "9999-mine"}).encode()),
        {"E071 ocfl_layout.json"},
    ),
    (_write("read me.txt"), set()),
    (_write("extensions/0004-hashed-n-tuple-storage-layout/config.json"), set()),
    (_write("extensions/mine/config.json"), {"W016 extensions/mine"}),
    (_write("extensions/config.json"), {"E112 extensions/config.json"}),
    (_write("ab/notes"), {"E072 ab/notes"}),
    (_write("ab/cd/notes"), {"E072 ab/cd/notes"}),
    (_write("more/notes"), {"E072 more/notes"}),
    (_write("more/0=ocfl_1.1"), {"E072 more/0=ocfl_1.1"}),
    (lambda root: (root / "empty").mkdir(), {"E073 empty"}),
    (lambda root: (root / "ab/cd/ef").mkdir(), {"E073 ab/cd/ef"}),
    (lambda root: (root / "again").symlink_to(root), {"E090 again"}),
    (lambda root: (root / "ab/again").symlink_to("cd"), {"E090 ab/again"}),
    (lambda root: (root / "extensions").symlink_to("/etc"), {"E090 extensions"}),
    (lambda root: os.mkfifo(root / "ab/pipe"), {"E089 ab/pipe"}),
    (lambda root: (root / "ab/cd/one/0=ocfl_object_1.1").unlink(), {"E003 ab/cd/one"}),
    (lambda root: (root / "ab/cd/one/inventory.json").unlink(), {"E063 ab/cd/one/inventory.json"}),
    (
        lambda root: write_object(root / "ab/cd/one/three"),
        {"E001 ab/cd/one/three", "E082 ab/cd/one/three/0=ocfl_object_1.1"},
    ),
    (lambda root: write_object(root / "three"), {"W015 ."}),
    (
        lambda root: edit(root / "ab/cd/two", _rename_to("urn:example:one"), versions=["", "v1", "v2"]),
        {"E037 ab/cd/two/inventory.json"},
    ),
]


def _rename_to(object_id: str) -> Callable[[dict[str, object]], object]:
    return lambda inventory: inventory.__setitem__("id", object_id)


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_each_fault_of_a_root_has_its_code(
    root: Path, change: Callable[[Path], object], expected: set[str]
) -> None:
    change(root)
    assert found(root) == expected


def test_an_object_may_not_be_of_a_later_specification_than_its_root(tmp_path: Path) -> None:
    root = write_root(tmp_path / "root", specification="1.0")
    assert found(root) == {"E081 ab/cd/one", "E081 ab/cd/two"}


def test_codes_of_an_old_root_are_those_of_its_specification(tmp_path: Path) -> None:
    root = write_root(tmp_path / "root", specification="1.0", objects="1.0")
    _write("extensions/config.json")(root)
    _write("extensions/mine/config.json")(root)
    assert found(root) == {"E086 extensions/config.json", "W013 extensions/mine"}


def test_each_object_is_read_to_the_last_byte(root: Path) -> None:
    (root / "ab/cd/two/v2/content/a.txt").write_bytes(b"secont")
    read: list[int] = []
    checked = {one.place: one.findings for one in validate_root(root, on_bytes=read.append)}
    assert checked["ab/cd/one"] == ()
    assert [(one.code, one.where) for one in checked["ab/cd/two"]] == [
        ("E092", "ab/cd/two/v2/content/a.txt"),
        ("E093", "ab/cd/two/v2/content/a.txt"),
    ]
    files = [file for file in (root / "ab").rglob("*") if file.is_file()]
    own = [root / "0=ocfl_1.1", root / "ocfl_layout.json"]
    assert sum(read) == sum(file.stat().st_size for file in [*files, *own])


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    assert found(tmp_path / "nothing") == {"unreadable ."}


def test_a_walk_that_is_left_early_leaves_no_thread_behind(root: Path) -> None:
    walk = validate_root(root)
    next(walk)
    walk.close()  # type: ignore[attr-defined]


def test_what_a_folder_is(root: Path, tmp_path: Path) -> None:
    one = root / "ab/cd/one"
    assert (kind_of(root), kind_of(one), kind_of(root / "ab")) == ("root", "object", None)
    assert kind_of(tmp_path / "nothing") is None
    for name in ("0=ocfl_object_1.1", "inventory.json"):
        (one / name).unlink()
        assert kind_of(one) == "object"
    (root / "0=ocfl_1.1").unlink()
    assert kind_of(root) == "root"
    shutil.rmtree(one)
    assert kind_of(root / "ab/cd") is None
