"""What a source said so far: staged Parquet files, and a note of how far it got.

The note, `progress.json`, is replaced as a whole at a mark, after everything before it was brought to
the disk. Files that the note does not name, and lines behind the length that it names, are what a kill
left: they go when the reading is taken up again.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from nachklang.catalogue._disk import flush, write_whole
from nachklang.catalogue.importing.reports import report_line, rest_lines
from nachklang.catalogue.manifests import MOST_LISTED
from nachklang.catalogue.sources import Batch, Mark, Replaced, SetAside, Source
from nachklang.errors import CatalogueError

SET_ASIDE = "set-aside.jsonl"
REPLACED = "replaced"
_PROGRESS = "progress.json"
_HELD_BYTES = 256_000_000
_HELD_ROWS = 2_000_000
REPLACED_SCHEMA = pa.schema([pa.field("source_id", pa.string())])


@dataclass(slots=True)
class Progress:
    """How far the reading got. `digest` names the input; `files` the staged files that count, by table."""

    digest: str
    position: str | None = None
    read: int = 0
    done: bool = False
    files: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    set_aside: dict[str, int] = field(default_factory=dict)
    partly: dict[str, int] = field(default_factory=dict)
    set_aside_bytes: int = 0

    @property
    def rows_total(self) -> int:
        """All the rows taken so far."""
        return sum(count for table, count in self.rows.items() if table != REPLACED)


class Staging:
    """The folder of one import. One process at a time; the caller holds the lock."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        self.folder = folder
        self.progress = progress
        self._held: dict[str, list[pa.Table]] = {}
        self._rows = self._bytes = 0
        self._written: list[tuple[str, str, int]] = []
        self._aside: Counter[str] = Counter()
        self._partly: Counter[str] = Counter()
        self._replaced: list[str] = []
        self._aside_file: BinaryIO

    @classmethod
    @contextmanager
    def of(cls, folder: Path, *, digest: str) -> Iterator["Staging"]:
        """Take up the import of the input with this digest, or begin it; of any other, nothing stays."""
        progress = _noted(folder)
        if progress is None or progress.digest != digest or not digest:
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir(parents=True)
            progress = Progress(digest)
        staging = cls(folder, progress)
        staging._forget_uncommitted()
        with (folder / SET_ASIDE).open("ab") as file:
            file.truncate(progress.set_aside_bytes)
            staging._aside_file = file
            yield staging

    def read(self, source: Source) -> Iterator[Mark]:
        """Stage everything that the source has from where the last reading ended; yields each mark."""
        if self.progress.done:
            return
        for step in source.open(self.progress.position):
            match step:
                case Batch():
                    self._hold(step.table, step.rows)
                case SetAside():
                    self._note(step)
                case Replaced():
                    self._replaced.append(step.source_id)
                case Mark():
                    self._reach(step)
                    yield step
        self._count_the_rest()
        self._commit()
        self.progress.done = True
        self._write_progress()

    def files(self, table: str) -> list[Path]:
        """Return the staged files of a table."""
        return [self.folder / name for name in self.progress.files.get(table, ())]

    def copy_report(self, target: Path, late: Iterable[bytes]) -> None:
        """Copy what was set aside, a JSON object a line, and add the lines of what was found later."""
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.folder / SET_ASIDE, target)
        with target.open("ab") as file:
            file.writelines(late)

    def _hold(self, table: str, rows: pa.Table) -> None:
        self._held.setdefault(table, []).append(rows)
        self._rows += rows.num_rows
        self._bytes += rows.nbytes
        if self._bytes >= _HELD_BYTES:
            self._write_held()

    def _note(self, step: SetAside) -> None:
        counted = self._aside if step.whole else self._partly
        before = self.progress.set_aside if step.whole else self.progress.partly
        counted[step.reason] += 1
        if before.get(step.reason, 0) + counted[step.reason] <= MOST_LISTED:
            self._aside_file.write(report_line(step))

    def _count_the_rest(self) -> None:
        """Say of each reason how many more there are than are listed."""
        counts = {
            True: Counter(self.progress.set_aside) + self._aside,
            False: Counter(self.progress.partly) + self._partly,
        }
        for whole, counted in counts.items():
            for reason, count in sorted(counted.items()):
                self._aside_file.writelines(rest_lines(reason, count, whole=whole))

    def _reach(self, mark: Mark) -> None:
        self.progress.position, self.progress.read = mark.position, mark.read
        if self._rows >= _HELD_ROWS or self._written:
            self._commit()

    def _write_held(self) -> None:
        for table, held in self._held.items():
            rows = pa.concat_tables(held)
            number = len(self.progress.files.get(table, ())) + sum(one == table for one, *_ in self._written)
            name = f"staged/{table}/{number:05}.parquet"
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(rows, path, compression="zstd", compression_level=1)
            self._written.append((table, name, rows.num_rows))
        self._held, self._rows, self._bytes = {}, 0, 0

    def _commit(self) -> None:
        """Bring to the disk all that was said, then the note that it counts."""
        if self._replaced:
            self._held[REPLACED] = [pa.table({"source_id": self._replaced}, REPLACED_SCHEMA)]
            self._replaced = []
        self._write_held()
        self._aside_file.flush()
        os.fsync(self._aside_file.fileno())
        progress = self.progress
        for table, name, rows in self._written:
            flush(self.folder / name)
            flush((self.folder / name).parent)
            progress.files.setdefault(table, []).append(name)
            progress.rows[table] = progress.rows.get(table, 0) + rows
        progress.set_aside_bytes = self._aside_file.tell()
        progress.set_aside = dict(Counter(progress.set_aside) + self._aside)
        progress.partly = dict(Counter(progress.partly) + self._partly)
        self._written, self._aside, self._partly = [], Counter(), Counter()
        self._write_progress()

    def _write_progress(self) -> None:
        known = {name: getattr(self.progress, name) for name in Progress.__dataclass_fields__}
        write_whole(self.folder / _PROGRESS, json.dumps(known))

    def _forget_uncommitted(self) -> None:
        named = {name for names in self.progress.files.values() for name in names}
        for path in (self.folder / "staged").glob("*/*"):
            if path.relative_to(self.folder).as_posix() not in named:
                path.unlink()


def _noted(folder: Path) -> Progress | None:
    """Return how far an earlier reading got, None where there is none to go on with."""
    try:
        data: Any = json.loads((folder / _PROGRESS).read_bytes())
    except FileNotFoundError:
        return None
    try:
        return Progress(**data)
    except TypeError as error:
        raise CatalogueError(
            f"{folder / _PROGRESS}: not the note of an import: {error}; remove {folder} and import again"
        ) from error
