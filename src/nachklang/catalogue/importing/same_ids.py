"""Rows that are lost because another one has their id: hashed ids are alike now and then."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nachklang.catalogue.engines import Engine
from nachklang.catalogue.ids import DENSE
from nachklang.catalogue.importing.reports import report_line, rest_lines
from nachklang.catalogue.manifests import MOST_LISTED
from nachklang.catalogue.schema import Table
from nachklang.catalogue.sources import SetAside

SAME_ID = "same-id"
"""Why they are set aside."""
NAMED_BY_THEMSELVES = frozenset({"recording", "release_group", "release"})
"""Their `source_id` is what the source calls them. Artists and labels have several where they go by names."""
NAMED_BY_RELEASE = frozenset({"medium", "track"})
"""Their `source_id` is what the source calls the release, to which another import may move them."""


@dataclass(frozen=True, slots=True)
class Lost:
    """How many rows of a table are lost, and the first `MOST_LISTED` of them."""

    count: int = 0
    first: tuple[SetAside, ...] = ()


def lost_rows(engine: Engine, table: Table, told: Any, path: Path) -> Lost:
    """Compare the ids and source ids that were told with those of the rows that were written into `path`."""
    written = engine.read(f"written_{table.name}", [path], table.arrow).select("id", kept="source_id")
    hashed = told.filter(told.id < DENSE).select("id", "source_id").distinct()
    both = hashed.join(written, "id")
    lost = both.filter(both.source_id != both.kept).order_by(["id", "source_id"])
    count = 0
    first: list[SetAside] = []
    for batch in engine.batches(lost):
        count += batch.num_rows
        first += [_set_aside(table, row) for row in batch.slice(0, MOST_LISTED - len(first)).to_pylist()]
    return Lost(count, tuple(first))


def lost_lines(lost: Lost) -> Iterator[bytes]:
    """Write them for a report."""
    yield from map(report_line, lost.first)
    yield from rest_lines(SAME_ID, lost.count, whole=True)


def _set_aside(table: Table, row: dict[str, Any]) -> SetAside:
    detail = f"its id {row['id']} is also that of {row['kept']}, which was taken"
    return SetAside(f"{table.name} {row['source_id']}", SAME_ID, detail)
