"""Tables of one's own as a source."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from nachklang.catalogue.sources import Keep, Mark, Origin, SetAside, Step
from nachklang.catalogue.sources.own_table.cells import Cells
from nachklang.catalogue.sources.own_table.delimited import Delimited
from nachklang.catalogue.sources.own_table.entities import about_artists, about_labels, about_releases
from nachklang.catalogue.sources.own_table.fields import Holds
from nachklang.catalogue.sources.own_table.frames import Frame, Place
from nachklang.catalogue.sources.own_table.json_lines import JsonLines
from nachklang.catalogue.sources.own_table.making import Making
from nachklang.catalogue.sources.own_table.mapping import Format, TableMapping, read_mapping
from nachklang.catalogue.sources.own_table.parquet_rows import ParquetRows
from nachklang.catalogue.sources.own_table.recordings import recording_rows
from nachklang.catalogue.sources.own_table.rows import STAGED_OWN

_FILE_BITS = 40


class _File(Protocol):
    """A file that is read frame by frame."""

    def frames(self, place: Place) -> Iterator[Frame]: ...


class OwnTable:
    """The tables that a mapping file tells of."""

    def __init__(self, mapping: Path) -> None:
        self._mapping = read_mapping(mapping)
        self._files: list[tuple[int, int, TableMapping, _File, int]] = []
        for number, table in enumerate(self._mapping.tables):
            for place, path in enumerate(table.files):
                file = _READERS[table.format](path, table)
                self._files.append((number, place, table, file, path.stat().st_size))

    @property
    def origin(self) -> Origin:
        """The source as its mapping file tells of it; a change of that file is a change of the input."""
        mapping = self._mapping
        files = (mapping.file, *(path for table in mapping.tables for path in table.files))
        size = sum(path.stat().st_size for path in files)
        return Origin(mapping.name, mapping.licence.spdx, mapping.snapshot, files, size, whole=mapping.whole)

    @property
    def staged(self) -> Mapping[str, pa.Schema]:
        """The tables of the catalogue; tracks are numbered in the order of reading."""
        return STAGED_OWN

    def open(self, after: str | None = None) -> Iterator[Step]:
        """Read the tables in the order of the mapping file, some ten thousand rows between two marks."""
        start = Place() if after is None else Place.parse(after)
        making = Making(self._mapping)
        read = self._mapping.file.stat().st_size
        for number, place, table, file, size in self._files:
            here = Place(number, place)
            if (number, place) >= (start.table, start.file):
                for frame in file.frames(start if (number, place) == (start.table, start.file) else here):
                    yield from frame.asides
                    if frame.count:
                        yield from _steps(frame, table, making, here)
                    yield Mark(str(frame.after), read + frame.read)
            read += size
        yield Mark(str(Place(len(self._mapping.tables))), read)

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        """Count tracks without a place, and choose where two tables tell of one thing."""
        from nachklang.catalogue.sources.own_table.shape import shape  # noqa: PLC0415  (Ibis is slow to import)

        del keep
        return shape(staged, self._mapping)


def _steps(frame: Frame, table: TableMapping, making: Making, here: Place) -> Iterator[Step]:
    asides: list[SetAside] = []
    cells = Cells(frame, table, asides)
    match table.holds:
        case Holds.RECORDINGS:
            file = (here.table << 16 | here.file) << _FILE_BITS
            said = file + max(frame.after.row - frame.count, 0)
            yield from recording_rows(cells, making, table.durations, said)
        case Holds.RELEASES:
            yield from about_releases(cells, making)
        case Holds.ARTISTS:
            yield from about_artists(cells, making)
        case Holds.LABELS:
            yield from about_labels(cells, making)
    yield from making.named()
    yield from asides


_READERS: Mapping[Format, Callable[[Path, TableMapping], _File]] = {
    Format.CSV: Delimited,
    Format.TSV: Delimited,
    Format.JSONL: JsonLines,
    Format.PARQUET: ParquetRows,
}
