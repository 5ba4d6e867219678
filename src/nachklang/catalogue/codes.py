"""A snapshot asked by ISRC: one code with everything that bears it, or a whole file of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nachklang.catalogue.indexes import open_folders
from nachklang.catalogue.isrc.conflicts import Bearer, Conflict, look_up
from nachklang.catalogue.isrc.index import IsrcIndex
from nachklang.catalogue.isrc.prefixes import is_allocated
from nachklang.catalogue.manifests import Manifest
from nachklang.catalogue.public_ids import PublicIds
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.schema import TABLES
from nachklang.model.identifiers import ISRC

if TYPE_CHECKING:
    from nachklang.catalogue.isrc.resolve import Resolved

ASKED_TABLES = ("recording", "recording_isrc", "artist_credit_name", "cluster")


@dataclass(frozen=True, slots=True)
class CodeBearer:
    """A row that bears a code. `id` is the public id of the recording that the row stands for."""

    id: str
    title: str
    artist: str
    duration_ms: int | None
    source: str
    source_id: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code, how many recordings bear it, each row that says so, and where these contradict each other.

    `allocated` is false where no agency is known to give out codes that begin so.
    """

    isrc: ISRC
    allocated: bool
    recordings: int
    bearers: tuple[CodeBearer, ...]
    conflicts: tuple[Conflict, ...]


class Codes:
    """The codes of one snapshot. Raises CatalogueError where its files are broken or its index is missing."""

    def __init__(self, folder: Path, *, index: Path, ids: PublicIds) -> None:
        manifest = Manifest.read(folder)
        wanted = {name: manifest.paths(folder, name) for name in ASKED_TABLES}
        self._tables = Tables({name: wanted.get(name, []) for name in TABLES})
        self._index = IsrcIndex.open(open_folders(index, manifest.parts, "isrc"))
        self._ids = ids

    def look_up(self, isrc: ISRC) -> CodeView:
        """Return what there is of a code; one that nothing bears has no bearers."""
        borne = look_up(isrc, self._index, self._tables)
        return CodeView(
            isrc=isrc,
            allocated=is_allocated(isrc.prefix),
            recordings=len({one.cluster_id for one in borne.bearers}),
            bearers=tuple(self._shown(one) for one in borne.bearers),
            conflicts=borne.conflicts,
        )

    def resolve(self, path: Path, target: Path, *, column: str | None) -> "Resolved":
        """Resolve a file of codes; see `isrc.resolve.resolve_file`."""
        from nachklang.catalogue.isrc.resolve import resolve_file  # noqa: PLC0415  (Arrow is slow to import)

        return resolve_file(path, target, self._index, self._public, column=column)

    def _public(self, row_ids: Sequence[int]) -> list[str]:
        return self._ids.many("recording", row_ids)

    def _shown(self, bearer: Bearer) -> CodeBearer:
        return CodeBearer(
            id=self._ids.of("recording", bearer.cluster_id),
            title=bearer.title,
            artist=bearer.artist,
            duration_ms=bearer.duration_ms,
            source=bearer.source,
            source_id=bearer.source_id,
            snapshot=bearer.snapshot,
        )
