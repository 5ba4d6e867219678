"""What the making of all the rows of a source shares."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.sources import Batch
from nachklang.catalogue.sources.own_table.cells import Cells
from nachklang.catalogue.sources.own_table.credits import Credits
from nachklang.catalogue.sources.own_table.labels import Labels
from nachklang.catalogue.sources.own_table.mapping import SourceMapping
from nachklang.catalogue.sources.own_table.naming import Naming
from nachklang.catalogue.sources.own_table.rows import RowMaker


class Making:
    """Ids, credits, labels and batches of one source."""

    def __init__(self, mapping: SourceMapping) -> None:
        self.naming = Naming(mapping.name, mapping.ids)
        self.maker = RowMaker(mapping.name, mapping.snapshot)
        self.credits = Credits(mapping.name, self.naming, self.maker)
        self.labels = Labels(self.naming, self.maker)
        self.adds = not mapping.whole

    def named(self) -> Iterator[Batch]:
        """Yield the artists, credits and labels that rows named since the last time."""
        yield from self.credits.batches()
        yield from self.labels.batches()


def taken(cells: Cells, kind: str, needed: str, making: Making) -> pa.Array | None:
    """Keep the rows that can be taken, and return their ids, or None where no column has them."""
    named = cells.texts(needed).is_valid()
    cells.faults(pc.invert(named), needed, f"no-{needed}", "is empty; a row needs one", whole=True)
    if not cells.has("id"):
        cells.keep(named)
        return None
    ids = making.naming.of_ids(kind, cells.texts("id"))
    wrong = pc.and_(named, ids.is_null())
    cells.faults(wrong, "id", "bad-id", f"expected {making.naming.expected}", whole=True)
    good = pc.and_(named, ids.is_valid())
    cells.keep(good)
    return ids.filter(good)
