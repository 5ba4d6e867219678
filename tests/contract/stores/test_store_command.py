"""`nachklang vault store`: probed, said, written down, and nothing else of the archive touched."""

import json
import os
import shutil
from pathlib import Path

import pytest
from tests.commands import new_archive, run
from tests.contract.stores.samples import SMALL, held, put
from tests.contract.stores.servers import SECRET, Server

from nachklang.archive import Archive, known_stores, open_copies
from nachklang.errors import NotFoundError
from nachklang.vault.stores import StoreAwayError, UnfitStoreError


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_archive(tmp_path_factory.mktemp("template") / "archive")


@pytest.fixture
def archive(template: Path, tmp_path: Path) -> Path:
    return shutil.copytree(template, tmp_path / "archive")


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    folder = tmp_path / "second disk"
    folder.mkdir()
    return folder


def test_a_folder_is_added_listed_and_opened(archive: Path, copies: Path) -> None:
    before = (archive / "archive.toml").read_text()
    said = run(
        "--archive", archive, "vault", "store", "add", copies, "--name", "near", "--threat", "country=DE"
    )
    assert "yes       refuses to overwrite\n" in said.out
    assert (archive / "archive.toml").read_text() == (
        f'{before}\n[[store]]\nname = "near"\nurl = "{copies.as_uri()}"\ncountry = "DE"\n'
    )
    assert run("--archive", archive, "vault", "store", "list").out == said.out
    with Archive.open(archive) as opened:
        put(open_copies(opened, "near"), "one", SMALL)
        assert held(open_copies(opened, "near"), "one") == SMALL
        with pytest.raises(NotFoundError):
            open_copies(opened, "far")


def test_a_server_that_overwrites_is_added_with_a_warning_and_a_lock(archive: Path, rclone: Server) -> None:
    bucket = rclone.new_bucket()
    words: list[str | Path] = ["vault", "store", "add", f"s3://{bucket}/music", "--name", "far", "--json"]
    server: list[str | Path] = [
        "--endpoint",
        f"http://127.0.0.1:{rclone.port}",
        "--threat",
        "provider=me,medium=disk",
    ]
    said = run("--archive", archive, *words, *server)
    assert said.json["abilities"]["conditional_put"] is False
    assert said.json["shared_writing"] is False
    assert "only this archive, on this machine" in said.json["consequences"][0]
    assert said.json["threats"] == {"provider": "me", "country": None, "medium": "disk"}
    assert run("--archive", archive, "vault", "store", "list", "--json").json == [said.json]
    assert SECRET not in (archive / "archive.toml").read_text()
    with Archive.open(archive) as opened:
        store = open_copies(opened, "far")
        put(store, "one", SMALL)
        assert held(store, "one") == SMALL
    assert (archive / "locks" / "store-far.lock").exists()


def test_another_archive_cannot_have_the_store(archive: Path, copies: Path, tmp_path: Path) -> None:
    run("--archive", archive, "vault", "store", "add", copies, "--name", "near")
    other = new_archive(tmp_path / "other")
    said = run("--archive", other, "vault", "store", "add", copies, "--name", "near", "--json", check=1)
    assert json.loads(said.out)["error"]["code"] == "store-unfit"
    assert "near" not in (other / "archive.toml").read_text()


def test_adding_again_probes_again_and_changes_no_word(archive: Path, copies: Path) -> None:
    words: list[str | Path] = ["--archive", archive, "vault", "store", "add", copies, "--json"]
    first = run(*words, "--name", "near", "--threat", "medium=disk").json
    text = (archive / "archive.toml").read_text()
    second = run(*words, "--name", "near").json
    assert second["probed_at"] > first["probed_at"]
    assert second["abilities"] == first["abilities"]
    for name, threat in (("near", "medium=tape"), ("nearer", "medium=disk")):
        said = run(*words, "--name", name, "--threat", threat, check=1)
        assert json.loads(said.out)["error"]["code"] == "settings"
    assert (archive / "archive.toml").read_text() == text


def test_a_disk_that_is_not_mounted_is_away(archive: Path, copies: Path) -> None:
    run("--archive", archive, "vault", "store", "add", copies, "--name", "near")
    copies.rename(copies.with_name("unmounted"))
    with Archive.open(archive) as opened:
        with pytest.raises(StoreAwayError):
            open_copies(opened, "near")
        copies.mkdir()
        with pytest.raises(StoreAwayError, match="mounted"):
            open_copies(opened, "near")
    assert list(copies.iterdir()) == []


def test_a_store_whose_address_was_changed_has_to_be_probed(archive: Path, copies: Path) -> None:
    run("--archive", archive, "vault", "store", "add", copies, "--name", "near")
    file = archive / "archive.toml"
    file.write_text(file.read_text().replace(copies.as_uri(), f"{copies.as_uri()}/deeper"))
    with Archive.open(archive) as opened:
        assert known_stores(opened)[0].abilities is None
        with pytest.raises(UnfitStoreError, match="was not probed"):
            open_copies(opened, "near")
    assert "not probed" in run("--archive", archive, "vault", "store", "list").out


@pytest.mark.parametrize(
    ("url", "status", "expected"),
    [
        ("/nowhere/at/all", 1, "store-away"),
        ("{archive}", 1, "storage"),
        ("{archive}/vault", 1, "storage"),
        ("{archive}/..", 1, "storage"),
        ("s3://key:secret@bucket/music", 2, None),
        ("ftp://example.org/music", 2, None),
    ],
)
def test_what_cannot_be_a_store_is_refused_and_not_written_down(
    archive: Path, url: str, status: int, expected: str | None
) -> None:
    before = (archive / "archive.toml").read_bytes()
    where = url.format(archive=archive)
    said = run("--archive", archive, "vault", "store", "add", where, "--name", "x", "--json", check=status)
    assert expected is None or json.loads(said.out)["error"]["code"] == expected
    assert "secret" not in said.err + said.out
    assert (archive / "archive.toml").read_bytes() == before


def test_credentials_that_are_missing_or_wrong_end_it(
    archive: Path, rclone: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: list[str | Path] = [
        "--archive",
        archive,
        "vault",
        "store",
        "add",
        f"s3://{rclone.new_bucket()}",
        "--name",
        "far",
        "--json",
    ]
    words += ["--endpoint", f"http://127.0.0.1:{rclone.port}"]
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong-and-not-shown")
    wrong = run(*words, check=1)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    missing = run(*words, check=1)
    for said in (wrong, missing):
        assert json.loads(said.out)["error"]["code"] == "store-refused"
        assert os.environ["AWS_SECRET_ACCESS_KEY"] not in said.out + said.err


@pytest.mark.parametrize(
    "threat", ["country", "planet=earth", "country=Sweden", "medium=", "medium=a,medium=b"]
)
def test_a_threat_that_is_none_is_a_usage_error(archive: Path, copies: Path, threat: str) -> None:
    run("--archive", archive, "vault", "store", "add", copies, "--name", "x", "--threat", threat, check=2)
    assert list(copies.iterdir()) == []
