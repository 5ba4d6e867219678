"""From what a message states to rows.

Recordings, credits and media belong to their release: they go with it when it is said anew or taken back.
Artists and labels are one row for all releases of a sender, by id and name, and belong to none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from nachklang.catalogue.ids import hashed_id
from nachklang.catalogue.names import SEPARATOR, name_key
from nachklang.catalogue.sources import STAGED, Batch
from nachklang.catalogue.sources.ddex.statements import Credit, Party, Recording, Release, ReleaseIds
from nachklang.model.dates import PartialDate

Row = dict[str, Any]
SAYING = "saying"
_BY_MESSAGE = (pa.field("said_by", pa.string()), pa.field("message", pa.int64()))
SCHEMAS: Mapping[str, pa.Schema] = {
    **{name: pa.schema([*schema, *_BY_MESSAGE]) for name, schema in STAGED.items()},
    SAYING: pa.schema([pa.field("known_as", pa.string()), *_BY_MESSAGE]),
}
"""The tables of the catalogue, each row with the release that says it and the number of the message.

`saying` has each message about each release, once for every id that the release is known by there.
"""


class MessageRows:
    """Gathers the rows of one message: `number` is its place in the order of time, `snapshot` the time."""

    def __init__(self, source: str, snapshot: str, number: int) -> None:
        self._source = source
        self._snapshot = snapshot
        self._number = number
        self._rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}

    def batches(self) -> Iterator[Batch]:
        """Hand over what was gathered."""
        for table, rows in self._rows.items():
            if rows:
                yield Batch(table, pa.Table.from_pylist(rows, schema=SCHEMAS[table]))

    def say(self, ids: ReleaseIds) -> None:
        """Note that the message is about a release: what was said of it before is over."""
        for known_as in ids.known_as:
            self._rows[SAYING].append({"known_as": known_as, "said_by": ids.own, "message": self._number})

    def add(self, release: Release) -> None:
        """Add a release with all that belongs to it."""
        self.say(release.ids)
        for table, source_id, row in _ReleaseRows(self._source, release).rows():
            provenance = {"source": self._source, "source_id": source_id, "snapshot": self._snapshot}
            said = {"said_by": release.ids.own, "message": self._number}
            self._rows[table].append(row | provenance | said)


_Placed = tuple[str, str, Row]


class _ReleaseRows:
    """The rows of one release: table, source id, row."""

    def __init__(self, source: str, release: Release) -> None:
        self._source = source
        self._release = release
        self._own = release.ids.own
        self._id = self._made("release")
        self._recordings = {one.reference: key for one, key in _keys(release.recordings)}
        self._parties: set[Party] = set()

    def rows(self) -> Iterator[_Placed]:
        for table, row in self._release_rows():
            yield table, self._own, row
        for table, row in self._media_rows():
            yield table, self._own, row
        for recording in self._release.recordings:
            yield from self._recording_rows(recording)
        for credit in dict.fromkeys(
            [self._release.credit, *(one.credit for one in self._release.recordings)]
        ):
            yield from self._credit_rows(credit)
        for label in self._release.labels:
            yield "label", f"label:{label}", {"id": self._label(label), "name": label}

    def _made(self, kind: str, *parts: object) -> int:
        """Return the id of something of this release."""
        return hashed_id(self._source, kind, SEPARATOR.join([self._own, *map(str, parts)]))

    def _label(self, name: str) -> int:
        return hashed_id(self._source, "label", name_key(name))

    def _artist(self, party: Party) -> int:
        """Return the id of a party: an id that stands for two names is one artist for each."""
        return hashed_id(self._source, "artist", SEPARATOR.join((party.key or "", name_key(party.name))))

    def _release_rows(self) -> Iterator[tuple[str, Row]]:
        release = self._release
        group = None if release.type is None else self._made("release_group")
        row: Row = {"id": self._id, "title": release.title, "artist_credit_id": self._credit(release.credit)}
        if group is not None:
            yield "release_group", row | {"id": group, "type": release.type}
        more = {"release_group_id": group, "barcode": release.ids.barcode, "status": release.status}
        yield "release", row | more | _date_columns("released", release.released)
        for event in release.events:
            where: Row = {"release_id": self._id, "territory": event.territory}
            yield "release_event", where | _date_columns("released", event.released)
        for label, number in _labels(release):
            label_id = None if label is None else self._label(label)
            yield "release_label", {"release_id": self._id, "label_id": label_id, "catalogue_number": number}
        if release.ids.grid is not None:
            yield "identifier", _identifier("release", self._id, "grid", release.ids.grid)

    def _media_rows(self) -> Iterator[tuple[str, Row]]:
        for place, medium in enumerate(self._release.media, start=1):
            medium_id = self._made("medium", place)
            row: Row = {"id": medium_id, "release_id": self._id, "position": place}
            yield "medium", row | {"format": medium.format, "title": medium.title}
            for track in medium.tracks:
                yield (
                    "track",
                    {
                        "id": self._made("track", place, track.position),
                        "medium_id": medium_id,
                        "recording_id": self._recording(track.reference),
                        "position": track.position,
                        "number": track.number,
                    },
                )

    def _recording(self, reference: str) -> int:
        return self._made("recording", self._recordings[reference])

    def _recording_rows(self, recording: Recording) -> Iterator[_Placed]:
        own = self._recording(recording.reference)
        row: Row = {
            "id": own,
            "title": recording.title,
            "artist_credit_id": self._credit(recording.credit),
            "duration_ms": recording.milliseconds,
            "disambiguation": recording.disambiguation,
        }
        dates = _date_columns("recorded", recording.recorded) | _date_columns(
            "published", recording.published
        )
        yield "recording", self._own, row | dates
        for isrc in recording.isrcs:
            yield "recording_isrc", self._own, {"recording_id": own, "isrc": isrc}
        for iswc in recording.iswcs:
            yield "recording_iswc", self._own, {"recording_id": own, "iswc": iswc}
        for position, party in enumerate(recording.composers, start=1):
            yield from self._party_rows(party)
            composed: Row = {"recording_id": own, "position": position, "artist_id": self._artist(party)}
            yield "composer", self._own, composed | {"name": party.name}

    def _credit(self, credit: Credit) -> int | None:
        """Return the id of a credit: the same for all of the release that bears exactly these words."""
        words = [part for one in credit for part in (self._artist(one.party), one.name, one.join_phrase)]
        return self._made("artist_credit", *words) if credit else None

    def _credit_rows(self, credit: Credit) -> Iterator[_Placed]:
        credit_id = self._credit(credit)
        for position, one in enumerate(credit, start=1):
            yield from self._party_rows(one.party)
            row: Row = {
                "artist_credit_id": credit_id,
                "position": position,
                "artist_id": self._artist(one.party),
            }
            yield "artist_credit_name", self._own, row | {"name": one.name, "join_phrase": one.join_phrase}

    def _party_rows(self, party: Party) -> Iterator[_Placed]:
        """Make the rows of somebody, once a release."""
        if party in self._parties:
            return
        self._parties.add(party)
        own, source_id = self._artist(party), f"party:{party.key or party.name}"
        yield "artist", source_id, {"id": own, "name": party.name, "sort_name": party.sort_name}
        for alias in party.aliases:
            yield "artist_alias", source_id, {"artist_id": own, "name": alias}
        for scheme, value in party.identifiers:
            yield "identifier", source_id, _identifier("artist", own, scheme, value)


def _keys(recordings: Sequence[Recording]) -> Iterator[tuple[Recording, str]]:
    """Name each recording by its first ISRC, which a later message keeps; else by its reference."""
    counts = Counter(isrc for one in recordings for isrc in one.isrcs[:1])
    for one in recordings:
        alone = bool(one.isrcs) and counts[one.isrcs[0]] == 1
        yield one, one.isrcs[0] if alone else f"#{one.reference}"


def _labels(release: Release) -> Iterable[tuple[str | None, str | None]]:
    """Pair the first label with the catalogue numbers; the others have none."""
    first = next(iter(release.labels), None)
    numbered = [(first, number) for number in release.ids.catalogue_numbers]
    plain = [(label, None) for label in release.labels]
    return [*numbered, *(plain[1:] if numbered else plain)]


def _identifier(entity: str, own: int, scheme: str, value: str) -> Row:
    return {"entity": entity, "id": own, "scheme": scheme, "value": value}


def _date_columns(name: str, when: PartialDate | None) -> Row:
    return {
        f"{name}_year": when and when.year,
        f"{name}_month": when and when.month,
        f"{name}_day": when and when.day,
    }
