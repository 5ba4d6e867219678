"""A registry that was lost is made anew from the stores, row for row; so is an archive lost whole."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.audio_fixtures import tone, write_flac
from tests.commands import accept, described, new_archive, run

from nachklang.archive import Archive, end_right, hold_object, lift_hold, record_rights, remove_object
from nachklang.ledger import Verifier

pytestmark = pytest.mark.xdist_group("rebuilding")

TABLES = {
    "deposits": "id",
    "items": "id",
    "entries": "id",
    "outbox": "entry_id, ledger_index",
    "commitment_salts": "entry_id, place",
    "holds": "id",
    "removals": "object_id",
    "confirmations": "object_id, store",
    "probes": "store",
    "rights": "id",
    "proofs": "sha512",
    "withdrawals": "id",
    "law_versions": "digest, at",
}
"""What comes back with every column, and what it is sorted by; positions are the database's own."""

COLUMNS = {
    "events": "item_id, kind, at, outcome, detail, agent",
    "refusals": "key, deposit_id, original_name, code, reason, sha512, at",
    "outbox": "entry_id, ledger_index",
    "probes": "store, url, findings",
    "objects": "object_id, head, digest, seal, files, bytes, held_by",
    "copies": "object_id, store, head, state, detail",
    "rights": "id, kind, digest, statement, resolved, recorded_at, ended_on, ended_because, ended_at",
    "law_versions": "digest, at",
}

TAKEDOWN = """
[[prohibition]]
kind = "takedown"
acts = ["stream"]
reason = "order 2/26"
[prohibition.scope]
items = ["{0}"]
"""

CONSENT = """
[[mandate]]
basis = "consent"
layers = ["recording"]
reference = "C-1"
acts = ["train"]
evidence = "letter.txt"
[mandate.scope]
items = ["{0}"]
"""


