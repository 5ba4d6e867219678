"""What strikes a store, and so everything that shares it: who runs it, where it stands, what it lies on."""

from dataclasses import dataclass
from enum import StrEnum

from nachklang.model.acts import Territory


class ThreatKind(StrEnum):
    """What two stores can have in common that one event destroys."""

    PROVIDER = "provider"
    COUNTRY = "country"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class Threats:
    """What a store shares its fate with. What is None is not known, and counts as shared with every other."""

    provider: str | None = None
    country: Territory | None = None
    medium: str | None = None

    def apart_from(self, other: "Threats", kind: ThreatKind) -> bool:
        """Whether both are known not to share this threat."""
        here, there = getattr(self, kind), getattr(other, kind)
        return here is not None and there is not None and here != there
