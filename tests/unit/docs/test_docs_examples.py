"""What the pages tell a reader to do works, and writes what they show."""

import socket
from pathlib import Path

import pytest
from tests.audio_fixtures import tone, write_flac, write_mp3
from tests.commands import new_archive
from tests.unit.docs.pages import DOCS, PROJECT, blocks, matches
from tests.unit.docs.walk import Walk

from nachklang.audio import Tags
from nachklang.deposit.survey import survey
from nachklang.model.licences import Licence

DEP5 = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2026 Kulturverein Beispiel
License: CC0-1.0
"""


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def music(folder: Path, *names: str) -> None:
    """Put real audio into a new folder; names of different lengths sound for different times."""
    folder.mkdir(parents=True)
    for name in names:
        write = write_mp3 if name.endswith(".mp3") else write_flac
        write(folder / name, tone(len(name) / 30))


def test_the_tutorial_can_be_followed(tmp_path: Path, free_port: int) -> None:
    music(tmp_path / "music", "evening-song.flac", "field-study.mp3")
    text = (DOCS / "tutorial" / "first-archive.md").read_text("utf-8")
    assert Walk(tmp_path, free_port).follow(text) == 13


def test_the_readme_can_be_followed(tmp_path: Path, free_port: int) -> None:
    music(tmp_path / "my-music", "evening-song.flac")
    assert Walk(tmp_path, free_port).follow((PROJECT / "README.md").read_text("utf-8")) == 4


def test_every_key_and_column_of_the_described_deposits_is_taken(tmp_path: Path, free_port: int) -> None:
    new_archive(tmp_path / "my-archive")
    music(tmp_path / "music", "invention.flac", "song.mp3")
    (tmp_path / "music" / "agreement.txt").write_text("We agree.")
    (tmp_path / "music" / "debian").mkdir()
    (tmp_path / "music" / "debian" / "copyright").write_text(DEP5)
    music(tmp_path / "list", "rag.flac")
    text = (DOCS / "how-to" / "describe-a-deposit.md").read_text("utf-8")
    assert Walk(tmp_path, free_port).follow(text) == 2


def test_the_licence_evidence_of_the_how_to_is_found(tmp_path: Path) -> None:
    sidecar, settings = (
        block.content
        for block in blocks((DOCS / "how-to" / "use-licence-evidence.md").read_text("utf-8"))
        if block.language in {"text", "toml"}
    )
    deposit = tmp_path / "deposit"
    music(deposit, "a.flac")
    (deposit / "a.flac.license").write_text(sidecar)
    music(deposit / "usr/share/some-music", "piece.flac")
    papers = deposit / "usr/share/doc/some-music"
    papers.mkdir(parents=True)
    (papers / "copyright").write_text(DEP5.replace("Files: *", "Files: piece.flac"))
    (deposit / "deposit.toml").write_text(settings)
    found = survey(deposit)
    for name in ("a.flac", "usr/share/some-music/piece.flac"):
        evidence = found.evidence(name, Tags())
        assert {mandate.licence for mandate in evidence.mandates} == {Licence("CC0-1.0")}


@pytest.mark.parametrize(
    ("written", "shown", "expected"),
    [
        ("a 12 b\n", ("a … b",), True),
        ("a 12 c\n", ("a … b",), False),
        ("a\nx\ny\nb\n", ("a", "…", "b"), True),
        ("a\nb\n", ("a",), False),
        ("", ("a",), False),
    ],
)
def test_output_that_differs_is_noticed(written: str, shown: tuple[str, ...], *, expected: bool) -> None:
    assert matches(written, shown) is expected
