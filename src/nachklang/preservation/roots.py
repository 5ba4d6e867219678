"""The files of a store's storage root that belong to no object: known to the byte, so never lost."""

from nachklang.preservation.services import Services
from nachklang.registry import Damage
from nachklang.vault.copies import write_root
from nachklang.vault.stores import Store

ROOT = "storage-root"


def keep_root(name: str, store: Store, services: Services) -> None:
    write_root(store)
