"""Which keys of a dump are there, and which are only spoken of, whatever the order of the tables."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from nachklang.catalogue.sources.musicbrainz.dump_schema import TABLES
from nachklang.catalogue.sources.musicbrainz.dump_tables import DumpTable, Kind

_THERE, _SPOKEN_OF = 1, 2
_PAGE_BITS = 20
_PAGE = 1 << _PAGE_BITS


class Keys:
    """The keys of all tables. A page of them takes a megabyte, so a single wild key costs no more."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, int], npt.NDArray[np.uint8]] = {}

    def note(self, table: DumpTable, rows: pa.Table) -> None:
        """Note the keys of rows and those that they speak of."""
        for column in table.columns_of(Kind.KEY):
            self._mark(table.name, rows.column(column), _THERE)
        for column, target in table.references:
            if target in TABLES:
                self._mark(target, rows.column(column), _SPOKEN_OF)

    def missing(self, tables: set[str]) -> Iterator[tuple[str, int]]:
        """Yield the keys of these tables that are spoken of and not there, in their order."""
        for (table, page), marks in sorted(self._pages.items()):
            if table in tables:
                for place in np.flatnonzero(marks == _SPOKEN_OF).tolist():
                    yield table, page * _PAGE + place

    def _mark(self, table: str, column: pa.ChunkedArray, mark: int) -> None:
        keys = column.drop_null().to_numpy()
        pages = keys >> _PAGE_BITS
        for page in np.unique(pages).tolist():
            marks = self._pages.setdefault((table, page), np.zeros(_PAGE, np.uint8))
            marks[keys[pages == page] & (_PAGE - 1)] |= mark
