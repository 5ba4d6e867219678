"""Who keeps the archive, under which law, and with which software."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from nachklang.model.acts import ActorClass, Territory

CONTACT = "https://nachklang.example/software"
"""The address that versions of objects name as that of their user, the software."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the archive says about itself; `agent` is name and version of the software."""

    archive_id: UUID
    archive_name: str
    institution_classes: tuple[ActorClass, ...]
    jurisdiction: Territory
    agent: str

    def make_id(self, *parts: str) -> str:
        """Make an id from the archive's own: opaque to others, and the same in every run."""
        return str(uuid5(self.archive_id, "\x1f".join(parts)))
