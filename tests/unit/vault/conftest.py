"""A vault that is empty, and one that holds two objects."""

from pathlib import Path

import pytest
from tests.unit.vault.samples import ONE, SOUND, TWO, deposit

from nachklang.vault import Vault


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "invention.flac"
    path.write_bytes(SOUND)
    return path


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault", staging=tmp_path / "staging")


@pytest.fixture
def filled(vault: Vault, source: Path) -> Vault:
    deposit(vault, ONE, source)
    deposit(vault, TWO, source)
    return vault
