"""What a snapshot holds, counted in many ways, as charts need it.

Each count is an Ibis expression, so that it runs wherever the tables are computed. All count rows: what
several sources tell of counts once for each of them, and `overlap` says how much that is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from nachklang.catalogue.engines import Engine

_DURATION_STEP = 10_000
_DURATION_STEPS = 180
_NO_POPULARITY = -1
_MOST_SOURCES = 60
_OTHERS = "other sources"
_ENTITIES = ("artist", "recording", "release_group", "release", "label")


@dataclass(frozen=True, slots=True)
class Bar:
    """How many things there are at one place of a scale; None is the place of what is not known."""

    at: int | None
    count: int


@dataclass(frozen=True, slots=True)
class PopularityBar:
    """How many recordings of a source are asked for at least `at` times and less than twice as often."""

    source: str
    at: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many things of one kind, named by its table, exactly these sources tell of."""

    entity: str
    sources: tuple[str, ...]
    things: int


@dataclass(frozen=True, slots=True)
class Stats:
    """The counts. Each tuple of bars is in the order of its scale, what is not known last.

    `recordings_by_duration` has bars of ten seconds, `at` in milliseconds, the last one for half an hour
    and more. `tracks_by_year` goes by the year of the release, `recordings_by_year` by that of the first
    publication, or else of the session. In the others, the scale is a number of things: `at` tracks a
    release, and so on.
    """

    rows: Mapping[str, Mapping[str, int]]
    recordings_by_popularity: tuple[PopularityBar, ...]
    recordings_by_year: tuple[Bar, ...]
    tracks_by_year: tuple[Bar, ...]
    recordings_by_duration: tuple[Bar, ...]
    tracks_per_release: tuple[Bar, ...]
    isrcs_per_recording: tuple[Bar, ...]
    recordings_per_isrc: tuple[Bar, ...]
    releases_per_barcode: tuple[Bar, ...]
    overlap: tuple[Overlap, ...]


def stats(engine: Engine, tables: Mapping[str, Any], rows: Mapping[str, Mapping[str, int]]) -> Stats:
    """Count. `tables` are those of `engine`, by name; `rows` counts theirs by table and source."""
    return _Counting(engine, tables, rows).stats()


