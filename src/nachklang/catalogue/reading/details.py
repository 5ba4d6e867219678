"""Everything that is known of one recording or one release."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from nachklang.catalogue.manifests import DEPOSITS
from nachklang.catalogue.reading import questions as ask
from nachklang.catalogue.reading.clusters import Members
from nachklang.catalogue.reading.summaries import Credits, Summaries, date_of, duration_of
from nachklang.catalogue.reading.tables import Row
from nachklang.catalogue.reading.views import (
    Appearance,
    CreditedArtist,
    Identifier,
    Listed,
    MediumView,
    Provenance,
    RecordingSummary,
    RecordingView,
    ReleaseEvent,
    ReleaseGroup,
    ReleaseLabel,
    ReleaseView,
    TrackView,
)
from nachklang.errors import NotFoundError
from nachklang.model.identifiers import ISWC, Barcode

MOST_TRACKS = 1_000
"""How many tracks of a release are read at a time."""

_MOST_SHOWN = 100
Known = TypeVar("Known")


class Details:
    """Answers by head. `licences` are those of the sources, by name."""

    def __init__(self, summaries: Summaries, licences: Mapping[str, str]) -> None:
        self._summaries = summaries
        self._licences = licences

    def rows(self, kind: str, question: str, head: int) -> tuple[Members, list[Row]]:
        """Return the rows of a thing, the preferred first; raises NotFoundError where there is none."""
        members = self._summaries.clusters.members(kind, [head])
        rows = self._summaries.about(question, members)
        if not rows:
            raise no_such(kind)
        return members, rows

    def recording(self, head: int) -> RecordingView:
        """Return a recording."""
        members, (row, *others) = self.rows("recording", ask.RECORDING, head)
        (summary,) = self._summaries.recordings([head])
        rows = [row, *others]
        return RecordingView(
            id=summary.id,
            title=summary.title,
            artists=summary.artists,
            composers=self._composers([one["id"] for one in rows]),
            duration=first_known(map(duration_of, rows)),
            recorded=first_known(date_of(one, "recorded") for one in rows),
            published=first_known(date_of(one, "published") for one in rows),
            disambiguation=first_known(one["disambiguation"] for one in rows),
            isrcs=summary.isrcs,
            iswcs=tuple(ISWC.parse(one["iswc"]) for one in self._summaries.about(ask.ISWCS, members)),
            appearances=self._appearances(members),
            item_ids=summary.item_ids,
            identifiers=self.identifiers("recording", members),
            provenances=self.provenances(rows),
        )

    def release(self, head: int, *, offset: int = 0) -> ReleaseView:
        """Return a release with at most `MOST_TRACKS` tracks from `offset`."""
        members, rows = self.rows("release", ask.RELEASE, head)
        about, public = self._summaries.about, self._summaries.public
        media, total = self._media(rows, offset)
        barcodes = dict.fromkeys(one["barcode"] for one in rows if one["barcode"] is not None)
        return ReleaseView(
            id=public.of("release", head),
            title=rows[0]["title"],
            artists=self._summaries.credits(rows[:1]).get(rows[0]["artist_credit_id"], ()),
            released=first_known(date_of(one, "released") for one in rows),
            disambiguation=first_known(one["disambiguation"] for one in rows),
            status=first_known(one["status"] for one in rows),
            language=first_known(one["language"] for one in rows),
            script=first_known(one["script"] for one in rows),
            barcodes=tuple(map(Barcode.parse, barcodes)),
            labels=self._labels(about(ask.LABELS, members)),
            events=tuple(
                ReleaseEvent(one["territory"], date_of(one, "released")) for one in about(ask.EVENTS, members)
            ),
            group=self._group(head, rows),
            media=media,
            tracks=total,
            identifiers=self.identifiers("release", members),
            provenances=self.provenances(rows),
        )

    def identifiers(self, entity: str, members: Members) -> tuple[Identifier, ...]:
        """Return all identifiers and links of a thing."""
        rows = self._summaries.about(ask.IDENTIFIERS, members, entity)
        return tuple(Identifier(row["scheme"], row["value"]) for row in rows)

    def provenances(self, rows: Iterable[Row]) -> tuple[Provenance, ...]:
        """Return where rows came from."""
        return tuple(self._provenance(row) for row in rows)

    def _provenance(self, row: Row) -> Provenance:
        source = row["source"]
        return Provenance(source, row["source_id"], row["snapshot"], self._licences.get(source))

    def _composers(self, recordings: Sequence[int]) -> tuple[CreditedArtist, ...]:
        """Return the composers that the first of the rows with any names."""
        rows = self._summaries.asked(ask.COMPOSERS, recordings)
        named = next((one for one in recordings if any(row["recording_id"] == one for row in rows)), None)
        chosen = [row for row in rows if row["recording_id"] == named]
        public = self._summaries.public_heads("artist", {row["artist_id"] for row in chosen})
        return tuple(CreditedArtist(public[row["artist_id"]], row["name"]) for row in chosen)

    def _appearances(self, members: Members) -> Listed[Appearance]:
        """Return the places of a recording, one a release, the first releases first."""
        rows = self._summaries.places_of(members)
        heads = self._summaries.clusters.heads("release", [row["release_id"] for row in rows])
        places: dict[int, Row] = {}
        for head, row in sorted(zip(heads, rows, strict=True), key=lambda one: _place(one[1])):
            places.setdefault(head, row)
        shown = sorted(places)[:_MOST_SHOWN]
        releases = self._summaries.releases(shown)
        by_id = dict(zip(self._summaries.public.many("release", shown), shown, strict=True))
        found = [(release, places[by_id[release.id]]) for release in releases]
        found.sort(key=lambda one: (str(one[0].released or "~"), one[0].title.lower(), one[0].id))
        return Listed(
            tuple(Appearance(one, row["disc"], row["position"], row["number"]) for one, row in found),
            len(places),
        )

    def _labels(self, rows: Iterable[Row]) -> tuple[ReleaseLabel, ...]:
        listed = list(rows)
        ids = {row["label_id"] for row in listed} - {None}
        public = self._summaries.public_heads("label", ids) | {None: None}
        named = (
            ReleaseLabel(public[row["label_id"]], row["name"], row["catalogue_number"]) for row in listed
        )
        return tuple(dict.fromkeys(named))

    def _group(self, head: int, rows: Sequence[Row]) -> ReleaseGroup | None:
        """Return the release group that the preferred row with any belongs to."""
        summaries = self._summaries
        group = first_known(row["release_group_id"] for row in rows)
        if group is None:
            return None
        (its_head,) = summaries.clusters.heads("release_group", [group])
        members = summaries.clusters.members("release_group", [its_head])
        found = summaries.about(ask.GROUPS, members)
        if not found:
            return None
        ids = [row["id"] for row in summaries.about(ask.EDITIONS, members, 10 * _MOST_SHOWN)]
        others = [one for one in dict.fromkeys(summaries.clusters.heads("release", ids)) if one != head]
        return ReleaseGroup(
            id=summaries.public.of("release_group", its_head),
            title=found[0]["title"],
            type=first_known(row["type"] for row in found),
            editions=Listed(tuple(summaries.releases(others[:_MOST_SHOWN])), len(others)),
        )

    def _media(self, rows: Sequence[Row], offset: int) -> tuple[tuple[MediumView, ...], int]:
        ids = [row["id"] for row in rows]
        counts = self._summaries.places().track_counts(ids)
        fullest = max(ids, key=lambda one: counts.get(one, 0))  # the preferred one of those that have as many
        media = self._media_of([fullest], offset)
        deposited = [row["id"] for row in rows if row["source"] == DEPOSITS and row["id"] != fullest]
        if deposited and offset == 0:
            named = {track.recording.id for medium in media for track in medium.tracks}
            media += [one for one in self._media_of(deposited, 0) if not named >= _recordings_on(one)]
        return tuple(media), counts.get(fullest, 0)

    def _media_of(self, releases: Sequence[int], offset: int) -> list[MediumView]:
        summaries = self._summaries
        media, rows = self._track_rows(releases, offset)
        printed = summaries.credits(rows)
        heads = summaries.clusters.heads("recording", [row["recording_id"] for row in rows])
        there = {one.id: one for one in summaries.recordings(list(dict.fromkeys(heads)))}
        public = summaries.public.many("recording", heads)
        track_ids = summaries.public.many("track", [row["id"] for row in rows])
        tracks = [
            (row["medium_id"], self._track(row, track, printed, there[recording]))
            for row, track, recording in zip(rows, track_ids, public, strict=True)
            if recording in there
        ]
        return [
            self._medium(medium, tuple(track for parent, track in tracks if parent == medium["id"]))
            for medium in media
            if offset == 0 or any(parent == medium["id"] for parent, _ in tracks)
        ]

    def _track_rows(self, releases: Sequence[int], offset: int) -> tuple[list[Row], list[Row]]:
        """Return the media of releases, and `MOST_TRACKS` of their tracks from `offset`, in order."""
        summaries, places = self._summaries, self._summaries.places()
        media_ids = [one for some in places.media_of_releases(releases).values() for one in some]
        media = summaries.asked(ask.MEDIA, media_ids)
        tracks = places.tracks_of_media([medium["id"] for medium in media])
        wanted = [one for some in tracks.values() for one in some][offset : offset + MOST_TRACKS]
        found = {row["id"]: row for row in summaries.asked(ask.TRACKS, wanted)}
        return media, [found[one] for one in wanted]

    def _track(self, row: Row, public: str, printed: Credits, recording: RecordingSummary) -> TrackView:
        return TrackView(
            id=public,
            position=row["position"],
            number=row["number"],
            title=recording.title if row["title"] is None else row["title"],
            artists=printed.get(row["artist_credit_id"], recording.artists),
            recording=recording,
            provenance=self._provenance(row),
        )

    def _medium(self, row: Row, tracks: tuple[TrackView, ...]) -> MediumView:
        return MediumView(
            id=self._summaries.public.of("medium", row["id"]),
            position=row["position"],
            format=row["format"],
            title=row["title"],
            tracks=tracks,
            provenance=self._provenance(row),
        )


def no_such(kind: str) -> NotFoundError:
    """Say that the snapshot does not have a thing whose id is in order."""
    return NotFoundError(f"no such {kind} in this snapshot; look for it with `nachklang search`")


def first_known(values: Iterable[Known | None]) -> Known | None:
    """Return the first value that is known, the preferred row's before all others'."""
    return next((value for value in values if value is not None), None)


def _place(row: Row) -> tuple[int, int, int]:
    return row["release_id"], row["disc"], row["position"]


def _recordings_on(medium: MediumView) -> set[str]:
    return {track.recording.id for track in medium.tracks}
