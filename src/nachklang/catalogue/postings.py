"""Memory-mapped lists of ids: which ids belong to a key.

Three arrays a list: the keys in order, where each key's ids begin, and the ids. Whole numbers are kept
as their distance from the smallest, in 4 bytes where that is enough: ids of numbered things lie close.
"""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from nachklang.errors import CatalogueError

Ids = npt.NDArray[np.int64]
_NONE: Ids = np.empty(0, np.int64)
_NOTE = "{}.json"


class Numbers:
    """An array of whole numbers on disk, from `base` up."""

    def __init__(self, values: npt.NDArray[Any], base: int) -> None:
        self.values = values
        self.base = base
        self._kind = values.dtype.type
        self._most = int(np.iinfo(values.dtype).max)

    @classmethod
    def open(cls, path: Path, note: Mapping[str, Any]) -> Self:
        """Map a file that `PostingsWriter` wrote; an empty one has nothing to map."""
        kind = np.dtype(note["type"])
        if path.stat().st_size != note["count"] * kind.itemsize:
            raise ValueError(f"{path}: expected {note['count'] * kind.itemsize} bytes")
        values = np.asarray(np.memmap(path, kind, "r")) if note["count"] else np.empty(0, kind)
        return cls(values, note["base"])

    def part(self, start: int, end: int) -> Ids:
        """Return the numbers from `start` up to `end`; a view of the file where they are kept whole."""
        found = self.values[start:end]
        if self.base == 0 and found.dtype == np.int64:
            return found
        widened = found.astype(np.int64)
        widened += self.base
        return widened

    def find(self, value: int) -> int | None:
        """Return the place of a value in an ascending array."""
        wanted = value - self.base
        if not 0 <= wanted <= self._most:
            return None
        # A plain int would make NumPy convert the whole array first.
        place = int(self.values.searchsorted(self._kind(wanted)))
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
            note: Any = json.loads((folder / _NOTE.format(name)).read_bytes())
            parts = ("keys", "starts", "ids")
            return cls(*(Numbers.open(folder / f"{name}.{part}", note[part]) for part in parts))
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
        return int(self._starts[place]), int(self._starts[place + 1])

    def of(self, key: int) -> Ids:
        """Return the ids of a key, in the order in which they were written."""
        place = self._keys.find(key)
        return _NONE if place is None else self.ids.part(*self.span(place))

    @property
    def size(self) -> int:
        """How many keys there are."""
        return len(self._keys.values)


class PostingsWriter:
    """Writes one list from rows in the order of their keys. Use it as a context manager.

    `keys` and `ids` are the smallest and the largest that will come.
    """

    def __init__(self, folder: Path, name: str, *, keys: tuple[int, int], ids: tuple[int, int]) -> None:
        self._note = folder / _NOTE.format(name)
        self._bases = {"keys": keys[0], "starts": 0, "ids": ids[0]}
        self._types = {"keys": narrowest(*keys), "starts": np.dtype(np.uint32), "ids": narrowest(*ids)}
        self._bases |= {part: 0 for part, kind in self._types.items() if kind == np.int64}
        self._counts = dict.fromkeys(self._bases, 0)
        self._open = ExitStack()
        paths = {part: folder / f"{name}.{part}" for part in self._bases}
        self._files = {part: self._open.enter_context(path.open("wb")) for part, path in paths.items()}
        self._last: int | None = None

    def add(self, keys: Ids, ids: Ids) -> npt.NDArray[np.intp]:
        """Take some rows; returns where among them a key begins that was not there before."""
        if not len(keys):
            return np.empty(0, np.intp)
        begins = np.flatnonzero(np.concatenate(([keys[0] != self._last], keys[1:] != keys[:-1])))
        starts = begins + self._counts["ids"]
        self._last = int(keys[-1])
        for part, values in (("keys", keys[begins]), ("starts", starts), ("ids", ids)):
            self._write(part, values)
        return begins

    def _write(self, part: str, values: npt.NDArray[Any]) -> None:
        (values - self._bases[part]).astype(self._types[part]).tofile(self._files[part])
        self._counts[part] += len(values)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._write("starts", np.array([self._counts["ids"]]))
            note = {
                part: {"type": self._types[part].str, "base": base, "count": self._counts[part]}
                for part, base in self._bases.items()
            }
            self._note.write_text(json.dumps(note), encoding="utf-8")
        self._open.close()


def narrowest(smallest: int, largest: int) -> np.dtype[Any]:
    """Return the type for numbers that are kept as their distance from the smallest."""
    for kind in (np.uint8, np.uint16, np.uint32):
        if largest - smallest <= np.iinfo(kind).max:
            return np.dtype(kind)
    return np.dtype(np.int64)
