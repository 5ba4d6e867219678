"""Odd folders: every entry is listed, whatever it is and whatever becomes of it meanwhile."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nachklang.deposit.listing import list_folder
from nachklang.errors import SourceError


def test_folders_nested_deeper_than_python_calls_are_listed(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(os.open("song.flac", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    found = list_folder(tmp_path)
    assert [one.name for one in found] == ["d/" * 1100 + "song.flac"]
    for _ in range(1100):  # pytest's own cleaning calls itself for each level
        (tmp_path / "d").rename(tmp_path / "e")
        inner_folder = tmp_path / "e" / "d"
        if inner_folder.exists():
            inner_folder.rename(tmp_path / "d")
        for rest in (tmp_path / "e").iterdir():
            rest.unlink()
        (tmp_path / "e").rmdir()


def test_a_path_longer_than_the_system_takes_is_a_fault_of_that_folder(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=here)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    (found,) = list_folder(tmp_path)
    assert found.fault == ("unreadable", "the folder cannot be read: File name too long")


@pytest.mark.parametrize(
    ("kind", "problem"), [("missing", "no such folder: "), ("file", "is a file, not a folder")]
)
def test_what_is_no_folder_is_named_without_control_characters(
    tmp_path: Path, kind: str, problem: str
) -> None:
    place = tmp_path / "new\nline\x1b"
    if kind == "file":
        place.touch()
    with pytest.raises(SourceError, match=rf"new\\nline\\x1b: {problem}"):
        list_folder(place)


def test_a_file_that_vanishes_while_the_folder_is_listed_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "song.flac").touch()
    scandir = os.scandir

    @contextmanager
    def vanishing(folder: Path) -> Iterator[Iterator[os.DirEntry[str]]]:
        with scandir(folder) as entries:
            listed = list(entries)
            (tmp_path / "song.flac").unlink()
            yield iter(listed)

    monkeypatch.setattr("os.scandir", vanishing)
    (found,) = list_folder(tmp_path)
    assert found.fault == ("unreadable", "it cannot be looked at: No such file or directory")
