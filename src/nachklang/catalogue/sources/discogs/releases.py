"""Records of releases as rows: the release, its media and tracks, and a recording for each track."""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from nachklang.catalogue.sources.discogs.codes import read_barcode, read_isrcs
from nachklang.catalogue.sources.discogs.countries import territories
from nachklang.catalogue.sources.discogs.credits import Credited, read_artists
from nachklang.catalogue.sources.discogs.entities import (
    RecordError,
    add_credit,
    own_number,
    parts_of,
    text_of,
)
from nachklang.catalogue.sources.discogs.formats import Formats, read_formats
from nachklang.catalogue.sources.discogs.names import named_id, number_of, part_id, row_id, shown_name
from nachklang.catalogue.sources.discogs.positions import formats_of, media_of
from nachklang.catalogue.sources.discogs.roles import composes, named_tracks
from nachklang.catalogue.sources.discogs.rows import Rows
from nachklang.catalogue.sources.discogs.tracklist import Track, read_tracks
from nachklang.catalogue.sources.partial_dates import read_date
from nachklang.errors import InvalidValueError

_NOBODY = etree.Element("extraartists")
_NO_DATE = (None, None, None)
_Day = tuple[int | None, int | None, int | None]


def add_release(rows: Rows, record: etree._Element) -> None:
    """Add a release; raises RecordError. Left out: images, videos, genres, styles, notes and companies."""
    _Release(rows, record).add()


class _Release:
    """One release on its way into rows."""

    def __init__(self, rows: Rows, record: etree._Element) -> None:
        self._rows = rows
        self._record = record
        self._parts = parts_of(record)
        self._number = own_number(record.get("id"))
        self._source_id = str(self._number)
        self._id = row_id(self._number)
        formats = self._parts.get("formats")
        self._formats = Formats() if formats is None else read_formats(formats)

    def add(self) -> None:
        status = self._record.get("status", "Accepted")
        if status != "Accepted":
            raise RecordError("not-accepted", f"expected the status Accepted, found {status[:40]!a}")
        title = text_of(self._parts.get("title"))
        if not title:
            raise RecordError("no-title", "expected a title")
        artists = tuple(read_artists(self._parts.get("artists", _NOBODY)))
        credit = add_credit(self._rows, self._source_id, artists)
        day = self._released()
        self._add_release(title, credit, day)
        self._add_events(day)
        self._add_labels()
        self._add_tracks(credit)

    def _row(self, table: str, *values: object) -> None:
        self._rows.add(table, self._source_id, *values)

    def _identifiers(self, kind: str) -> Iterator[tuple[str, str]]:
        for one in self._parts.get("identifiers", ()):
            if one.get("type") == kind and (value := (one.get("value") or "").strip()):
                yield value, one.get("description") or ""

    def _add_release(self, title: str, credit: int | None, day: _Day) -> None:
        master = self._parts.get("master_id")
        group = None if master is None else number_of(text_of(master))
        barcode = read_barcode((value for value, _ in self._identifiers("Barcode")), self._rows.aside)
        is_main = master is not None and master.get("is_main_release") == "true"
        values = (self._id, title, credit, group and row_id(group), barcode, self._formats.status)
        self._row("release", *values, *day, is_main, self._formats.group_type)

    def _released(self) -> _Day:
        try:
            day = read_date(text_of(self._parts.get("released")))
        except InvalidValueError as error:
            self._rows.aside("bad-date", f"released: {error}")
            return _NO_DATE
        return _NO_DATE if day is None else (day.year, day.month, day.day)

    def _add_events(self, day: _Day) -> None:
        country = text_of(self._parts.get("country"))
        found = territories(country) if country else ()
        if found is None:
            self._rows.aside(
                "unknown-country", f"{country[:60]!a}: no name of a country that Discogs is known to use"
            )
        for territory in found or ((None,) if day[0] else ()):
            self._row("release_event", self._id, territory, *day)

    def _add_labels(self) -> None:
        seen = set[tuple[int | None, str | None]]()
        for label in self._parts.get("labels", ()):
            full, number = (label.get("name") or "").strip(), number_of(label.get("id"))
            printed = (label.get("catno") or "").strip()
            catalogue_number = None if printed.casefold() in {"", "none"} else printed
            label_id = (named_id("label", full) if full else None) if number is None else row_id(number)
            known = (label_id, catalogue_number)
            if known not in seen and known != (None, None):
                seen.add(known)
                self._row("release_label", self._id, *known, shown_name(full)[0] or None)

    def _add_tracks(self, credit: int | None) -> None:
        tracklist = self._parts.get("tracklist")
        tracks = [] if tracklist is None else read_tracks(tracklist, self._rows.aside)
        positions = [track.position for track in tracks]
        media = media_of(positions, self._formats.media)
        for place, name in enumerate(formats_of(positions, self._formats.media), start=1):
            self._row("medium", part_id("medium", self._number, place), self._id, place, name)
        on_medium = dict.fromkeys(media, 0)
        for index, (track, medium) in enumerate(zip(tracks, media, strict=True), start=1):
            on_medium[medium] += 1
            self._add_track(track, index, medium, on_medium[medium], credit)
        self._add_composers(tracks, positions)
        for place, isrc in read_isrcs(self._identifiers("ISRC"), positions, self._rows.aside):
            self._row("recording_isrc", part_id("recording", self._number, place + 1), isrc)

    def _add_track(self, track: Track, index: int, medium: int, place: int, credit: int | None) -> None:
        own = add_credit(self._rows, self._source_id, track.credit)
        recording = part_id("recording", self._number, index)
        self._row("recording", recording, track.title, own or credit, track.duration_ms)
        medium_id = part_id("medium", self._number, medium)
        number = track.position or None
        self._row("track", part_id("track", self._number, index), medium_id, recording, place, number)

    def _add_composers(self, tracks: Sequence[Track], positions: Sequence[str]) -> None:
        """Add the composers of each track: those named there, then those named for the release."""
        composers = [list(track.composers) for track in tracks]
        places = {position: place for place, position in reversed([*enumerate(positions)])}
        for one in read_artists(self._parts.get("extraartists", _NOBODY), composes):
            for place in self._places(one, places, len(tracks)):
                composers[place].append(one)
        for index, named in enumerate(composers, start=1):
            recording = part_id("recording", self._number, index)
            for position, one in enumerate({one.artist_id: one for one in named}.values(), start=1):
                self._row("composer", recording, position, one.artist_id, one.printed, one.name)

    def _places(self, one: Credited, places: Mapping[str, int], count: int) -> Iterator[int]:
        """Yield the tracks that an artist of the release worked on: all, where none is named."""
        if not one.tracks:
            yield from range(count)
        for place in named_tracks(one.tracks, places):
            if isinstance(place, int):
                yield place
            else:
                self._rows.aside(
                    "unknown-track", f"{one.printed[:60]!a} composed {place[:60]!a}, which is no position"
                )
