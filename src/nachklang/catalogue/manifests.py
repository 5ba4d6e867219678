"""The manifest of a snapshot: which files it is made of, and their digests."""

import json
from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class TableFile:
    """One Parquet file. `path` is relative to the snapshot's folder; `size` counts bytes."""

    table: str
    path: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """One dated state of the catalogue. Equal `content` means: the same rows in the same files."""

    number: int
    made_at: datetime
    schema_version: int
    content: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says."""

    number: int
    made_at: datetime
    schema_version: int
    content: str
    files: tuple[TableFile, ...]

    @classmethod
    def of(cls, files: tuple[TableFile, ...], *, number: int, at: datetime) -> Self:
        """Make the manifest of new files."""
        return cls(number, at, SCHEMA_VERSION, _content(SCHEMA_VERSION, files), files)

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
        if self.content != _content(self.schema_version, self.files):
            raise _broken(path, "content is not the digest of files: the manifest was altered")
        if {file.table for file in self.files} != set(TABLES):
            raise _broken(path, f"files do not name the tables {', '.join(TABLES)}")

    @property
    def info(self) -> SnapshotInfo:
        """The summary: rows per table instead of files."""
        rows = dict.fromkeys(TABLES, 0)
        for file in self.files:
            rows[file.table] += file.rows
        counted = MappingProxyType(rows)
        return SnapshotInfo(self.number, self.made_at, self.schema_version, self.content, counted)

    def paths(self, folder: Path, table: str) -> list[Path]:
        """Return the files of `table`; raises CatalogueError where one is missing or of another size."""
        paths = []
        for file in self.files:
            if file.table == table:
                path = folder / file.path
                if not path.is_file() or path.stat().st_size != file.size:
                    raise _broken(path, f"expected a file of {file.size} bytes, as its manifest says")
                paths.append(path)
        return paths

    def sound(self, folder: Path) -> bool:
        """Re-read every file and tell whether all are as they were written."""
        found = ((folder / file.path, file.sha256) for file in self.files)
        return all(path.is_file() and sha256_of(path) == sha256 for path, sha256 in found)


def _content(version: int, files: tuple[TableFile, ...]) -> str:
    return digest([version, [[file.table, file.rows, file.sha256] for file in files]])


def _broken(path: Path, problem: str) -> CatalogueError:
    return CatalogueError(f"{path}: {problem}; {REBUILD} to make a new snapshot from what was deposited")


def _check_version(path: Path, data: Any) -> None:
    version = data.get("schema_version") if isinstance(data, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise CatalogueError(
            f"{path}: schema_version is {version}, this software reads up to {SCHEMA_VERSION}; "
            "use the newer version of Nachklang that wrote it"
        )
