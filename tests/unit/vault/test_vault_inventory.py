"""Inventories: written and read again, and anything else refused with InvalidValueError only."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.vault.samples import CREATED, ONE

from nachklang.errors import InvalidValueError, NotFoundError
from nachklang.vault import Inventory, Version
from nachklang.vault.decode import decode

A, B = "a" * 128, "b" * 128
STATE = {A: ("original/x.flac", "again.flac"), B: ("metadata/é.json",)}
INVENTORY = Inventory(
    object_id=ONE,
    manifest={A: ("v1/content/original/x.flac",), B: ("v1/content/metadata/é.json",)},
    sha256={"c" * 64: ("v1/content/original/x.flac",), "d" * 64: ("v1/content/metadata/é.json",)},
    versions={"v1": Version(CREATED, "Deposit", "Nachklang", "mailto:a@example.org", STATE)},
)

Change = Callable[[Any], object]


def test_what_is_written_is_read_again() -> None:
    assert decode(INVENTORY.encode()) == INVENTORY


def test_two_versions_are_read_in_their_order() -> None:
    second = Version(datetime(2027, 1, 1, tzinfo=UTC), "Again", "N", "urn:x:y", {B: ("x",)})
    both = Inventory(ONE, INVENTORY.manifest, INVENTORY.sha256, {**INVENTORY.versions, "v2": second})
    assert decode(both.encode()).head == "v2"
    assert decode(both.encode()).content_path("x") == "v1/content/metadata/é.json"


def test_a_logical_path_that_is_not_there() -> None:
    with pytest.raises(NotFoundError, match=r"nothing\.flac"):
        INVENTORY.content_path("nothing.flac")


def _put(*keys: str, value: object) -> Change:
    def change(document: Any) -> None:
        for key in keys[:-1]:
            document = document[key]
        document[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _put("id", value="object-01"),
        _put("id", value=ONE + "\ud800"),
        _put("type", value="https://ocfl.io/1.0/spec/#inventory"),
        _put("digestAlgorithm", value="sha256"),
        _put("head", value="v2"),
        _put("more", value=1),
        _put("contentDirectory", value=".."),
        _put("manifest", value=[]),
        _put("manifest", A, value="v1/content/original/x.flac"),
        _put("manifest", A, value=[]),
        _put("manifest", A, value=["/etc/passwd"]),
        _put("manifest", A, value=["v1/content/../../x"]),
        _put("manifest", A, value=["v1/other/x"]),
        _put("manifest", A, value=["v2/content/x"]),
        _put("manifest", A, value=["v1/content"]),
        _put("manifest", A.upper(), value=["v1/content/y"]),
        _put("manifest", "e" * 128, value=["v1/content/y"]),
        _put("fixity", value={}),
        _put("fixity", "sha256", "c" * 64, value=["v1/content/elsewhere"]),
        _put("versions", value={}),
        _put("versions", "v3", value={}),
        _put("versions", "v1", "created", value="2026-11-22T15:04:05"),
        _put("versions", "v1", "created", value="2026-13-22T15:04:05Z"),
        _put("versions", "v1", "message", value=5),
        _put("versions", "v1", "message", value="\ud800"),
        _put("versions", "v1", "user", value={"name": "N"}),
        _put("versions", "v1", "state", A, value=["../x"]),
        _put("versions", "v1", "state", A, value=["metadata"]),
        _put("versions", "v1", "state", value={A: ["x"]}),
    ],
)
def test_an_inventory_that_is_not_right_is_refused(change: Change) -> None:
    document = json.loads(INVENTORY.encode())
    change(document)
    with pytest.raises(InvalidValueError, match="expected"):
        decode(json.dumps(document).encode())


@pytest.mark.parametrize("data", [b"", b"\xff", b"[" * 100_000, b'{"id": 1, "id": 2}', b"1" * 5000, b"null"])
def test_what_is_no_json_object_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidValueError):
        decode(data)


@given(st.integers(min_value=0, max_value=len(INVENTORY.encode()) - 1), st.integers(0, 255))
def test_any_changed_byte_is_read_or_refused(place: int, value: int) -> None:
    data = bytearray(INVENTORY.encode())
    data[place] = value
    try:
        found = decode(bytes(data))
    except InvalidValueError:
        return
    assert decode(found.encode()) == found
