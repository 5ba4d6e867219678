"""What the archive holds, counted once for each state of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from nachklang.archive import Archive
from nachklang.catalogue import Counts, Snapshot
from nachklang.model.acts import Act, Layer
from nachklang.model.dates import Duration
from nachklang.model.items import Item
from nachklang.web.origins import LicenceShown, imported, licence_shown
from nachklang.web.words import format_name, source_name

_NEWEST = 6


@dataclass(frozen=True, slots=True, order=True)
class GroundCounted:
    """A licence with its address, or another ground by name."""

    name: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item among the newest."""

    recording: str
    title: str
    artists: str
    duration: Duration
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class SourceShown:
    """A source of metadata, the state of it that was read, and the licence that it comes under."""

    name: str
    snapshot: str
    licence: LicenceShown


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers and newest items of one snapshot. `bytes` counts the originals, `duration_ms` adds them up.

    `counts` is about everything that the catalogue knows, `sources` about where it knows it from.
    """

    snapshot: int
    made_at: datetime
    counts: Counts
    sources: tuple[SourceShown, ...]
    items: int
    bytes: int
    duration_ms: int
    playable: int
    formats: tuple[tuple[str, int], ...]
    grounds: tuple[tuple[GroundCounted, int], ...]
    newest: tuple[NewItem, ...]


class OverviewShelf:
    """Keeps the newest overview. It is made again when snapshot, items, rights or day change."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] | None = None
        self._made: Overview | None = None
        self._lock = Lock()

    def of(self, archive: Archive, snapshot: Snapshot | None) -> Overview | None:
        """Return the overview of a snapshot, or None where there is none yet."""
        if snapshot is None:
            return None
        items, recorded = archive.registry.item_count(), archive.registry.rights.state()
        key = (snapshot.info.number, items, recorded, datetime.now(UTC).date())
        with self._lock:
            if key != self._key:
                self._made, self._key = look_over(archive, snapshot), key
            return self._made


def look_over(archive: Archive, snapshot: Snapshot) -> Overview:
    """Read every item that may be described once and count."""
    in_force = archive.in_force()
    items = [item for item in archive.registry.items() if in_force.decide(Act.DESCRIBE, item).permitted]
    formats = Counter(format_name(item.technical.container, item.technical.codec) for item in items)
    return Overview(
        snapshot=snapshot.info.number,
        made_at=snapshot.info.made_at,
        counts=snapshot.counts(),
        sources=tuple(
            SourceShown(source_name(part.source), part.snapshot, licence_shown(part.licence))
            for part in imported(snapshot)
        ),
        items=len(items),
        bytes=sum(item.size for item in items),
        duration_ms=sum(item.technical.duration.milliseconds for item in items),
        playable=sum(in_force.decide(Act.STREAM, item).permitted for item in items),
        formats=tuple(formats.most_common()),
        grounds=tuple(Counter(map(_recording_ground, items)).most_common()),
        newest=_newest(items, snapshot),
    )


def _recording_ground(item: Item) -> GroundCounted:
    """Return the licence of the recording layer, or else its basis."""
    mandates = [mandate for mandate in item.rights.mandates if mandate.layer is Layer.RECORDING]
    for mandate in mandates:
        if mandate.licence is not None:
            return GroundCounted(mandate.licence.spdx, mandate.licence.address)
    return GroundCounted("Agreement with the depositor" if mandates else "Public domain")


def _newest(items: Iterable[Item], snapshot: Snapshot) -> tuple[NewItem, ...]:
    newest = sorted(items, key=lambda item: (item.accepted_at, item.id), reverse=True)
    found = ((item, snapshot.recording_of_item(item.id)) for item in newest[:_NEWEST])
    return tuple(_new_item(item, recording) for item, recording in found if recording is not None)


def _new_item(item: Item, recording: str) -> NewItem:
    credit = "".join(one.name + one.join_phrase for one in item.description.artists)
    return NewItem(recording, item.description.title, credit, item.technical.duration, item.accepted_at)
