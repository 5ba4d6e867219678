"""A synthetic world of any size: skewed names in six scripts, releases, recordings and their identifiers.

What is realistic about it, and at which rates: popularity, releases an artist and tracks a release are
long-tailed (of 256 million recordings, 58 million releases, 15 million artists, 186 million ISRCs, and in
proportion below); 69 % of recordings have an ISRC, 3.7 % a second one, 3 % another's; 80 % of releases
have a barcode, 3 % their neighbour's; 8 % of recordings have a guest, 6 % of releases a second artist; 5 %
of releases are new editions, 2 % live albums, 2 % remasters of the release before; 1 % of artists are
namesakes of another, and many more share a name by chance; 2 % of recordings are of a standard.

Numbers run through the world artist by artist and release by release, as those of a dump do that was
numbered so: what belongs together lies together, and staged files are nearly or wholly in order. A
source with hashed ids has none of that. The same seed and version of DuckDB give the same world.

With several sources each artist has a home, and a share of them is told of by the next source too, with
noise: typos, case, missing diacritics, other script, "feat." in the title, lengths that differ by up to
a second, other barcodes, codes left out. `truth.parquet` says which rows are the same (columns `entity`,
`left_id`, `right_id`, `same`, `noise`); where `same` is false, they are namesakes, covers, live versions,
remasters or editions.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks import _world_tables as tables
from benchmarks import _world_truth as truth
from benchmarks.vocabulary import ISO, LANGUAGES, SHARES, Vocabulary
from nachklang.catalogue.ids import dense_base
from nachklang.catalogue.schema import SOURCE_TABLES

SNAPSHOT = "2026-11-01"
_RECORDINGS_AN_ARTIST = 256 / 15
_ARTISTS_A_CHUNK = 262_144


@dataclass(frozen=True, slots=True)
class World:
    """Where a world lies: `<folder>/<source>/<table>/<number>.parquet`, in the staged form of an import.

    `rows` counts by source and table. A table without rows has no folder.
    """

    folder: Path
    sources: tuple[str, ...]
    rows: dict[str, dict[str, int]]

    def files(self, source: str, table: str) -> list[Path]:
        """Return the staged files of a table, in the order of their ids."""
        return sorted((self.folder / source / table).glob("*.parquet"))

    @property
    def truth(self) -> Path:
        """The pairs of which it is known whether they are the same; there with several sources only."""
        return self.folder / "truth.parquet"


def make_world(
    folder: Path,
    recordings: int,
    *,
    sources: Sequence[str] = ("world",),
    overlap: float = 0.3,
    seed: int = 2026,
    memory: str = "5GB",
    threads: int = 2,
) -> World:
    """Make the world below `folder`, which is made.

    `recordings` counts what there is, exactly; with several sources, what two tell of makes more rows:
    `recordings` × (1 + 0.7 × `overlap`). `overlap` is the share of artists known to a second source.
    """
    folder.mkdir(parents=True)
    with duckdb.connect(config={"memory_limit": memory, "threads": threads}) as connection:
        maker = _Maker(connection, folder, tuple(sources))
        maker.prepare(recordings, overlap, seed)
        for _ in maker.chunks(recordings):
            pass
        maker.labels()
        maker.join_truth()
    world = World(folder, tuple(sources), maker.rows)
    (folder / "world.json").write_text(json.dumps({"sources": world.sources, "rows": world.rows}, indent=1))
    return world


def open_world(folder: Path) -> World:
    """Return a world that was made earlier."""
    known = json.loads((folder / "world.json").read_text())
    return World(folder, tuple(known["sources"]), known["rows"])


@dataclass(slots=True)
class _Reached:
    """The numbers that the next chunk begins at."""

    first_artist: int = 0
    first_release: int = 0
    first_recording: int = 0
    first_track: int = 0
    first_medium: int = 0


_FORMAT = "format parquet, compression zstd, compression_level 1, parquet_version v2"
_COUNT = """
select coalesce(max(r) + 1, getvariable('first_release')),
    coalesce(max(x + tracks), getvariable('first_recording')),
    coalesce(max(first_track + tracks), getvariable('first_track')),
    coalesce(max(first_medium + media), getvariable('first_medium'))
