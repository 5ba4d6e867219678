"""Questions to what was built: the same ones for ours and for a peer, warm, one after the other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, Protocol

import duckdb
import numpy as np
import pyarrow as pa

from nachklang.catalogue.artist_index import ArtistIndex
from nachklang.catalogue.indexes import index_folder
from nachklang.catalogue.isrc import IsrcIndex
from nachklang.catalogue.manifests import Manifest
from nachklang.catalogue.publishing import Shelf
from nachklang.catalogue.reading.tables import Tables
from nachklang.catalogue.schema import TABLES
from nachklang.catalogue.search import SearchIndex

HITS = 20
_PATIENCE = 150.0
"""Seconds that one kind of question may take a contestant; slow ones are asked fewer."""
_WANTED = """
with wanted as materialized (select unnest(?::bigint[]) as id)
select id, title, duration_ms from recording join wanted using (id)
"""


class Contestant(Protocol):
    """Somebody who has the tables and can be asked."""

    name: str

    def isrc(self, code: str) -> int:
        """Look a code up; returns how many recordings bear it."""
        ...

    def search(self, words: str) -> int:
        """Return how many of the best `HITS` there are that have all words."""
        ...

    def artist(self, artist_id: int) -> int:
        """Get id, title and duration of all recordings that are credited to the artist; return how many."""
        ...

    def year(self, year: int) -> int:
        """Get id and title of all releases of the year; return how many."""
        ...


class Ours:
    """The indexes and tables of the newest snapshot."""

    name = "nachklang"

    def __init__(self, catalogue: Path, index: Path) -> None:
        newest = Shelf(catalogue).newest()
        assert newest is not None, "the world was built"
        self.manifest: Manifest = newest
        folder = Shelf(catalogue).folder(newest.number)
        self.tables = Tables({name: newest.paths(folder, name) for name in TABLES})
        self.folders = {
            kind: [index_folder(index, part.content, kind) for part in newest.parts]
            for kind in ("isrc", "search", "artists")
        }
        self.isrcs = IsrcIndex.open(self.folders["isrc"])
        self._search = SearchIndex.open(self.folders["search"])
        self._artists = ArtistIndex.open(self.folders["artists"])

    def isrc(self, code: str) -> int:
        """Ask the index of ISRCs."""
        return len(self.isrcs.find_text(code))

    def search(self, words: str) -> int:
        """Ask the search index."""
        return len(self._search.search(words, limit=HITS))

    def artist(self, artist_id: int) -> int:
        """Ask the index of artists; where that keeps no titles, the tables."""
        found = self._artists.recordings_of(artist_id)
        if found is not None:
            return int(found.num_rows)
        return len(self.tables.rows(_WANTED, self._artists.recordings(artist_id).tolist()))

    def year(self, year: int) -> int:
        """Ask the index of artists, where the years lie, too."""
        return int(self._artists.releases_of_year(year).num_rows)


class OursInPython(Ours):
    """The same with each row as a tuple, as SQLite gives it, where ours gives columns."""

    name = "nachklang, rows as tuples"

    def artist(self, artist_id: int) -> int:
        """Unpack the columns."""
        found = self._artists.recordings_of(artist_id)
        return len(_tuples(found)) if found is not None else super().artist(artist_id)

    def year(self, year: int) -> int:
        """Unpack the columns."""
        return len(_tuples(self._artists.releases_of_year(year)))


def _tuples(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, by kind; equal for all contestants."""

    isrc: Sequence[str]
    words: Mapping[int, Sequence[str]]
    artist: Sequence[int]
    year: Sequence[int]


