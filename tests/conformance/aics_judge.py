"""Judges a log by the package aics-tlog, in an environment of its own: `judge FOLDER KEY WITNESS CLAIMS`."""

import json
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import aics_tlog as tlog


def judge(root: Path, key: str, witness: str, claims: dict[str, Any]) -> tuple[int, int, int]:
    """Return how many tiles, entries and growths were found right; anything else ends it."""
    note = tlog.parse_note((root / "checkpoint").read_text())
    log_key, witness_key = tlog.parse_vkey(key), tlog.parse_vkey(witness)
    found = tlog.verify_checkpoint(note, log_key, [witness_key], 1, expected_origin=log_key.name)
    assert found.ok, found
    checkpoint = tlog.parse_checkpoint(note.text)
    reader = tlog.FileSystemTileReader(root)
    report = tlog.audit_tiles(reader, checkpoint.size, checkpoint.root)
    for one in claims["inclusion"]:
        proof, entry = [b64decode(each) for each in one["proof"]], b64decode(one["entry"])
        assert tlog.verify_leaf_inclusion(entry, one["index"], one["size"], proof, b64decode(one["root"]))
        assert proof == tlog.inclusion_proof_from_tiles(reader, one["index"], one["size"], checkpoint.size)
        assert tlog.read_entry(reader, one["index"], checkpoint.size) == entry
    for one in claims["consistency"]:
        proof, roots = [b64decode(each) for each in one["proof"]], [one["oldRoot"], one["newRoot"]]
        assert tlog.verify_consistency(one["old"], one["new"], *map(b64decode, roots), proof)
    assert report, "no tile was read"
    return checkpoint.size, len(claims["inclusion"]), len(claims["consistency"])


if __name__ == "__main__":
    folder, log, cosigner, file = sys.argv[1:]
    print(*judge(Path(folder), log, cosigner, json.loads(Path(file).read_text())))  # noqa: T201
