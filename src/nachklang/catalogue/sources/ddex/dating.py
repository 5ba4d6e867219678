"""When a release came out where."""

from collections.abc import Iterable

from nachklang.catalogue.sources.ddex.deals import Deals
from nachklang.catalogue.sources.ddex.dialects import DatedTerritories, Dialect
from nachklang.catalogue.sources.ddex.elements import Element
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.catalogue.sources.ddex.statements import Event
from nachklang.catalogue.sources.ddex.values import date_of, territory_of
from nachklang.model.acts import TERRITORY_CODES
from nachklang.model.dates import PartialDate


def first_date(dates: Iterable[PartialDate | None]) -> PartialDate | None:
    """Return the earliest; a less precise one comes behind those that it may be."""
    return min((one for one in dates if one is not None), key=_order, default=None)


class Dating:
    """The dates of the releases of one message. A code that is none is noted once."""

    def __init__(self, says: Dialect, deals: Deals, notes: Notes) -> None:
        self._says = says
        self._deals = deals
        self._notes = notes
        self._territories: dict[str, str | None] = {}

    def events(self, release: Element) -> tuple[Event, ...]:
        """Return what is stated of releases; only where nothing is, the first days of the deals."""
        events = self._spread(self._says.release_dates(release))
        if not events:
            events = self._first_of_each(self._spread(self._deals.starts(release)))
        return tuple(sorted(events, key=lambda event: (event.territory, _order(event.released))))

    def earliest(self, release: Element, events: Iterable[Event]) -> PartialDate | None:
        """Return the original date, or that of the first event."""
        original = [date_of(one, self._notes) for one in self._says.original_dates(release)]
        return first_date([*original, *(event.released for event in events)])

    def _spread(self, dated: Iterable[DatedTerritories]) -> set[Event]:
        """Make an event of each territory."""
        return {
            Event(code, released)
            for one in dated
            if (released := date_of(one.date, self._notes)) is not None
            for code in self._codes(one)
        }

    def _first_of_each(self, events: Iterable[Event]) -> set[Event]:
        first: dict[str, Event] = {}
        for event in sorted(events, key=lambda one: _order(one.released)):
            first.setdefault(event.territory, event)
        return set(first.values())

    def _codes(self, dated: DatedTerritories) -> set[str]:
        """Return the codes that are named, or all but those that are left out."""
        read = {self._territory(dated.date, code) for code in dated.codes or dated.excluded}
        codes = {code for code in read if code is not None}
        return codes if dated.codes or not codes else set(TERRITORY_CODES) - codes

    def _territory(self, at: Element, code: str) -> str | None:
        if code not in self._territories:
            self._territories[code] = territory_of(at, code, self._notes)
        return self._territories[code]


def _order(when: PartialDate) -> tuple[int, int, int]:
    return when.year, when.month or 13, when.day or 32
