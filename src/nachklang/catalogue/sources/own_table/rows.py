"""Columns put together to batches, with where each row came from."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from nachklang.catalogue.sources import STAGED, Batch
from nachklang.catalogue.sources.own_table.cells import Uniques
from nachklang.model.dates import PartialDate

SAID = "said"
"""The column that numbers the tracks in the order of reading, for those that have no place of their own."""

UNNAMED = "unnamed"
"""The column that has the table's own id of an artist who is credited by it alone."""

STAGED_OWN: Mapping[str, pa.Schema] = {
    **STAGED,
    "track": STAGED["track"].append(pa.field(SAID, pa.int64())),
    "artist_credit_name": STAGED["artist_credit_name"].append(pa.field(UNNAMED, pa.string())),
}
"""The tables of the catalogue; some tracks and credits are complete only when all rows are known."""

Column: TypeAlias = "pa.Array | npt.NDArray[np.int64] | Sequence[object]"


class RowMaker:
    """Makes the batches of one source."""

    def __init__(self, source: str, snapshot: str) -> None:
        self._constant = {"source": source, "snapshot": snapshot}

    def batch(self, table: str, columns: Mapping[str, Column]) -> Batch:
        """Return rows of `table`; a column that is not given is empty. `source_id` must be given."""
        count = len(columns["source_id"])
        arrays = []
        for field in STAGED_OWN[table]:
            if field.name in self._constant:
                arrays.append(pa.repeat(pa.scalar(self._constant[field.name], field.type), count))
            elif field.name in columns:
                column = columns[field.name]
                arrays.append(
                    column.cast(field.type) if isinstance(column, pa.Array) else pa.array(column, field.type)
                )
            else:
                arrays.append(pa.nulls(count, field.type))
        return Batch(table, pa.table(arrays, STAGED_OWN[table]))


def dated(name: str, days: Uniques[PartialDate]) -> dict[str, pa.Array]:
    """Return the three columns of a date."""
    return {
        f"{name}_year": days.column(lambda day: day.year, pa.int16()),
        f"{name}_month": days.column(lambda day: day.month, pa.int8()),
        f"{name}_day": days.column(lambda day: day.day, pa.int8()),
    }
