"""What may be done with all items of the archive at once: signatures are compiled, and joined with items."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nachklang import workers
from nachklang.archive.archive import Archive
from nachklang.archive.reading import engine_of
from nachklang.catalogue.permissions import Answered, Named, Permissions, Turned, open_permissions
from nachklang.errors import SettingsError, StorageError
from nachklang.model.mandates import RightsSignature
from nachklang.rights import AnyUse, Law
from nachklang.rights.compiling import SCHEMA, compiled
from nachklang.rights.reducing import reduced

_ITEMS = pa.schema(
    [pa.field("item", pa.string(), nullable=False), pa.field("signature", pa.int32(), nullable=False)]
)
_ROWS_A_GROUP = 65_536
_MANY = 20_000
"""Signatures; to compile fewer takes less time than processes take to start."""


@dataclass(frozen=True, slots=True)
class NamedItem:
    """An item that gains or loses a use, with what it is called."""

    turn: Named
    title: str


class ManyPermissions:
    """All items of an archive, with a table of intervals for each law that is asked: see `permissions_of`."""

    def __init__(self, archive: Archive, room: Permissions, tables: Mapping[str, Any]) -> None:
        self._archive = archive
        self._room = room
        self._tables = tables

    def answers(self, on: date) -> list[Answered]:
        """Count the items by their answer to each use on a day, by the law on file."""
        return self._room.answers(self._now, on)

    def write(self, on: date, path: Path) -> None:
        """Write an item's answers, one row each, as CSV where the name ends with `.csv`, or as Parquet."""
        try:
            if path.suffix.lower() == ".csv":
                _write_csv(self._room.rows(self._now, on), path)
            else:
                self._room.write(self._now, on, path)
        except OSError as error:
            raise StorageError(f"{path}: cannot write the answers: {error.strerror or error}") from error

    def calendar(self, first: date, last: date, limit: int) -> tuple[list[Turned], list[NamedItem]]:
        """Count what items gain or lose on the days from `first` to `last`, and name the first `limit`."""
        turned = self._room.calendar(self._now, first, last)
        return turned, self._titled(self._room.calendar_names(self._now, first, last, limit))

    def changes(self, then: date, now: date, limit: int) -> tuple[list[Turned], list[NamedItem]]:
        """Count what items gain or lose between two days and the law before and on file; name `limit`."""
        sides = (self._tables.get("before", self._now), then, self._now, now)
        return self._room.changes(*sides), self._titled(self._room.change_names(*sides, limit))

    @property
    def _now(self) -> Any:
        return self._tables["now"]

    def _titled(self, named: Sequence[Named]) -> list[NamedItem]:
        return [NamedItem(one, self._archive.registry.item(one.item).description.title) for one in named]


@contextmanager
def permissions_of(
    archive: Archive, uses: Sequence[AnyUse], *, before: Law | None = None
) -> Iterator[ManyPermissions]:
    """Compile the signatures of all items for these uses, by the law on file and by that of `before`.

    What is compiled lies in a folder of its own until the end: below `engine.spill` where that is set.
    """
    settings = engine_of(archive.settings)
    with TemporaryDirectory(prefix="nachklang-rights-", dir=settings.spill) as name:
        work = Path(name)
        items = work / "items.parquet"
        signatures = _write_items(archive, items)
        laws = {"now": archive.law} if before is None else {"now": archive.law, "before": before}
        for side, law in laws.items():
            _compile(signatures, uses, law, work / f"{side}.parquet")
        with open_permissions(settings, work, [items]) as room:
            tables = {side: room.intervals([work / f"{side}.parquet"]) for side in laws}
            yield ManyPermissions(archive, room, tables)


def law_in(folder: Path) -> Law:
    """Read the law files of a folder, such as those of an earlier version; raises SettingsError, LawError."""
    try:
        texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{folder}: cannot read the law files: {error}") from error
    if not texts:
        raise SettingsError(f"{folder}: no law file is there; expected one or more, such as de.toml")
    return Law.parse(texts)


def _write_items(archive: Archive, path: Path) -> list[RightsSignature]:
    """Write every item with the number of its signature, and return the signatures in that order.

    A licence and a circumstance whose record has ended are left out for every day, the days before it too.
    """
    numbers: dict[RightsSignature, int] = {}
    in_force = archive.in_force()
    items = archive.registry.items()
    with pq.ParquetWriter(path, _ITEMS) as writer:
        while group := list(islice(items, _ROWS_A_GROUP)):
            signed = [numbers.setdefault(reduced(in_force.rights_of(one)), len(numbers)) for one in group]
            writer.write_table(pa.table([[one.id for one in group], signed], _ITEMS))
    return list(numbers)


def _compile(signatures: Sequence[RightsSignature], uses: Sequence[AnyUse], law: Law, path: Path) -> None:
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        if len(signatures) < _MANY:
            for batch in compiled(signatures, uses, law):
                writer.write_batch(batch)
            return
        with workers.processes() as executor:
            for batch in compiled(signatures, uses, law, executor):
                writer.write_batch(batch)


def _write_csv(rows: Iterator[pa.RecordBatch], path: Path) -> None:
    from pyarrow import csv  # noqa: PLC0415  (only for those who want it)

    first = next(rows, None)
    with path.open("wb") as file:
        if first is None:
            return
        with csv.CSVWriter(file, first.schema) as writer:
            writer.write_batch(first)
            for batch in rows:
                writer.write_batch(batch)
