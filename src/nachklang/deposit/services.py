"""What a deposit works with: the rooms below, and what the archive says about itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from nachklang.ledger import Ledger
from nachklang.preservation.profile import Profile
from nachklang.preservation.services import Services as Preservation
from nachklang.preservation.stores import Stores
from nachklang.registry import Registry
from nachklang.rights import Law
from nachklang.rights.scopes import Coverage
from nachklang.vault import Vault


@dataclass(frozen=True, slots=True)
class Services:
    """The open parts of an archive, for one run. `clock` gives the present instant in UTC.

    `coverage` is what was recorded of rights, beside what the deposit itself says.
    """

    preservation: Preservation
    law: Law
    coverage: Coverage = field(default_factory=Coverage)
    stores: Stores = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stores", Stores(self.preservation))

    @property
    def registry(self) -> Registry:
        """The operational database."""
        return self.preservation.registry

    @property
    def vault(self) -> Vault:
        """Where objects are written first."""
        return self.preservation.vault

    @property
    def ledger(self) -> Ledger:
        """The public log."""
        return self.preservation.ledger

    @property
    def profile(self) -> Profile:
        """Who keeps the archive."""
        return self.preservation.profile

    @property
    def clock(self) -> Callable[[], datetime]:
        """What gives the present instant in UTC."""
        return self.preservation.clock
