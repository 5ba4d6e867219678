"""Titles, and durations of recordings, beside a list of ids, row for row, memory-mapped: a list is one slice.

Files of the list `x`: `x.text`, the UTF-8 of all titles one after the other; `x.begins`, where the text of
each key of the list begins; `x.lengths`, the bytes of each title; `x.durations`; and `x.titles.json`.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.postings import Postings
from nachklang.catalogue.postings_writing import narrowest
from nachklang.errors import CatalogueError

_INT64 = pa.int64()
RECORDINGS = pa.schema([("id", _INT64), ("title", pa.string()), ("duration_ms", _INT64)])
"""The rows of a list of recordings."""
RELEASES = pa.schema([("id", _INT64), ("title", pa.string())])
"""The rows of a list of releases."""


class TitlesWriter:
    """Takes the rows of a list in its order. Use it as a context manager.

    `longest` is that of a title, in bytes; `durations` are the shortest and the longest, in milliseconds,
    None for what does not last.
    """

    def __init__(
        self, folder: Path, name: str, *, longest: int, durations: tuple[int, int] | None = None
    ) -> None:
        self._note = _note_of(folder, name)
        self._types = {"begins": np.dtype(np.int64), "lengths": narrowest(0, longest)}
        self._base = 0
        if durations is not None:
            self._base = durations[0] - 1  # zero is kept for: not known
            self._types["durations"] = narrowest(self._base, durations[1])
        self._open = ExitStack()
        self._files = {
            part: self._open.enter_context((folder / f"{name}.{part}").open("wb")) for part in self._types
        }
        self._text = self._open.enter_context((folder / f"{name}.text").open("wb"))

    def add(
        self, begins: npt.NDArray[np.intp], titles: pa.StringArray, durations: pa.Int64Array | None = None
    ) -> None:
        """Take some rows, and where among them a key of the list begins."""
        lengths = pc.binary_length(titles).to_numpy(zero_copy_only=False)
        starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        self._write("begins", starts[begins] + self._text.tell())
        self._write("lengths", lengths)
        if durations is not None:
            self._write("durations", pc.subtract(durations, self._base).fill_null(0).to_numpy())
        _, offsets, text = titles.buffers()
        first = np.frombuffer(offsets, np.int32)[titles.offset] if len(titles) else 0
        if text is not None:
            self._text.write(memoryview(text)[first : first + starts[-1]])

    def _write(self, part: str, values: npt.NDArray[Any]) -> None:
        values.astype(self._types[part]).tofile(self._files[part])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        note = {"base": self._base, "types": {part: kind.str for part, kind in self._types.items()}}
        self._note.write_text(json.dumps(note), encoding="utf-8")
        self._open.close()


class Titles:
    """Titles and durations by place; any number of threads may ask."""

    def __init__(self, folder: Path, name: str, note: Mapping[str, Any]) -> None:
        self._base = note["base"]
        mapped = {
            part: _mapped(folder / f"{name}.{part}", np.dtype(kind)) for part, kind in note["types"].items()
        }
        self._begins, self._lengths = mapped["begins"], mapped["lengths"]
        self._durations = mapped.get("durations")
        self._text = _text(folder / f"{name}.text")

    @classmethod
    def open(cls, folder: Path, name: str) -> Self | None:
        """Map the files; None where there are none, CatalogueError where they cannot be read."""
        note = _note_of(folder, name)
        try:
            return cls(folder, name, json.loads(note.read_bytes())) if note.exists() else None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CatalogueError(
                f"{folder}: the titles of {name} cannot be read: {error}; remove the folder and run "
                "`nachklang catalogue build`, which makes it anew"
            ) from error

    def rows(self, postings: Postings, place: int) -> pa.RecordBatch:
        """Return the rows of the key at `place` of the list, as `RECORDINGS` or as `RELEASES`."""
        start, end = postings.span(place)
        numbers = pa.py_buffer(postings.ids.part(start, end))
        ids = pa.Array.from_buffers(_INT64, end - start, [None, numbers])
        titles = self._titles(place, start, end)
        if self._durations is None:
            return pa.RecordBatch.from_arrays([ids, titles], schema=RELEASES)
        columns = [ids, titles, self._known(self._durations[start:end])]
        return pa.RecordBatch.from_arrays(columns, schema=RECORDINGS)

    def _titles(self, place: int, start: int, end: int) -> pa.StringArray:
        offsets = np.zeros(end - start + 1, np.int32)
        np.cumsum(self._lengths[start:end], out=offsets[1:])
        text = self._text.slice(int(self._begins[place]), int(offsets[-1]))
        return pa.StringArray.from_buffers(end - start, pa.py_buffer(offsets), text)

    def _known(self, kept: npt.NDArray[Any]) -> pa.Int64Array:
        durations = kept.astype(np.int64)
        durations += self._base
        if kept.all():
            return pa.Array.from_buffers(_INT64, len(kept), [None, pa.py_buffer(durations)])
        return pa.array(durations, mask=kept == 0)


def joined(batches: Sequence[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    """Return the rows of all parts, of which there may be none."""
    return pa.Table.from_batches(batches, schema)


def _note_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.titles.json"


def _mapped(path: Path, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    return np.asarray(np.memmap(path, kind, "r")) if path.stat().st_size else np.empty(0, kind)


def _text(path: Path) -> pa.Buffer:
    if not path.stat().st_size:
        return pa.py_buffer(b"")
    with pa.memory_map(str(path)) as mapped:
        return mapped.read_buffer()
