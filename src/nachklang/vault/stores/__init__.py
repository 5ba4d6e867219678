"""Stores: places for copies of objects, behind one small interface with one suite of promises.

*store*: bytes under keys in one place, a folder or a prefix of an S3 bucket. *key*: a relative path with `/`.
*probe*: finding out, by doing it, which promises a store keeps by itself; its *abilities* are what was
found. What a store lacks is made good here or refused, so that nothing is ever written over and
nothing is called written that is not. *mark*: the file that says whose store it is.

Keys that start with `.nachklang-` are this layer's own. Whoever keeps an OCFL storage root in a store
keeps it below a prefix, so that nothing of these stands in it.
"""

from nachklang.vault.stores._lock import held
from nachklang.vault.stores.abilities import MEANINGS, Abilities, Finding
from nachklang.vault.stores.address import Address, FolderAddress, S3Address, parse_address
from nachklang.vault.stores.claiming import claim, require_claim
from nachklang.vault.stores.content import Content, Stream
from nachklang.vault.stores.errors import (
    StoreAwayError,
    StoreConflictError,
    StoreExistsError,
    StoreRefusedError,
    UnfitStoreError,
)
from nachklang.vault.stores.folder import FolderStore
from nachklang.vault.stores.opening import open_store
from nachklang.vault.stores.probing import probe
from nachklang.vault.stores.s3 import S3Store
from nachklang.vault.stores.store import Entry, Store

__all__ = [
    "MEANINGS",
    "Abilities",
    "Address",
    "Content",
    "Entry",
    "Finding",
    "FolderAddress",
    "FolderStore",
    "S3Address",
    "S3Store",
    "Store",
    "StoreAwayError",
    "StoreConflictError",
    "StoreExistsError",
    "StoreRefusedError",
    "Stream",
    "UnfitStoreError",
    "claim",
    "held",
    "open_store",
    "parse_address",
    "probe",
    "require_claim",
]
