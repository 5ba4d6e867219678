"""What is read of the deals: where a release may be had from which day, and whether it was taken down.

Prices, models and uses are between the label and its shops.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from nachklang.catalogue.sources.ddex.dialects import DatedTerritories
from nachklang.catalogue.sources.ddex.elements import Element, child, children, text_at, text_of
from nachklang.catalogue.sources.ddex.ern3 import codes_of
from nachklang.catalogue.sources.ddex.notes import Notes
from nachklang.catalogue.sources.ddex.values import date_of

_YES = {"true", "1"}


class Deals:
    """The deals of one message, which was written on the day `on`."""

    def __init__(self, root: Element, on: date, notes: Notes) -> None:
        self._on = on
        self._notes = notes
        self._terms: dict[str, list[Element]] = defaultdict(list)
        for deal_list in children(root, "DealList"):
            for deal in children(deal_list, "ReleaseDeal"):
                for reference in children(deal, "DealReleaseReference"):
                    self._terms[text_of(reference) or ""] += _terms_of(deal)

    def status(self, release: Element) -> str | None:
        """Return `withdrawn` where every deal was taken down or is over, `official` where one is not.

        Without any deal it is not known: what is announced has none, and what was taken down may have none.
        """
        terms = self._of(release)
        if not terms:
            return None
        return "withdrawn" if all(self._is_over(one) for one in terms) else "official"

    def starts(self, release: Element) -> list[DatedTerritories]:
        """Return the first days of the deals that are no pre-orders and were not taken down."""
        found = []
        for terms in self._of(release):
            if text_at(terms, "IsPreOrderDeal") not in _YES and not _taken_down(terms):
                codes, excluded = codes_of(terms)
                found += [DatedTerritories(one, codes, excluded) for one in _limits(terms, "Start")]
        return found

    def _of(self, release: Element) -> list[Element]:
        references = [text_of(one) or "" for one in children(release, "ReleaseReference")]
        return [terms for reference in references for terms in self._terms.get(reference, ())]

    def _is_over(self, terms: Element) -> bool:
        ends = [date_of(one, self._notes) for one in _limits(terms, "End")]
        periods = sum(1 for _ in children(terms, "ValidityPeriod"))
        ended = [end for end in ends if end is not None and end.latest <= self._on]
        return _taken_down(terms) or (0 < periods <= len(ended))


def _terms_of(deal: Element) -> Iterator[Element]:
    for one in children(deal, "Deal"):
        yield from children(one, "DealTerms")


def _taken_down(terms: Element) -> bool:
    """Read the flags of 3.8; later versions have none."""
    return text_at(terms, "TakeDown") in _YES or text_at(terms, "AllDealsCancelled") in _YES


def _limits(terms: Element, which: str) -> list[Element]:
    """Return the start or end of each period, as a date or as a time."""
    found = []
    for period in children(terms, "ValidityPeriod"):
        day = child(period, f"{which}DateTime")
        day = child(period, f"{which}Date") if day is None else day
        if day is not None:
            found.append(day)
    return found
