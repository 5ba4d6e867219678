"""A writer that is killed in the middle leaves nothing that anybody sees, and nothing that is in the way."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from tests.contract.stores.samples import held, keys, pattern, put
from tests.contract.stores.servers import Server

from nachklang.vault.stores import Address, FolderAddress, S3Address, open_store, probe


@pytest.fixture(params=["folder", "moto", "rclone"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    if request.param == "folder":
        (tmp_path / "store").mkdir()
        return FolderAddress(tmp_path / "store")
    server: Server = request.getfixturevalue(request.param)
    return server.address(server.new_bucket())


def test_a_killed_writer_leaves_nothing_in_the_way(address: Address, tmp_path: Path) -> None:
    abilities, lock = probe(open_store(address)), tmp_path / "lock"
    endpoint = (address.endpoint or "") if isinstance(address, S3Address) else ""
    words = [address.url, endpoint, json.dumps(asdict(abilities)), str(lock), "a/large one"]
    command = [sys.executable, "-m", "tests.contract.stores.killed_writer", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        try:
            assert writer.stdout.readline() == "in the middle\n"
        finally:
            writer.kill()
    store = open_store(address, abilities=abilities, lock=lock)
    assert keys(store) == []
    data = pattern(1000, 3)
    put(store, "a/large one", data)
    assert held(store, "a/large one") == data
