"""`nachklang init`, the settings, the key, and the other database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.audio_fixtures import tone, write_flac
from tests.commands import accept, described, new_archive, run
from tests.postgresql import Server, running_server

from nachklang.archive import KEY_VARIABLE, Archive
from nachklang.config import read_settings
from nachklang.errors import LedgerError
from nachklang.ledger import Signer
from nachklang.model.acts import ActorClass


def contents(folder: Path) -> dict[str, bytes]:
    """Read every file, but for what a database leaves beside itself while it is open."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_init_makes_the_archive_that_was_described(tmp_path: Path) -> None:
    archive = tmp_path / "deep" / "archive"
    words = ("--name", 'Das "Archiv"', "--jurisdiction", "us", "--institution-class", "national-library")
    made = run("init", archive, *words, "--json").json
    settings = read_settings(archive)
    assert made == {"folder": str(archive), "id": str(settings.id), "name": 'Das "Archiv"', "made": True}
    assert str(settings.jurisdiction) == "US"
    assert settings.institution_classes == (ActorClass.NATIONAL_LIBRARY,)
    assert {path.name for path in archive.iterdir()} == {
        "archive.toml",
        "catalogue",
        "index",
        "keys",
        "ledger",
        "publication",
        "quarantine",
        "registry.db",
        "staging",
        "vault",
    }
    assert (archive / "keys/ledger.key").stat().st_mode & 0o777 == 0o600


def test_running_it_twice_changes_nothing(tmp_path: Path) -> None:
    archive = new_archive(tmp_path / "archive")
    before = contents(archive)
    ran = run("init", archive, "--name", "Another")
    assert "is an archive already; nothing was changed" in ran.err
    assert contents(archive) == before


@pytest.mark.parametrize("gone", ["archive.toml", "registry.db", "vault", "ledger", "staging"])
def test_an_init_that_was_cut_off_is_finished_by_the_next(tmp_path: Path, gone: str) -> None:
    """The order is: key, archive.toml, folders, registry, vault, log; a kill leaves a beginning of it."""
    archive = new_archive(tmp_path / "archive")
    order = ["archive.toml", "staging", "registry.db", "vault", "ledger"]
    for name in order[order.index(gone) :]:
        path = archive / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if gone == "archive.toml":
        for path in list(archive.iterdir()):
            if path.name != "keys":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    new_archive(archive)
    assert run("--archive", archive, "ledger", "verify", "--json").json["problems"] == []


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    ran = run("init", tmp_path, check=1)
    assert "not empty and no archive (1 other entries, 'holiday.jpg' first)" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--jurisdiction", "Germany"), "not a territory"),
        (("--institution-class", "shop"), "is not one of"),
        (("--name", ""), "name: expected a text"),
        (("--registry", "mysql://x"), 'expected "sqlite'),
        (("--registry", "postgresql://nobody@127.0.0.1:1/x"), "cannot be reached"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(
    tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    ran = run("init", tmp_path / "archive", *words, check=None)
    assert ran.status in {1, 2}
    assert expected in ran.err
    assert list((tmp_path / "archive").rglob("*")) == []
    new_archive(tmp_path / "archive")


def test_a_command_outside_of_an_archive_says_how_to_name_one(tmp_path: Path) -> None:
    ran = run("vault", "verify", check=1, cwd=tmp_path)
    assert "--archive DIR or NACHKLANG_ARCHIVE" in ran.err
    archive = new_archive(tmp_path / "archive")
    assert run("vault", "verify", cwd=archive / "vault").status == 0


def test_a_fault_in_the_settings_names_the_line(tmp_path: Path) -> None:
    archive = new_archive(tmp_path / "archive")
    file = archive / "archive.toml"
    file.write_text(file.read_text().replace('jurisdiction = "DE"', 'jurisdiction = "Deutschland"'))
    ran = run("--archive", archive, "vault", "verify", "--json", check=1)
    assert "archive.toml, line 18: jurisdiction: not a territory: 'Deutschland'" in ran.err
    assert ran.json["error"]["code"] == "settings"


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    archive = new_archive(tmp_path / "archive")
    (archive / "keys/ledger.key").chmod(0o640)
    with pytest.raises(LedgerError, match=r"others can read the signing key \(mode 640\); run chmod 600"):
        Archive.open(archive, sign=True)


def test_the_key_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, Signer.generate("example.org/log").text)
    archive = new_archive(tmp_path / "archive")
    assert not (archive / "keys" / "ledger.key").exists()
    assert read_settings(archive).ledger.origin == "example.org/log"
    Archive.open(archive, sign=True).close()
    monkeypatch.delenv(KEY_VARIABLE)
    with pytest.raises(LedgerError, match=f"signing key cannot be read.*{KEY_VARIABLE}"):
        Archive.open(archive, sign=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Start a PostgreSQL server on a free loopback port."""
    with running_server() as started:
        yield started


@pytest.mark.postgresql
def test_the_whole_path_on_postgresql(server: Server, tmp_path: Path) -> None:
    music = tmp_path / "music"
    music.mkdir()
    write_flac(music / "a.flac", tone(0.3))
    (music / "b.flac").touch()
    described(music, [])
    archive = new_archive(tmp_path / "archive", "--registry", server.new_database())
    assert not (archive / "registry.db").exists()
    counts = accept(archive, music, check=3)["counts"]
    assert (counts["accepted"], counts["refused"]) == (1, 1)
    assert accept(archive, music, check=3)["counts"]["held"] == 1
    assert run("--archive", archive, "vault", "verify", "--json").json["objects"] == 1
    assert run("--archive", archive, "ledger", "verify", "--json").json["size"] == 3
    assert len(run("--archive", archive, "search", "a", "--json").json) == 1


def test_the_database_is_gone_and_the_error_says_which(tmp_path: Path) -> None:
    archive = new_archive(tmp_path / "archive")
    (archive / "registry.db").rename(archive / "elsewhere.db")
    ran = run("--archive", archive, "vault", "verify", "--json", check=1)
    assert ran.json["error"]["code"] == "registry"
    assert "nachklang init" in ran.err
