"""Logical paths: which are taken, which are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.vault import InvalidLogicalPathError
from nachklang.vault.paths import check_logical_path, check_logical_paths


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "original/invention.flac",
        "metadata/…/é",
        "...",
        "a b/c",
        "x" * 255,
        "ü" * 127,
        "音楽/曲.flac",
        ".hidden",
        "a\\b",
    ],
)
def test_a_right_path_is_taken(path: str) -> None:
    check_logical_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/../b",
        "./a",
        "a/.",
        "a\nb",
        "a\x00b",
        "a\x7f",
        "a\x85",
        "a\u2028b",
        "a\udcffb",
        "x" * 256,
        "ü" * 128,
    ],
)
def test_a_wrong_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidLogicalPathError, match="expected"):
        check_logical_path(path)


@pytest.mark.parametrize("paths", [["a", "a"], ["a", "a/b"], ["a/b/c", "a/b"], ["x", "a/b", "a"]])
def test_paths_that_collide_are_refused(paths: list[str]) -> None:
    with pytest.raises(InvalidLogicalPathError):
        check_logical_paths(paths)


@given(st.text(alphabet=st.sampled_from("a./\n\udc80é"), max_size=8))
def test_what_is_taken_stays_inside(path: str) -> None:
    try:
        check_logical_path(path)
    except InvalidLogicalPathError:
        return
    assert path.encode().decode() == path
    assert not set(path.split("/")) & {"", ".", ".."}
