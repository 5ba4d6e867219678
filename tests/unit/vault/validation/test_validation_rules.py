"""Each rule of the specification that is broken is reported by its code, and all of them at once."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.vault.validation.building import (
    FILES,
    Inventory,
    codes,
    edit,
    errors,
    judged,
    read,
    sign,
    write_object,
)

from nachklang.vault.validation import validate_object

FIRST = hashlib.sha512(b"first").hexdigest()
SECOND = hashlib.sha512(b"second").hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_object(tmp_path / "object")


@pytest.mark.parametrize("specification", ["1.0", "1.1"])
@pytest.mark.parametrize("fixity", [(), ("sha256", "md5", "sha1", "blake2b"), ("sha512",)])
def test_a_right_object_has_no_finding(tmp_path: Path, specification: str, fixity: tuple[str, ...]) -> None:
    made = write_object(tmp_path / "object", specification=specification, fixity=fixity)
    if "blake2b" in fixity:
        edit(made, lambda one: one["fixity"].__setitem__("blake2b-512", one["fixity"].pop("blake2b")))
        edit(made, lambda one: one.pop("fixity"), versions=["v1"])
    assert validate_object(made) == ()
    assert judged(made) == set()


def _set(*keys: str, value: Any) -> Callable[[Inventory], None]:
    def change(inventory: Inventory) -> None:
        inner: Any = inventory
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = value

    return change


def _without(*keys: str) -> Callable[[Inventory], None]:
    def change(inventory: Inventory) -> None:
        inner: Any = inventory
        for key in keys[:-1]:
            inner = inner[key]
        del inner[keys[-1]]

    return change


def _rename(old: str, new: str, *keys: str) -> Callable[[Inventory], None]:
    def change(inventory: Inventory) -> None:
        inner: Any = inventory
        for key in keys:
            inner = inner[key]
        inner[new] = inner.pop(old)

    return change


V1, V2 = ("versions", "v1"), ("versions", "v2")

EDITS: list[tuple[Callable[[Inventory], object], set[str]]] = [
    (_set("id", value=""), {"E037"}),
    (_set("id", value=7), {"E037"}),
    (_set("id", value="no uri"), {"E037", "E110", "W005"}),
    (_set("id", value="urn:example:other"), {"E037", "E110"}),
    (_without("id"), {"E036"}),
    (_without("type"), {"E036"}),
    (_without("digestAlgorithm"), {"E036"}),
    (_without("head"), {"E036"}),
    (_without("manifest"), {"E041", "E050", "E023"}),
    (_without("versions"), {"E041", "E046", "E107"}),
    (_set("type", value="https://ocfl.io/1.0/spec/#inventory"), {"E038", "E103"}),
    (_set("type", value="https://ocfl.io/9.9/spec/#inventory"), {"E038"}),
    (_set("type", value=["x"]), {"E038"}),
    (_set("digestAlgorithm", value="sha384"), {"E025"}),
    (_set("digestAlgorithm", value={}), {"E025"}),
    (_set("head", value="v1"), {"E040"}),
    (_set("head", value="v3"), {"E040"}),
    (_set("head", value=2), {"E040"}),
    (_set("contentDirectory", value="a/b"), {"E017"}),
    (_set("contentDirectory", value=".."), {"E018"}),
    (_set("contentDirectory", value=""), {"E108"}),
    (_set("contentDirectory", value=None), {"E108"}),
    (_set("contentDirectory", value="content"), {"E019"}),
    (_set("contentDirectory", value="other"), {"E019", "E020", "E042", "W002"}),
    (_set("colour", value="blue"), {"E102"}),
    (_set("manifest", value=[]), {"E106", "E050", "E023", "E057"}),
    (_set("manifest", FIRST, value="v1/content/a.txt"), {"E092", "E023", "E057"}),
    (_set("manifest", FIRST, value=[]), {"E092", "E023", "E057"}),
    (_set("manifest", FIRST, value=[None]), {"E092", "E023", "E057"}),
    (_set("manifest", FIRST, value=["v1/content/gone"]), {"E092", "E023", "E057"}),
    (_set("manifest", FIRST, value=["v1/content/sub"]), {"E092", "E023", "E057", "E101"}),
    (_set("manifest", FIRST, value=["v3/content/a.txt"]), {"E042", "E092", "E023", "E057"}),
    (_set("manifest", FIRST, value=["v1/a.txt"]), {"E042", "E092", "E023", "E057"}),
    (_set("manifest", FIRST, value=["v1/content"]), {"E042", "E092", "E023", "E057", "E101"}),
    (_set("manifest", FIRST, value=["/v1/content/a.txt"]), {"E100", "E023", "E057"}),
    (_set("manifest", FIRST, value=["v1/content/a.txt/"]), {"E100", "E023", "E057"}),
    (_set("manifest", FIRST, value=["v1/content/../a.txt"]), {"E099", "E023", "E057"}),
    (_set("manifest", FIRST, value=["v1/content//a.txt"]), {"E099", "E023", "E057"}),
    (_set("manifest", FIRST, value=["v1/content/./a.txt"]), {"E099", "E023", "E057"}),
    (_set("manifest", FIRST, value=[""]), {"E099", "E023", "E057"}),
    (_set("manifest", FIRST, value=["v1/content/a.txt", "v1/content/a.txt"]), {"E101"}),
    (_set("manifest", FIRST, value=["v1/content/a.txt", "v1/content/a.txt/b"]), {"E101", "E092"}),
    (_set("manifest", FIRST, value=["v1/content/a.txt", "v2/content/a.txt"]), {"E101"}),
    (_set("manifest", "f" * 128, value=["v1/content/a.txt"]), {"E101", "E107", "E092"}),
    (_set("manifest", "f00", value=["v1/content/a.txt"]), {"E031", "E101", "E107", "E092"}),
    (_rename(FIRST, FIRST.upper(), "manifest"), {"E050", "E107"}),
    (_set("manifest", FIRST.upper(), value=["v1/content/a.txt"]), {"E096", "E101", "E107"}),
    (_set("versions", value=[]), {"E044", "E107", "E046"}),
    (_set("versions", value={}), {"E008", "E040", "E107", "E046"}),
    (_rename("v1", "1", "versions"), {"E104", "E009", "E042", "E046"}),
    (_rename("v1", "v0", "versions"), {"E105"}),
    (_rename("v1", "v01", "versions"), {"E011", "E013", "W001", "E042", "E046"}),
    (_set("versions", "v02", value={}), {"E012"}),
    (_rename("v2", "v4", "versions"), {"E010", "E040", "E046"}),
    (_set(*V1, value=[]), {"E047"}),
    (_without(*V1, "created"), {"E048", "W011"}),
    (_without(*V1, "state"), {"E048", "E066"}),
    (_set(*V1, "colour", value=1), {"E102"}),
    (_set(*V1, "created", value=7), {"E049", "W011"}),
    (_set(*V1, "message", value=None), {"E094", "W011"}),
    (_without(*V1, "message"), {"W007", "W011"}),
    (_without(*V1, "user"), {"W007", "W011"}),
    (_set(*V1, "user", value="me"), {"E054", "W011"}),
    (_set(*V1, "user", value={"address": "mailto:a@example.org"}), {"E054", "W011"}),
    (_set(*V1, "user", "address", value=[]), {"E054", "W011"}),
    (_set(*V1, "user", "address", value="Main Street"), {"W009", "W011"}),
    (_without(*V1, "user", "address"), {"W008", "W011"}),
    (_set(*V1, "user", "shoe", value="42"), {"E102", "W011"}),
    (_set(*V1, "message", value="Another"), {"W011"}),
    (_set(*V1, "state", value=[]), {"E050", "E066"}),
    (_set(*V2, "state", "f" * 128, value=["x"]), {"E050"}),
    (_set(*V2, "state", FIRST, value="x"), {"E050"}),
    (_set(*V2, "state", FIRST, value=[7]), {"E050"}),
    (_set(*V2, "state", FIRST, value=["/x"]), {"E053"}),
    (_set(*V2, "state", FIRST, value=["x/"]), {"E053"}),
    (_set(*V2, "state", FIRST, value=["../x"]), {"E052"}),
    (_set(*V2, "state", FIRST, value=["x//y"]), {"E052"}),
    (_set(*V2, "state", FIRST, value=["x/."]), {"E052"}),
    (_set(*V2, "state", FIRST, value=[".hidden", "..x", "x..y"]), set()),
    (_set(*V2, "state", FIRST, value=["x", "x"]), {"E095"}),
    (_set(*V2, "state", FIRST, value=["a.txt"]), {"E095"}),
    (_set(*V2, "state", FIRST, value=["sub"]), {"E095"}),
    (_set(*V2, "state", FIRST, value=["deep/er/x", "deep"]), {"E095"}),
    (_set(*V2, "state", FIRST, value=["sub-way", "sub.x", "sub!"]), set()),
    (_set(*V1, "state", FIRST, value=["renamed"]), {"E066"}),
    (_set("fixity", value=None), {"E111"}),
    (_set("fixity", value={}), set()),
    (_set("fixity", "crc7", value={}), {"E056"}),
    (_set("fixity", "md5", value=[]), {"E057"}),
    (_set("fixity", "md5", value={"f" * 32: "v1/content/a.txt"}), {"E057"}),
    (_set("fixity", "md5", value={"zz": ["v1/content/a.txt"]}), {"E057"}),
    (_set("fixity", "sha1", value={"zz": ["v1/content/a.txt"]}), {"E029"}),
    (_set("fixity", "sha256", value={"zz": ["v1/content/a.txt"]}), {"E030"}),
    (_set("fixity", "blake2b-512", value={"zz": ["v1/content/a.txt"]}), {"E032"}),
    (_set("fixity", "md5", value={"f" * 32: ["v1/content/a.txt"]}), {"E093"}),
    (_set("fixity", "md5", value={"f" * 32: ["v1/content/more"]}), {"E057"}),
    (_set("fixity", "md5", value={"f" * 32: ["../../v1/content/a.txt"]}), {"E099"}),
    (_set("fixity", "md5", value={"a" * 32: ["v1/content/a.txt"], "A" * 32: []}), {"E093", "E097", "E057"}),
    (_set("fixity", "size", value={"5": ["v1/content/a.txt"]}), set()),
    (_set("fixity", "size", value={"6": ["v1/content/a.txt", "v2/content/a.txt"]}), {"E093"}),
    (_set("fixity", "size", value={"05": ["v1/content/a.txt"]}), {"E057"}),
]


@pytest.mark.parametrize(("change", "expected"), EDITS)
def test_each_fault_in_an_inventory_has_its_code(
    folder: Path, change: Callable[[Inventory], object], expected: set[str]
) -> None:
    edit(folder, change)
    found = validate_object(folder)
    assert expected <= codes(found), found
    wrong = {one for one in expected if one.startswith("E")}
    assert bool(wrong) is any(one.is_error for one in found), found
    if not expected:
        assert found == ()


@pytest.mark.parametrize(
    ("code", "older"),
    [
        ("E106", "E041"),
        ("E107", "E050"),
        ("E108", "E017"),
        ("E104", "E046"),
        ("E111", "E056"),
        ("E110", "E037"),
    ],
)
def test_a_fault_has_the_code_that_its_own_specification_knows(tmp_path: Path, code: str, older: str) -> None:
    change = next(change for change, expected in EDITS if code in expected)
    for specification, right, wrong in (("1.1", code, None), ("1.0", older, code)):
        made = write_object(tmp_path / specification, specification=specification)
        edit(made, change)
        assert right in codes(validate_object(made))
        assert wrong not in codes(validate_object(made))


@pytest.mark.parametrize(
    "created",
    [
        "2026-11-22T12:00:00Z",
        "2026-11-22t12:00:00.123456789+14:00",
        "2026-11-22T12:00:00-00:00",
        "2016-12-31T23:59:60z",
        "2024-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z",
    ],
)
def test_instants_of_rfc_3339_are_right(folder: Path, created: str) -> None:
    edit(folder, _set(*V2, "created", value=created))
    assert errors(folder) == set()


@pytest.mark.parametrize(
    "created",
    [
        "",
        "2026-11-22",
        "2026-11-22T12:00Z",
        "2026-11-22T12:00:00",
        "2026-11-22 12:00:00Z",
        "2026-11-22T12:00:00.Z",
        "2026-02-29T12:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T12:00:61Z",
        "2026-11-22T12:00:00+24:00",
        "2026-11-22T12:00:00Z\n",
        "٢٠٢٦-11-22T12:00:00Z",
    ],
)
def test_other_instants_are_wrong(folder: Path, created: str) -> None:
    edit(folder, _set(*V2, "created", value=created))
    assert errors(folder) == {"E049 inventory.json"}


def _write(name: str, data: bytes = b"") -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)

    return change


def _link(name: str, target: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).symlink_to(target)


def _hard_link(folder: Path) -> None:
    (folder / "v2/content/a.txt").unlink()
    os.link(folder / "v1/content/a.txt", folder / "v2/content/a.txt")


SIDECAR = "inventory.json.sha512"

NAMES: list[tuple[Callable[[Path], object], set[str]]] = [
    (lambda folder: (folder / "0=ocfl_object_1.1").unlink(), {"E003 ."}),
    (_write("0=ocfl_object_1.0", b"ocfl_object_1.0\n"), {"E003 ."}),
    (_write("0=ocfl_object_1.1", b"ocfl_object_1.1"), {"E007 0=ocfl_object_1.1"}),
    (_write("0=ocfl_object_1.1", b"\xff" * 9), {"E007 0=ocfl_object_1.1"}),
    (_write("0=ocfl_object_2.0", b"ocfl_object_2.0\n"), {"E006 0=ocfl_object_2.0"}),
    (_write("1=x"), {"E001 1=x"}),
    (_write("notes"), {"E001 notes"}),
    (_write("notes/x"), {"E001 notes"}),
    (_write("notes/deep/0=ocfl_object_1.1"), {"E001 notes", "E082 notes/deep/0=ocfl_object_1.1"}),
    (_write("inventory.json.md5"), {"E001 inventory.json.md5"}),
    (_write("v3/x"), {"E046 v3"}),
    (_write("v1/x"), {"E015 v1/x"}),
    (_write("v1/inventory.json.md5"), {"E015 v1/inventory.json.md5"}),
    (_write("v1/other/x"), set()),
    (_write("v1/content/0=ocfl_object_1.1"), {"E023 v1/content/0=ocfl_object_1.1"}),
    (_write("v1/content/sub/deep/x"), {"E023 v1/content/sub/deep/x"}),
    (lambda folder: (folder / "v1/content/empty/er").mkdir(parents=True), {"E024 v1/content/empty/er"}),
    (lambda folder: (folder / "logs").mkdir(), set()),
    (_write("logs/deep/x"), set()),
    (_write("logs", b"a file"), {"E001 logs"}),
    (_write("extensions/x"), {"E067 extensions/x"}),
    (_write("extensions", b"a file"), {"E001 extensions"}),
    (_write("extensions/0005-mutable-head/head/x"), set()),
    (
        lambda folder: (folder / "v1/content/a.txt").unlink(),
        {"E092 v1/content/a.txt", "E093 v1/content/a.txt"},
    ),
    (lambda folder: (folder / SIDECAR).unlink(), {f"E058 {SIDECAR}"}),
    (lambda folder: (folder / "v1" / SIDECAR).unlink(), {f"E058 v1/{SIDECAR}"}),
    (
        lambda folder: (folder / SIDECAR).rename(folder / "inventory.json.sha256"),
        {f"E058 {SIDECAR}", "E059 inventory.json.sha256"},
    ),
    (_write(SIDECAR, b"0" * 128 + b"\tinventory.json"), {f"E060 {SIDECAR}"}),
    (_write(f"v2/{SIDECAR}", b"0" * 128 + b"\tinventory.json"), {f"E060 v2/{SIDECAR}"}),
    (_write(SIDECAR), {f"E061 {SIDECAR}"}),
    (_write(SIDECAR, b"\xff\n"), {f"E061 {SIDECAR}"}),
    (_write(SIDECAR, b"00 inventory.json\n00 inventory.json\n"), {f"E061 {SIDECAR}"}),
    (_write(SIDECAR, b"00 other.json\n"), {f"E061 {SIDECAR}"}),
    (_write(SIDECAR, b"0" * 5000), {f"unreadable {SIDECAR}"}),
    (lambda folder: (folder / "inventory.json").unlink(), {"E063 inventory.json"}),
    (lambda folder: sign(folder, "v2", read(folder, "v1")), {"E064 v2/inventory.json"}),
    (_link("v1/content/x", "a.txt"), {"E090 v1/content/x"}),
    (_link("logs", "/"), {"E090 logs"}),
    (_link("v3", "v1"), {"E090 v3"}),
    (lambda folder: os.mkfifo(folder / "v1/content/x"), {"E089 v1/content/x"}),
    (_hard_link, {"E090 v2/content/a.txt", "E092 v2/content/a.txt", "E093 v2/content/a.txt"}),
]


@pytest.mark.parametrize(("change", "expected"), NAMES)
def test_each_strange_name_has_its_code(
    folder: Path, change: Callable[[Path], object], expected: set[str]
) -> None:
    change(folder)
    assert errors(folder) == expected


def test_an_empty_content_folder_and_a_version_without_inventory_are_warnings(folder: Path) -> None:
    write_object(folder.parent / "other", [*FILES, FILES[1]])
    (folder.parent / "other/v3/content").mkdir()
    (folder.parent / "other/v1/inventory.json").unlink()
    (folder.parent / "other/v1" / SIDECAR).unlink()
    assert codes(validate_object(folder.parent / "other")) == {"W003", "W010"}


@pytest.mark.parametrize("separator", [b" ", b"\t", b"  \t "])
@pytest.mark.parametrize("case", [bytes.upper, bytes.lower])
def test_a_sidecar_may_be_written_in_several_ways(
    folder: Path, separator: bytes, case: Callable[[bytes], bytes]
) -> None:
    digest = (folder / SIDECAR).read_bytes().split()[0]
    (folder / SIDECAR).write_bytes(case(digest) + separator + b"inventory.json")
    assert errors(folder) == set()


def test_a_padded_object_outgrows_its_padding(tmp_path: Path) -> None:
    made = write_object(
        tmp_path / "object", [FILES[0]] * 10, name=lambda number: f"v{number:02}" if number < 10 else "v10"
    )
    assert {"E011", "E013", "W001"} <= codes(validate_object(made))
    made = write_object(tmp_path / "other", [FILES[0]] * 9, name="v{:02}".format)
    assert codes(validate_object(made)) == {"W001"}


def test_a_version_missing_in_between(tmp_path: Path) -> None:
    made = write_object(tmp_path / "object", [{"a": b"1"}, {"a": b"2"}, {"a": b"3"}])
    (made / "v2/inventory.json").unlink()
    (made / "v2" / SIDECAR).unlink()
    (made / "v2").rename(tmp_path / "away")
    expected = {"E046 v2", "E010 v2", "E092 v2/content/a", "E093 v2/content/a"}
    assert errors(made) == expected


def test_an_object_from_the_future(tmp_path: Path) -> None:
    """Its newest version's folder did not arrive: what its inventory tells of is not there."""
    made = write_object(tmp_path / "object", [{"a": b"1"}, {"a": b"2"}, {"a": b"3"}])
    for file in sorted((made / "v3").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    (made / "v3").rmdir()
    assert errors(made) == {"E046 v3", "E092 v3/content/a", "E093 v3/content/a"}


def test_an_older_inventory_may_use_another_algorithm(tmp_path: Path) -> None:
    made = write_object(tmp_path / "object")
    older = write_object(tmp_path / "older", FILES[:1], algorithm="sha256", fixity=())
    (made / "v1" / SIDECAR).unlink()
    for name in ("inventory.json", "inventory.json.sha256"):
        (made / "v1" / name).write_bytes((older / "v1" / name).read_bytes())
    assert codes(validate_object(made)) == {"W004"}
    edit(made, lambda one: one["versions"]["v1"]["state"].update({FIRST: [], SECOND: ["a.txt"]}))
    assert errors(made) == {"E066 v1/inventory.json"}


def test_an_older_inventory_with_other_digests_is_read_against_the_files(folder: Path) -> None:
    edit(folder, _rename(FIRST, "0" * 128, "manifest"), versions=["v1"])
    edit(folder, _rename(FIRST, "0" * 128, "versions", "v1", "state"), versions=["v1"])
    assert errors(folder) == {"E066 v1/inventory.json", "E092 v1/content/a.txt"}


def test_an_older_inventory_names_all_content_up_to_its_version(tmp_path: Path) -> None:
    made = write_object(tmp_path / "object", [{"a": b"1"}, {"a": b"2"}, {"a": b"3"}])
    digest = hashlib.sha512(b"1").hexdigest()
    edit(made, _without("manifest", digest), versions=["v2"])
    assert "E023 v1/content/a" in errors(made)


def test_a_version_may_not_follow_an_older_specification(tmp_path: Path) -> None:
    made = write_object(tmp_path / "object", [{"a": b"1"}, {"a": b"2"}, {"a": b"3"}])
    older = _set("type", value="https://ocfl.io/1.0/spec/#inventory")
    edit(made, older, versions=["v1"])
    assert errors(made) == set()
    edit(made, older, versions=["v2"])
    assert errors(made) == set()
    edit(made, _set("type", value="https://ocfl.io/1.1/spec/#inventory"), versions=["v1"])
    assert errors(made) == {"E103 v2/inventory.json"}


def test_an_older_inventory_is_of_its_own_version(folder: Path) -> None:
    sign(folder, "v1", read(folder))
    assert {"E040 v1/inventory.json"} <= errors(folder)


def test_faults_of_one_inventory_do_not_hide_each_other(folder: Path) -> None:
    for change in (_without("id"), _set("head", value=7), _set(*V1, "created", value=""), _set("x", value=1)):
        edit(folder, change)
    (folder / "v1/content/a.txt").write_bytes(b"firsT")
    (folder / "notes").write_bytes(b"")
    assert {"E036", "E040", "E049", "E102", "E092", "E093", "E001"} <= codes(validate_object(folder))


def test_a_finding_says_what_was_found_and_what_was_expected(folder: Path) -> None:
    edit(folder, _set("head", value="v9"))
    (found,) = validate_object(folder)
    assert (found.code, found.where, found.message) == ("E040", "inventory.json", "head: 'v9'; expected v2")


def test_the_inventories_of_the_tests_are_what_ocfl_py_takes(folder: Path) -> None:
    assert judged(folder) == set()
    assert json.loads((folder / "inventory.json").read_bytes())["head"] == "v2"
