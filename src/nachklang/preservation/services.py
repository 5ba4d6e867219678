"""What preservation works with: the rooms below, the places, and the archive's own policy."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nachklang.ledger import Ledger, Verifier
from nachklang.preservation.policy import Policy
from nachklang.preservation.profile import Profile
from nachklang.registry import Registry
from nachklang.vault import Vault
from nachklang.vault._disk import make_folders, storing
from nachklang.vault.mending import Mender
from nachklang.vault.stores import FolderStore, Store


@dataclass(frozen=True, slots=True)
class Services:
    """The open parts of an archive.

    `former_keys` are those that the log had before its own, newest first. `openers` maps the name of each
    store of copies to what opens it; that raises StoreAwayError and StoreRefusedError. `records` is the
    folder of what only the registry knows, `quarantine` of what was found damaged, `recovery` of recovery
    data, `recovery_percent` of an object's bytes (None for none). `alone` keeps other processes from working
    on copies meanwhile; it waits for them, then raises LockedError. `clock` gives the instant in UTC.
    """

    registry: Registry
    vault: Vault
    ledger: Ledger
    former_keys: Sequence[Verifier]
    profile: Profile
    policy: Policy
    openers: Mapping[str, Callable[[], Store]]
    records: Path
    quarantine: Path
    recovery: Path
    recovery_percent: int | None
    alone: Callable[[], AbstractContextManager[None]]
    clock: Callable[[], datetime]

    @property
    def own(self) -> str:
        """The name of the vault's own place."""
        return next(iter(self.policy.places))

    @property
    def mender(self) -> Mender:
        """What puts the vault's own files right."""
        return Mender(self.vault.root, self.vault.staging, self.quarantine)

    @property
    def own_records(self) -> FolderStore:
        """The vault's own place for records: a folder of the archive, made where it is missing."""
        with storing(self.records):
            make_folders(self.records)
        return FolderStore(self.records)
