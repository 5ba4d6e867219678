"""The core dump of MusicBrainz as a source: tables as they are, joined into those of the catalogue later."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from nachklang.catalogue.sources import Keep, Origin, Step
from nachklang.catalogue.sources.musicbrainz.dump_archive import open_archive
from nachklang.catalogue.sources.musicbrainz.dump_reading import Reading
from nachklang.catalogue.sources.musicbrainz.dump_schema import (
    SCHEMA_SEQUENCE,
    TABLES,
    check_complete,
    check_permitted,
)
from nachklang.catalogue.sources.musicbrainz.naming import LICENCE, NAME
from nachklang.errors import SourceError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class MusicBrainzDump:
    """`mbdump.tar.bz2`, the same tar packed otherwise or not at all, or a folder of its tables.

    Everything is said anew: what an earlier dump had and this one has not is no more. Tables of the core
    dump that the catalogue has no place for are passed over.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive = open_archive(path, TABLES)
        self._check_schema()
        self._snapshot = self._day()
        self._check_tables()

    @property
    def origin(self) -> Origin:
        """The dump, dated by its TIMESTAMP."""
        files = self._archive.files
        size = sum(file.stat().st_size for file in files)
        return Origin(NAME, LICENCE, self._snapshot, files, size, whole=True)

    @property
    def staged(self) -> Mapping[str, pa.Schema]:
        """The tables of the dump, with the columns that are needed."""
        return {table.staged: table.schema for table in TABLES.values()}

    def open(self, after: str | None = None) -> Iterator[Step]:
        """Read block by block, each followed by its mark.

        To go on after a mark, everything before is read too, for its keys only.
        """
        return Reading(self._path, self._archive, self.origin.size).steps(after)

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        """Join the tables."""
        from nachklang.catalogue.sources.musicbrainz.dump_shape import shape  # noqa: PLC0415  (Ibis is slow to import)

        shaped: Mapping[str, Any] = shape(staged, keep, self._snapshot)
        return shaped

    def _note(self, name: str) -> str:
        try:
            return self._archive.notes[name]
        except KeyError as error:
            raise SourceError(
                f"{self._path}: {name} does not stand before the tables or beside them, as in every dump of "
                "MusicBrainz; if this was packed anew, unpack it and import the folder"
            ) from error

    def _check_schema(self) -> None:
        found = self._note("SCHEMA_SEQUENCE")
        if found != str(SCHEMA_SEQUENCE):
            raise SourceError(
                f"{self._path}: SCHEMA_SEQUENCE is {found[:20]!a}; this version of Nachklang knows "
                f"{SCHEMA_SEQUENCE} only, in which columns have their places; "
                "take a dump of that schema, or a version of Nachklang that knows this one"
            )

    def _day(self) -> str:
        found = _DAY.match(self._note("TIMESTAMP"))
        if found is None:
            raise SourceError(f"{self._path}: TIMESTAMP does not begin with a day, such as 2026-11-18")
        return found[0]

    def _check_tables(self) -> None:
        """Look at the names, where they are known before everything was read."""
        tables = self._archive.tables
        if tables is not None:
            for name in tables:
                check_permitted(self._path, name)
            check_complete(self._path, set(tables))
