"""`make demo SERVE=no`: what a newcomer runs first."""

import shutil
from pathlib import Path

import pytest
from tests.commands import run
from tests.scenario.debian_music import debian_music
from tests.unit.vault.oracle import complaints

from nachklang.archive import Archive
from nachklang.model.acts import Act
from nachklang.model.items import Item

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run it; Debian's music is there already, so that nothing is fetched."""
    place = tmp_path_factory.mktemp("demo") / "demo-archive"
    shutil.copytree(debian_music(), place / "music" / "debian")
    ran = run("demo", place, "--no-serve")
    (place / "said.txt").write_text(ran.err)
    return place


def test_it_says_what_it_did_and_what_to_try(demo: Path) -> None:
    said = (demo / "said.txt").read_text()
    assert "7 files accepted" in said
    assert "1 refused" in said
    assert "refused  greensleeves.mp3\n           no-ground: " in said
    assert "101 files accepted" in said
    assert "every byte is as recorded" in said
    assert "Ledger: 110 entries: 0 problems" in said
    assert f"nachklang --archive {demo / 'archive'} serve" in said


def test_the_archive_is_valid_for_the_oracle(demo: Path) -> None:
    assert complaints(demo / "archive/vault") == []


def test_each_piece_may_be_heard_as_its_ground_says(demo: Path) -> None:
    with Archive.open(demo / "archive") as archive:
        items = {item.original_name: item for item in archive.registry.items()}

        def may(act: Act, item: Item) -> bool:
            return archive.decide(act, item).permitted

        performed = {name: item for name, item in items.items() if "/" not in name}
        heard = {name for name, item in performed.items() if may(Act.STREAM, item)}
        assert set(performed) - heard == {"chopin-prelude-in-a.flac"}
        assert all(may(Act.CONSULT, item) for item in performed.values())
        codecs = {item.technical.codec for item in performed.values()}
        assert codecs == {"flac", "pcm_s16le", "mp3", "vorbis", "opus"}


def test_words_find_what_was_performed(demo: Path) -> None:
    hits = run("--archive", demo / "archive", "search", "joplin", "--json").json
    assert {hit["kind"] for hit in hits} >= {"artist", "recording"}


def test_running_it_again_doubles_nothing(demo: Path) -> None:
    watched = ("ledger/checkpoint", "catalogue/snapshots")
    before = [contents(demo / "archive" / name) for name in watched]
    run("demo", demo, "--no-serve")
    assert [contents(demo / "archive" / name) for name in watched] == before


def contents(path: Path) -> object:
    """Return a file's text, or the names in a folder."""
    return path.read_text() if path.is_file() else sorted(one.name for one in path.iterdir())
