"""One PostgreSQL server for the promises of the registry."""

from collections.abc import Iterator

import pytest
from tests.postgresql import Server, running_server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    with running_server() as server:
        yield server
