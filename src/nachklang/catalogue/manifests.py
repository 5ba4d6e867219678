"""The manifest of a snapshot: which files it is made of, and their digests."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from nachklang.catalogue._disk import REBUILD, sha256_of
from nachklang.catalogue.schema import SCHEMA_VERSION, TABLES
from nachklang.errors import CatalogueError
from nachklang.model.plain import digest, from_plain, to_plain

MANIFEST = "manifest.json"
DEPOSITS = "deposits"
"""The part that comes from what was deposited."""
IDENTITY = "identity"
"""The part that no source gave: which rows of the others mean the same."""
MOST_LISTED = 1_000
"""So many records of one reason are listed in a report: a wrong mapping is wrong in every row of a table."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """One Parquet file of one source. `path` is relative to the snapshot's folder; `size` counts bytes."""

    table: str
    source: str
    path: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PartInfo:
    """What a snapshot has of one source.

    `licence` is an SPDX id; `digest` is the SHA-256 of what was read, empty for what is no file.
    `set_aside` counts records that were not taken and `partly` those taken in part, by reason. They stand
    in `report`, a file of JSON lines in the snapshot's folder: of each reason the first `MOST_LISTED`, and
    then a line with `more`, which counts the others. `content` names the files.
    """

    source: str
    licence: str
    snapshot: str
    digest: str
    imported_at: datetime
    set_aside: Mapping[str, int]
    partly: Mapping[str, int]
    report: str | None
    content: str


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """One dated state of the catalogue. Equal `content` means: the same rows in the same files."""

    number: int
    made_at: datetime
    schema_version: int
    content: str
    rows: Mapping[str, int]
    parts: tuple[PartInfo, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says."""

    number: int
    made_at: datetime
    schema_version: int
    content: str
    parts: tuple[PartInfo, ...]
    files: tuple[TableFile, ...]

    @classmethod
    def of(
        cls, parts: tuple[PartInfo, ...], files: tuple[TableFile, ...], *, number: int, at: datetime
    ) -> Self:
        """Make the manifest of new files."""
        return cls(number, at, SCHEMA_VERSION, content_of(files), parts, files)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest in `folder`, whose name is its number; raises CatalogueError."""
        path = folder / MANIFEST
        try:
            data: Any = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            raise _broken(path, f"cannot be read: {error}") from error
        _check_version(path, data)
        try:
            manifest = from_plain(cls, data)
        except (ValueError, TypeError, KeyError, AttributeError, ExceptionGroup) as error:
            raise _broken(path, f"does not have the fields of schema version {SCHEMA_VERSION}") from error
        manifest.check(path, folder.name)
        return manifest

    def write(self, folder: Path) -> None:
        """Write `manifest.json` into `folder`."""
        text = json.dumps(to_plain(self), indent=1, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    def check(self, path: Path, number: str) -> None:
        """Raise CatalogueError where the fields contradict each other or the folder's name."""
        if str(self.number) != number:
            raise _broken(path, f"number is {self.number}, expected {number}, the name of its folder")
        if self.content != content_of(self.files):
            raise _broken(path, "content is not the digest of files: the manifest was altered")
        strange = {file.table for file in self.files} - set(TABLES)
        if strange:
            raise _broken(path, f"files name a table {min(strange)}, expected {', '.join(TABLES)}")
        if any(part.content != content_of(self.files_of(part.source)) for part in self.parts):
            raise _broken(path, "content of a part is not the digest of its files: the manifest was altered")

    def part(self, source: str) -> PartInfo | None:
        """Return what there is of a source."""
        return next((part for part in self.parts if part.source == source), None)

    def files_of(self, source: str) -> tuple[TableFile, ...]:
        """Return the files of a source, in the order of the tables."""
        return tuple(file for file in self.files if file.source == source)

    @property
    def info(self) -> SnapshotInfo:
        """The summary: rows per table instead of files."""
        rows = dict.fromkeys(TABLES, 0)
        for file in self.files:
            rows[file.table] += file.rows
        counted = MappingProxyType(rows)
        return SnapshotInfo(self.number, self.made_at, self.schema_version, self.content, counted, self.parts)

    @property
    def rows_by_source(self) -> dict[str, dict[str, int]]:
        """The rows of each table that has any, source by source."""
        rows: dict[str, dict[str, int]] = {}
        for file in self.files:
            of_table = rows.setdefault(file.table, {})
            of_table[file.source] = of_table.get(file.source, 0) + file.rows
        return rows

    def paths(self, folder: Path, table: str, source: str | None = None) -> list[Path]:
        """Return the files of `table`, of one source or of all.

        Raises CatalogueError where one is missing or of another size.
        """
        paths = []
        for file in self.files:
            if file.table == table and source in {None, file.source}:
                path = folder / file.path
                if not path.is_file() or path.stat().st_size != file.size:
                    raise _broken(path, f"expected a file of {file.size} bytes, as its manifest says")
                paths.append(path)
        return paths

    def sound(self, folder: Path, source: str) -> bool:
        """Re-read every file of a source and tell whether all are as they were written."""
        found = ((folder / file.path, file.sha256) for file in self.files_of(source))
        return all(path.is_file() and sha256_of(path) == sha256 for path, sha256 in found)


def content_of(files: Iterable[TableFile]) -> str:
    """Return the digest of files: equal for the same rows, whatever their places are called."""
    return digest([SCHEMA_VERSION, sorted([file.table, file.rows, file.sha256] for file in files)])


def _broken(path: Path, problem: str) -> CatalogueError:
    return CatalogueError(f"{path}: {problem}; {REBUILD} to make a new snapshot from what was deposited")


def _check_version(path: Path, data: Any) -> None:
    version = data.get("schema_version") if isinstance(data, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise CatalogueError(
            f"{path}: schema_version is {version}, this software reads up to {SCHEMA_VERSION}; "
            "use the newer version of Nachklang that wrote it"
        )
    if isinstance(version, int) and version < SCHEMA_VERSION:
        raise CatalogueError(
            f"{path}: schema_version is {version}, this software reads {SCHEMA_VERSION}; {REBUILD}, "
            "and import again what was imported"
        )
