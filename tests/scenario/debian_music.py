"""Debian's hyperrogue-music, which `make test` unpacks; the tests themselves reach no network."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "build" / "debian-music"


def debian_music() -> Path:
    """Return the folder, or skip and say why; where CI is set a missing package is a failure."""
    if not (FOLDER / "deposit.toml").exists():
        reason = "hyperrogue-music was not unpacked: `make test` does that on Debian"
        if os.environ.get("CI") == "true" or os.environ.get("NACHKLANG_NO_SKIP") == "1":
            pytest.fail(f"nothing may skip here: {reason}")
        pytest.skip(reason)
    return FOLDER
