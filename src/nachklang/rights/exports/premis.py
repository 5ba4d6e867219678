"""PREMIS 3.0 rights: on what each act rests, where and when, and how the copyright in each layer stands.

https://www.loc.gov/standards/premis/v3/. One statement for each ground; `rightsGranted` lists the acts
that are permitted as a whole and rest on it, since a ground of one layer permits nothing alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from lxml.etree import _Element as Element

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import Basis, Prohibition
from nachklang.rights.decision import Ground, MissingFact
from nachklang.rights.exports._xml import Vocabulary, encode
from nachklang.rights.exports.answers import Answer, Table
from nachklang.rights.exports.clauses import licence_of
from nachklang.rights.terms import Term, find_term

_PREMIS: Final = Vocabulary("premis", "http://www.loc.gov/premis/v3")
_XSI_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_STATUTORY: Final = frozenset({Basis.STATUTE, Basis.OUT_OF_COMMERCE, Basis.ORPHAN})


@dataclass(slots=True)
class _Granted:
    """Who may do an act, and when."""

    act: Act
    territory: Territory
    first: date | None
    last: date | None
    actors: list[ActorClass] = field(default_factory=list)


def premis(table: Table, on: date) -> bytes:
    """Write the rights of an item; `on` is the day for which copyright is stated."""
    item = table.item
    entity = _PREMIS("object", _pair("objectIdentifier", "URN", item.object_id))
    entity.set(_XSI_TYPE, f"{_PREMIS.prefix}:intellectualEntity")
    stated = [*_copyrights(table, on), *_grounds(table), *map(_prohibition, item.rights.prohibitions)]
    rights = [
        _PREMIS(
            "rights",
            _PREMIS(
                "rightsStatement",
                _pair("rightsStatementIdentifier", "local", f"{item.id}#export-{number}"),
                *parts,
                _pair("linkingObjectIdentifier", "URN", item.object_id),
            ),
        )
        for number, parts in enumerate(stated, start=1)
    ]
    return encode(_PREMIS("premis", entity, *rights, version="3.0"))


def _pair(name: str, kind: str, value: str) -> Element:
    return _PREMIS(name, _PREMIS(f"{name}Type", kind), _PREMIS(f"{name}Value", value))


def _copyrights(table: Table, on: date) -> Iterator[list[Element]]:
    for territory in table.territories:
        for layer in Layer:
            yield [_PREMIS("rightsBasis", "copyright"), _copyright(table, territory, layer, on)]


def _copyright(table: Table, territory: Territory, layer: Layer, on: date) -> Element:
    here = table.law.territories.get(territory)
    term = None if here is None else find_term(here, layer, table.item.rights.terms)
    status, note, dates = "unknown", f"no law is on file for {territory}", None
    if isinstance(term, MissingFact):
        note = term.text
    elif term is not None:
        status = "public domain" if term.free_from <= on else "copyrighted"
        note, dates = _because(term), _period("copyrightApplicableDates", None, _eve(term.free_from))
    return _PREMIS(
        "copyrightInformation",
        _PREMIS("copyrightStatus", status),
        _PREMIS("copyrightJurisdiction", str(territory)),
        _PREMIS("copyrightStatusDeterminationDate", on.isoformat()),
        _PREMIS("copyrightNote", f"{layer}: {note}"),
        dates,
    )


def _because(term: Term) -> str:
    return f"{term.rule.statement} ({term.facts}) [{term.rule.citation}]"


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _grounds(table: Table) -> Iterator[list[Element]]:
    """State each ground once in each territory, with all that rests on it."""
    carried: dict[tuple[Territory, Ground], list[_Granted]] = {}
    for answer in table.answers:
        for layer in answer.decision.layers:
            for ground in layer.grounds:
                granted = carried.setdefault((answer.decision.territory, ground), [])
                if answer.decision.permitted:
                    _add(granted, answer)
    for (territory, ground), granted in carried.items():
        yield [*_basis(table, territory, ground), *map(_rights_granted, granted)]


def _add(granted: list[_Granted], answer: Answer) -> None:
    """Put classes together that may do the same on the same days."""
    decision = answer.decision
    for one in granted:
        if (one.act, one.first, one.last) == (decision.act, answer.first, answer.last):
            one.actors.append(decision.actor)
            return
    fresh = _Granted(decision.act, decision.territory, answer.first, answer.last, [decision.actor])
    granted.append(fresh)


def _basis(table: Table, territory: Territory, ground: Ground) -> list[Element]:
    note = f"{ground.layer}: {ground.summary}"
    licence = licence_of(ground, table.item.rights)
    if licence is not None:
        return [
            _PREMIS("rightsBasis", "license"),
            _PREMIS(
                "licenseInformation",
                _pair("licenseDocumentationIdentifier", "URI", licence.address or licence.spdx),
                _PREMIS("licenseTerms", str(licence)),
                _PREMIS("licenseNote", note),
            ),
        ]
    if ground.basis in _STATUTORY:
        return [
            _PREMIS("rightsBasis", "statute"),
            _PREMIS(
                "statuteInformation",
                _PREMIS("statuteJurisdiction", str(territory)),
                _PREMIS("statuteCitation", ground.citation),
                _PREMIS("statuteNote", note),
            ),
        ]
    return [_PREMIS("rightsBasis", "other"), _other(f"{ground.basis}: {ground.citation}", note)]


def _other(basis: str, note: str | None) -> Element:
    noted = None if note is None else _PREMIS("otherRightsNote", note)
    return _PREMIS("otherRightsInformation", _PREMIS("otherRightsBasis", basis), noted)


def _rights_granted(granted: _Granted) -> Element:
    everybody = len(granted.actors) == len(ActorClass)
    return _PREMIS(
        "rightsGranted",
        _PREMIS("act", str(granted.act)),
        _PREMIS("restriction", f"only in {granted.territory}"),
        None if everybody else _PREMIS("restriction", f"only by {', '.join(granted.actors)}"),
        _period("termOfGrant", granted.first, granted.last),
    )


def _prohibition(prohibition: Prohibition) -> list[Element]:
    """State a prohibition by its kind alone: the reason is in other people's words."""
    where = ", ".join(sorted(map(str, prohibition.territories))) or "every territory"
    forbidden = [
        _PREMIS(
            "rightsGranted",
            _PREMIS("act", str(act)),
            _PREMIS("restriction", f"forbidden in {where}"),
            _period("termOfRestriction", prohibition.since, prohibition.until),
        )
        for act in sorted(prohibition.acts)
    ]
    return [_PREMIS("rightsBasis", "other"), _other(f"prohibition: {prohibition.kind}", None), *forbidden]


def _period(name: str, first: date | None, last: date | None) -> Element | None:
    """Write a period in EDTF, where `..` is an open side."""
    if first is None and last is None:
        return None
    end = None if last is None else _PREMIS("endDate", last.isoformat())
    return _PREMIS(name, _PREMIS("startDate", ".." if first is None else first.isoformat()), end)
