"""Paths, bundles and reading of tiles."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nachklang.errors import LedgerError
from nachklang.ledger.tiles import (
    BUNDLES,
    TileError,
    TileFolder,
    join_bundle,
    level_count,
    level_row,
    split_bundle,
)


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (999, 256, "tile/0/999"),
        (1000, 256, "tile/0/x001/000"),
        (1234067, 256, "tile/0/x001/x234/067"),
        (1234067, 8, "tile/0/x001/x234/067.p/8"),
    ],
)
def test_paths_are_those_of_the_specification(index: int, width: int, path: str) -> None:
    assert level_row(0).path(index, width) == path
    assert BUNDLES.path(index, width) == path.replace("/0/", "/entries/", 1)


def test_the_specifications_tree_of_70000_has_its_tiles() -> None:
    assert level_count(70_000) == 3
    assert [level_row(level).edge(70_000) for level in range(3)] == [(273, 112), (1, 17), (0, 1)]
    assert [level_row(level).edge(256) for level in range(2)] == [(1, 0), (0, 1)]
    assert [level_count(size) for size in (0, 1, 255, 256, 65_535, 65_536)] == [0, 1, 1, 2, 2, 3]


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_is_read_as_it_was_written(entries: list[bytes]) -> None:
    assert split_bundle(join_bundle(entries)) == entries


def test_lengths_are_big_endian_uint16() -> None:
    assert join_bundle([b"a" * 258, b""]) == b"\x01\x02" + b"a" * 258 + b"\x00\x00"
    longest = b"z" * 65_535
    assert split_bundle(join_bundle([longest, b"x"])) == [longest, b"x"]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_bundle_or_truncated(data: bytes) -> None:
    try:
        entries = split_bundle(data)
    except ValueError as error:
        assert "truncated" in str(error)  # noqa: PT017
    else:
        assert join_bundle(entries) == data


def test_a_partial_tile_that_was_superseded_is_read_from_the_full_one(tmp_path: Path) -> None:
    hashes = [number.to_bytes(32) for number in range(256)]
    (tmp_path / "tile/0").mkdir(parents=True)
    (tmp_path / "tile/0/000").write_bytes(b"".join(hashes))
    assert TileFolder(tmp_path).hashes(0, 0, 5) == hashes[:5]


def test_a_missing_tile_is_named_by_the_path_that_was_wanted(tmp_path: Path) -> None:
    with pytest.raises(TileError, match=r"tile/entries/000\.p/5: missing") as caught:
        TileFolder(tmp_path).bundle(0, 5)
    assert isinstance(caught.value, LedgerError)


def test_a_folder_in_the_place_of_a_tile_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "tile/0/000").mkdir(parents=True)
    with pytest.raises(TileError, match="tile/0/000: cannot be read"):
        TileFolder(tmp_path).hashes(0, 0, 256)
