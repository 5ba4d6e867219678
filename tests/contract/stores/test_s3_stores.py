"""The promises of a store, kept on two S3 servers that differ in just what the probe finds out."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.stores.samples import SMALL, keys, put
from tests.contract.stores.servers import Server
from tests.contract.stores.store_suite import StoreSuite

from nachklang.vault.stores import Abilities, S3Address, S3Store, Store, UnfitStoreError, open_store, probe
from nachklang.vault.stores._signing import ask

COMMON = Abilities(
    read_after_write=True, list_after_write=True, list_after_delete=True, listing_in_order=True
)
MOTO = Abilities(
    conditional_put=True,
    conditional_copy=True,
    conditional_replace=True,
    checksum_refused=False,
    read_after_write=True,
    list_after_write=True,
    list_after_delete=True,
    listing_in_order=True,
    ranged_reads=True,
    names_distinct=True,
    versioning=False,
    object_lock=False,
)
RCLONE = Abilities(
    conditional_put=False,
    conditional_copy=False,
    conditional_replace=False,
    checksum_refused=False,
    read_after_write=True,
    list_after_write=True,
    list_after_delete=True,
    listing_in_order=True,
    ranged_reads=False,
    names_distinct=False,
    versioning=False,
    object_lock=None,
)


class S3Suite(StoreSuite):
    """Promises that need a server to be asked several times for one answer."""

    def test_more_keys_than_a_server_lists_at_once(self, store: S3Store) -> None:
        names = [*(f"n/{number:04}" for number in range(1003)), "o"]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda name: store.bucket.put(name, b""), names))
        assert keys(store) == names


class TestMoto(S3Suite):
    @pytest.fixture
    def address(self, moto: Server) -> S3Address:
        return moto.address(moto.new_bucket())

    @pytest.fixture
    def store(self, address: S3Address) -> Store:
        return open_store(address, abilities=MOTO)

    @pytest.fixture
    def second(self, address: S3Address) -> Store:
        return open_store(address, abilities=MOTO)

    def test_the_probe_says_what_it_does_and_leaves_nothing(self, address: S3Address) -> None:
        store = open_store(address)
        found = probe(store)
        assert found == MOTO
        assert found.faults == ()
        assert found.shared_writing
        assert len(found.consequences) == 1
        assert list(store.entries(".nachklang-probe/")) == []

    def test_a_bucket_that_keeps_versions_or_locks_objects_is_told(self, address: S3Address) -> None:
        enabled = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        assert ask(address, "PUT", query="versioning", body=enabled) == (200, b"")
        found = probe(open_store(address))
        assert (found.versioning, found.object_lock) == (True, False)
        assert "switch versions off" in found.consequences[-1]
        locked = replace(address, bucket=f"{address.bucket}-locked")
        made = ask(locked, "PUT", headers={"x-amz-bucket-object-lock-enabled": "true"})
        assert made is not None
        assert made[0] == 200
        found = probe(open_store(locked))
        assert (found.versioning, found.object_lock) == (True, True)
        assert "until its lock ends" in found.consequences[-1]


class TestRclone(S3Suite):
    @pytest.fixture
    def address(self, rclone: Server) -> S3Address:
        return rclone.address(rclone.new_bucket())

    @pytest.fixture
    def store(self, address: S3Address, tmp_path: Path) -> Store:
        return open_store(address, abilities=RCLONE, lock=tmp_path / "lock")

    @pytest.fixture
    def second(self, address: S3Address, tmp_path: Path) -> Store:
        return open_store(address, abilities=RCLONE, lock=tmp_path / "lock")

    def test_the_probe_says_what_it_does_and_leaves_nothing(self, address: S3Address) -> None:
        store = open_store(address)
        found = probe(store)
        assert found == RCLONE
        assert found.faults == ()
        assert not found.shared_writing
        assert "only this archive, on this machine, may write to it" in found.consequences[0]
        assert list(store.entries(".nachklang-probe/")) == []

    def test_without_a_lock_nothing_is_written(self, address: S3Address) -> None:
        store = open_store(address, abilities=RCLONE)
        with pytest.raises(UnfitStoreError, match="lock"):
            put(store, "one", SMALL)
        assert list(store.entries()) == []
