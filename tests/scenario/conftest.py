"""An archive for each scenario, copied from one that was made once."""

import shutil
from pathlib import Path

import pytest
from tests.commands import new_archive


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive to be copied."""
    return new_archive(tmp_path_factory.mktemp("template") / "archive")


@pytest.fixture
def archive(template: Path, tmp_path: Path) -> Path:
    """Make an archive of the test's own."""
    shutil.copytree(template, tmp_path / "archive")
    return tmp_path / "archive"
