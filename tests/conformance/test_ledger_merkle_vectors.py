"""Roots, proofs and the checking of proofs against all vectors of transparency-dev/merkle.

Those of a real tree, `happy-path.json`, are also made from a log; the others try out a verifier of proofs.
Every vector applies.
"""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ledger.oracle import consistency_path, inclusion_path, tree_hash

from nachklang.ledger import Ledger, Signer, consistency_holds, inclusion_holds
from nachklang.ledger.merkle import leaf_hash

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("NACHKLANG_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "merkle"
INCLUSION = CONSISTENCY = 98
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]


def _vectors(kind: str, name: str = "happy-path.json", *, count: int = 5) -> Iterator[dict[str, Any]]:
    if not FOLDER.is_dir():
        pytest.skip(f"no Merkle vectors at {FOLDER}: set NACHKLANG_CONFORMANCE")
    paths = sorted((FOLDER / kind).rglob(name))
    assert len(paths) == count
    for path in paths:
        yield {"path": str(path.relative_to(FOLDER)), **json.loads(path.read_text())}


def _open(folder: Path, size: int) -> Ledger:
    signer = Signer("vectors.example", bytes(32))
    return Ledger.create(folder / str(size), origin="vectors.example", signer=signer)


def _root(folder: Path, size: int) -> bytes:
    ledger = _open(folder, size)
    ledger.append(ENTRIES[ledger.size : size])
    return ledger.checkpoint().root_hash


def _hashes(texts: list[str] | None) -> list[bytes]:
    return [base64.b64decode(text) for text in texts or []]


def test_leaves_and_roots_are_those_of_the_inclusion_vectors(tmp_path: Path) -> None:
    for vector in _vectors("inclusion"):
        index, size = vector["leafIdx"], vector["treeSize"]
        leaf, root = _hashes([vector["leafHash"], vector["root"]])
        assert leaf_hash(ENTRIES[index]) == leaf
        assert _root(tmp_path, size) == root
        proof = _hashes(vector["proof"])
        assert inclusion_path(index, ENTRIES[:size]) == proof
        assert _open(tmp_path, size).inclusion_proof(index, size) == tuple(proof)


def test_roots_are_those_of_the_consistency_vectors(tmp_path: Path) -> None:
    for vector in _vectors("consistency"):
        old, new = vector["size1"], vector["size2"]
        assert [_root(tmp_path, old), _root(tmp_path, new)] == _hashes([vector["root1"], vector["root2"]])
        proof = _hashes(vector["proof"])
        assert consistency_path(old, ENTRIES[:new]) == proof
        assert _open(tmp_path, new).consistency_proof(old, new) == tuple(proof)


def test_every_inclusion_vector_is_judged_as_it_says() -> None:
    for vector in _vectors("inclusion", "*.json", count=INCLUSION):
        leaf, root = _hashes([vector["leafHash"], vector["root"]])
        proof = _hashes(vector["proof"])
        held = inclusion_holds(leaf, vector["leafIdx"], vector["treeSize"], proof, root)
        assert held is not vector["wantErr"], vector["path"]


def test_every_consistency_vector_is_judged_as_it_says() -> None:
    for vector in _vectors("consistency", "*.json", count=CONSISTENCY):
        before, after = _hashes([vector["root1"], vector["root2"]])
        proof = _hashes(vector["proof"])
        held = consistency_holds(vector["size1"], before, vector["size2"], after, proof)
        assert held is not vector["wantErr"], vector["path"]


def test_the_slow_definition_used_in_other_tests_has_the_vectors_roots(tmp_path: Path) -> None:
    for size in range(len(ENTRIES) + 1):
        assert _root(tmp_path, size) == tree_hash(ENTRIES[:size])
