"""From an address to a store that can be used."""

from pathlib import Path

from nachklang.vault.stores._bucket import Bucket
from nachklang.vault.stores.abilities import UNKNOWN, Abilities
from nachklang.vault.stores.address import Address, FolderAddress
from nachklang.vault.stores.folder import FolderStore
from nachklang.vault.stores.s3 import S3Store


def open_store(
    address: Address, *, abilities: Abilities = UNKNOWN, lock: Path | None = None
) -> FolderStore | S3Store:
    """Open a store as its probe found it; nothing is asked of it yet. See `S3Store` about `lock`."""
    if isinstance(address, FolderAddress):
        return FolderStore(address.folder)
    return S3Store(Bucket(address), abilities, lock)
