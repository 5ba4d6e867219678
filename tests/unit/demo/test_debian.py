"""Music from Debian: a package built by the test, fetched by a stand-in for apt-get, unpacked by dpkg."""

import os
import shutil
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mutagen.oggvorbis import OggVorbis

from nachklang.demo import DebianMusicError, fetch_debian_music
from nachklang.demo.encoding import VORBIS, encode
from nachklang.demo.package_description import describe_package, play_list_titles

needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is a Debian program")

DEP5 = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2020 Somebody Else
License: GPL-2+

Files: music/*.ogg
Copyright: 2013-2018, Ada Example (https://example.org)
License: CC-BY-SA-3.0

Files: music/both.ogg
Copyright: Ada Example
           Bob Example
License: CC-BY-SA-3.0
"""
PLAY_LIST = """\
# Wide Land [02]
[02] */music/wide.ogg
# Quoted "Land" [03]
[03] */music/bare.ogg
# Elsewhere [04]
[04] */music/wide.ogg
[05] */music/one.ogg
"""


def tone(path: Path, **tags: Sequence[str]) -> None:
    encode(np.zeros((4410, 2), dtype=np.float32), path, VORBIS)
    kind: Any = OggVorbis
    file = kind(path)
    for name, values in tags.items():
        file[name] = values
    file.save()


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    music = folder / "usr/share/hyperrogue/music"
    music.mkdir(parents=True)
    documents = folder / "usr/share/doc/hyperrogue-music"
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(DEP5)
    (folder / "usr/share/hyperrogue/hyperrogue-music.txt").write_text(PLAY_LIST)
    tone(music / "one.ogg", title=["One"], artist=["A Tagged Artist"], album=["Lands"], tracknumber=["7"])
    tone(music / "wide.ogg", title=["One", "Narrow"], artist=["X"], album=["Lands"], tracknumber=["7", "3"])
    tone(music / "bare.ogg")
    tone(music / "both.ogg")
    return folder


def entries(text: str) -> dict[str, dict[str, Any]]:
    return {Path(entry["path"]).stem: entry for entry in tomllib.loads(text)["file"]}


def test_the_description_points_to_the_copyright_file(unpacked: Path) -> None:
    deposit = tomllib.loads(describe_package(unpacked, "hyperrogue-music", "1.0-1"))
    assert deposit["deposit"] == {"reference": "Debian hyperrogue-music 1.0-1"}
    (copyright_file,) = deposit["copyright"]
    assert (unpacked / copyright_file["file"]).read_text() == DEP5
    assert copyright_file["root"] == "usr/share/hyperrogue"
    assert all((unpacked / entry["path"]).exists() for entry in deposit["file"])


def test_one_title_in_the_tags_holds(unpacked: Path) -> None:
    one = entries(describe_package(unpacked, "hyperrogue-music", "1"))["one"]
    assert "title" not in one
    assert "artists" not in one
    assert "track" not in one


def test_repeated_tags_give_way_to_the_play_list_and_the_last_number(unpacked: Path) -> None:
    wide = entries(describe_package(unpacked, "hyperrogue-music", "1"))["wide"]
    assert (wide["title"], wide["track"]) == ("Wide Land", 3)


def test_a_piece_without_tags_is_credited_to_its_one_copyright_holder(unpacked: Path) -> None:
    bare = entries(describe_package(unpacked, "hyperrogue-music", "1"))["bare"]
    assert bare["title"] == 'Quoted "Land"'
    assert bare["artists"] == ["Ada Example"]
    assert bare["release"] == "Lands"


def test_nobody_is_credited_where_two_hold_the_copyright(unpacked: Path) -> None:
    assert "artists" not in entries(describe_package(unpacked, "hyperrogue-music", "1"))["both"]


def test_nobody_is_credited_for_holding_all_the_rest(unpacked: Path) -> None:
    document = unpacked / "usr/share/doc/hyperrogue-music/copyright"
    document.write_text(DEP5.split("\nFiles: music/*.ogg", maxsplit=1)[0])
    assert "artists" not in entries(describe_package(unpacked, "hyperrogue-music", "1"))["bare"]


def test_no_release_is_named_where_the_tags_name_two(unpacked: Path) -> None:
    tone(unpacked / "usr/share/hyperrogue/music/two.ogg", album=["Other Lands"])
    assert all(
        "release" not in entry
        for entry in entries(describe_package(unpacked, "hyperrogue-music", "1")).values()
    )


def test_the_first_title_of_a_file_in_the_play_list_holds() -> None:
    assert play_list_titles(PLAY_LIST) == {
        "music/wide.ogg": "Wide Land",
        "music/bare.ogg": 'Quoted "Land"',
        "music/one.ogg": "Elsewhere",
    }


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put an apt-get of the test's own first on PATH."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "apt-get"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")


def build(tmp_path: Path, unpacked: Path) -> Path:
    control = unpacked / "DEBIAN"
    control.mkdir(mode=0o755)
    (control / "control").write_text(
        "Package: hyperrogue-music\nVersion: 1.0-1\nArchitecture: all\n"
        "Maintainer: A Test <test@example.org>\nDescription: music for a test\n"
    )
    package = tmp_path / "hyperrogue-music_1%3a1.0-1_all.deb"
    subprocess.run(["dpkg-deb", "--build", unpacked, package], check=True, capture_output=True)
    return package


@needs_dpkg
def test_a_package_is_fetched_unpacked_and_described_once(
    tmp_path: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = build(tmp_path, unpacked)
    stand_in(tmp_path, monkeypatch, f"echo once >> {tmp_path}/calls; cp '{package}' .")
    folder = tmp_path / "debian music"
    assert fetch_debian_music(folder) == folder
    assert fetch_debian_music(folder) == folder
    assert (tmp_path / "calls").read_text() == "once\n"
    deposit = tomllib.loads((folder / "deposit.toml").read_text("utf-8"))
    assert deposit["deposit"]["reference"] == "Debian hyperrogue-music 1:1.0-1"
    assert sorted(Path(entry["path"]).stem for entry in deposit["file"]) == ["bare", "both", "one", "wide"]
    assert all((folder / entry["path"]).exists() for entry in deposit["file"])


@needs_dpkg
def test_what_apt_complains_about_is_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "echo 'E: Unable to locate package' >&2; exit 100")
    with pytest.raises(DebianMusicError, match=r"E: Unable to locate package; is the network there"):
        fetch_debian_music(tmp_path / "music")
    assert not (tmp_path / "music" / "deposit.toml").exists()


@needs_dpkg
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may fetch package lists")
def test_root_fetches_the_package_lists_that_a_new_machine_lacks(
    tmp_path: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = build(tmp_path, unpacked)
    lists = tmp_path / "lists"
    script = f"case \"$*\" in *update) touch {lists};; *) test -e {lists} && cp '{package}' . ;; esac"
    stand_in(tmp_path, monkeypatch, script)
    assert (fetch_debian_music(tmp_path / "music") / "deposit.toml").exists()


@needs_dpkg
def test_a_broken_package_leaves_no_description(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "echo broken > hyperrogue-music_1_all.deb")
    with pytest.raises(DebianMusicError, match="dpkg could not"):
        fetch_debian_music(tmp_path / "music")
    assert not (tmp_path / "music" / "deposit.toml").exists()


@needs_dpkg
def test_a_package_of_another_layout_is_a_reason_too(
    tmp_path: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (unpacked / "usr/share/hyperrogue/hyperrogue-music.txt").unlink()
    package = build(tmp_path, unpacked)
    stand_in(tmp_path, monkeypatch, f"cp '{package}' .")
    with pytest.raises(DebianMusicError, match="not laid out as expected"):
        fetch_debian_music(tmp_path / "music")
    assert not (tmp_path / "music" / "deposit.toml").exists()


def test_a_machine_without_apt_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DebianMusicError, match="no apt-get and no dpkg"):
        fetch_debian_music(tmp_path / "music")
