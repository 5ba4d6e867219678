"""The monthly dump of Discogs as a source."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
from lxml import etree

from nachklang.catalogue.sources import Keep, Mark, Origin, SetAside, Step
from nachklang.catalogue.sources.compression import open_compressed
from nachklang.catalogue.sources.discogs.entities import RecordError, add_artist, add_label, add_master
from nachklang.catalogue.sources.discogs.files import DumpFile, dumped_on, find_files
from nachklang.catalogue.sources.discogs.names import NAME
from nachklang.catalogue.sources.discogs.parsing import RecordParser
from nachklang.catalogue.sources.discogs.records import Record, Records
from nachklang.catalogue.sources.discogs.releases import add_release
from nachklang.catalogue.sources.discogs.rows import STAGED_DISCOGS, Rows
from nachklang.errors import SourceError

LICENCE = "CC0-1.0"
_ROWS_HELD = 200_000
_NUMBER = re.compile(rb"^[^>]* id=\"([0-9]{1,13})\"|<id>([0-9]{1,13})</id>")
_ADD: Mapping[str, Callable[[Rows, etree._Element], None]] = {
    "artist": add_artist,
    "label": add_label,
    "master": add_master,
    "release": add_release,
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Behind the `number`th record of a kind of file, which ends at `offset` of the unpacked file."""

    root: str
    number: int = 0
    offset: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        root, number, offset = text.split()
        return cls(root, int(number), int(offset))

    def __str__(self) -> str:
        return f"{self.root} {self.number} {self.offset}"


class Discogs:
    """Any of the four files of a dump; they say everything that there is, so import those wanted at once.

    Ids are made from Discogs' own numbers. Each track is a recording of its own: Discogs knows no others.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._files, self._others = find_files(paths)
        self._snapshot = dumped_on(self._files)

    @property
    def origin(self) -> Origin:
        """What is read; the date stands in the names of the files."""
        files = tuple(file.path for file in self._files)
        size = sum(path.stat().st_size for path in files)
        return Origin(NAME, LICENCE, self._snapshot, files, size, whole=True)

    @property
    def staged(self) -> Mapping[str, pa.Schema]:
        """The tables of the catalogue, with the names of what other files of the dump tell more of."""
        return STAGED_DISCOGS

    def open(self, after: str | None = None) -> Iterator[Step]:
        """Read file by file, each record by itself."""
        if after is None:
            yield from (SetAside(str(path), "unknown-file", "not XML by its name") for path in self._others)
        place = None if after is None else _Place.parse(after)
        read = 0
        for file in self._files:
            start = _Place(file.kind.root)
            if place is None or place.root == file.kind.root:
                yield from self._read(file, place or start, read)
                place = None
            read += file.path.stat().st_size

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        """Add what is named in releases and not told of in a file that was read."""
        from nachklang.catalogue.sources.discogs.shape import shape  # noqa: PLC0415  (Ibis is slow to import)

        return shape(staged, keep)

    def _read(self, file: DumpFile, start: _Place, before: int) -> Iterator[Step]:
        rows, parser, place = Rows(self._snapshot), RecordParser(), start
        with open_compressed(file.path) as opened:
            try:
                for record in Records(file.path, file.kind).read(opened, start.number, start.offset):
                    _add(rows, parser, file, record)
                    place = _Place(file.kind.root, record.number, record.end)
                    if rows.count >= _ROWS_HELD:
                        yield from rows.steps()
                        yield Mark(str(place), before + opened.read_compressed)
            except SourceError:
                yield from rows.steps()  # what was good is kept
                yield Mark(str(place), before + opened.read_compressed)
                raise
        yield from rows.steps()
        yield Mark(str(place), before + file.path.stat().st_size)


def _add(rows: Rows, parser: RecordParser, file: DumpFile, record: Record) -> None:
    """Add the rows of one record, or note why there are none."""
    number = _NUMBER.search(record.data)
    called = (number[1] or number[2]).decode() if number else f"record {record.number}"
    rows.where = f"{file.path.name}: {file.kind.tag} {called}"
    element, fault = (None, record.fault) if record.fault else parser.read(record.data)
    if element is None:
        rows.aside("bad-xml", fault or "", whole=True)
        return
    if fault:
        rows.aside("bad-text", fault)
    try:
        _ADD[file.kind.tag](rows, element)
    except RecordError as error:
        rows.aside(error.reason, str(error), whole=True)