def rows(archive: Path) -> dict[str, list[Any]]:
    """Read everything that has to come back."""
    with closing(sqlite3.connect(archive / "registry.db")) as database:
        return {
            table: sorted(database.execute(f"SELECT {COLUMNS.get(table, '*')} FROM {table}"))  # noqa: S608
            for table in sorted(TABLES.keys() | COLUMNS.keys())
        }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a folder with an archive and its stores, and a copy of it for after each test.

    The archive has a past: two deposits, refusals, a hold that stands and one that was lifted, a removal.
    """
    folder = tmp_path_factory.mktemp("rebuilding")
    home, pristine = folder / "home", folder / "pristine"
    archive = new_archive(home / "archive")
    for name in ("near", "far"):
        (home / name).mkdir()
        run("--archive", archive, "vault", "store", "add", home / name, "--name", name)
    settings = archive / "archive.toml"
    settings.write_text(settings.read_text().replace("least = 1", "least = 3"))
    for number in (1, 2):
        music(home / f"music-{number}", number)
        accept(archive, home / f"music-{number}", check=3)
    held, lifted, removed = (one["item_id"] for one in items(archive)[:3])
    with Archive.open(archive, sign=True) as opened:
        hold_object(opened, opened.registry.item(held), "evidence")
        past = hold_object(opened, opened.registry.item(lifted), "evidence, for a while")
        lift_hold(opened, past.id)
        remove_object(opened, opened.registry.item(removed), "order 1/26")
        for text in (TAKEDOWN, CONSENT):
            (home / "records.toml").write_text(text.format(held))
            (home / "letter.txt").write_text("We consent.")
            record = record_rights(opened, home / "records.toml").new[0]
        end_right(opened, record.id, "taken back")
    shutil.copytree(home, pristine)
    return home, pristine


def music(folder: Path, number: int) -> None:
    """Make three good files and a damaged one."""
    folder.mkdir()
    for place, name in enumerate("abc"):
        write_flac(folder / f"{name}.flac", tone(0.1 * number + 0.02 * place))
    described(folder, [])
    (folder / "damaged.flac").write_bytes((folder / "a.flac").read_bytes()[:-500])


@pytest.fixture
def lived_in(home: tuple[Path, Path]) -> Path:
    """Return the archive, as it was made."""
    folder, pristine = home
    shutil.rmtree(folder)
    shutil.copytree(pristine, folder)
    return folder / "archive"


@pytest.fixture
def stores(lived_in: Path) -> list[Path]:
    return [lived_in.parent / "near", lived_in.parent / "far"]


def items(archive: Path) -> list[dict[str, str]]:
    with closing(sqlite3.connect(archive / "registry.db")) as database:
        return [{"item_id": one} for (one,) in database.execute("SELECT id FROM items ORDER BY id")]


def lose_registry(archive: Path) -> None:
    for file in archive.glob("registry.db*"):
        file.unlink()
    run("init", archive)


def test_a_lost_registry_comes_back_row_for_row(lived_in: Path) -> None:
    before = rows(lived_in)
    assert len(before["refusals"]) == 2
    assert len(before["removals"]) == 1
    assert [len(before[one]) for one in ("rights", "proofs", "withdrawals", "law_versions")] == [2, 1, 1, 1]
    lose_registry(lived_in)
    report = run("--archive", lived_in, "vault", "rebuild", "--json").json
    assert report["items"] == 5
    assert report["objects_restored"] == 0
    assert rows(lived_in) == before
    assert "every byte is as recorded" in run("--archive", lived_in, "vault", "verify").out
    run("--archive", lived_in, "ledger", "verify")


def test_an_archive_that_was_lost_whole_comes_back_from_the_stores(lived_in: Path, tmp_path: Path) -> None:
    before = rows(lived_in)
    lose_all(lived_in, tmp_path / "kept")
    report = run("--archive", lived_in, "vault", "rebuild", "--json").json
    assert report["objects_restored"] == 6
    assert rows(lived_in) == before
    run("--archive", lived_in, "vault", "audit", "--deep")
    run("--archive", lived_in, "ledger", "verify")
    assert outcomes_again(lived_in) == {"held", "refused"}


def lose_all(archive: Path, kept: Path) -> None:
    """Lose everything but `archive.toml` and the keys, and begin with those."""
    kept.mkdir()
    shutil.copy(archive / "archive.toml", kept)
    shutil.copytree(archive / "keys", kept / "keys")
    shutil.rmtree(archive)
    shutil.copytree(kept, archive)
    run("init", archive)


def test_who_knows_the_first_key_can_follow_after_all_was_lost(
    lived_in: Path, stores: list[Path], tmp_path: Path
) -> None:
    changes = [run("--archive", lived_in, "ledger", "rotate-key", "--json").json for _ in range(2)]
    paths = [Path(one["receipt"]).relative_to(lived_in) for one in changes]
    altered = stores[0] / paths[0]
    altered.write_text(altered.read_text().replace("\nindex ", "\nindex 1"))
    lose_all(lived_in, tmp_path / "kept")
    said = run("--archive", lived_in, "vault", "rebuild", check=11).out
    assert f"log       the store near, {paths[0]}: " in said
    run("--archive", lived_in, "ledger", "verify")
    for change, path in zip(changes, paths, strict=True):
        shown = run(
            "ledger", "check", lived_in / path, "--key", change["former"], "--json", cwd=tmp_path
        ).json
        key = Verifier.parse(change["verifier"])
        assert json.loads(shown["entry"])["subject"] == f"log-key:{key.key_id.hex()}:{key.public.hex()}"
    shutil.rmtree(lived_in / "ledger/rotated")
    missing = run("--archive", lived_in, "ledger", "verify", check=11).out
    assert f"problem  {paths[0].relative_to('ledger')}: missing, so that who knows only the key" in missing
    said = run("--archive", lived_in, "vault", "replicate", check=3).out
    assert f"log      the store near, {paths[0]}" in said
    run("--archive", lived_in, "ledger", "verify")
    assert run("--archive", lived_in, "vault", "replicate").status == 0
    assert altered.read_bytes() == (stores[1] / paths[0]).read_bytes()


def outcomes_again(archive: Path) -> set[str]:
    """Deposit once more what was there: nothing of it is new, and what was removed stays out."""
    report = accept(archive, archive.parent / "music-1", check=3)
    return {one["status"] for one in report["files"] if one["name"].endswith(".flac")}


def test_what_one_store_lacks_comes_from_the_other(lived_in: Path, stores: list[Path]) -> None:
    before = rows(lived_in)
    lose_registry(lived_in)
    shutil.rmtree(lived_in / "records")
    for number, file in enumerate(sorted((stores[0] / "records").rglob("*.json"))):
        if number % 2:
            file.unlink()
    run("--archive", lived_in, "vault", "rebuild")
    assert rows(lived_in) == before


def test_erased_salts_do_not_come_back(lived_in: Path, stores: list[Path]) -> None:
    with Archive.open(lived_in, sign=True) as opened:
        entry = next(iter(opened.registry.items())).id
        entry_id = opened.preservation().profile.make_id("entry", "accepted", entry)
        assert opened.registry.salt(entry_id, "original_name") is not None
        opened.registry.erase_salts(entry_id)
    run("--archive", lived_in, "vault", "replicate")
    left = [file for folder in (lived_in, *stores) for file in folder.rglob(f"*{entry_id}*/*")]
    assert left == []
    lose_registry(lived_in)
    run("--archive", lived_in, "vault", "rebuild")
    with Archive.open(lived_in) as opened:
        assert opened.registry.salt(entry_id, "original_name") is None


def test_a_store_that_is_away_is_named(lived_in: Path, stores: list[Path]) -> None:
    lose_registry(lived_in)
    stores[1].rename(stores[1].with_name("elsewhere"))
    report = run("--archive", lived_in, "vault", "rebuild", "--json", check=3).json
    assert list(report["away"]) == ["far"]
    assert report["items"] == 5


def test_an_object_that_nobody_has_is_named(lived_in: Path, stores: list[Path]) -> None:
    lost = run("--archive", lived_in, "vault", "hold", "list", "--json").json[0]["object_id"]
    for root in (lived_in / "vault", *(store / "ocfl" for store in stores)):
        inventory = next(
            file
            for file in root.rglob("inventory.json")
            if lost in file.read_text() and file.parent.name != "v1"
        )
        shutil.rmtree(inventory.parent)
    lose_registry(lived_in)
    report = run("--archive", lived_in, "vault", "rebuild", "--json", check=11).json
    assert report["missing"] == [lost]


def test_a_registry_that_knows_something_is_left_alone(lived_in: Path) -> None:
    before = rows(lived_in)
    said = run("--archive", lived_in, "vault", "rebuild", "--json", check=1)
    assert json.loads(said.out)["error"]["code"] == "registry"
    assert rows(lived_in) == before
