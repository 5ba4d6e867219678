"""What a deposit works with: the rooms below, and what the archive says about itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from nachklang.ledger import Ledger
from nachklang.model.acts import ActorClass, Territory
from nachklang.registry import Registry
from nachklang.rights import Law
from nachklang.vault import Vault


@dataclass(frozen=True, slots=True)
class Profile:
    """Who keeps the archive, under which law, and with which software (`agent`: name and version)."""

    archive_id: UUID
    archive_name: str
    institution_classes: tuple[ActorClass, ...]
    jurisdiction: Territory
    agent: str

    def make_id(self, *parts: str) -> str:
        """Make an id from the archive's own: opaque to others, and the same in every run."""
        return str(uuid5(self.archive_id, "\x1f".join(parts)))


@dataclass(frozen=True, slots=True)
class Services:
    """The open parts of an archive. `clock` gives the present instant in UTC."""

    registry: Registry
    vault: Vault
    ledger: Ledger
    law: Law
    profile: Profile
    clock: Callable[[], datetime]
