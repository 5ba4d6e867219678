"""Proving, checking, witnessing and following a log, as people do it with the command line."""

import json
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.audio_fixtures import tone, write_flac
from tests.commands import PROGRAM, accept, described, new_archive, run

from nachklang.archive import Archive
from nachklang.ledger import Signer

pytestmark = pytest.mark.xdist_group("ledger-evidence")


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
    assert (shown["proven"], shown["index"], shown["size"]) == (True, 1, 3)
    entry = json.loads(shown["entry"])
    assert entry["kind"] == "deposit.accepted"
    again, _ = _prove(archive, entry["id"], tmp_path)
    assert run("ledger", "check", again, "--key", key).out.startswith("true: entry 1 of the 3 of nachklang.")
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
    assert "the entry is not number 1 of the 3" in done.err
    witness = "witness.example/w1+ab8a10b3+BI0/Pcbr"
    assert (
        "not an Ed25519 key of type 04"
        in run("ledger", "check", file, "--key", key, "--witness", witness, check=2).err
    )
    file.write_text(file.read_text().replace("index 1", "index 0"))
    run("ledger", "check", file, "--key", key, check=11)
    file.write_bytes(b"\xff\xfe")
    assert "expected a receipt" in run("ledger", "check", file, "--key", key, check=11).err
    assert "cannot be read" in run("ledger", "check", tmp_path / "none", "--key", key, check=1).err


def test_what_is_not_in_the_log_is_not_proved(archive: Path, tmp_path: Path) -> None:
    for entry in ("3", "no-such-entry"):
        done = run("--archive", archive, "ledger", "prove", entry, check=1, cwd=tmp_path)
        assert "entry" in done.err
    assert not list(tmp_path.iterdir())


@contextmanager
def witness(folder: Path, key: str, *options: str) -> Iterator[tuple[str, str]]:
    """Run a witness; give its address and its public key."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*PROGRAM, "ledger", "witness", str(folder), "--log", key, "--port", str(port), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            lines = [process.stderr.readline().strip() for _ in range(2)]
            assert [line.split()[0] for line in lines] == ["Witness", "Cosigning"]
            yield lines[1].split()[-1], lines[0].split()[-1]
        finally:
            process.send_signal(signal.SIGINT)
    assert process.returncode == 0


def _grow(archive: Path) -> int:
    """Add one entry to the log of an archive."""
    with Archive.open(archive, sign=True) as opened:
        (index,) = opened.ledger.append([b"something"])
    return index


def test_a_witness_cosigns_and_remembers(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive"
    shutil.copytree(archive, copy)
    _, key = _prove(copy, "0", tmp_path)
    with witness(tmp_path / "w", key, "--name", "witness.example/w1") as (address, witness_key):
        asked: list[str | Path] = ["--archive", copy, "ledger", "cosign", address, "--witness", witness_key]
        assert run(*asked, "--json").json["size"] == 3
        assert run("--archive", copy, "ledger", "verify").status == 0
        _grow(copy)
        file, _ = _prove(copy, "3", tmp_path)
        checked: list[str | Path] = ["ledger", "check", file, "--key", key, "--witness", witness_key]
        assert "is not cosigned by the witness" in run(*checked, check=11).err
        assert "cosigned the 4 entries" in run(*asked).out
        _prove(copy, "3", tmp_path)
        assert "cosigned by witness.example/w1 at 2" in run(*checked).out
    assert (tmp_path / "w" / "witness.key").stat().st_mode & 0o777 == 0o600
    shutil.rmtree(copy / "ledger")
    shutil.copytree(archive / "ledger", copy / "ledger")
    with witness(tmp_path / "w", key) as (address, again):
        assert again == witness_key
        asked = ["--archive", copy, "ledger", "cosign", address, "--witness", witness_key, "--json"]
        told = run(*asked, check=11).json["error"]
        assert (told["code"], "has cosigned 4 entries, and this log has 3" in told["message"]) == (
            "ledger-evidence",
            True,
        )
    (tmp_path / "w" / "witness.key").chmod(0o644)
    refused = run("ledger", "witness", tmp_path / "w", "--log", key, check=1)
    assert "others can read the signing key" in refused.err
    assert (
        "say what it is called with --name"
        in run("ledger", "witness", tmp_path / "x", "--log", key, check=1).err
    )


def test_a_log_is_followed(archive: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    shutil.copytree(archive / "ledger", log)
    _, key = _prove(archive, "0", tmp_path)
    look: list[str | Path] = ["ledger", "monitor", log, "--key", key, "--keep", tmp_path / "seen"]
    first = run(*look, "--entries", "--json").json
    assert (first["seen"], first["size"], first["new"]) == (0, 3, 3)
    assert first["kinds"] == {"deposit.accepted": 2, "law.changed": 1}
    assert "3 entries, 0 new entries; it has only grown" in run(*look).out
    tile = log / "tile/0/000.p/3"
    tile.write_bytes(tile.read_bytes()[:-3])
    torn = run(*look, "--json", check=11)
    assert torn.json["error"]["code"] == "ledger-evidence"
    assert "tile/0/000.p/3: 93 bytes; expected 3 hashes" in torn.err
    assert "no address" in run(*look[:2], "http://", *look[3:], check=1).err
    run(*look[:3], check=2)
