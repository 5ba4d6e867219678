"""The vault: items kept as OCFL 1.1 objects below one storage root in a local folder.

*object*: one item with its metadata, named by a `urn:uuid:` and kept in one folder. *inventory*:
the object's `inventory.json`, guarded by a *sidecar* that holds its SHA-512. *manifest*: which
bytes lie at which *content path* on disk; *state*: which bytes stand at which *logical path*
of a version. *staging*: a folder on the same file system where files and objects are made complete
before one rename puts them in their place. *fixity*: that the bytes are still those recorded.

Nothing is acknowledged before it is durable. *Group commit*: many objects that become durable together.
A process that is killed at any moment leaves an object whole or not there, and a version as well, of
which the last step may be left for `Vault.complete_versions`. What else was half done lies in staging,
where `Vault.clear_staging` removes it.
"""

from nachklang.vault.inventory import Inventory, Version
from nachklang.vault.values import (
    FixityProblem,
    InvalidLogicalPathError,
    NewFile,
    NewObject,
    ObjectExistsError,
    StagedFile,
    VersionConflictError,
)
from nachklang.vault.vault import Vault

__all__ = [
    "FixityProblem",
    "InvalidLogicalPathError",
    "Inventory",
    "NewFile",
    "NewObject",
    "ObjectExistsError",
    "StagedFile",
    "Vault",
    "Version",
    "VersionConflictError",
]
