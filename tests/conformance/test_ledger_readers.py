"""Checkpoints, tiles and proofs, judged by software that is not ours: Go's reference and aics-tlog."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nachklang.ledger import Cosigner, Ledger, Signer
from nachklang.ledger.notes import split_note

pytestmark = pytest.mark.xdist_group("ledger-readers")

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "ledger-readers"
GO = Path("/usr/lib/go-1.19/bin/go")
MODULES = Path("/usr/share/gocode")
AICS = "aics-tlog==0.2.1"
ORIGIN = "archive.example/log"
SIGNER = Signer(ORIGIN, bytes(range(32)))
COSIGNER = Cosigner("witness.example/w1", bytes(range(1, 33)))
SIZES = (1, 2, 255, 256, 257, 600, 65_536, 66_000)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Make a log of three levels in several appends, with a cosigned checkpoint."""
    root = tmp_path_factory.mktemp("readers") / "log"
    ledger = Ledger.create(root, origin=ORIGIN, signer=SIGNER)
    for begin, end in zip((0, *SIZES), SIZES, strict=False):
        ledger.append([b"entry %d" % number for number in range(begin, end)])
    note = ledger.checkpoint().note
    (root / "checkpoint").write_text(note + COSIGNER.cosign(split_note(note)[0], datetime.now(UTC)))
    return ledger


@pytest.fixture(scope="module")
def claims(log: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write down what we prove of the log, at every size that it had."""
    prover = log.prover()
    inclusion = [
        {
            "index": index,
            "size": size,
            "entry": _text(log.entry(index)),
            "root": _text(prover.root(size)),
            "proof": [_text(one) for one in prover.inclusion(index, size)],
        }
        for size in SIZES
        for index in {0, size // 3, size - 1}
    ]
    consistency = [
        {
            "old": old,
            "new": new,
            "oldRoot": _text(prover.root(old)),
            "newRoot": _text(prover.root(new)),
            "proof": [_text(one) for one in prover.consistency(old, new)],
        }
        for new in SIZES
        for old in SIZES
        if old <= new
    ]
    file = tmp_path_factory.mktemp("claims") / "claims.json"
    file.write_text(json.dumps({"inclusion": inclusion, "consistency": consistency}))
    return file


@pytest.fixture(scope="module")
def go_judge() -> list[str]:
    """Build the program around Go's packages sumdb/note and sumdb/tlog."""
    if not GO.exists() or not (MODULES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("no Go with golang.org/x/mod: install golang-1.19-go and golang-golang-x-mod-dev")
    BUILD.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(MODULES), "GOCACHE": str(BUILD / "go")}
    program = BUILD / "judge"
    command = [str(GO), "build", "-o", str(program), str(HERE / "go" / "judge.go")]
    subprocess.run(command, check=True, env=environment)
    return [str(program)]


@pytest.fixture(scope="module")
def aics_judge() -> list[str]:
    """Install aics-tlog into an environment of its own, since it needs a newer Python than we do."""
    newer = next((one for one in _pythons() if _is_new_enough(one)), None)
    if newer is None:
        pytest.skip("aics-tlog needs Python 3.12 or newer, and this machine has none")
    place = BUILD / "aics"
    python = place / "bin" / "python"
    if not (place / AICS).exists():
        uv = str(Path(sys.executable).with_name("uv"))
        environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        make = [uv, "venv", "--clear", "--python", newer, str(place)]
        install = [uv, "pip", "install", "--python", str(python), AICS]
        for command in (make, install):
            subprocess.run(command, check=True, env=environment)
        (place / AICS).touch()
    return [str(python), str(HERE / "aics_judge.py")]


def _pythons() -> Iterator[str]:
    """Yield the interpreters that may be new enough: our own, those on PATH, and those of pyenv."""
    yield sys.executable
    named = (shutil.which(f"python3.{minor}") for minor in (12, 13, 14))
    yield from (one for one in named if one is not None)
    yield from map(str, sorted(Path.home().glob(".pyenv/versions/3.*/bin/python")))


def _is_new_enough(python: str) -> bool:
    asked = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def _judged(command: list[str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*command, *map(str, words)], check=False, capture_output=True, text=True)


def _counts(claims: Path) -> str:
    made: dict[str, list[Any]] = json.loads(claims.read_text())
    return f"{SIZES[-1]} {len(made['inclusion'])} {len(made['consistency'])}\n"


def _spoiled(claims: Path, folder: Path, kind: str) -> Path:
    """Change a bit of the last proof of a kind."""
    made = json.loads(claims.read_text())
    proof = made[kind][-2]["proof"]
    first = bytearray(base64.b64decode(proof[0]))
    first[0] ^= 1
    proof[0] = _text(bytes(first))
    file = folder / "spoiled.json"
    file.write_text(json.dumps(made))
    return file


def test_go_makes_the_same_proofs_and_finds_them_true(
    log: Ledger, claims: Path, go_judge: list[str], tmp_path: Path
) -> None:
    judged = _judged(go_judge, log.root, SIGNER.verifier.text, claims)
    assert (judged.returncode, judged.stdout, judged.stderr) == (0, _counts(claims), "")
    for kind in ("inclusion", "consistency"):
        spoiled = _judged(go_judge, log.root, SIGNER.verifier.text, _spoiled(claims, tmp_path, kind))
        assert "Go makes another proof" in spoiled.stderr
    stranger = Signer.generate(ORIGIN).verifier.text
    assert "no verifiable signatures" in _judged(go_judge, log.root, stranger, claims).stderr


def test_aics_tlog_finds_log_cosignature_and_proofs_true(
    log: Ledger, claims: Path, aics_judge: list[str], tmp_path: Path
) -> None:
    keys = SIGNER.verifier.text, COSIGNER.verifier.text
    judged = _judged(aics_judge, log.root, *keys, claims)
    assert (judged.returncode, judged.stdout, judged.stderr) == (0, _counts(claims), "")
    for kind in ("inclusion", "consistency"):
        spoiled = _judged(aics_judge, log.root, *keys, _spoiled(claims, tmp_path, kind))
        assert "AssertionError" in spoiled.stderr
    stranger = Cosigner.generate(COSIGNER.name).verifier.text
    assert "AssertionError" in _judged(aics_judge, log.root, keys[0], stranger, claims).stderr
