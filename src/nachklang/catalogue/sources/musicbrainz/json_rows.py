"""Rows that wait until they are enough for a batch."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from nachklang.catalogue.sources import STAGED, Batch
from nachklang.catalogue.sources.musicbrainz.naming import NAME

ROWS_PER_BATCH = 50_000
SAID = "said"
"""The column that numbers documents in the order of reading: of two about one release, the later counts."""

STAGED_JSON: Mapping[str, pa.Schema] = {
    name: schema.append(pa.field(SAID, pa.int64())) for name, schema in STAGED.items()
}
"""The tables of the catalogue, and which document said each row."""

_Row = dict[str, Any]


class Rows:
    """The rows of some documents."""

    def __init__(self, snapshot: str) -> None:
        self._snapshot = snapshot
        self._rows: dict[str, list[_Row]] = {name: [] for name in STAGED_JSON}
        self._full: list[Batch] = []
        self._shared: set[tuple[object, ...]] = set()
        self._artists: dict[str, _Row] = {}
        self.count = 0
        self.said = 0

    def add(self, table: str, source_id: str, **values: object) -> None:
        """Hold a row of what MusicBrainz calls `source_id`."""
        values["source_id"] = source_id
        values[SAID] = self.said
        rows = self._rows[table]
        rows.append(values)
        self.count += 1
        if len(rows) >= ROWS_PER_BATCH:
            self._full.append(self._batch(table))

    def add_shared(self, table: str, source_id: str, **values: object) -> None:
        """Hold a row of what many documents speak of, once while they say the same."""
        row = (table, source_id, *values.values())
        if row not in self._shared:
            self._shared.add(row)
            self.add(table, source_id, **values)

    def is_news(self, gid: str, artist: dict[str, Any]) -> bool:
        """Tell whether anything else was said of the artist last; a release says the same at each track."""
        try:
            known = self._artists.get(gid) == artist
        except RecursionError:
            known = False
        self._artists[gid] = artist
        return not known

    def batches(self) -> Iterator[Batch]:
        """Hand over everything, and hold nothing."""
        yield from self._full
        self._full = []
        for table, rows in self._rows.items():
            if rows:
                yield self._batch(table)
        self._shared.clear()
        self._artists.clear()
        self.count = 0

    def _batch(self, table: str) -> Batch:
        rows = self._rows[table]
        self._rows[table] = []
        constant = {"source": NAME, "snapshot": self._snapshot}
        columns = [
            pa.repeat(pa.scalar(constant[field.name], field.type), len(rows))
            if field.name in constant
            else pa.array([row.get(field.name) for row in rows], field.type)
            for field in STAGED_JSON[table]
        ]
        return Batch(table, pa.table(columns, STAGED_JSON[table]))
