"""An import from end to end: hash, read, settle, index, publish."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from nachklang.catalogue._disk import locked, storage_errors, write_whole
from nachklang.catalogue.engines import Engine, EngineSettings, open_engine
from nachklang.catalogue.importing.same_ids import SAME_ID, Lost, lost_lines
from nachklang.catalogue.importing.settling import Earlier, Settler
from nachklang.catalogue.importing.staging import REPLACED, REPLACED_SCHEMA, Staging
from nachklang.catalogue.indexes import IndexRoom, build_indexes
from nachklang.catalogue.manifests import DEPOSITS, Manifest, PartInfo, SnapshotInfo, TableFile, content_of
from nachklang.catalogue.publishing import Shelf
from nachklang.catalogue.schema import SOURCE_TABLES
from nachklang.catalogue.sources import Origin, Source
from nachklang.catalogue.watching import Stage, Watch
from nachklang.errors import SourceError
from nachklang.model.plain import from_plain, to_plain

_BLOCK = 1 << 22
_SETTLED = "settled.json"


@dataclass(frozen=True, slots=True)
class _Settled:
    """What settling made of a table."""

    file: TableFile | None
    lost: Lost


class Importer:
    """Takes sources in, one at a time for one archive."""

    def __init__(self, root: Path, *, index: Path, engine: EngineSettings) -> None:
        self._root = root
        self._index = index
        self._engine = engine
        self._shelf = Shelf(root)

    def run(self, source: Source, *, at: datetime, watch: Watch) -> SnapshotInfo:
        """Import and publish; what an earlier run of the same input had done is not done again.

        Raises LockedError where another import runs, SourceError for input that cannot be used, and
        StorageError. The snapshots that are there stay as they are.
        """
        origin = source.origin
        work = self._root / "imports" / origin.name
        with storage_errors(self._root), locked(self._lock_of(origin.name)):
            digest = _digest(origin, watch)
            with Staging.of(work, digest=digest) as staging:
                for mark in staging.read(source):
                    watch(Stage("read", mark.read, origin.size, staging.progress.rows_total))
                settled = self._settle(source, staging, work, watch)
                files = tuple(one.file for one in settled if one.file is not None)
                part = _part(origin, staging, digest, settled, at)
            self._build_indexes(part, files, work, watch)
            info = self._shelf.publish(part, files, work / "settled", at=at)
            shutil.rmtree(work)
        return info

    def _lock_of(self, name: str) -> Path:
        """Return the folder to lock: deposits go on while something large is imported."""
        return self._root / "locks" / (DEPOSITS if name == DEPOSITS else "imports")

    def _settle(self, source: Source, staging: Staging, work: Path, watch: Watch) -> list[_Settled]:
        """Settle table by table; those that an earlier run settled are taken as they are."""
        folder = work / "settled"
        folder.mkdir(exist_ok=True)
        done = _settled(work)
        earlier = None if source.origin.whole else self._shelf.newest()
        spill = work / "spill"
        spill.mkdir(exist_ok=True)
        if len(done) < len(SOURCE_TABLES):
            with open_engine(self._engine, spill) as engine:
                staged = _staged(source, staging, engine)
                shaped = _shape(source, staged, staging, engine)
                before = self._earlier(engine, earlier, staging, source.origin.name)
                settler = Settler(engine, folder, source.origin.name)
                for number, (name, table) in enumerate(SOURCE_TABLES.items()):
                    watch(Stage("settle", number, len(SOURCE_TABLES), staging.progress.rows_total))
                    if name not in done:
                        files = staging.files(name) if shaped.get(name) is staged.get(name) else ()
                        file = settler.settle_any(table, shaped.get(name), before(name), files)
                        done[name] = _Settled(file, settler.lost)
                        write_whole(work / _SETTLED, json.dumps(to_plain(done)))
        return list(done.values())

    def _earlier(
        self, engine: Engine, manifest: Manifest | None, staging: Staging, source: str
    ) -> Callable[[str], Earlier | None]:
        if manifest is None or manifest.part(source) is None:
            return lambda _: None
        replaced = engine.read(REPLACED, staging.files(REPLACED), REPLACED_SCHEMA)
        folder = self._shelf.folder(manifest.number)
        return lambda table: Earlier(manifest.paths(folder, table, source), replaced)

    def _build_indexes(self, part: PartInfo, files: Iterable[TableFile], work: Path, watch: Watch) -> None:
        room = IndexRoom(self._engine.memory, self._engine.threads, self._engine.spill or work / "spill")
        tables: dict[str, list[Path]] = {name: [] for name in SOURCE_TABLES}
        for file in files:
            tables[file.table].append(work / "settled" / file.path)

        def reached(kind: str) -> None:
            watch(Stage(f"index {kind}", 0, 1))

        build_indexes(self._index, part.content, tables, room, reached)


def _staged(source: Source, staging: Staging, engine: Engine) -> Mapping[str, Any]:
    return {
        name: engine.read(f"staged_{name}", staging.files(name), schema)
        for name, schema in source.staged.items()
    }


def _shape(source: Source, staged: Mapping[str, Any], staging: Staging, engine: Engine) -> Mapping[str, Any]:
    """Return the shaped tables, but for those of which nothing was staged and nothing made."""
    shaped = source.shape(staged, engine.keep)
    return {
        name: rows for name, rows in shaped.items() if staging.files(name) or rows is not staged.get(name)
    }


def _settled(work: Path) -> dict[str, _Settled]:
    try:
        data: dict[str, Any] = json.loads((work / _SETTLED).read_bytes())
    except FileNotFoundError:
        return {}
    return {name: from_plain(_Settled, one) for name, one in data.items()}


def _part(
    origin: Origin, staging: Staging, digest: str, settled: Sequence[_Settled], at: datetime
) -> PartInfo:
    progress = staging.progress
    report = f"reports/{origin.name}.jsonl"
    lost = [one.lost for one in settled if one.lost.count]
    lines = chain.from_iterable(map(lost_lines, lost))
    staging.copy_report(staging.folder / "settled" / report, lines)
    alike = {SAME_ID: sum(one.count for one in lost)} if lost else {}
    return PartInfo(
        source=origin.name,
        licence=origin.licence,
        snapshot=origin.snapshot,
        digest=digest,
        imported_at=at,
        set_aside=progress.set_aside | alike,
        partly=progress.partly,
        report=report,
        content=content_of([one.file for one in settled if one.file is not None]),
    )


def _digest(origin: Origin, watch: Watch) -> str:
    """Return the SHA-256 over name, length and bytes of each file; empty where nothing is a file."""
    if not origin.files:
        return ""
    whole = hashlib.sha256()
    done = 0
    for path in origin.files:
        try:
            with path.open("rb") as file:
                whole.update(json.dumps([path.name, path.stat().st_size]).encode())
                while block := file.read(_BLOCK):
                    whole.update(block)
                    done += len(block)
                    watch(Stage("hash", done, origin.size))
        except OSError as error:
            raise SourceError(f"{path}: cannot be read: {error.strerror}; import it again") from error
    return whole.hexdigest()
