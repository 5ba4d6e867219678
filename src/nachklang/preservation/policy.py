"""How many copies an object needs, and how many of them under other threats."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from nachklang.model.threats import ThreatKind, Threats


@dataclass(frozen=True, slots=True)
class Policy:
    """At least `least` copies, and `apart` of them such that no two share one of `threats`.

    `places` maps the name of every place of the archive, the vault's own first, to what threatens it.
    """

    places: Mapping[str, Threats]
    least: int = 1
    apart: int = 1
    threats: tuple[ThreatKind, ...] = tuple(ThreatKind)

    def met_by(self, held_by: Collection[str]) -> bool:
        """Whether sound copies in these places are enough."""
        return self.lacking(held_by) is None

    def lacking(self, held_by: Collection[str]) -> str | None:
        """Say what is missing where sound copies lie in these places, or return None."""
        known = [name for name in self.places if name in held_by]
        if len(known) < self.least:
            return f"{len(known)} of {self.least} copies"
        if (found := self.most_apart(known)) < self.apart:
            words = ", ".join(self.threats)
            return f"{found} of {self.apart} copies that share no {words}"
        return None

    def most_apart(self, names: Sequence[str]) -> int:
        """Count the largest set of these places of which no two share a threat; there are few places."""
        sizes = range(len(names), 1, -1)
        found = (size for size in sizes for some in combinations(names, size) if self._all_apart(some))
        return next(found, min(len(names), 1))

    def _all_apart(self, names: Sequence[str]) -> bool:
        pairs = [(self.places[one], self.places[other]) for one, other in combinations(names, 2)]
        return all(one.apart_from(other, kind) for one, other in pairs for kind in self.threats)