def draw(files: Callable[[str], Sequence[Path]], *, seed: int = 2026) -> Asked:
    """Draw what stands in the tables: codes, words, artists by the recordings that they have, and years.

    Words are those of one recording each, so that something is always found; words that many have are
    asked for often. Years are those of releases, each as often as it has releases.
    """
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:

        def rows(sql: str, sample: int) -> list[Any]:
            listed = {name: [str(path) for path in files(name)] for name in TABLES}
            for name, paths in listed.items():
                if f"{{{name}}}" in sql:
                    sql = sql.replace(f"{{{name}}}", f"read_parquet({paths})")
            drawn = f"select * from ({sql}) using sample reservoir({sample} rows) repeatable ({seed})"  # noqa: S608
            return connection.execute(drawn).fetchall()

        connection.execute("set threads = 1")  # a sample is the same again with one thread only
        codes = [code for (code,) in rows("select isrc from {recording_isrc}", 5_000)]
        recordings = rows("select title, artist_credit_id from {recording}", 3_000)
        printed = sorted({credit for _, credit in recordings})
        listed = [str(path) for path in files("artist_credit_name")]
        names = connection.execute(
            f"select artist_credit_id, name, artist_id from read_parquet({listed}) "  # noqa: S608
            "where position = 1 and artist_credit_id in (select unnest(?::bigint[]))",
            [printed],
        ).fetchall()
        artists = {credit: (name, artist) for credit, name, artist in names}
        years = [year for (year,) in rows("select released_year from {release}", 100)]
    known = [(title, *artists[credit]) for title, credit in recordings if credit in artists]
    words = {count: _words(known, count, seed) for count in (1, 2, 3)}
    return Asked(codes, words, [artist for *_, artist in known[:400]], years)


def _words(known: Iterable[tuple[str, str, int]], count: int, seed: int) -> list[str]:
    """Choose `count` words of a title and its artist, at least one of the title."""
    random = np.random.default_rng(seed + count)
    found = list[str]()
    for title, name, _ in known:
        words = list(dict.fromkeys(f"{title} {name}".replace("(", " ").replace(")", " ").split()))
        plain = [word for word in words if word.isalnum() and len(word) > 1]
        if len(plain) >= count:
            found.append(" ".join(random.choice(plain, size=count, replace=False)))
    return found[:400]


def ask(contestants: Sequence[Contestant], asked: Asked) -> dict[str, dict[str, dict[str, float]]]:
    """Return median and 95th percentile in milliseconds, by question and contestant.

    The ratios are the first contestant's time divided by this one's.
    """
    kinds: dict[str, tuple[Callable[[Contestant], Callable[[Any], int]], Sequence[Any]]] = {
        "isrc": (lambda one: one.isrc, asked.isrc),
        **{f"search {count}": (lambda one: one.search, words) for count, words in asked.words.items()},
        "artist": (lambda one: one.artist, asked.artist),
        "year": (lambda one: one.year, asked.year),
    }
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for kind, (choose, values) in kinds.items():
        figures[kind] = {}
        for one in contestants:
            figures[kind][one.name] = _time(choose(one), values)
        first = figures[kind][contestants[0].name]
        for timing in figures[kind].values():
            timing["median_ratio"] = round(first["median_ms"] / timing["median_ms"], 4)
            timing["p95_ratio"] = round(first["p95_ms"] / timing["p95_ms"], 4)
    return figures


def codes_a_second(ours: Ours, files: Sequence[Path], *, codes: int = 1_000_000) -> dict[str, float]:
    """Resolve as many codes at once, from all over the table and in no order."""
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        sql = f"select isrc from read_parquet({[str(path) for path in files]})"  # noqa: S608
        sampled = connection.sql(f"from ({sql}) using sample reservoir({codes} rows) repeatable (7)")
        column = sampled.to_arrow_table()["isrc"].combine_chunks()
    order = np.random.default_rng(7).permutation(len(column))
    shuffled = column.take(pa.array(order))
    rates = list[float]()
    for _ in range(3):
        began = perf_counter()
        ours.isrcs.resolve(shuffled)
        rates.append(len(shuffled) / (perf_counter() - began))
    return {"codes": len(shuffled), "codes_per_second_first": rates[0], "codes_per_second_warm": max(rates)}


def _time(question: Callable[[Any], int], values: Sequence[Any]) -> dict[str, float]:
    began, taken, found = perf_counter(), list[float](), 0
    warm = values[: max(1, len(values) // 4)]
    for value in warm:
        question(value)
        if perf_counter() - began > _PATIENCE / 4:
            break
    began = perf_counter()
    for value in values:
        start = perf_counter()
        found += question(value)
        taken.append(perf_counter() - start)
        if perf_counter() - began > _PATIENCE and len(taken) >= 20:
            break
    return {
        "median_ms": median(taken) * 1e3,
        "p95_ms": quantiles(taken, n=20)[-1] * 1e3,
        "asked": len(taken),
        "found": found,
    }
