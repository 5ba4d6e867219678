"""The first source: what was deposited.

Inside one archive's deposits a name is enough for an artist or a label, and title, release artists
and barcode (or label) are enough for a release: their ids are made from these words. Recordings are
never joined: two items with the same ISRC stay two recordings, because an ISRC is evidence and no key.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa

from nachklang.catalogue.ids import hashed_id
from nachklang.catalogue.manifests import DEPOSITS
from nachklang.catalogue.names import SEPARATOR, name_key
from nachklang.catalogue.sources import STAGED, Batch, Keep, Mark, Origin, Step
from nachklang.model.dates import PartialDate
from nachklang.model.items import CreditedName, Description, Item
from nachklang.model.plain import digest

_Row = dict[str, Any]
_ITEMS_PER_BATCH = 10_000


class Deposits:
    """Items as rows, those of one thing still side by side."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = items

    @property
    def origin(self) -> Origin:
        """Nothing on disk: the registry's items, each under its own mandate."""
        return Origin(DEPOSITS, "LicenseRef-item-by-item", "", (), 0, whole=True)

    @property
    def staged(self) -> Mapping[str, pa.Schema]:
        """The tables of the catalogue."""
        return STAGED

    def open(self, after: str | None = None) -> Iterator[Step]:
        """Read the items once, in the order given."""
        del after  # items change, so an import of them begins anew
        items = iter(self._items)
        while chunk := list(islice(items, _ITEMS_PER_BATCH)):
            yield from _batches(chunk)
        yield Mark("", 0)

    def shape(self, staged: Mapping[str, Any], keep: Keep) -> Mapping[str, Any]:
        """Choose the spelling that is used most and the release that is most complete, and count tracks."""
        from nachklang.catalogue.sources.deposits_shape import shape  # noqa: PLC0415  (Ibis is slow to import)

        del keep
        return shape(staged)


def _batches(items: Sequence[Item]) -> Iterator[Batch]:
    rows: dict[str, list[_Row]] = {name: [] for name in STAGED}
    for item in items:
        provenance = {"source": DEPOSITS, "source_id": item.id, "snapshot": item.deposit_id}
        for table, row in _ItemRows(item).rows():
            rows[table].append(row | provenance)
    for table, found in rows.items():
        if found:
            yield Batch(table, pa.Table.from_pylist(found, schema=STAGED[table]))


def _named(kind: str, name: str) -> int:
    return hashed_id(DEPOSITS, kind, name_key(name))


class _ItemRows:
    """The rows of one item."""

    def __init__(self, item: Item) -> None:
        self._item = item
        self._recording = hashed_id(DEPOSITS, "recording", item.id)
        self._release = self._release_id(item.description)

    def _release_id(self, said: Description) -> int:
        """Make the id from what tells one release from another.

        Without release artists only the deposit tells one `Greatest Hits` from another.
        """
        who = "+".join(str(_named("artist", one.name)) for one in said.release_artists)
        label = None if said.label is None else str(_named("label", said.label))
        edition = said.barcode.gtin13 if said.barcode else label or ""
        credited = who or f"deposit {self._item.deposit_id}"
        return hashed_id(
            DEPOSITS, "release", SEPARATOR.join((name_key(said.release or ""), credited, edition))
        )

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
            "artist_credit_id": _credit_id(description.artists),
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
            artist = _named("artist", name)
            yield "artist", {"id": artist, "name": name}
            row: _Row = {"recording_id": self._recording, "position": position, "artist_id": artist}
            yield "composer", row | {"name": name}

    def _credit_rows(self, names: Sequence[CreditedName]) -> Iterator[tuple[str, _Row]]:
        credit = _credit_id(names)
        for position, credited in enumerate(names, start=1):
            artist = _named("artist", credited.name)
            yield "artist", {"id": artist, "name": credited.name}
            row: _Row = {"artist_credit_id": credit, "position": position, "artist_id": artist}
            yield "artist_credit_name", row | {"name": credited.name, "join_phrase": credited.join_phrase}

    def _release_rows(self, description: Description, title: str) -> Iterator[tuple[str, _Row]]:
        release: _Row = {
            "id": self._release,
            "title": title,
            "artist_credit_id": _credit_id(description.release_artists),
            "barcode": description.barcode.gtin13 if description.barcode else None,
        }
        yield "release", release | _date_columns("released", description.released)
        medium = hashed_id(DEPOSITS, "medium", f"{self._release}/{description.disc}")
        yield "medium", {"id": medium, "release_id": self._release, "position": description.disc}
        track: _Row = {
            "id": hashed_id(DEPOSITS, "track", self._item.id),
            "medium_id": medium,
            "recording_id": self._recording,
            "position": description.track,
            "number": None if description.track is None else str(description.track),
        }
        yield "track", track

    def _label_rows(self, description: Description) -> Iterator[tuple[str, _Row]]:
        label = None if description.label is None else _named("label", description.label)
        if label is not None:
            yield "label", {"id": label, "name": description.label}
        if label is not None or description.catalogue_number is not None:
            row: _Row = {"release_id": self._release, "label_id": label}
            yield "release_label", row | {"catalogue_number": description.catalogue_number}


def _credit_id(names: Sequence[CreditedName]) -> int | None:
    """Return the id of a credit: the same for everything that bears exactly these words."""
    return hashed_id(DEPOSITS, "artist_credit", digest(list(names))) if names else None


def _date_columns(name: str, when: PartialDate | None) -> _Row:
    return {
        f"{name}_year": when and when.year,
        f"{name}_month": when and when.month,
        f"{name}_day": when and when.day,
    }
