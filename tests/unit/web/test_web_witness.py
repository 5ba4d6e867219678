"""The witness over HTTP: each refusal has the status of c2sp.org/tlog-witness."""

import asyncio
from pathlib import Path

import httpx
import pytest

from nachklang.ledger import Checkpoint, Cosigner, Ledger, Signer, Witness
from nachklang.ledger.durable import DurableFolder
from nachklang.ledger.submissions import Submission
from nachklang.web.witness import witness_app

ORIGIN = "archive.example/log"
SIGNER = Signer(ORIGIN, bytes(range(32)))
COSIGNER = Cosigner("witness.example/w1", bytes(range(1, 33)))


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "witness", COSIGNER, {ORIGIN: [SIGNER.verifier]})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger.create(tmp_path / "ledger", origin=ORIGIN, signer=SIGNER)
    ledger.append([b"%d" % number for number in range(5)])
    return ledger


def post(
    witness: Witness, body: bytes, *, path: str = "/add-checkpoint", method: str = "POST"
) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(witness_app(witness))
        async with httpx.AsyncClient(transport=transport, base_url="http://witness.example") as client:
            return await client.request(method, path, content=body)

    return asyncio.run(send())


def body(ledger: Ledger, old: int) -> bytes:
    prover = ledger.prover()
    return Submission(old, prover.consistency(old), prover.checkpoint).encode()


def test_what_follows_is_answered_with_the_cosignature(witness: Witness, ledger: Ledger) -> None:
    for old in (0, 5, 5):
        answer = post(witness, body(ledger, old))
        assert answer.status_code == 200
        assert answer.text.startswith("— witness.example/w1 ")
        COSIGNER.verifier.cosigned_at(ledger.checkpoint().note + answer.text)


def test_another_state_is_answered_with_its_size(witness: Witness, ledger: Ledger) -> None:
    post(witness, body(ledger, 0))
    answer = post(witness, body(ledger, 3))
    assert (answer.status_code, answer.text) == (409, "5\n")
    assert answer.headers["content-type"] == "text/x.tlog.size"
    forged = Checkpoint.sign(ORIGIN, 5, bytes(32), SIGNER)
    assert post(witness, Submission(5, (), forged).encode()).status_code == 409


def test_each_refusal_has_its_status(witness: Witness, ledger: Ledger) -> None:
    post(witness, body(ledger, 0))
    root = ledger.checkpoint().root_hash
    unknown = Checkpoint.sign("other.example", 5, root, Signer("other.example", bytes(32)))
    untrusted = Checkpoint.sign(ORIGIN, 5, root, Signer(ORIGIN, bytes(32)))
    longer = Checkpoint.sign(ORIGIN, 6, root, SIGNER)
    expected = {
        b"": 400,
        b"old 9" + body(ledger, 5)[5:]: 400,
        Submission(5, (), unknown).encode(): 404,
        Submission(5, (), untrusted).encode(): 403,
        Submission(5, (), longer).encode(): 422,
        b"x" * 2_000_000: 413,
    }
    assert [post(witness, one).status_code for one in expected] == list(expected.values())
    assert post(witness, b"", path="/other").status_code == 404
    assert post(witness, b"", method="GET").status_code == 405


def test_its_own_faults_are_not_told_outside(witness: Witness, ledger: Ledger) -> None:
    post(witness, body(ledger, 0))
    with DurableFolder.locked(witness.folder):
        busy = post(witness, body(ledger, 5))
    (file,) = witness.folder.glob("*.checkpoint")
    file.write_bytes(b"torn")
    broken = post(witness, body(ledger, 5))
    assert (busy.status_code, broken.status_code) == (503, 500)
    for answer in (busy, broken):
        assert answer.text == "the witness cannot answer just now\n"
