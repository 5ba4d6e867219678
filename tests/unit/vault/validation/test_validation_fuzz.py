"""Good objects, changed at random: always an answer, and no pass that ocfl-py refuses, or it is listed."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.vault.validation.building import FILES, codes, judged, read, sign, write_object
from tests.unit.vault.validation.test_validation_hostile import _places

from nachklang.vault.validation import Finding, validate_object

LENIENT = {
    "E060": "ocfl-py compares a sidecar's digest as text; 3.4: base16 digests are case insensitive",
    "E061": "ocfl-py wants no more than blanks after the name; ours takes the end of a line in any way",
}
"""Codes by which ocfl-py may refuse what passes here, with the specification's words."""

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        [
            "",
            ".",
            "..",
            "/",
            "v1",
            "v2",
            "v3",
            "v01",
            "content",
            "sha512",
            "sha256",
            "md5",
            "v1/content/a.txt",
            "v1/content/../a.txt",
            "a.txt",
            "sub",
            "sub/b.bin",
            "2026-11-22T12:00:00Z",
            "https://ocfl.io/1.0/spec/#inventory",
            "A" * 128,
            "f" * 64,
        ]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_object(tmp_path_factory.mktemp("good") / "object", [*FILES, {"a.txt": b"first"}])


def _mutate(document: Any, draw: Any) -> None:
    """Put another value somewhere, remove something, or give it another name."""
    places = list(_places(document))
    place = draw(st.sampled_from(places))
    above = document
    for key in place[:-1]:
        above = above[key]
    match draw(st.sampled_from(["put", "remove", "rename", "double", "swap"])):
        case "put":
            above[place[-1]] = draw(VALUES)
        case "remove":
            del above[place[-1]]
        case "rename" if isinstance(above, dict):
            above[draw(st.text(max_size=6) | st.sampled_from(["v3", "v4", "v03", "F" * 128, "md5"]))] = (
                above.pop(place[-1])
            )
        case "double" if isinstance(above, list):
            above.append(above[place[-1]])
        case _ if isinstance(above, dict) and len(above) > 1:
            one, two = list(above)[:2]
            above[one], above[two] = above[two], above[one]


def _verdict(folder: Path) -> tuple[Finding, ...]:
    found = validate_object(folder)
    assert all(one.message.isprintable() and one.where.isprintable() for one in found)
    return found


def _refused_by_ocfl_py(folder: Path) -> set[str]:
    """Return the codes of errors that ocfl-py gives, or `crash` where it gives up without an answer."""
    try:
        return {code for code in judged(folder) if code.startswith("E")}
    except Exception:  # noqa: BLE001 - whatever ends the judge is no verdict
        return {"crash"}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_inventory_is_answered_and_no_more_lenient_than_by_ocfl_py(good: Path, data: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "object"
        shutil.copytree(good, folder)
        inventory = read(folder)
        for _ in range(data.draw(st.integers(1, 3))):
            if list(_places(inventory)):
                _mutate(inventory, data.draw)
        for version in ("", "v3"):
            sign(folder, version, json.dumps(inventory).encode())
        _compare(folder)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_bytes_are_answered_and_no_more_lenient_than_by_ocfl_py(good: Path, data: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "object"
        shutil.copytree(good, folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        for _ in range(data.draw(st.integers(1, 3))):
            file = data.draw(st.sampled_from(files))
            before = file.read_bytes() if file.exists() else b""
            start, end = sorted(
                (data.draw(st.integers(0, len(before))), data.draw(st.integers(0, len(before))))
            )
            match data.draw(st.sampled_from(["cut", "put", "remove", "move"])):
                case "cut":
                    file.write_bytes(before[:start] + before[end:])
                case "put":
                    file.write_bytes(before[:start] + data.draw(st.binary(max_size=8)) + before[end:])
                case "remove":
                    file.unlink(missing_ok=True)
                case _ if file.exists():
                    file.rename(
                        file.with_name(data.draw(st.sampled_from(["x", "inventory.json", "v9", "0=x"])))
                    )
        _compare(folder)


def _compare(folder: Path) -> None:
    found = _verdict(folder)
    refused = _refused_by_ocfl_py(folder)
    if refused - {"crash", *LENIENT}:
        assert any(one.is_error for one in found), (refused, found)
    if any(one.is_error for one in found):
        assert codes(found)
