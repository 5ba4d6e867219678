"""Whatever an inventory says, whatever lies in a folder: an answer, in bounds, and nothing read outside."""

import hashlib
import json
import os
import socket
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.vault.validation.building import codes, edit, errors, read, sign, write_object

from nachklang.vault.validation import MOST_OF_A_CODE, UNREADABLE, validate_object, validate_root
from nachklang.vault.validation.documents import LONGEST_DOCUMENT

FIRST = hashlib.sha512(b"first").hexdigest()
NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_object(tmp_path / "object")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List what is opened, while still opening it."""
    found: list[str] = []
    real = os.open

    def watched(path: Any, *arguments: Any, **options: Any) -> int:
        found.append(os.fspath(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", watched)
    return found


ESCAPES = [
    "../secret",
    "v1/content/../../../secret",
    "v1/content/../../../../../../../../etc/passwd",
    "/etc/passwd",
    "v1/content//etc/passwd",
    "v1/content/way-out/secret",
    "v1\\content\\..\\..\\secret",
    "v1/content/\x00",
    "v1/content/" + "a" * 5000,
    "v1/content/" + "a/" * 3000 + "a",
    "",
    ".",
    "C:\\Windows",
]


@pytest.mark.parametrize("path", ESCAPES)
@pytest.mark.parametrize("block", ["manifest", "fixity"])
def test_no_content_path_leads_out_of_the_object(
    folder: Path, opened: list[str], path: str, block: str
) -> None:
    (folder.parent / "secret").write_bytes(b"first")
    (folder / "v1/content/way-out").symlink_to(folder.parent)

    def change(inventory: dict[str, Any]) -> None:
        if block == "fixity":
            inventory["fixity"]["md5"] = {hashlib.md5(b"first").hexdigest(): [path]}  # noqa: S324
        else:
            inventory["manifest"][FIRST] = [path]

    edit(folder, change)
    assert any(one.is_error for one in validate_object(folder))
    inside = [one for one in opened if one.startswith(str(folder.parent))]
    assert inside
    for one in inside:
        assert one.startswith(f"{folder}/")
        assert "way-out" not in one
        assert ".." not in one
    assert not {"/etc/passwd", "C:\\Windows"} & set(opened)


@pytest.mark.parametrize("directory", ["..", ".", "../..", "/etc", "a/../../..", "", "\x00", "con\ntent"])
def test_no_content_directory_leads_out_of_the_object(
    folder: Path, opened: list[str], directory: str
) -> None:
    edit(folder, lambda one: one.__setitem__("contentDirectory", directory))
    assert any(one.is_error for one in validate_object(folder))
    assert all(one.startswith(f"{folder}/") for one in opened if one.startswith(str(folder.parent)))


@pytest.mark.parametrize(
    "version", ["..", "../v1", "/", "v1/..", "v\x00", "v" + "9" * 5000, "v" + "0" * 5000 + "1"]
)
def test_no_version_leads_out_of_the_object(folder: Path, opened: list[str], version: str) -> None:
    edit(folder, lambda one: one["versions"].__setitem__(version, one["versions"].pop("v2")))
    assert any(one.is_error for one in validate_object(folder))
    assert all(one.startswith(f"{folder}/") for one in opened if one.startswith(str(folder.parent)))


DOCUMENTS: list[tuple[bytes, str]] = [
    (b"", "E033"),
    (b"\x00", "E033"),
    (b"null", "E033"),
    (b"7", "E033"),
    (b'"text"', "E033"),
    (b"[]", "E033"),
    (b"[" * 100_000 + b"]" * 100_000, "E033"),
    (b'{"id":' * 100_000 + b"1" + b"}" * 100_000, "E033"),
    (b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "E033"),
    (b'{"id": NaN}', "E033"),
    (b'{"id": -Infinity}', "E033"),
    (b'{"id": ' + b"9" * 100_000 + b"}", "E033"),
    (b'{"id": 1e999999999}', "E037"),
    (b'\xef\xbb\xbf{"id": "urn:x:y"}', "E033"),
    (b'{"id": "\xff"}', "E033"),
    ('{"id": "urn:x:y"}'.encode("utf-16"), "E033"),
    (b'{"id": "\\ud800"}', "E033"),
    (b'{"\\udc80": 1}', "E033"),
    (b'{"id": "\\ud83c\\udfb5:x"}', "E036"),
    (b'{"id": "urn:x:y", "id": "urn:x:z"}', "E033"),
    (b'{"id": "urn:x:y"} {}', "E033"),
    (b"{}", "E036"),
]


@pytest.mark.parametrize(("data", "code"), DOCUMENTS)
@pytest.mark.parametrize("version", ["", "v1", "v2"])
def test_documents_that_are_no_inventories(folder: Path, data: bytes, code: str, version: str) -> None:
    sign(folder, version, data)
    found = validate_object(folder)
    assert any(one.is_error for one in found)
    if version != "v2":
        assert code in codes(found), found


NESTED = json.loads("[" * 900 + "]" * 900)
VALUES: list[Any] = [
    None,
    True,
    0,
    1e300,
    "",
    "text",
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"a": {"b": []}},
    NESTED,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value)[:20])
@pytest.mark.parametrize("versions", [("", "v2"), ("v1",), ("", "v1", "v2")])
def test_any_value_in_any_place_is_answered(folder: Path, value: Any, versions: tuple[str, ...]) -> None:
    places = list(_places(read(folder)))
    assert len(places) > 30
    for place in places:
        fresh = write_object(folder.parent / f"{len(list(folder.parent.iterdir()))}")
        edit(fresh, lambda one, place=place: _put(one, place, value), versions=versions)  # type: ignore[misc]
        validate_object(fresh)


def _places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*above, key)
        yield from _places(one, (*above, key))


def _put(document: Any, place: tuple[Any, ...], value: Any) -> None:
    for key in place[:-1]:
        if not (isinstance(document, dict) and key in document) and not isinstance(document, list):
            return
        if isinstance(document, list) and not (isinstance(key, int) and key < len(document)):
            return
        document = document[key]
    document[place[-1]] = value


def test_a_path_of_a_million_elements_costs_little(folder: Path) -> None:
    long = "v1/content/" + "a/" * 1_000_000 + "a"
    edit(folder, lambda one: one["manifest"].__setitem__(FIRST, [long]))
    edit(folder, lambda one: one["versions"]["v2"]["state"].__setitem__(FIRST, [long]))
    tracemalloc.start()
    try:
        assert f"E092 {long}" in errors(folder)
        assert tracemalloc.get_traced_memory()[1] < 400 << 20
    finally:
        tracemalloc.stop()


def test_an_inventory_that_is_too_long_is_not_read_and_no_pass(folder: Path) -> None:
    with (folder / "inventory.json").open("r+b") as stream:
        stream.truncate(1 << 40)
    found = [one for one in validate_object(folder) if one.code == UNREADABLE]
    assert [one.where for one in found] == ["inventory.json"]
    assert str(LONGEST_DOCUMENT) in found[0].message


def test_a_sidecar_and_a_declaration_that_are_too_long_are_not_read(folder: Path) -> None:
    for name in ("inventory.json.sha512", "v1/inventory.json.sha512", "0=ocfl_object_1.1"):
        with (folder / name).open("r+b") as stream:
            stream.truncate(1 << 40)
    assert {"unreadable inventory.json.sha512", "unreadable 0=ocfl_object_1.1"} <= errors(folder)


def test_findings_of_one_code_are_listed_up_to_a_number_and_then_counted(folder: Path) -> None:
    edit(folder, lambda one: one["manifest"].__setitem__(FIRST, [None] * (MOST_OF_A_CODE + 77)))
    edit(folder, lambda one: one.__setitem__("manifest", {**one["manifest"], "x": None}))
    found = [one for one in validate_object(folder) if one.code == "E092"]
    assert len(found) < MOST_OF_A_CODE + 2
    assert found[-1].message == "and 78 more of this code"


@pytest.mark.parametrize(
    "name",
    ["inventory.json", "v1/inventory.json", "v2/inventory.json", "v1", "v1/content", "v1/content/a.txt"],
)
@pytest.mark.parametrize("target", [".", "..", "self", "/dev/zero", "/etc/passwd", "v2"])
def test_links_are_named_and_not_followed(folder: Path, opened: list[str], name: str, target: str) -> None:
    away = folder.parent / "away"
    (folder / name).rename(away)
    (folder / name).symlink_to(name.rpartition("/")[2] if target == "self" else target)
    assert f"E090 {name}" in errors(folder)
    assert str(folder / name) not in opened


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize("make", [_fifo, _socket])
@pytest.mark.parametrize(
    "name",
    [
        "inventory.json",
        "inventory.json.sha512",
        "0=ocfl_object_1.1",
        "v1/inventory.json",
        "v1/content/a.txt",
        "x",
    ],
)
def test_pipes_and_sockets_are_named_and_not_waited_for(
    folder: Path, make: Callable[[Path], None], name: str
) -> None:
    (folder / name).unlink(missing_ok=True)
    make(folder / name)
    assert f"E089 {name}" in errors(folder)


def test_names_that_are_no_text_are_shown_safely(folder: Path) -> None:
    for name in (b"a\xff", b"b\n", b"\x1b[31mred", "\u202e".encode()):
        Path(os.fsdecode(os.fsencode(folder / "v1/content") + b"/" + name)).write_bytes(b"")
    found = validate_object(folder)
    assert [one.where for one in found] == [
        "v1/content/\\u001b[31mred",
        "v1/content/a\\xff",
        "v1/content/b\\u000a",
        "v1/content/\\u202e",
    ]
    assert all(one.message.isprintable() for one in found)


def test_an_inventory_cannot_name_a_file_whose_name_is_no_text(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder / "v1/content") + b"/\xff")).write_bytes(b"first")
    inventory = read(folder)
    inventory["manifest"][FIRST] = ["v1/content/\udcff", "v1/content/a.txt"]
    sign(folder, "", json.dumps(inventory).encode())
    assert "E033 inventory.json" in errors(folder)


def test_folders_deeper_than_the_system_can_name(folder: Path) -> None:
    here = os.open(folder / "v1/content", os.O_RDONLY)
    try:
        for _ in range(40):
            os.mkdir("d" * 200, dir_fd=here)
            below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
    finally:
        os.close(here)
    found = {one.code for one in validate_object(folder)}
    assert UNREADABLE in found
    assert UNREADABLE in {one.code for checked in validate_root(folder) for one in checked.findings}


def test_a_file_that_is_gone_once_it_was_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def gone(path: Any, *arguments: Any, **options: Any) -> int:
        if os.fspath(path).endswith(("v1/content/a.txt", "v2/inventory.json")):
            raise FileNotFoundError(2, "No such file or directory", os.fspath(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", gone)
    assert errors(folder) == {"unreadable v1/content/a.txt", "unreadable v2/inventory.json"}


def test_a_disk_that_fails_in_the_middle_of_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "readv", fails)
    names = ("v1/content/a.txt", "v1/content/sub/b.bin", "v2/content/a.txt")
    assert errors(folder) == {f"unreadable {name}" for name in names}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    found = validate_object(tmp_path / "nothing")
    assert (UNREADABLE, ".") in {(one.code, one.where) for one in found}


@pytest.fixture
def reachable() -> Iterator[Path]:
    """Make an object in a folder that any user may enter, and become a user who is not root."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = write_object(Path(name) / "object")
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(user)


def _forbid(path: Path) -> None:
    user = os.geteuid()
    os.seteuid(os.getuid())
    path.chmod(0)
    os.seteuid(user)


@pytest.mark.parametrize(
    "name",
    [
        ".",
        "inventory.json",
        "inventory.json.sha512",
        "0=ocfl_object_1.1",
        "v1",
        "v1/inventory.json",
        "v2/inventory.json.sha512",
        "v1/content",
        "v1/content/sub",
        "v1/content/a.txt",
    ],
)
def test_what_may_not_be_read_is_the_only_finding(reachable: Path, name: str) -> None:
    """What lies below is neither missing nor there: nothing is said of it, and it is no pass."""
    _forbid(reachable / name)
    assert errors(reachable) == {f"unreadable {name}"}
