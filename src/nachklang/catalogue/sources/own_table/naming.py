"""Ids of what tables tell of: from the tables' own ids, or from the words where there are none."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.ids import NUMBER_BITS, dense_base, dense_id, hashed_id
from nachklang.catalogue.names import SEPARATOR, name_key
from nachklang.catalogue.sources.own_table.cells import Cells, Numbers
from nachklang.catalogue.sources.own_table.mapping import Ids
from nachklang.errors import InvalidValueError

_DIGITS = 13
_NUMBER = r"^[0-9]{1,13}$"
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


class Naming:
    """Makes the ids of one source. `keys` are what things are called in `source_id`."""

    def __init__(self, source: str, ids: Ids) -> None:
        self._source = source
        self._numbers = ids is Ids.NUMBERS
        self._base = dense_base(source)

    @property
    def expected(self) -> str:
        """What the tables' own ids are."""
        return f"a whole number from 0 to {(1 << NUMBER_BITS) - 1}" if self._numbers else "an id"

    def of_ids(self, kind: str, texts: pa.Array) -> pa.Array:
        """Return the ids of things by the tables' own; null where there is none, or none that can be one."""
        if not self._numbers:
            return self.of_keys(kind, texts)
        digits = pc.if_else(pc.match_substring_regex(texts, _NUMBER), texts, None)
        numbers = digits.cast(pa.int64())
        fitting = pc.if_else(pc.less(numbers, 1 << NUMBER_BITS), numbers, None)
        return pc.add(fitting, self._base)

    def of_keys(self, kind: str, keys: pa.Array) -> pa.Array:
        """Return the ids of things by what they are called."""
        source = self._source
        found = [None if key is None else hashed_id(source, kind, key) for key in keys.to_pylist()]
        return pa.array(found, pa.int64())

    def of_id(self, kind: str, text: str) -> int:
        """Return the id of one thing by the tables' own; raises InvalidValueError."""
        if not self._numbers:
            return hashed_id(self._source, kind, text)
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
            raise InvalidValueError(f"expected {self.expected}, found {text[:60]!a}")
        return dense_id(self._source, int(text))

    def of_name(self, kind: str, name: str) -> tuple[int, str]:
        """Return the id of an artist or label by its name, and the key that stands for it."""
        key = name_key(name)
        return hashed_id(self._source, kind, SEPARATOR + key), key

    def of_parts(self, kind: str, *parts: Numbers) -> Numbers:
        """Return the ids of what other ids and numbers make, by mixing their bits (SplitMix64)."""
        mixed = np.full(len(parts[0]), hashed_id(self._source, kind, ""), dtype=np.uint64)
        for part in parts:
            mixed = _mix(mixed ^ part.astype(np.uint64))
        return (mixed >> np.uint64(2)).astype(np.int64)


def _mix(
    bits: "np.ndarray[tuple[int], np.dtype[np.uint64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    bits = bits + _GOLDEN
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    return bits ^ (bits >> np.uint64(31))


def words_of(cells: Cells, fields: Iterable[str]) -> pa.Array:
    """Return the texts of some columns as one, SEPARATOR between them, empty ones included."""
    texts = [pc.fill_null(cells.texts(field), "") for field in fields]
    return pc.binary_join_element_wise(*texts, SEPARATOR)
