"""Writing memory-mapped lists of ids; see `postings`."""

import json
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from nachklang.catalogue.postings import NOTE

if TYPE_CHECKING:
    from nachklang.catalogue.postings import Ids


class PostingsWriter:
    """Writes one list from rows in the order of their keys. Use it as a context manager.

    `keys` and `ids` are the smallest and the largest that will come.
    """

    def __init__(self, folder: Path, name: str, *, keys: tuple[int, int], ids: tuple[int, int]) -> None:
        self._note = folder / NOTE.format(name)
        self._bases = {"keys": keys[0], "starts": 0, "ids": ids[0]}
        self._types = {"keys": narrowest(*keys), "starts": np.dtype(np.uint32), "ids": narrowest(*ids)}
        self._bases |= {part: 0 for part, kind in self._types.items() if kind == np.int64}
        self._counts = dict.fromkeys(self._bases, 0)
        self._open = ExitStack()
        paths = {part: folder / f"{name}.{part}" for part in self._bases}
        self._files = {part: self._open.enter_context(path.open("wb")) for part, path in paths.items()}
        self._last: int | None = None

    def add(self, keys: "Ids", ids: "Ids") -> npt.NDArray[np.intp]:
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
