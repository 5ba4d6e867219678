"""An archive with two stores in folders, and the servers of the stores' own tests."""

from pathlib import Path

import pytest
from tests.contract.stores.conftest import _credentials, moto, rclone
from tests.unit.preservation.house import House

__all__ = ["_credentials", "moto", "rclone"]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)
