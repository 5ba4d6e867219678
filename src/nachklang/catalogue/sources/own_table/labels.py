"""Labels that rows name, with their ids or without."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.sources import Batch
from nachklang.catalogue.sources.own_table.cells import Cells
from nachklang.catalogue.sources.own_table.naming import Naming
from nachklang.catalogue.sources.own_table.rows import RowMaker
from nachklang.errors import InvalidValueError

_REMEMBERED = 1 << 18
_BETWEEN = "\x1e"


class Labels:
    """Makes labels, each once as long as it is remembered."""

    def __init__(self, naming: Naming, maker: RowMaker) -> None:
        self._naming = naming
        self._maker = maker
        self._known: dict[str, int | str] = {}
        self._new: list[tuple[int, str, str]] = []

    def of(self, cells: Cells) -> pa.Array:
        """Return the label of each row, null where none is given or its id is none."""
        both = pc.binary_join_element_wise(
            pc.fill_null(cells.texts("label"), ""), pc.fill_null(cells.texts("label_id"), ""), _BETWEEN
        ).dictionary_encode()
        labels = [self._label(text) for text in both.dictionary.to_pylist()]
        faults = {number: found for number, found in enumerate(labels) if isinstance(found, str) and found}
        if faults:
            for row, place in enumerate(both.indices.to_pylist()):
                if place in faults:
                    cells.fault(row, "label_id", "bad-id", faults[place])
        found = [label if isinstance(label, int) else None for label in labels]
        return pa.array(found, pa.int64()).take(both.indices)

    def batches(self) -> Iterator[Batch]:
        """Yield the labels that are new since the last time."""
        if self._new:
            ids, names, keys = zip(*self._new, strict=True)
            yield self._maker.batch("label", {"id": ids, "name": names, "source_id": keys})
        self._new = []

    def _label(self, text: str) -> int | str:
        """Return the label of a name and an id, nothing of empty ones, or what is wrong with the id."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[text] = self._make(*text.rsplit(_BETWEEN, 1))
        return known

    def _make(self, name: str, key: str) -> int | str:
        if not name and not key:
            return ""
        try:
            label, known_as = (
                (self._naming.of_id("label", key), key) if key else self._naming.of_name("label", name)
            )
        except InvalidValueError as error:
            return str(error)
        if name:
            self._new.append((label, name, f"label {known_as}"))
        return label
