"""The first source: what was deposited."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import pyarrow as pa

from nachklang.catalogue.names import opaque_id
from nachklang.catalogue.schema import TABLES
from nachklang.catalogue.sources import Batch
from nachklang.model.dates import PartialDate
from nachklang.model.items import CreditedName, Description, Item
from nachklang.model.plain import digest

_Row = dict[str, Any]
_ITEMS_PER_BATCH = 10_000


class Deposits:
    """Items as rows. Each item is a recording of its own; nothing is joined here."""

    name = "deposits"

    def __init__(self, items: Iterable[Item], namespace: UUID) -> None:
        self._items = items
        self._namespace = namespace

    def open(self) -> Iterator[Batch]:
        """Read the items once, in the order given."""
        items = iter(self._items)
        while chunk := list(islice(items, _ITEMS_PER_BATCH)):
            yield from self._batches(chunk)

    def _batches(self, items: Sequence[Item]) -> Iterator[Batch]:
        rows: dict[str, list[_Row]] = {name: [] for name in TABLES}
        for item in items:
            provenance = {"source": self.name, "source_id": item.id, "snapshot": item.deposit_id}
            for table, row in _ItemRows(item, self._namespace).rows():
                rows[table].append(row | provenance)
        for table, found in rows.items():
            if found:
                yield Batch(table, pa.Table.from_pylist(found, schema=TABLES[table].staged))


class _ItemRows:
    """The rows of one item."""

    def __init__(self, item: Item, namespace: UUID) -> None:
        self._item = item
        self._namespace = namespace
        self._recording = self._id("recording")

    def _id(self, kind: str, *parts: str) -> str:
        """Return an id for something of this item."""
        return opaque_id(self._namespace, kind, "deposits", self._item.id, *parts)

    def rows(self) -> Iterator[tuple[str, _Row]]:
        description = self._item.description
        yield from self._recording_rows(description)
        yield from self._composer_rows(description.composers)
        yield from self._credit_rows(description.artists)
        if description.release is not None:
            yield from self._release_rows(description, description.release)
            yield from self._label_rows(description)
            yield from self._credit_rows(description.release_artists)

    def _recording_rows(self, description: Description) -> Iterator[tuple[str, _Row]]:
        terms = self._item.rights.terms
        published = terms.recording_published
        if published is None and description.release is None:
            published = description.released  # there is no release whose date it could be instead
        recording: _Row = {
            "id": self._recording,
            "title": description.title,
            "artist_credit_id": self._credit_id(description.artists),
            "duration_ms": self._item.technical.duration.milliseconds,
        }
        dates = _date_columns("recorded", terms.recorded) | _date_columns("published", published)
        yield "recording", recording | dates
        yield "holding", {"recording_id": self._recording, "item_id": self._item.id}
        for isrc in description.isrcs:
            yield "recording_isrc", {"recording_id": self._recording, "isrc": str(isrc)}
        if description.iswc is not None:
            yield "recording_iswc", {"recording_id": self._recording, "iswc": str(description.iswc)}

    def _composer_rows(self, composers: Sequence[str]) -> Iterator[tuple[str, _Row]]:
        for position, name in enumerate(composers, start=1):
            artist = self._id("artist", "composer", str(position))
            yield "artist", {"id": artist, "name": name}
            row: _Row = {
                "recording_id": self._recording,
                "position": position,
                "artist_id": artist,
                "name": name,
            }
            yield "composer", row

    def _credit_id(self, names: Sequence[CreditedName]) -> str | None:
        """Return the id of a credit: the same for everything that bears exactly these words."""
        return opaque_id(self._namespace, "artist-credit", digest(list(names))) if names else None

    def _credit_rows(self, names: Sequence[CreditedName]) -> Iterator[tuple[str, _Row]]:
        credit = self._credit_id(names)
        for position, credited in enumerate(names, start=1):
            artist = self._id("artist", str(credit), str(position))
            yield "artist", {"id": artist, "name": credited.name}
            row: _Row = {"artist_credit_id": credit, "position": position, "artist_id": artist}
            yield "artist_credit_name", row | {"name": credited.name, "join_phrase": credited.join_phrase}

    def _release_rows(self, description: Description, title: str) -> Iterator[tuple[str, _Row]]:
        release: _Row = {
            "id": self._id("release"),
            "title": title,
            "artist_credit_id": self._credit_id(description.release_artists),
            "barcode": description.barcode.gtin13 if description.barcode else None,
        }
        yield "release", release | _date_columns("released", description.released)
        medium: _Row = {"id": self._id("medium"), "release_id": self._id("release")}
        yield "medium", medium | {"position": description.disc}
        track: _Row = {
            "id": self._id("track"),
            "medium_id": self._id("medium"),
            "recording_id": self._recording,
        }
        yield (
            "track",
            track
            | {
                "position": description.track,
                "number": None if description.track is None else str(description.track),
                "title": description.title,
                "artist_credit_id": self._credit_id(description.artists),
            },
        )

    def _label_rows(self, description: Description) -> Iterator[tuple[str, _Row]]:
        label = None if description.label is None else self._id("label")
        if label is not None:
            yield "label", {"id": label, "name": description.label}
        if label is not None or description.catalogue_number is not None:
            row: _Row = {"release_id": self._id("release"), "label_id": label}
            yield "release_label", row | {"catalogue_number": description.catalogue_number}


def _date_columns(name: str, when: PartialDate | None) -> _Row:
    return {
        f"{name}_year": when and when.year,
        f"{name}_month": when and when.month,
        f"{name}_day": when and when.day,
    }
