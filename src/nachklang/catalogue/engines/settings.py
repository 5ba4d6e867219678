"""How much of the machine the engine may take."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

DUCKDB = "duckdb"
_SHARE = 0.5
"""Half the memory: Python, the search index and the file system's cache need the other half."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """`address` is `duckdb`, or a Spark master such as `local[2]` or `spark://host:7077`.

    `memory` is in bytes. `spill` takes what memory cannot hold; None means: beside what is written.
    """

    address: str
    memory: int
    threads: int
    spill: Path | None = None

    @classmethod
    def of_machine(
        cls,
        address: str = DUCKDB,
        *,
        memory: int | None = None,
        threads: int | None = None,
        spill: Path | None = None,
    ) -> Self:
        """Fill in from the machine what is not said: half its memory, each of its cores."""
        physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return cls(address, memory or int(physical * _SHARE), threads or len(os.sched_getaffinity(0)), spill)

    @property
    def on_spark(self) -> bool:
        """Tell whether the tables are computed by Spark."""
        return self.address != DUCKDB
