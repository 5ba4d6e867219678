"""A bag that is written is whole, durable and right for others, or not there."""

import hashlib
from pathlib import Path

import bagit
import pytest
from tests.unit.vault.bags.making import FILES, SOUND, made

from nachklang.errors import FixityError, SourceError, StorageError
from nachklang.vault import InvalidLogicalPathError
from nachklang.vault.bags import BagFile, check_bag, write_bag

PLAIN = {"data/ä/a b.flac": SOUND, "data/empty": b"", "meta/x.xml": b"<x/>"}


def test_a_bag_is_valid_for_others(tmp_path: Path) -> None:
    bag = made(tmp_path / "bag", PLAIN, **{"Contact-Name": "Anna\n Beispiel"})
    theirs = bagit.Bag(str(bag))
    assert theirs.validate()
    assert theirs.info == {"Contact-Name": "Anna Beispiel", "Payload-Oxum": f"{len(SOUND)}.2"}
    assert set(theirs.algorithms) == {"sha256", "sha512"}


def test_sources_are_read_once(tmp_path: Path) -> None:
    source = tmp_path / "sound"
    source.write_bytes(SOUND)
    read: list[int] = []
    files = [BagFile("data/a", source, hashlib.sha512(SOUND).hexdigest())]
    write_bag(tmp_path / "bag", files, {}, on_bytes=read.append)
    assert sum(read) == len(SOUND)
    assert (tmp_path / "bag/data/a").read_bytes() == SOUND


def test_an_empty_payload_is_a_bag(tmp_path: Path) -> None:
    assert check_bag(made(tmp_path / "bag", {})).problems == ()


@pytest.mark.parametrize("what", ["folder", "file", "link"])
def test_nothing_is_written_over(tmp_path: Path, what: str) -> None:
    target = tmp_path / "bag"
    if what == "folder":
        target.mkdir()
    elif what == "file":
        target.write_bytes(b"mine")
    else:
        target.symlink_to("nowhere")
    with pytest.raises(StorageError, match="is there already"):
        made(target)
    assert [one.name for one in tmp_path.iterdir()] == ["bag"]


@pytest.mark.parametrize("as_file", [True, False])
def test_bytes_that_are_not_those_expected_leave_no_bag(tmp_path: Path, *, as_file: bool) -> None:
    source = tmp_path / "sound"
    source.write_bytes(SOUND)
    wrong = BagFile("data/b", source if as_file else SOUND, hashlib.sha512(b"else").hexdigest())
    with pytest.raises(FixityError, match="sound" if as_file else "data/b"):
        write_bag(tmp_path / "bag", [BagFile("data/a", b"a"), wrong], {})
    assert [one.name for one in tmp_path.iterdir()] == ["sound"]


@pytest.mark.parametrize("what", ["missing", "link", "folder"])
def test_a_source_that_cannot_be_read_leaves_no_bag(tmp_path: Path, what: str) -> None:
    source = tmp_path / "sound"
    if what == "link":
        source.symlink_to("/etc/passwd")
    elif what == "folder":
        source.mkdir()
    with pytest.raises(SourceError, match="sound"):
        write_bag(tmp_path / "bag", [BagFile("data/a", source)], {})
    assert not (tmp_path / "bag").exists()
    assert not list(tmp_path.glob(".bag*"))


@pytest.mark.parametrize(
    "path",
    ["../a", "/a", "data/../a", "data", "data/a\x1b", "bagit.txt", "bag-info.txt", "manifest-sha512.txt"],
)
def test_a_path_that_a_bag_has_no_place_for_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises((InvalidLogicalPathError, StorageError)):
        write_bag(tmp_path / "bag", [BagFile("data/x", b""), BagFile(path, b"a")], {})
    assert not list(tmp_path.iterdir())


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".bag.new/data").mkdir(parents=True)
    (tmp_path / ".bag.new/data/half").write_bytes(b"ha")
    assert check_bag(made(tmp_path / "bag", PLAIN)).problems == ()
    assert [one.name for one in tmp_path.iterdir()] == ["bag"]


def test_odd_names_come_back(tmp_path: Path) -> None:
    bag = made(tmp_path / "bag")
    assert {one.path for one in check_bag(bag).payload} == {
        path for path in FILES if path.startswith("data/")
    }
