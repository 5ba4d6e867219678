"""Rows of a snapshot's tables put together to views."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from nachklang.catalogue.reading import questions as ask
from nachklang.catalogue.reading.tables import Row, Tables
from nachklang.catalogue.reading.views import (
    Appearance,
    ArtistSummary,
    ArtistView,
    CreditedArtist,
    MediumView,
    Provenance,
    RecordingSummary,
    RecordingView,
    ReleaseLabel,
    ReleaseSummary,
    ReleaseView,
    TrackView,
)
from nachklang.errors import NotFoundError
from nachklang.model.dates import Duration, PartialDate
from nachklang.model.identifiers import ISRC, ISWC, Barcode

_Credits = dict[str | None, tuple[CreditedArtist, ...]]


class Lookup:
    """Answers by id. Lists of summaries keep the order of the ids asked for."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def ids(self, question: str, *values: object) -> list[str]:
        """Return the one column of `question`; a text that no table can hold finds nothing."""
        if not all(_storable(value) for value in values):
            return []
        return [next(iter(row.values())) for row in self._tables.rows(question, *values)]

    def recordings(self, ids: Sequence[str]) -> list[RecordingSummary]:
        rows = self._tables.rows(ask.RECORDINGS, list(ids)) if ids else []
        printed = self._credits(rows)
        found = {row["id"]: _recording_summary(row, printed) for row in rows}
        return [found[one] for one in ids]

    def releases(self, ids: Sequence[str]) -> list[ReleaseSummary]:
        rows = self._tables.rows(ask.RELEASES, list(ids)) if ids else []
        printed = self._credits(rows)
        found = {row["id"]: _release_summary(row, printed) for row in rows}
        return [found[one] for one in ids]

    def artists(self, ids: Sequence[str]) -> list[ArtistSummary]:
        rows = self._tables.rows(ask.ARTISTS, list(ids)) if ids else []
        found = {row["id"]: ArtistSummary(**row) for row in rows}
        return [found[one] for one in ids]

    def recording(self, one: str) -> RecordingView:
        row = self._row("recording", ask.RECORDING, one)
        (summary,) = self.recordings([one])
        composers = self._tables.rows(ask.COMPOSERS, one)
        return RecordingView(
            id=one,
            title=summary.title,
            artists=summary.artists,
            composers=tuple(CreditedArtist(found["artist_id"], found["name"]) for found in composers),
            duration=summary.duration,
            recorded=_date(row, "recorded"),
            published=_date(row, "published"),
            isrcs=summary.isrcs,
            iswcs=tuple(ISWC.parse(iswc) for iswc in self.ids(ask.ISWCS, one)),
            appearances=self._appearances(one),
            item_ids=summary.item_ids,
            provenance=_provenance(row),
        )

    def release(self, one: str) -> ReleaseView:
        row = self._row("release", ask.RELEASE, one)
        labels = self._tables.rows(ask.LABELS, one)
        return ReleaseView(
            id=one,
            title=row["title"],
            artists=self._credits([row]).get(row["artist_credit_id"], ()),
            released=_date(row, "released"),
            barcode=None if row["barcode"] is None else Barcode.parse(row["barcode"]),
            labels=tuple(
                ReleaseLabel(found["label_id"], found["name"], found["catalogue_number"]) for found in labels
            ),
            media=self._media(one),
            provenance=_provenance(row),
        )

    def artist(self, one: str) -> ArtistView:
        row = self._row("artist", ask.ARTIST, one)
        return ArtistView(
            id=one,
            name=row["name"],
            releases=tuple(self.releases(self.ids(ask.RELEASES_OF_ARTIST, one))),
            recordings=tuple(self.recordings(self.ids(ask.RECORDINGS_OF_ARTIST, one))),
            compositions=tuple(self.recordings(self.ids(ask.COMPOSITIONS_OF_ARTIST, one))),
            provenance=_provenance(row),
        )

    def _row(self, kind: str, question: str, one: str) -> Row:
        rows = self._tables.rows(question, one) if _storable(one) else []
        if not rows:
            raise NotFoundError(
                f"no {kind} {one[:60]!a} in this snapshot; look for it with `nachklang search`"
            )
        return rows[0]

    def _credits(self, rows: Iterable[Row]) -> _Credits:
        wanted = sorted({row["artist_credit_id"] for row in rows} - {None})
        names = self._tables.rows(ask.CREDITS, wanted) if wanted else []
        return {
            credit: tuple(
                CreditedArtist(name["artist_id"], name["name"], name["join_phrase"]) for name in group
            )
            for credit, group in groupby(names, key=lambda name: name["artist_credit_id"])
        }

    def _appearances(self, recording: str) -> tuple[Appearance, ...]:
        rows = self._tables.rows(ask.APPEARANCES, recording)
        found = {release.id: release for release in self.releases([row["release_id"] for row in rows])}
        return tuple(
            Appearance(found[row["release_id"]], row["disc"], row["position"], row["number"]) for row in rows
        )

    def _media(self, release: str) -> tuple[MediumView, ...]:
        rows = self._tables.rows(ask.TRACKS, release)
        printed = self._credits(rows)
        recordings = {one.id: one for one in self.recordings([row["recording_id"] for row in rows])}
        tracks = [(row["medium_id"], _track(row, printed, recordings[row["recording_id"]])) for row in rows]
        return tuple(
            MediumView(
                medium["id"],
                medium["position"],
                tuple(track for parent, track in tracks if parent == medium["id"]),
                _provenance(medium),
            )
            for medium in self._tables.rows(ask.MEDIA, release)
        )


def _storable(value: object) -> bool:
    """Tell whether a value can be asked for: lone surrogates have no UTF-8 form."""
    return not isinstance(value, str) or value.encode("utf-8", "replace").decode() == value


def _provenance(row: Row) -> Provenance:
    return Provenance(row["source"], row["source_id"], row["snapshot"])


def _date(row: Row, name: str) -> PartialDate | None:
    year: int | None = row[f"{name}_year"]
    return None if year is None else PartialDate(year, row[f"{name}_month"], row[f"{name}_day"])


def _track(row: Row, printed: _Credits, recording: RecordingSummary) -> TrackView:
    artists = printed.get(row["artist_credit_id"], ())
    found = _provenance(row)
    return TrackView(row["id"], row["position"], row["number"], row["title"], artists, recording, found)


def _recording_summary(row: Row, printed: _Credits) -> RecordingSummary:
    length: Any = row["duration_ms"]
    return RecordingSummary(
        id=row["id"],
        title=row["title"],
        artists=printed.get(row["artist_credit_id"], ()),
        duration=None if length is None else Duration(length),
        isrcs=tuple(ISRC.parse(isrc) for isrc in row["isrcs"] or ()),
        release_titles=tuple(row["release_titles"] or ()),
        item_ids=tuple(row["item_ids"] or ()),
    )


def _release_summary(row: Row, printed: _Credits) -> ReleaseSummary:
    artists = printed.get(row["artist_credit_id"], ())
    return ReleaseSummary(row["id"], row["title"], artists, _date(row, "released"), row["tracks"])
