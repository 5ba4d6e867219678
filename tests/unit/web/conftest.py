"""A visitor of the real application over a small real archive, without a network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.web.small_archive import make_archive
from tests.unit.web.visitor import Visitor

from nachklang.archive import Archive
from nachklang.web import create_app


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="session")
def archive(place: Path) -> Iterator[Archive]:
    with Archive.open(place) as opened:
        yield opened


@pytest.fixture(scope="session")
def visitor(archive: Archive) -> Visitor:
    return Visitor(create_app(archive))
