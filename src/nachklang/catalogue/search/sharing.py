"""Who of several processes indexes what: ranges of ids, dealt out so that all end at about the same time.

Nothing depends on who is faster: the same tables and as many processes give the same shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.search.documents import Range, count_documents, ranges

MOST_COMPLETED = 4_000_000
"""So many artists and releases are offered while a name is typed; of more, the most popular."""

_WORTH_A_PROCESS = 300_000
"""Documents; starting a process takes as long as indexing some ten thousand."""
_COST_OF_A_COMPLETION = 1.5
_RANGES_A_SHARE = 6


@dataclass(slots=True)
class Share:
    """What one process indexes, of `documents` in all and `named` artists and releases among them.

    All names with their completions, or none, and some ranges of recordings.
    """

    documents: int
    named: int
    names: Sequence[tuple[str, Range]] = ()
    recordings: list[Range] = field(default_factory=list)


def shares(tables: Tables, workers: int) -> list[Share]:
    """Deal out all documents to at most `workers` processes; the first has the names."""
    sizes = {kind: count_documents(tables, kind) for kind in ("artist", "release", "recording")}
    total = sum(sizes.values())
    count = max(1, min(workers, total // _WORTH_A_PROCESS))
    named = sizes["artist"] + sizes["release"]
    dealt = [Share(total, named) for _ in range(count)]
    dealt[0].names = [(kind, one) for kind in ("artist", "release") for one in ranges(tables, kind)]
    listed = list(ranges(tables, "recording", parts=count * _RANGES_A_SHARE))
    each = sizes["recording"] / max(1, len(listed))
    costs = [named + _COST_OF_A_COMPLETION * min(named, MOST_COMPLETED)] + [0.0] * (count - 1)
    for one in listed:
        least = min(range(count), key=costs.__getitem__)
        dealt[least].recordings.append(one)
        costs[least] += each
    return dealt
