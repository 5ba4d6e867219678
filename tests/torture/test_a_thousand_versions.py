"""An object of a thousand versions is right for every judge; `make torture`. Two minutes, most of ocfl-py."""

import os
from pathlib import Path

import pytest
from tests.unit.vault.oracle import complaints
from tests.unit.vault.samples import CREATED, ONE, make

from nachklang.vault import NewFile, Vault
from nachklang.vault.layout import object_path
from nachklang.vault.validation import validate_object

LAST = 1000


def test_a_thousand_versions_are_one_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    vault = Vault.create(tmp_path / "vault", staging=tmp_path / "staging")
    made = make(vault, ONE, [NewFile("note", b"1")])
    for number in range(2, LAST + 1):
        made = vault.add_version(
            made,
            [NewFile("note", str(number).encode())],
            message="Described anew",
            user="Nachklang 0.1.0",
            address="https://example.org/archive",
            created=CREATED,
        )
    assert vault.inventory(ONE) == made
    assert (made.head, vault.read(ONE, "note")) == (f"v{LAST}", b"1000")
    assert len(made.encode()) < LAST * 700
    assert list(vault.verify(expected=[ONE])) == []
    assert validate_object(vault.root / object_path(ONE)) == ()
    assert complaints(vault.root) == []
