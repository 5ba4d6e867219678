"""What a source says, and what becomes of it in the tables of a snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nachklang.catalogue.engines import EngineSettings, open_engine
from nachklang.catalogue.importing.settling import Settler
from nachklang.catalogue.importing.staging import Staging
from nachklang.catalogue.schema import SOURCE_TABLES
from nachklang.catalogue.sources import Batch, Mark, Replaced, SetAside, Source, Step

ENGINE = EngineSettings("duckdb", 1 << 30, 2)
Row = dict[str, Any]


@dataclass(slots=True)
class Taken:
    """The steps of a source, by what they are."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    asides: list[SetAside] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    largest: int = 0

    @property
    def reasons(self) -> list[str]:
        return [aside.reason for aside in self.asides]

    def __getitem__(self, table: str) -> list[Row]:
        return self.rows.get(table, [])


def take(source: Source, after: str | None = None) -> Taken:
    """Read a source to its end and check what every source promises of its steps."""
    taken = taken_of(source.open(after), source)
    assert taken.marks, "a source ends with a mark"
    assert [mark.read for mark in taken.marks] == sorted(mark.read for mark in taken.marks)
    assert taken.marks[-1].read <= source.origin.size
    return taken


def taken_of(steps: Iterable[Step], source: Source) -> Taken:
    taken = Taken()
    for step in steps:
        match step:
            case Batch():
                assert step.rows.schema == source.staged[step.table]
                taken.largest = max(taken.largest, step.rows.num_rows)
                taken.rows.setdefault(step.table, []).extend(step.rows.to_pylist())
            case SetAside():
                taken.asides.append(step)
            case Replaced():
                taken.replaced.append(step.source_id)
            case Mark():
                taken.marks.append(step)
    return taken


def settled(source: Source, folder: Path) -> dict[str, pa.Table]:
    """Import a source and return the tables as a snapshot would have them."""
    folder.mkdir()
    with Staging.of(folder / "staging", digest="a") as staging:
        for _ in staging.read(source):
            pass
        (folder / "spill").mkdir()
        with open_engine(ENGINE, folder / "spill") as engine:
            staged = {
                name: engine.read(f"staged_{name}", staging.files(name), schema)
                for name, schema in source.staged.items()
            }
            shaped = source.shape(staged, engine.keep)
            settler = Settler(engine, folder / "settled", source.origin.name)
            files = {
                name: settler.settle_any(table, shaped.get(name), None)
                for name, table in SOURCE_TABLES.items()
            }
    return {
        name: SOURCE_TABLES[name].arrow.empty_table()
        if file is None
        else pq.read_table(folder / "settled" / file.path, partitioning=None)
        for name, file in files.items()
    }
