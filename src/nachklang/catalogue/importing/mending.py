"""Indexes that were deleted, broken or outdated are made again of the tables, of all sources."""

from pathlib import Path
from tempfile import TemporaryDirectory

from nachklang.catalogue._disk import locked, storage_errors
from nachklang.catalogue.engines import EngineSettings
from nachklang.catalogue.indexes import IndexRoom, build_indexes, kinds_of, without_index
from nachklang.catalogue.publishing import Shelf
from nachklang.catalogue.schema import IDENTITY_TABLES, SOURCE_TABLES
from nachklang.catalogue.watching import Stage, Watch


def mend_indexes(root: Path, index: Path, engine: EngineSettings, watch: Watch) -> None:
    """Build what the newest snapshot has no index of; nothing is read where it has all.

    Raises LockedError where something is missing while an import runs, and StorageError.
    """
    newest = Shelf(root).newest()
    broken = [] if newest is None else without_index(index, newest.parts)
    if newest is None or not broken:
        return
    folder = Shelf(root).folder(newest.number)
    with (
        storage_errors(root),
        locked(root / "locks" / "imports"),
        TemporaryDirectory(prefix=".spill-", dir=root) as work,
    ):
        room = IndexRoom(engine.memory, engine.threads, engine.spill or Path(work))
        for part in broken:
            names = (*SOURCE_TABLES, *IDENTITY_TABLES)
            tables = {name: newest.paths(folder, name, part.source) for name in names}
            build_indexes(
                index,
                part.content,
                tables,
                room,
                lambda kind: watch(Stage(f"index {kind}", 0, 1)),
                kinds_of(part.source),
            )
