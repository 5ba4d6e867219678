"""Reading the public log from its newest entry backwards, one bundle of entries after the other.

A page begins at its last entry, not at a count of pages, so entries that are added later do not move it.
Reading for a filter ends before it can keep a visitor waiting, and the page says where it ended.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nachklang.errors import InvalidValueError
from nachklang.ledger import TileFolder
from nachklang.model.plain import instant
from nachklang.web.log_words import KindWords, words_of_kind

PAGE_ENTRIES = 50
MOST_SEARCHED = 16_384
_BUNDLE = 256


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry as far as it can be read; what cannot be is empty. `data` are its bytes."""

    index: int
    data: bytes
    id: str
    kind: str
    at: datetime | None
    subject: str
    decision: str
    facts: tuple[tuple[str, str], ...]
    commitments: tuple[tuple[str, str], ...]

    @property
    def words(self) -> KindWords:
        """What its kind means."""
        return words_of_kind(self.kind)

    @property
    def text(self) -> str | None:
        """Its bytes as text; None where they are none, or text that a page cannot show as it is."""
        try:
            text = self.data.decode()
        except UnicodeDecodeError:
            return None
        return text if text.isprintable() and text else None


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which entries are wanted: of one kind, of some days (both inclusive), with a subject that begins so."""

    kind: str = ""
    since: date | None = None
    until: date | None = None
    subject: str = ""

    @property
    def asks(self) -> bool:
        """Whether it leaves anything out."""
        return self != LogFilter()

    def admits(self, entry: LogEntry) -> bool:
        """Say whether an entry is wanted."""
        day = entry.at.date() if entry.at is not None else None
        return (
            (not self.kind or entry.kind == self.kind)
            and entry.subject.startswith(self.subject)
            and (self.since is None or (day is not None and day >= self.since))
            and (self.until is None or (day is not None and day <= self.until))
        )

    def may_admit(self, data: bytes) -> bool:
        """Say quickly, without reading the entry, whether it can be wanted at all."""
        return self.kind.encode() in data and self.subject.encode() in data


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries, newest first. `start` and `end` bound what was looked at: start <= index < end.

    `further` says whether older entries remain.
    """

    entries: tuple[LogEntry, ...]
    start: int
    end: int
    full: bool

    @property
    def further(self) -> bool:
        """Whether there is anything older."""
        return self.start > 0

    @property
    def searched(self) -> int:
        """How many entries were looked at."""
        return self.end - self.start


def read_page(tiles: TileFolder, size: int, end: int, wanted: LogFilter) -> LogPage:
    """Read the newest entries before `end` that are wanted, of a log of `size` entries."""
    found: list[LogEntry] = []
    start, last = end, max(0, end - MOST_SEARCHED)
    for index, data in _backwards(tiles, size, end):
        start = index
        if wanted.may_admit(data) and wanted.admits(entry := read_entry(index, data)):
            found.append(entry)
        if index == last or len(found) == PAGE_ENTRIES:
            break
    return LogPage(tuple(found), start, end, len(found) == PAGE_ENTRIES)


def _backwards(tiles: TileFolder, size: int, end: int) -> Iterator[tuple[int, bytes]]:
    for bundle in range((end - 1) // _BUNDLE, -1, -1):
        first = bundle * _BUNDLE
        entries = tiles.bundle(bundle, min(_BUNDLE, size - first))
        for offset in range(min(len(entries), end - first) - 1, -1, -1):
            yield first + offset, entries[offset]


def read_entry(index: int, data: bytes) -> LogEntry:
    """Read an entry of whatever form: a log may be older, or newer, than these pages."""
    fields = _fields(data)
    return LogEntry(
        index=index,
        data=data,
        id=_text(fields, "id"),
        kind=_text(fields, "kind"),
        at=_instant(_text(fields, "time")),
        subject=_text(fields, "subject"),
        decision=_text(fields, "decision"),
        facts=_pairs(fields, "facts"),
        commitments=_pairs(fields, "commitments"),
    )


def _pairs(fields: dict[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    found = fields.get(name)
    return tuple((str(one), str(value)) for one, value in found.items()) if isinstance(found, dict) else ()


def _fields(data: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _instant(text: str) -> datetime | None:
    try:
        return instant(text)
    except InvalidValueError:
        return None