from release
"""


class _Maker:
    def __init__(self, connection: Any, folder: Path, sources: tuple[str, ...]) -> None:
        self._connection = connection
        self._folder = folder
        self._sources = sources
        self._artists = 0
        self.rows: dict[str, dict[str, int]] = {name: {} for name in sources}

    def prepare(self, recordings: int, overlap: float, seed: int) -> None:
        """Load the vocabulary and what the statements call by name."""
        words = Vocabulary.load()
        self._artists = max(1, round(recordings / _RECORDINGS_AN_ARTIST))
        values: dict[str, object] = {
            "seed": seed,
            "recordings": recordings,
            "artists": self._artists,
            "sources": len(self._sources),
            "overlap": overlap,
            "snapshot": SNAPSHOT,
            "bases": [dense_base(name) for name in self._sources],
            "words": list(words.words),
            "latin": list(words.latin),
            "gap": ["" if language == "ja" else " " for language in LANGUAGES],
            "iso": [ISO[language][0] for language in LANGUAGES],
            "script": [ISO[language][1] for language in LANGUAGES],
            "language_of": [number for number, name in enumerate(LANGUAGES, 1) for _ in range(SHARES[name])],
        }
        values |= {f"{kind}_at": list(at) for kind, at in words.at.items()}
        values |= {f"{kind}_count": list(count) for kind, count in words.count.items()}
        self._set(values)
        self._connection.execute("set enable_progress_bar = false")
        self._connection.execute(truth.MACROS + tables.MACROS)

    def chunks(self, recordings: int) -> Iterator[int]:
        """Make one chunk of artists after the other until there are enough recordings; yields how many."""
        reached = _Reached()
        number = 0
        while reached.first_recording < recordings or reached.first_artist < self._artists:
            # Small worlds may need a few artists more than their share.
            if reached.first_artist < self._artists:
                end = min(reached.first_artist + _ARTISTS_A_CHUNK, self._artists)
            else:
                end = reached.first_artist + 1 + self._artists // 50
            self._set({**asdict(reached), "end_artist": end})
            self._draw()
            for place in range(len(self._sources)):
                self._tell(place, number)
            if len(self._sources) > 1:
                self._copy(tables.TRUTH, self._folder / "truth" / f"{number:05}.parquet")
            counts = self._connection.execute(_COUNT).fetchone()
            reached = _Reached(end, *counts)
            number += 1
            yield reached.first_recording

    def _draw(self) -> None:
        run = self._connection.execute
        run(truth.ARTISTS)
        run(truth.RELEASES)
        run(truth.RECORDINGS)
        run(truth.WANTED)
        run(truth.NAMES)
        run(tables.TOLD)

    def _tell(self, place: int, number: int) -> None:
        name = self._sources[place]
        self._set({"s": place, "source": name, "base": dense_base(name)})
        for table, sql in tables.CHUNK_TABLES.items():
            self._stage(name, table, sql, number)

    def labels(self) -> None:
        """Stage the labels, which every source has all of."""
        self._connection.execute(tables.LABELS_WANTED)
        self._connection.execute(truth.NAMES)
        for place, name in enumerate(self._sources):
            self._set({"s": place, "source": name, "base": dense_base(name)})
            self._stage(name, "label", tables.LABELS, 0)

    def _stage(self, source: str, table: str, sql: str, number: int) -> None:
        constant = {"source": "getvariable('source')", "snapshot": "getvariable('snapshot')"}
        columns = ", ".join(
            f"({constant.get(field.name, field.name)})::{_TYPES[field.type]} as {field.name}"
            for field in SOURCE_TABLES[table].staged
        )
        path = self._folder / source / table / f"{number:05}.parquet"
        rows = self._copy(f"select {columns} from ({sql})", path)  # noqa: S608
        self.rows[source][table] = self.rows[source].get(table, 0) + rows

    def _copy(self, sql: str, path: Path) -> int:
        path.parent.mkdir(parents=True, exist_ok=True)
        place = str(path).replace("'", "''")
        (rows,) = self._connection.execute(f"copy ({sql}) to '{place}' ({_FORMAT})").fetchone()
        if rows == 0:
            path.unlink()
        return int(rows)

    def join_truth(self) -> None:
        """Put the pairs of all chunks into one file."""
        parts = self._folder / "truth"
        if parts.exists():
            self._copy(
                f"from read_parquet('{parts}/*.parquet') order by entity, left_id, right_id",
                self._folder / "truth.parquet",
            )
            for path in parts.iterdir():
                path.unlink()
            parts.rmdir()

    def _set(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            self._connection.execute(f"set variable {name} = ?", [value])


_TYPES = {
    pa.int64(): "bigint",
    pa.int32(): "integer",
    pa.int16(): "smallint",
    pa.int8(): "tinyint",
    pa.string(): "varchar",
}
