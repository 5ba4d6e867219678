"""Rows that wait until they are enough for batches."""

from collections.abc import Iterator, Mapping
from typing import Protocol

import pyarrow as pa

from nachklang.catalogue.sources import STAGED, Batch, SetAside
from nachklang.catalogue.sources.discogs.names import NAME

Row = tuple[object, ...]


class Aside(Protocol):
    """Is told what was left out, and why."""

    def __call__(self, reason: str, detail: str) -> None:
        """Take note."""


STAGED_DISCOGS: Mapping[str, pa.Schema] = {
    **STAGED,
    "artist_credit_name": STAGED["artist_credit_name"].append(pa.field("artist_name", pa.string())),
    "composer": STAGED["composer"].append(pa.field("artist_name", pa.string())),
    "release_label": STAGED["release_label"].append(pa.field("label_name", pa.string())),
    "release": STAGED["release"]
    .append(pa.field("is_main", pa.bool_()))
    .append(pa.field("group_type", pa.string())),
}
"""The tables of the catalogue, some with names of what other files of the dump tell more of."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "artist": ("id", "name", "type", "disambiguation"),
    "artist_alias": ("artist_id", "name"),
    "artist_credit_name": ("artist_credit_id", "position", "artist_id", "name", "join_phrase", "artist_name"),
    "recording": ("id", "title", "artist_credit_id", "duration_ms"),
    "recording_isrc": ("recording_id", "isrc"),
    "composer": ("recording_id", "position", "artist_id", "name", "artist_name"),
    "release_group": ("id", "title", "artist_credit_id"),
    "release": (
        "id", "title", "artist_credit_id", "release_group_id", "barcode", "status",
        "released_year", "released_month", "released_day", "is_main", "group_type",
    ),
    "release_event": ("release_id", "territory", "released_year", "released_month", "released_day"),
    "label": ("id", "name"),
    "release_label": ("release_id", "label_id", "catalogue_number", "label_name"),
    "medium": ("id", "release_id", "position", "format"),
    "track": ("id", "medium_id", "recording_id", "position", "number"),
    "identifier": ("entity", "id", "scheme", "value"),
}  # fmt: skip
"""What Discogs says for each table, in the order in which rows are added."""


class Rows:
    """The rows of some records, and what was set aside of them."""

    def __init__(self, snapshot: str) -> None:
        self._snapshot = snapshot
        self._rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self._credits: set[int] = set()
        self._asides: list[SetAside] = []
        self.where = ""
        self.count = 0

    def aside(self, reason: str, detail: str, *, whole: bool = False) -> None:
        """Note that the record that stands at `where` was not taken as a whole, or in part."""
        self._asides.append(SetAside(self.where, reason, detail, whole))

    def add(self, table: str, source_id: str, *values: object) -> None:
        """Hold a row: the values of `COLUMNS`, of what Discogs calls `source_id`."""
        self._rows[table].append((*values, source_id))
        self.count += 1

    def is_new_credit(self, credit: int) -> bool:
        """Tell whether the names of a credit are not held yet."""
        if credit in self._credits:
            return False
        self._credits.add(credit)
        return True

    def steps(self) -> Iterator[Batch | SetAside]:
        """Hand over everything, and hold nothing."""
        yield from self._asides
        for table, rows in self._rows.items():
            if rows:
                yield self._batch(table, rows)
                self._rows[table] = []
        self._credits.clear()
        self._asides = []
        self.count = 0

    def _batch(self, table: str, rows: list[Row]) -> Batch:
        said = dict(zip((*COLUMNS[table], "source_id"), zip(*rows, strict=True), strict=True))
        constant = {"source": NAME, "snapshot": self._snapshot}
        columns = [
            pa.array(said[field.name], field.type)
            if field.name in said
            else pa.repeat(pa.scalar(constant.get(field.name), field.type), len(rows))
            for field in STAGED_DISCOGS[table]
        ]
        return Batch(table, pa.table(columns, STAGED_DISCOGS[table]))
