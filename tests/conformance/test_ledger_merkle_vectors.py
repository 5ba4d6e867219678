"""Roots and proofs against the vectors of transparency-dev/merkle.

Those of a real tree only, `happy-path.json`: the others try out a verifier of proofs.
"""

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ledger.oracle import consistency_path, inclusion_path, tree_hash

from nachklang.ledger import Ledger, Signer
from nachklang.ledger.merkle import leaf_hash

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("NACHKLANG_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "merkle"
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


def _vectors(kind: str) -> Iterator[dict[str, Any]]:
    if not FOLDER.is_dir():
        pytest.skip(f"no Merkle vectors at {FOLDER}: set NACHKLANG_CONFORMANCE")
    paths = sorted((FOLDER / kind).rglob("happy-path.json"))
    assert len(paths) == 5
    for path in paths:
        yield json.loads(path.read_text())


def _root(folder: Path, size: int) -> bytes:
    signer = Signer("vectors.example", bytes(32))
    ledger = Ledger.create(folder / str(size), origin="vectors.example", signer=signer)
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
        assert inclusion_path(index, ENTRIES[:size]) == _hashes(vector["proof"])


def test_roots_are_those_of_the_consistency_vectors(tmp_path: Path) -> None:
    for vector in _vectors("consistency"):
        old, new = vector["size1"], vector["size2"]
        assert [_root(tmp_path, old), _root(tmp_path, new)] == _hashes([vector["root1"], vector["root2"]])
        assert consistency_path(old, ENTRIES[:new]) == _hashes(vector["proof"])


def test_the_slow_definition_used_in_other_tests_has_the_vectors_roots(tmp_path: Path) -> None:
    for size in range(len(ENTRIES) + 1):
        assert _root(tmp_path, size) == tree_hash(ENTRIES[:size])
