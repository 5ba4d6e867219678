"""The indexes of a part: derived from its tables, found by their digest, worth nothing by themselves.

Each kind lies in `index/parts/<content>/<kind>/` with a mark that names its files. A snapshot reads those
of all its parts; deleting them loses nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from nachklang.catalogue._disk import (
    REBUILD,
    MissingIndexError,
    clear_unfinished,
    put_in_place,
    sha256_of,
    unfinished,
    write_whole,
)
from nachklang.catalogue.manifests import IDENTITY, PartInfo
from nachklang.catalogue.reading.tables import Tables

INDEX_VERSION = 4
"""Raised with every change of what is written; an index of another version is built anew."""

KINDS = ("search", "isrc", "artists", "places")
"""What is derived of the part of a source."""

CLUSTERS = "clusters"
"""What is derived of the part that says which rows mean the same."""

_MARK = "nachklang-index.json"


@dataclass(frozen=True, slots=True)
class IndexRoom:
    """What building an index may take: bytes of memory, processes, and a folder for what does not fit."""

    memory: int
    workers: int
    spill: Path


class Reached(Protocol):
    """Is told which kind is being built."""

    def __call__(self, kind: str) -> None:
        """Take note."""


def index_folder(index: Path, content: str, kind: str) -> Path:
    """Return the place of one index of the part with the digest `content`."""
    return index / "parts" / content[:32] / kind


def open_folders(index: Path, parts: Iterable[PartInfo], kind: str) -> list[Path]:
    """Return the folders of a kind; MissingIndexError where one is missing or not as it was written."""
    folders = []
    for part in parts:
        if kind in kinds_of(part.source):
            folders.append(index_folder(index, part.content, kind))
            _check(folders[-1], part.content)
    return folders


def kinds_of(source: str) -> tuple[str, ...]:
    """Return what is derived of the part of a source."""
    return (CLUSTERS,) if source == IDENTITY else KINDS


def without_index(index: Path, parts: Iterable[PartInfo]) -> list[PartInfo]:
    """Return the parts of which an index is missing, of another version, or not as long as it was written."""
    return [part for part in parts if not all(_is_there(index, part, kind) for kind in kinds_of(part.source))]


def _is_there(index: Path, part: PartInfo, kind: str) -> bool:
    try:
        _check(index_folder(index, part.content, kind), part.content)
    except MissingIndexError:
        return False
    return True


def build_indexes(
    index: Path,
    content: str,
    tables: Mapping[str, list[Path]],
    room: IndexRoom,
    reached: Reached,
    kinds: Iterable[str] = KINDS,
) -> None:
    """Build what is missing or broken of the indexes of a part; each is put in its place at once."""
    for kind in kinds:
        target = index_folder(index, content, kind)
        if not _sound(target, content):
            reached(kind)
            with (
                _fresh(target) as folder,
                Tables(tables, memory=room.memory // 2, spill=room.spill) as opened,
            ):
                _build(kind, folder, opened, room)
                _write_mark(folder, content)
                put_in_place(folder, target)


@contextmanager
def _fresh(target: Path) -> Iterator[Path]:
    target.parent.mkdir(parents=True, exist_ok=True)
    clear_unfinished(target.parent)
    with unfinished(target.parent, target.name) as folder:
        yield folder


def _build(kind: str, folder: Path, tables: Tables, room: IndexRoom) -> None:
    # Each reads and writes with libraries of its own, which whoever only reads does not need.
    match kind:
        case "search":
            from nachklang.catalogue.search import build_search  # noqa: PLC0415

            build_search(folder, tables, memory=room.memory, workers=room.workers, spill=room.spill)
        case "isrc":
            from nachklang.catalogue.isrc import build_isrc_index  # noqa: PLC0415

            build_isrc_index(folder, tables, memory=room.memory)
        case "places":
            from nachklang.catalogue.place_building import build_place_index  # noqa: PLC0415

            build_place_index(folder, tables, memory=room.memory)
        case "clusters":
            from nachklang.catalogue.cluster_index import build_cluster_index  # noqa: PLC0415

            build_cluster_index(folder, tables)
        case _:
            from nachklang.catalogue.artist_building import build_artist_index  # noqa: PLC0415

            build_artist_index(folder, tables, memory=room.memory)


def _write_mark(folder: Path, content: str) -> None:
    files = {
        path.relative_to(folder).as_posix(): [path.stat().st_size, sha256_of(path)]
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    mark = {"index_version": INDEX_VERSION, "content": content, "files": files}
    write_whole(folder / _MARK, json.dumps(mark))


def _check(folder: Path, content: str) -> Mapping[str, Any]:
    try:
        mark: Any = json.loads((folder / _MARK).read_bytes())
        if (mark["index_version"], mark["content"]) != (INDEX_VERSION, content):
            raise MissingIndexError(f"{folder}: this index belongs to other tables; {REBUILD}")
        for name, (size, _) in mark["files"].items():
            if (folder / name).stat().st_size != size:
                raise MissingIndexError(f"{folder / name}: expected {size} bytes; {REBUILD}")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise MissingIndexError(f"{folder}: no index to be read: {error}; {REBUILD}") from error
    found: Mapping[str, Any] = mark["files"]
    return found


def _sound(folder: Path, content: str) -> bool:
    """Re-read every file and tell whether all are as they were written."""
    try:
        files = _check(folder, content)
    except MissingIndexError:
        return False
    return all(sha256_of(folder / name) == digest for name, (_, digest) in files.items())