class _Counting:
    def __init__(
        self, engine: Engine, tables: Mapping[str, Any], rows: Mapping[str, Mapping[str, int]]
    ) -> None:
        self._engine = engine
        self._tables = tables
        self._rows = rows

    def stats(self) -> Stats:
        recording, release = self._tables["recording"], self._tables["release"]
        coded = self._tables["recording_isrc"]
        year = ibis.coalesce(recording.published_year, recording.recorded_year)
        barcoded = release.filter(release.barcode.notnull())
        return Stats(
            rows=self._rows,
            recordings_by_popularity=self._by_popularity(recording),
            recordings_by_year=self._bars(recording, year),
            tracks_by_year=self._bars(*self._tracks_with_year()),
            recordings_by_duration=self._by_duration(recording),
            tracks_per_release=self._of_all(
                "release", self._per(self._tracks_with_release(), "release_id", "tracks")
            ),
            isrcs_per_recording=self._of_all(
                "recording", self._per(coded.mutate(one=1), "recording_id", "one")
            ),
            recordings_per_isrc=self._per(coded.mutate(one=1), "isrc", "one"),
            releases_per_barcode=self._per(barcoded.mutate(one=1), "barcode", "one"),
            overlap=tuple(found for entity in _ENTITIES for found in self._overlap(entity)),
        )

    def _answers(self, expression: Any) -> list[dict[str, Any]]:
        answers: list[dict[str, Any]] = self._engine.batches(expression).read_all().to_pylist()
        return answers

    def _bars(self, table: Any, scale: Any, *, unit: int = 1) -> tuple[Bar, ...]:
        counted = table.select(at=scale.cast("int64")).group_by("at").agg(count=ibis._.count())
        rows = self._answers(counted)
        # DuckDB adds up whole numbers to decimals, whatever is said of their type.
        return _in_order(
            Bar(None if row["at"] is None else int(row["at"]) * unit, row["count"]) for row in rows
        )

    def _by_popularity(self, recording: Any) -> tuple[PopularityBar, ...]:
        asked = recording.popularity
        power = ibis.cases((asked > 0, asked.log2().floor().cast("int32")), (asked.notnull(), _NO_POPULARITY))
        counted = (
            recording.select("source", power=power).group_by(["source", "power"]).agg(count=ibis._.count())
        )
        bars = [
            PopularityBar(row["source"], _least_of(row["power"]), row["count"])
            for row in self._answers(counted)
        ]
        return tuple(sorted(bars, key=lambda bar: (bar.source, bar.at is None, bar.at or 0)))

    def _by_duration(self, recording: Any) -> tuple[Bar, ...]:
        step = ibis.least(recording.duration_ms // _DURATION_STEP, _DURATION_STEPS)
        known = recording.duration_ms.notnull()  # the least of null and a number is the number in DuckDB
        return self._bars(recording, ibis.cases((known, step)), unit=_DURATION_STEP)

    def _tracks_with_release(self) -> Any:
        """Return for each medium with tracks its release and how many they are."""
        track, medium = self._tables["track"], self._tables["medium"]
        counted = track.group_by("medium_id").agg(tracks=track.count())
        return medium.inner_join(counted, medium.id == counted.medium_id).select("release_id", "tracks")

    def _tracks_with_year(self) -> tuple[Any, Any]:
        track, medium, release = (self._tables[name] for name in ("track", "medium", "release"))
        dated = release.select(release_id="id", year="released_year")
        placed = medium.select("id", "release_id").inner_join(dated, "release_id").select("id", "year")
        found = track.select("medium_id").inner_join(placed, ibis._.medium_id == placed.id).select("year")
        return found, found.year

    def _per(self, table: Any, key: str, summand: str) -> tuple[Bar, ...]:
        """Add up by key, and count the keys by their sums."""
        summed = table.group_by(key).agg(at=table[summand].sum())
        return self._bars(summed, summed["at"])

    def _of_all(self, table: str, bars: Sequence[Bar]) -> tuple[Bar, ...]:
        """Add those things of a table that have none."""
        none = sum(self._rows.get(table, {}).values()) - sum(bar.count for bar in bars)
        return (Bar(0, none), *bars) if none > 0 else tuple(bars)

    def _overlap(self, entity: str) -> list[Overlap]:
        """Count clusters by their sources, and what stands alone by its one."""
        named = sorted(self._rows.get(entity, {}).items(), key=lambda one: (-one[1], one[0]))
        sources = [name for name, _ in named[:_MOST_SOURCES]]
        bits = {name: 1 << place for place, name in enumerate(sources)}
        member = self._members(entity, bits)
        alone = {_names(bits, bit): 0 for bit in (*bits.values(), 1 << len(bits))}
        for name, count in named:
            alone[_names(bits, bits.get(name, 1 << len(bits)))] += count
        for row in self._answers(member.group_by("bit").agg(count=member.count())):
            alone[_names(bits, row["bit"])] -= row["count"]
        once = member.select("cluster_id", "bit").distinct()
        masks = once.group_by("cluster_id").agg(mask=once.bit.sum())
        for row in self._answers(masks.group_by("mask").agg(count=masks.count())):
            names = _names(bits, int(row["mask"]))
            alone[names] = alone.get(names, 0) + row["count"]
        return [Overlap(entity, names, count) for names, count in sorted(alone.items()) if count]

    def _members(self, entity: str, bits: Mapping[str, int]) -> Any:
        cluster, rows = self._tables["cluster"], self._tables[entity]
        clustered = cluster.filter(cluster.entity == entity).select("id", "cluster_id")
        joined = rows.select("id", "source").inner_join(clustered, "id")
        others = ibis.literal(1 << len(bits), "int64")
        cases = [(joined.source == name, ibis.literal(bit, "int64")) for name, bit in bits.items()]
        return joined.select("cluster_id", bit=ibis.cases(*cases, else_=others) if cases else others)


def _names(bits: Mapping[str, int], mask: int) -> tuple[str, ...]:
    named = [name for name, bit in bits.items() if mask & bit]
    return tuple(sorted([*named, _OTHERS] if mask >> len(bits) else named))


def _least_of(power: int | None) -> int | None:
    if power is None:
        return None
    return 0 if power == _NO_POPULARITY else 1 << power


def _in_order(bars: Any) -> tuple[Bar, ...]:
    return tuple(sorted(bars, key=lambda bar: (bar.at is None, bar.at or 0)))
