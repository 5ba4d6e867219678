"""Proving, checking, witnessing and following a log, as people do it with the command line."""

import json
from pathlib import Path

import pytest
from tests.audio_fixtures import tone, write_flac
from tests.commands import accept, described, new_archive, run

from nachklang.ledger import Signer


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    music = folder / "music"
    music.mkdir()
    names = ["evening.flac", "morning.flac"]
    for number, name in enumerate(names):
        write_flac(music / name, tone(0.2 + number / 10))
    described(music, names)
    made = new_archive(folder / "archive")
    accept(made, music)
    return made


def _prove(archive: Path, entry: str, folder: Path) -> tuple[Path, str]:
    file = folder / "receipt.tlog-proof"
    proved = run("--archive", archive, "ledger", "prove", entry, "--out", file, "--json").json
    return file, proved["key"]


def test_a_receipt_is_checked_offline_by_who_has_the_key(archive: Path, tmp_path: Path) -> None:
    file, key = _prove(archive, "1", tmp_path)
    shown = run("ledger", "check", file, "--key", key, "--json", cwd=tmp_path).json
    assert (shown["proven"], shown["index"], shown["size"]) == (True, 1, 2)
    entry = json.loads(shown["entry"])
    assert entry["kind"] == "deposit.accepted"
    again, _ = _prove(archive, entry["id"], tmp_path)
    assert run("ledger", "check", again, "--key", key).out.startswith("true: entry 1 of the 2 of nachklang.")
    (tmp_path / "entry.json").write_text(shown["entry"])
    run("ledger", "check", again, "--key", key, "--entry", tmp_path / "entry.json")


def test_without_a_key_the_archive_at_hand_is_asked(archive: Path, tmp_path: Path) -> None:
    file, _ = _prove(archive, "0", tmp_path)
    run("--archive", archive, "ledger", "check", file)
    assert "neither this folder nor one around it" in run("ledger", "check", file, cwd=tmp_path, check=1).err


def test_what_is_not_true_ends_with_11_and_says_why(archive: Path, tmp_path: Path) -> None:
    file, key = _prove(archive, "1", tmp_path)
    name = key.split("+")[0]
    stranger = Signer.generate(name).verifier.text
    refused = run("ledger", "check", file, "--key", stranger, "--json", check=11)
    assert refused.json["error"]["code"] == "ledger-evidence"
    assert f"{file}: the checkpoint is not to be trusted: not signed by the key {name}" in refused.err
    (tmp_path / "other").write_text("another entry")
    done = run("ledger", "check", file, "--key", key, "--entry", tmp_path / "other", check=11)
    assert "the entry is not number 1 of the 2" in done.err
    witness = "witness.example/w1+ab8a10b3+BI0/Pcbr"
    assert "malformed" in run("ledger", "check", file, "--key", key, "--witness", witness, check=2).err
    file.write_text(file.read_text().replace("index 1", "index 0"))
    run("ledger", "check", file, "--key", key, check=11)
    file.write_bytes(b"\xff\xfe")
    assert "expected a receipt" in run("ledger", "check", file, "--key", key, check=11).err
    assert "cannot be read" in run("ledger", "check", tmp_path / "none", "--key", key, check=1).err


def test_what_is_not_in_the_log_is_not_proved(archive: Path, tmp_path: Path) -> None:
    for entry in ("2", "no-such-entry"):
        done = run("--archive", archive, "ledger", "prove", entry, check=1, cwd=tmp_path)
        assert "entry" in done.err
    assert not list(tmp_path.iterdir())
