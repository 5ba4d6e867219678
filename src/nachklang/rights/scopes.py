"""Who is covered: from the records of rights to what stands for one item on one day.

An ISRC is evidence and never a key: anybody may write one into a file, and a file may carry several. So what
is in an item's favour (a mandate, a circumstance) reaches it through ISRCs only where the scope names every
ISRC that it carries; a prohibition reaches it through any of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from nachklang.model.identifiers import ISRC, Barcode
from nachklang.model.items import Description
from nachklang.model.mandates import (
    Agreement,
    Circumstance,
    Evidence,
    Mandate,
    Procedure,
    Prohibition,
    RightsSignature,
)
from nachklang.model.names import name_key
from nachklang.model.rights_records import RecordedKind, RightsRecord

RECORD = "record"
"""The kind of evidence that a record is."""

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a scope may know an item by."""

    item: str
    isrcs: tuple[ISRC, ...] = ()
    label: str | None = None
    release: Barcode | None = None

    @classmethod
    def of(cls, item_id: str, description: Description) -> "Subject":
        """Take it from what the item is called."""
        return cls(item_id, description.isrcs, description.label, description.barcode)


class Coverage:
    """The records that stand or stood, found by what their scopes name and not one by one.

    `recordings` maps the recordings that scopes name to the items that they are now.
    """

    def __init__(
        self, records: Iterable[RightsRecord] = (), recordings: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self.records = tuple(records)
        self._unended = [
            _Standing.of(one, date.min) if one.ended_on is None else None for one in self.records
        ]
        self._found: dict[_Key, list[int]] = defaultdict(list)
        for number, record in enumerate(self.records):
            for key in _keys(record, recordings or {}):
                self._found[key].append(number)

    def covering(self, subject: Subject) -> tuple[RightsRecord, ...]:
        """Return the records whose scope covers an item, in the order in which they were recorded."""
        return tuple(self.records[number] for number in self._numbers(subject))

    def _numbers(self, subject: Subject) -> list[int]:
        surely = {number for key in _known_by(subject) for number in self._found.get(key, ())}
        perhaps = {number for key in _isrc_keys(subject) for number in self._found.get(key, ())} - surely
        through = {number for number in perhaps if _through_isrcs(self.records[number], subject)}
        return sorted(surely | through)

    def rights_of(self, own: RightsSignature, subject: Subject, on: date) -> RightsSignature:
        """Return an item's own rights with all that is recorded for it, as that stands on a day."""
        numbers = self._numbers(subject)
        if not numbers:
            return own
        found = (self._unended[number] or _Standing.of(self.records[number], on) for number in numbers)
        standing = [one for one in found if one is not None]
        return RightsSignature(
            mandates=(*own.mandates, *(mandate for one in standing for mandate in one.mandates)),
            terms=own.terms,
            prohibitions=(*own.prohibitions, *(one.prohibition for one in standing if one.prohibition)),
            circumstances=(*own.circumstances, *(one.circumstance for one in standing if one.circumstance)),
        )


def _keys(record: RightsRecord, recordings: Mapping[str, frozenset[str]]) -> Iterator[_Key]:
    scope = record.statement.scope
    now = [item for one in scope.recordings for item in recordings.get(one, ())]
    yield from (("item", one) for one in {*scope.items, *record.resolved, *now})
    yield from (("label", one) for one in {name_key(name) for name in scope.labels})
    yield from (("release", str(one)) for one in scope.releases)
    yield from (("isrc", str(one)) for one in scope.isrcs)
    yield from (("registrant", one) for one in scope.registrants)


def _known_by(subject: Subject) -> Iterator[_Key]:
    yield "item", subject.item
    if subject.label is not None:
        yield "label", name_key(subject.label)
    if subject.release is not None:
        yield "release", str(subject.release)


def _isrc_keys(subject: Subject) -> Iterator[_Key]:
    for one in subject.isrcs:
        yield "isrc", str(one)
        yield "registrant", one.prefix


def _through_isrcs(record: RightsRecord, subject: Subject) -> bool:
    statement = record.statement
    return statement.kind is RecordedKind.PROHIBITION or statement.scope.names_every(subject.isrcs)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What a record says on a day."""

    mandates: tuple[Mandate, ...] = ()
    prohibition: Prohibition | None = None
    circumstance: Circumstance | None = None

    @classmethod
    def of(cls, record: RightsRecord, on: date) -> "_Standing | None":
        """Return what a record says, cut off at its last day; None where nothing of it is left.

        What carries days is cut there, and so answers for every day. A licence and a circumstance have no
        last day of their own: they are there on the days on which they stand.
        """
        said, last = record.statement, record.ended_on
        if said.prohibition is not None:
            cut = _cut_prohibition(said.prohibition, last)
            return None if cut is None else cls(prohibition=cut)
        evidence = Evidence(RECORD, f"record {record.id}", said.statement or "")
        if said.circumstance is not None:
            standing = last is None or on <= last
            return cls(circumstance=replace(said.circumstance, evidence=evidence)) if standing else None
        mandates = [_cut(replace(one, evidence=evidence), last, on) for one in said.mandates]
        return cls(tuple(one for one in mandates if one is not None))


def _cut_prohibition(said: Prohibition, last: date | None) -> Prohibition | None:
    """Cut it off; one that was lifted before it began is none, and would else stand on every day."""
    if last is None:
        return said
    if said.since is not None and last < said.since:
        return None
    return replace(said, until=last if said.until is None else min(said.until, last))


def _cut(mandate: Mandate, last: date | None, on: date) -> Mandate | None:
    if last is None:
        return mandate
    if mandate.agreement is not None:
        agreement = _cut_agreement(mandate.agreement, last)
        return None if agreement is None else replace(mandate, agreement=agreement)
    if mandate.procedure is not None:
        return replace(mandate, procedure=_cut_procedure(mandate.procedure, last))
    return mandate if on <= last else None


def _cut_agreement(agreement: Agreement, last: date) -> Agreement | None:
    if agreement.valid_from is not None and last < agreement.valid_from:
        return None
    return replace(agreement, valid_to=last if agreement.valid_to is None else min(agreement.valid_to, last))


def _cut_procedure(procedure: Procedure, last: date) -> Procedure:
    ended = last if procedure.ended_on is None else min(procedure.ended_on, last)
    return replace(procedure, ended_on=ended)
