"""Rows of a snapshot's tables put together for lists: recordings, releases, artists, and their credits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from nachklang.catalogue.public_ids import PublicIds
from nachklang.catalogue.reading import questions as ask
from nachklang.catalogue.reading.clusters import Clusters, Members
from nachklang.catalogue.reading.tables import Row, Tables
from nachklang.catalogue.reading.views import (
    ArtistSummary,
    CreditedArtist,
    RecordingSummary,
    ReleaseSummary,
)
from nachklang.model.dates import Duration, PartialDate
from nachklang.model.identifiers import ISRC

if TYPE_CHECKING:
    from nachklang.catalogue.artist_index import ArtistIndex
    from nachklang.catalogue.reading.places import Places

Credits = Mapping[int | None, tuple[CreditedArtist, ...]]


class Summaries:
    """Answers by row id. A list keeps the order of the heads asked for; what no table has is left out."""

    def __init__(
        self,
        tables: Tables,
        clusters: Clusters,
        ids: PublicIds,
        artists: Callable[[], "ArtistIndex"],
        places: Callable[[], "Places"],
    ) -> None:
        self.tables = tables
        self.clusters = clusters
        self.public = ids
        self._artists = artists
        self.places = places

    def about(self, question: str, members: Members, *values: object) -> list[Row]:
        """Ask about rows that are wanted."""
        return self.tables.about(question, members.ids, members.heads, *values)

    def asked(self, question: str, ids: Sequence[int], *values: object) -> list[Row]:
        """Ask about rows, each of which stands for itself."""
        return self.about(question, Members(list(ids), list(ids)), *values)

    def recordings(self, heads: Sequence[int]) -> list[RecordingSummary]:
        """Return the recordings of these heads."""
        members = self.clusters.members("recording", heads)
        rows = preferred(self.about(ask.RECORDINGS, members))
        printed = self.credits(rows.values())
        isrcs = gathered(self.about(ask.ISRCS, members), "isrc")
        items = gathered(self.about(ask.HOLDINGS, members), "item_id")

        def summary(head: int, public: str) -> RecordingSummary:
            row = rows[head]
            return RecordingSummary(
                id=public,
                title=row["title"],
                artists=printed.get(row["artist_credit_id"], ()),
                duration=duration_of(row),
                isrcs=tuple(map(ISRC.parse, isrcs.get(head, ()))),
                item_ids=tuple(items.get(head, ())),
                disambiguation=row["disambiguation"],
            )

        return self._in_order("recording", heads, rows, summary)

    def releases(self, heads: Sequence[int]) -> list[ReleaseSummary]:
        """Return the releases of these heads, each with as many tracks as the row that has most."""
        members = self.clusters.members("release", heads)
        rows = preferred(self.about(ask.RELEASES, members))
        printed = self.credits(rows.values())
        tracks = self.places().track_counts(members.ids)

        def summary(head: int, public: str) -> ReleaseSummary:
            row = rows[head]
            return ReleaseSummary(
                id=public,
                title=row["title"],
                artists=printed.get(row["artist_credit_id"], ()),
                released=date_of(row, "released"),
                tracks=max(tracks.get(one, 0) for one in members.of(head)),
                disambiguation=row["disambiguation"],
            )

        return self._in_order("release", heads, rows, summary)

    def artists(self, heads: Sequence[int]) -> list[ArtistSummary]:
        """Return the artists of these heads."""
        members = self.clusters.members("artist", heads)
        rows = preferred(self.about(ask.ARTISTS, members))
        index = self._artists()

        def summary(head: int, public: str) -> ArtistSummary:
            of_head = members.of(head)
            return ArtistSummary(
                id=public,
                name=rows[head]["name"],
                recordings=sum(index.count("recordings", one) for one in of_head),
                compositions=sum(index.count("compositions", one) for one in of_head),
                disambiguation=rows[head]["disambiguation"],
            )

        return self._in_order("artist", heads, rows, summary)

    def places_of(self, recordings: Members) -> list[Row]:
        """Return where recordings stand: `head`, `release_id`, `disc`, `position`, `number`."""
        tracks = self.places().tracks_of_recordings(recordings.ids)
        pairs = [
            (track, head)
            for one, head in zip(recordings.ids, recordings.heads, strict=True)
            for track in tracks[one]
        ]
        return self.about(ask.PLACES, Members([track for track, _ in pairs], [head for _, head in pairs]))

    def credits(self, rows: Iterable[Row]) -> Credits:
        """Return the artist credits that rows name, by their ids."""
        wanted = sorted({row["artist_credit_id"] for row in rows} - {None})
        names = self.asked(ask.CREDITS, wanted)
        public = self.public_heads("artist", {name["artist_id"] for name in names})
        return {
            credit: tuple(
                CreditedArtist(public[name["artist_id"]], name["name"], name["join_phrase"]) for name in group
            )
            for credit, group in groupby(names, key=lambda name: name["artist_credit_id"])
        }

    def public_heads(self, entity: str, ids: Iterable[int]) -> dict[int, str]:
        """Return by row id the public id of the thing that the row stands for."""
        rows = list(ids)
        return dict(zip(rows, self.public.many(entity, self.clusters.heads(entity, rows)), strict=True))

    def _in_order(
        self, entity: str, heads: Sequence[int], rows: Mapping[int, Row], make: Callable[[int, str], Any]
    ) -> list[Any]:
        there = [head for head in heads if head in rows]
        return [make(*one) for one in zip(there, self.public.many(entity, there), strict=True)]


def preferred(rows: Iterable[Row]) -> dict[int, Row]:
    """Return the first row of each head."""
    found: dict[int, Row] = {}
    for row in rows:
        found.setdefault(row["head"], row)
    return found


def gathered(rows: Iterable[Row], column: str) -> dict[int, list[Any]]:
    """Return by head what its rows have in a column."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row["head"], []).append(row[column])
    return found


def duration_of(row: Row) -> Duration | None:
    """Return the duration that a recording's row has."""
    length: Any = row["duration_ms"]
    return None if length is None else Duration(length)


def date_of(row: Row, name: str) -> PartialDate | None:
    """Return a date that a row has in three columns."""
    year: int | None = row[f"{name}_year"]
    return None if year is None else PartialDate(year, row[f"{name}_month"], row[f"{name}_day"])
