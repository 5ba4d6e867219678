"""Everything that is known of one artist, and their lists page by page."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nachklang.catalogue.artist_index import ArtistIndex
from nachklang.catalogue.reading import questions as ask
from nachklang.catalogue.reading.details import Details, first_known
from nachklang.catalogue.reading.summaries import Summaries, date_of
from nachklang.catalogue.reading.views import ArtistView, Listed, RecordingSummary, ReleaseSummary
from nachklang.catalogue.titles import RECORDINGS

if TYPE_CHECKING:
    from nachklang.catalogue.postings import Ids

FIRST_ROWS = 50
"""How many rows of each list come with an artist."""

_MOST_ALIASES = 100
_MOST_SORTED = 2_000
"""Longer lists are in the order of ids: to sort them, each of their rows would have to be read."""

_MOST_TITLES_SORTED = 100_000
"""The same for recordings whose titles the index has beside their ids."""


class Artists:
    """Answers by head."""

    def __init__(self, summaries: Summaries, details: Details, index: Callable[[], ArtistIndex]) -> None:
        self._summaries = summaries
        self._details = details
        self._index = index

    def artist(self, head: int) -> ArtistView:
        """Return an artist with the first rows of each list; raises NotFoundError."""
        members, rows = self._details.rows("artist", ask.ARTIST, head)
        name = rows[0]["name"]
        aliases = self._summaries.about(ask.ALIASES, members, _MOST_ALIASES)
        return ArtistView(
            id=self._summaries.public.of("artist", head),
            name=name,
            sort_name=first_known(one["sort_name"] for one in rows),
            type=first_known(one["type"] for one in rows),
            area=first_known(one["area"] for one in rows),
            disambiguation=first_known(one["disambiguation"] for one in rows),
            begun=first_known(date_of(one, "begun") for one in rows),
            ended=first_known(date_of(one, "ended") for one in rows),
            aliases=tuple(one["name"] for one in aliases if one["name"] != name),
            releases=self.releases(head, 0, FIRST_ROWS),
            recordings=self.recordings(head, 0, FIRST_ROWS),
            compositions=self.compositions(head, 0, FIRST_ROWS),
            identifiers=self._details.identifiers("artist", members),
            provenances=self._details.provenances(rows),
        )

    def recordings_of(self, rows: Sequence[int]) -> pa.Table:
        """Return the recordings of artists' rows with titles and durations, in the schema `RECORDINGS`."""
        index = self._index()
        found = [(one, index.recordings_of(one)) for one in rows]
        return pa.concat_tables(self._read(index, one) if table is None else table for one, table in found)

    def _read(self, index: ArtistIndex, artist: int) -> pa.Table:
        """Read from the table what the index of a large part has the ids of alone."""
        ids = index.recordings(artist).tolist()
        rows = self._summaries.asked(ask.TITLES_OF_RECORDINGS, ids)
        return pa.Table.from_pylist(rows, schema=RECORDINGS)

    def recordings(self, head: int, offset: int, limit: int) -> Listed[RecordingSummary]:
        """Return some of the recordings that are credited to an artist, by title."""
        index, rows = self._index(), self._rows(head)
        titled = [found for one in rows if (found := index.recordings_of(one)) is not None]
        if len(titled) == len(rows):
            return self._of(_by_title(titled), offset, limit)
        return self._sorted([index.recordings(one) for one in rows], offset, limit)

    def compositions(self, head: int, offset: int, limit: int) -> Listed[RecordingSummary]:
        """Return some of the recordings of what an artist composed, by title."""
        index = self._index()
        return self._sorted([index.compositions(one) for one in self._rows(head)], offset, limit)

    def releases(self, head: int, offset: int, limit: int) -> Listed[ReleaseSummary]:
        """Return some of the releases that an artist is credited on, the earliest first."""
        index, summaries = self._index(), self._summaries
        found = _joined([index.releases(one) for one in self._rows(head)])
        if len(found) <= _MOST_SORTED:
            found = [row["id"] for row in summaries.asked(ask.RELEASES_BY_DATE, found)]
        heads = list(dict.fromkeys(summaries.clusters.heads("release", found)))
        return Listed(tuple(summaries.releases(heads[offset : offset + limit])), len(heads))

    def _sorted(self, lists: "Sequence[Ids]", offset: int, limit: int) -> Listed[RecordingSummary]:
        found = _joined(lists)
        if len(found) <= _MOST_SORTED:
            found = [row["id"] for row in self._summaries.asked(ask.RECORDINGS_BY_TITLE, found)]
        return self._of(found, offset, limit)

    def _of(self, recordings: Sequence[int], offset: int, limit: int) -> Listed[RecordingSummary]:
        summaries = self._summaries
        heads = list(dict.fromkeys(summaries.clusters.heads("recording", recordings)))
        return Listed(tuple(summaries.recordings(heads[offset : offset + limit])), len(heads))

    def _rows(self, head: int) -> list[int]:
        return self._summaries.clusters.members("artist", [head]).ids


def _joined(lists: "Sequence[Ids]") -> list[int]:
    """Return the ids of all lists, each once, in order."""
    found: list[int] = np.unique(np.concatenate(lists)).tolist() if lists else []
    return found


def _by_title(lists: Sequence[pa.Table]) -> list[int]:
    found = pa.concat_tables(lists)
    if len(found) <= _MOST_TITLES_SORTED:
        found = found.append_column("folded", pc.utf8_lower(found["title"]))
        found = found.sort_by([("folded", "ascending"), ("title", "ascending"), ("id", "ascending")])
    ids: list[int] = found["id"].to_pylist()
    return ids
