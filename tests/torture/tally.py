"""What was done to the archive and what came of it, counted by kind, and shown as a table."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table

LOST = "bytes lost"
FALSE_ALARM = "false alarms"
MISSED = "missed"
STANDING = "not repaired"
WRONG = "other wrongs"
WRONGS = (LOST, MISSED, FALSE_ALARM, STANDING, WRONG)
_MOST_TOLD = 40


@dataclass
class Kind:
    """One kind of fault. `found` counts what was told; what has nothing to be found is `harmless`."""

    injected: int = 0
    found: int = 0
    repaired: int = 0
    beyond: int = 0
    harmless: int = 0


@dataclass
class Tally:
    """Every fault and every wrong. `told` has the first of the wrongs in words."""

    kinds: dict[str, Kind] = field(default_factory=lambda: defaultdict(Kind))
    wrongs: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def injected(self) -> int:
        """How many faults there were."""
        return sum(one.injected for one in self.kinds.values())

    @property
    def is_right(self) -> bool:
        """Whether nothing was lost, nothing missed, and no alarm false."""
        return not any(self.wrongs.values())

    def inject(self, kind: str, *, harmless: bool = False) -> None:
        """Count a fault; `harmless` where there is nothing for an audit to find."""
        self.kinds[kind].injected += 1
        self.kinds[kind].harmless += harmless

    def wrong(self, what: str, detail: str, count: int = 1) -> None:
        """Count what must not be."""
        self.wrongs[what] += count
        if len(self.told) < _MOST_TOLD:
            self.told.append(f"{what}: {detail}")

    def as_plain(self) -> dict[str, Any]:
        """Return everything as JSON has it."""
        return {
            "kinds": {
                name: {
                    "injected": one.injected,
                    "found": one.found,
                    "repaired": one.repaired,
                    "beyond_repair": one.beyond,
                    "nothing_to_find": one.harmless,
                }
                for name, one in sorted(self.kinds.items())
            },
            "injected": self.injected,
            "totals": self.totals,
            "wrongs": {name: self.wrongs[name] for name in WRONGS},
            "told": self.told,
        }

    def tables(self) -> list[Table]:
        """Return the table of the faults and that of the totals."""
        faults = Table("fault", title="Faults (beyond repair: no good copy was left, and that was said)")
        for name in ("injected", "found", "repaired", "beyond repair", "nothing to find"):
            faults.add_column(name, justify="right")
        for name, one in sorted(self.kinds.items()):
            numbers = (one.injected, one.found, one.repaired, one.beyond, one.harmless)
            faults.add_row(name, *(f"{number:,}" if number else "" for number in numbers))
        every = list(self.kinds.values())
        faults.add_section()
        faults.add_row(
            "all",
            *(
                f"{sum(getattr(one, name) for one in every):,}"
                for name in ("injected", "found", "repaired", "beyond", "harmless")
            ),
        )
        totals = Table("what", title="Totals")
        totals.add_column("number", justify="right")
        for name, number in [*self.totals.items(), *((name, self.wrongs[name]) for name in WRONGS)]:
            totals.add_row(name, f"{number:,}")
        return [faults, totals]
