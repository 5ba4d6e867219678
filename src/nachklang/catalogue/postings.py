"""Memory-mapped lists of ids: which ids belong to a key.

Three arrays a list: the keys in order, where each key's ids begin, and the ids. Whole numbers are kept
as their distance from the smallest, in 4 bytes where that is enough: ids of numbered things lie close.
Short lists are read without NumPy, which takes longer to be imported than they to be read.
"""

import json
import sys
from bisect import bisect_left
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from nachklang.catalogue.mapped import Kind, mapped
from nachklang.errors import CatalogueError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ids = npt.NDArray[np.int64]

NOTE = "{}.json"
PARTS = ("keys", "starts", "ids")

_ORDER = "<" if sys.byteorder == "little" else ">"
_KINDS: dict[str, Kind] = {"|u1": "B", f"{_ORDER}u2": "H", f"{_ORDER}u4": "I", f"{_ORDER}i8": "q"}
"""NumPy's names of types, which stand in the notes, as `memoryview` calls them."""


class Numbers:
    """An array of whole numbers on disk, from `base` up."""

    def __init__(self, values: memoryview, base: int) -> None:
        self.values = values
        self.base = base

    @classmethod
    def open(cls, path: Path, note: Mapping[str, Any]) -> Self:
        """Map a file that `PostingsWriter` wrote; raises OSError, ValueError or KeyError."""
        return cls(mapped(path, _KINDS[note["type"]], note["count"]), note["base"])

    def part(self, start: int, end: int) -> "Ids":
        """Return the numbers from `start` up to `end`; a view of the file where they are kept whole."""
        import numpy as np  # noqa: PLC0415  (for lists of any length; see above)

        found: npt.NDArray[Any] = np.asarray(self.values[start:end])
        if self.base == 0 and found.dtype == np.int64:
            return found
        widened = found.astype(np.int64)
        widened += self.base
        return widened

    def listed(self, start: int, end: int) -> list[int]:
        """Return the numbers from `start` up to `end` one by one."""
        return [self.base + value for value in self.values[start:end]]

    def find(self, value: int) -> int | None:
        """Return the place of a value in an ascending array."""
        wanted = value - self.base
        place = bisect_left(self.values, wanted)
        return place if place < len(self.values) and self.values[place] == wanted else None


class Postings:
    """Ids by key; any number of threads may ask."""

    def __init__(self, keys: Numbers, starts: Numbers, ids: Numbers) -> None:
        self._keys = keys
        self._starts = starts.values
        self.ids = ids

    @classmethod
    def open(cls, folder: Path, name: str) -> Self:
        """Map the list `name` in `folder`; raises CatalogueError where it cannot be read."""
        try:
            note: Any = json.loads((folder / NOTE.format(name)).read_bytes())
            return cls(*(Numbers.open(folder / f"{name}.{part}", note[part]) for part in PARTS))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CatalogueError(
                f"{folder}: the list {name} cannot be read: {error}; remove the folder and run "
                "`nachklang catalogue build`, which makes it anew"
            ) from error

    def place(self, key: int) -> int | None:
        """Return the place of a key among the keys, None where it has no ids."""
        return self._keys.find(key)

    def span(self, place: int) -> tuple[int, int]:
        """Return where the ids of the key at `place` begin and end."""
        return self._starts[place], self._starts[place + 1]

    def of(self, key: int) -> "Ids":
        """Return the ids of a key, in the order in which they were written."""
        return self.ids.part(*self._span_of(key))

    def listed(self, key: int) -> list[int]:
        """Return the ids of a key that has not too many, as `of` does."""
        return self.ids.listed(*self._span_of(key))

    def count(self, key: int) -> int:
        """Return how many ids a key has."""
        start, end = self._span_of(key)
        return end - start

    def _span_of(self, key: int) -> tuple[int, int]:
        place = self.place(key)
        return (0, 0) if place is None else self.span(place)

    @property
    def size(self) -> int:
        """How many keys there are."""
        return len(self._keys.values)
