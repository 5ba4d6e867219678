"""The index of ISRCs: which recordings bear a code, by two memory-mapped arrays.

Codes are sorted and cut into buckets by their upper bits; of each, four bytes stand in `codes`, and its
recording in `recordings`, counted from the lowest id, in four bytes where that is enough. A look-up
is a binary search in one bucket and needs neither NumPy nor Arrow, which take long to be imported. Where
the buckets lie is read when an index is opened: there are 73,000 of them at most.
"""

import json
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from nachklang.catalogue._disk import REBUILD, MissingIndexError
from nachklang.catalogue.isrc.packed import pack, pack_text
from nachklang.catalogue.mapped import mapped
from nachklang.model.identifiers import ISRC

if TYPE_CHECKING:
    import pyarrow as pa

    from nachklang.catalogue.reading.tables import Tables

INDEX_VERSION = 1
"""Raised with every change of the files; an index of another version is built anew."""

HEAD = "isrc-index.json"
LOW_BITS = 32
_COUNTED = 8_000_000
_LOW_MASK = (1 << LOW_BITS) - 1


def build_isrc_index(folder: Path, tables: "Tables", *, memory: int) -> None:
    """Write the index of `recording_isrc` into the empty `folder`, with about `memory` bytes for sorting.

    Raises StorageError where there is no room, CatalogueError where a code is not in normal form.
    """
    from nachklang.catalogue.isrc.building import build  # noqa: PLC0415  (DuckDB is needed to build only)

    build(folder, tables, memory=memory)


class IsrcPart:
    """The index of one part of a snapshot. Its arrays can be read from any number of threads."""

    def __init__(self, folder: Path) -> None:
        head = _read_head(folder)
        self.base: int = head["base"]
        rows, buckets, width = head["rows"], head["buckets"], head["width"]
        self.buckets = _mapped(folder / "buckets", buckets, 4)
        self.starts = _mapped(folder / "starts", buckets + 1, 8)
        self.codes = _mapped(folder / "codes", rows, 4)
        self.recordings = _mapped(folder / "recordings", rows, width)
        starts = self.starts.tolist()
        self._spans = dict(zip(self.buckets.tolist(), pairwise(starts), strict=True))

    def find(self, packed: int) -> list[int]:
        """Return the ids of the recordings that bear a packed code, in order."""
        span = self._spans.get(packed >> LOW_BITS)
        if span is None:
            return []
        start, end = span
        codes = self.codes
        low = packed & _LOW_MASK
        first = bisect_left(codes, low, start, end)
        if first == end or codes[first] != low:
            return []
        if first + 1 == end or codes[first + 1] != low:  # nearly every code stands on one recording
            return [self.base + self.recordings[first]]
        last = bisect_right(codes, low, first, end)
        return [self.base + recording for recording in self.recordings[first:last]]

    def count(self) -> int:
        """Count the different codes, at some hundred million a second."""
        import numpy as np  # noqa: PLC0415  (look-ups do without)

        if not len(self.codes):
            return 0
        codes = np.frombuffer(self.codes, np.uint32)
        repeated = sum(
            int(np.count_nonzero(np.diff(codes[start : start + _COUNTED + 1]) == 0))
            for start in range(0, len(codes), _COUNTED)
        )
        starts = np.frombuffer(self.starts, np.uint64)[1:-1].astype(np.int64)
        return len(codes) - repeated + int(np.count_nonzero(codes[starts] == codes[starts - 1]))


class IsrcIndex:
    """The indexes of all parts of a snapshot as one."""

    def __init__(self, parts: Sequence[IsrcPart]) -> None:
        self._parts = parts

    @classmethod
    def open(cls, folders: Sequence[Path]) -> Self:
        """Map the indexes in `folders`, one a part; raises MissingIndexError."""
        return cls([IsrcPart(folder) for folder in folders])

    def count(self) -> int:
        """Count the different codes of each part, and add these up."""
        return sum(part.count() for part in self._parts)

    def find(self, isrc: ISRC) -> list[int]:
        """Return the ids of the recordings that bear a code, part by part."""
        return self._find(pack(isrc))

    def find_text(self, text: str) -> list[int]:
        """Return what `find` does for a code as somebody wrote it; quickest in normal form.

        Raises InvalidIdentifierError, as `ISRC.parse` does.
        """
        return self._find(pack_text(text))

    def _find(self, packed: int) -> list[int]:
        if len(self._parts) == 1:  # a tenth of the time of one is putting several together
            return self._parts[0].find(packed)
        return [recording for part in self._parts for recording in part.find(packed)]

    def resolve(self, codes: "pa.Array") -> "pa.Table":
        """Look up many codes, written in whatever way `ISRC.parse` takes, at a million a second or more.

        A row a code, in their order: `code` as given, `isrc` in normal form, else null and `reason`
        says why, `recording_ids`, and `recordings`: how many there are.
        """
        from nachklang.catalogue.isrc.bulk import resolve  # noqa: PLC0415  (NumPy and Arrow are slow to come)

        return resolve(codes, self._parts)


def _read_head(folder: Path) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads((folder / HEAD).read_bytes())
        if (head["index_version"], head["byte_order"]) != (INDEX_VERSION, sys.byteorder):
            raise MissingIndexError(
                f"{folder}: the ISRC index was made by another version or machine; {REBUILD}"
            )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise MissingIndexError(f"{folder}: no ISRC index to be read: {error}; {REBUILD}") from error
    return head


def _mapped(path: Path, length: int, width: int) -> memoryview:
    """Map a file of `length` unsigned numbers of `width` bytes; raises MissingIndexError."""
    try:
        return mapped(path, "I" if width == 4 else "Q", length)
    except (OSError, ValueError) as error:
        raise MissingIndexError(f"{path}: cannot be read: {error}; {REBUILD}") from error
