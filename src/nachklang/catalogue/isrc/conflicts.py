"""Which recordings bear a code, who says so, and where they cannot be one and the same.

An ISRC names one recording. Rows that are known to mean the same recording are one here; two that
stand apart are in conflict where their lengths, their first artists or their titles differ.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from nachklang.catalogue.isrc.index import IsrcIndex
from nachklang.catalogue.names import name_key
from nachklang.catalogue.reading.tables import Tables
from nachklang.model.dates import Duration
from nachklang.model.identifiers import ISRC

TOLERANCE_MS = 2_000
"""Transfers and players disagree by so much about one recording; more is another one."""

_COMPARED = 100
_BEARERS = """
with wanted as (select unnest(?::bigint[]) as id)
select recording.id, recording.title, recording.duration_ms, recording.artist_credit_id,
  coalesce(cluster.cluster_id, recording.id) as cluster_id,
  said.source, said.source_id, said.snapshot
from recording join wanted on wanted.id = recording.id
  join recording_isrc as said on said.recording_id = wanted.id and said.isrc = ?
  left join cluster on cluster.entity = 'recording' and cluster.id = wanted.id
order by cluster_id, recording.id
"""
_CREDITS = """
select artist_credit_id, position, name, join_phrase from artist_credit_name
where artist_credit_id in (select unnest(?::bigint[])) order by artist_credit_id, position
"""

Kind = Literal["length", "artist", "title"]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A recording that bears a code. `cluster_id` is the same for all rows of one recording.

    `artist` is the whole credit as printed, `first_artist` the first name in it.
    """

    id: int
    cluster_id: int
    title: str
    artist: str
    first_artist: str
    duration_ms: int | None
    source: str
    source_id: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Recordings of one code differ: `values` says in what, in the order of the recordings."""

    kind: Kind
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BorneCode:
    """One code and everything that is known of it."""

    isrc: ISRC
    bearers: tuple[Bearer, ...]
    conflicts: tuple[Conflict, ...]


def look_up(isrc: ISRC, index: IsrcIndex, tables: Tables) -> BorneCode:
    """Return the recordings of a code with their sources, and the conflicts between them."""
    bearers = tuple(_bearers(isrc, index.find(isrc), tables))
    return BorneCode(isrc, bearers, tuple(_conflicts(bearers)))


def _bearers(isrc: ISRC, ids: Sequence[int], tables: Tables) -> Iterator[Bearer]:
    rows = tables.rows(_BEARERS, list(ids), str(isrc)) if ids else []
    credited: dict[int, list[dict[str, Any]]] = {}
    for name in tables.rows(_CREDITS, [row["artist_credit_id"] for row in rows]) if rows else ():
        credited.setdefault(name["artist_credit_id"], []).append(name)
    for row in rows:
        names = credited.get(row.pop("artist_credit_id"), [])
        printed = "".join(name["name"] + name["join_phrase"] for name in names)
        yield Bearer(artist=printed, first_artist=names[0]["name"] if names else "", **row)


def _conflicts(bearers: Sequence[Bearer]) -> Iterator[Conflict]:
    """Compare the recordings, each by all its rows, two by two; of very many, the first hundred."""
    clusters: dict[int, list[Bearer]] = {}
    for bearer in bearers:
        clusters.setdefault(bearer.cluster_id, []).append(bearer)
    pairs = list(combinations(list(clusters.values())[:_COMPARED], 2))
    if any(_apart(one, other) for one, other in pairs):
        yield _conflict("length", (str(Duration(ms)) for ms in _lengths(bearers)))
    if any(_differ(_artists(one), _artists(other)) for one, other in pairs):
        yield _conflict("artist", (bearer.artist for bearer in bearers))
    if any(_differ(_titles(one), _titles(other)) for one, other in pairs):
        yield _conflict("title", (bearer.title for bearer in bearers))


def _conflict(kind: Kind, values: Iterable[str]) -> Conflict:
    return Conflict(kind, tuple(dict.fromkeys(value for value in values if value)))


def _lengths(rows: Iterable[Bearer]) -> list[int]:
    return [row.duration_ms for row in rows if row.duration_ms is not None]


def _artists(rows: Iterable[Bearer]) -> set[str]:
    return {name_key(row.first_artist) for row in rows if row.first_artist}


def _titles(rows: Iterable[Bearer]) -> set[str]:
    return {name_key(row.title) for row in rows if row.title}


def _differ(one: set[str], other: set[str]) -> bool:
    """Tell whether both say something, and nothing alike."""
    return bool(one and other) and one.isdisjoint(other)


def _apart(one: Iterable[Bearer], other: Iterable[Bearer]) -> bool:
    """Tell whether every length of one is further from all of the other than the tolerance."""
    first, second = _lengths(one), _lengths(other)
    if not (first and second):
        return False
    return max(min(first) - max(second), min(second) - max(first)) > TOLERANCE_MS
