"""PREMIS 3.0 rights: on what each act rests, where and when, and how the copyright in each layer stands.

https://www.loc.gov/standards/premis/v3/. One statement for each ground; `rightsGranted` lists the acts
that are permitted as a whole and rest on it, since a ground of one layer permits nothing alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from lxml.etree import _Element as Element

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.licences import Licence
from nachklang.model.mandates import Basis, Prohibition
from nachklang.rights.decision import Ground, MissingFact
from nachklang.rights.exports._xml import Vocabulary, encode
from nachklang.rights.exports.answers import Answer, Table
from nachklang.rights.exports.clauses import licence_of
from nachklang.rights.terms import Term, find_term

_PREMIS: Final = Vocabulary("premis", "http://www.loc.gov/premis/v3")
_XSI_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_STATUTORY: Final = frozenset({Basis.STATUTE, Basis.OUT_OF_COMMERCE, Basis.ORPHAN})


_Days = tuple[date | None, date | None]
_Granted = dict[tuple[Act, ActorClass], list[_Days]]


@dataclass(frozen=True, slots=True)
class _Stated:
    """A ground, and all that rests on it in a territory. What a ground says of one act is left out."""

    territory: Territory
    ground: Ground
    granted: _Granted


def premis(table: Table, on: date) -> bytes:
    """Write the rights of an item; `on` is the day for which copyright is stated."""
    item = table.item
    entity = _PREMIS("object", _pair("objectIdentifier", "URN", item.object_id))
    entity.set(_XSI_TYPE, f"{_PREMIS.prefix}:intellectualEntity")
    grounds = _grounds(table)
    free = [one for one in grounds if one.ground.basis is Basis.PUBLIC_DOMAIN]
    stated = [
        *_copyrights(table, on, free),
        *(_basis(table, one) for one in grounds if one not in free),
        *map(_prohibition, item.rights.prohibitions),
    ]
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


def _copyrights(table: Table, on: date, free: list[_Stated]) -> Iterator[list[Element]]:
    for territory in table.territories:
        for layer in Layer:
            granted = [
                act
                for one in free
                if (one.territory, one.ground.layer) == (territory, layer)
                for act in _rights_granted(one)
            ]
            yield [_PREMIS("rightsBasis", "copyright"), _copyright(table, territory, layer, on), *granted]


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


def _grounds(table: Table) -> list[_Stated]:
    """List each ground once in each territory, with all that rests on it."""
    found: dict[tuple[Territory, Layer, Basis, str], _Stated] = {}
    for answer in table.answers:
        territory = answer.decision.territory
        for ground in (one for layer in answer.decision.layers for one in layer.grounds):
            key = (territory, ground.layer, ground.basis, ground.citation)
            stated = found.setdefault(key, _Stated(territory, ground, {}))
            if answer.decision.permitted:
                _add(stated.granted, answer)
    return list(found.values())


def _add(granted: _Granted, answer: Answer) -> None:
    """Note the days of an answer, together with those before it that they go on."""
    run = granted.setdefault((answer.decision.act, answer.decision.actor), [])
    if run and run[-1] == (answer.first, answer.last):
        return  # two mandates may say the same of one layer
    if run and answer.first is not None and run[-1][1] == _eve(answer.first):
        run[-1] = (run[-1][0], answer.last)
    else:
        run.append((answer.first, answer.last))


def _basis(table: Table, stated: _Stated) -> list[Element]:
    ground, granted = stated.ground, _rights_granted(stated)
    licence = licence_of(ground, table.item.rights)
    if licence is not None:
        return [_PREMIS("rightsBasis", "license"), _licence(licence, ground.layer), *granted]
    if ground.basis in _STATUTORY:
        statute = _PREMIS(
            "statuteInformation",
            _PREMIS("statuteJurisdiction", str(stated.territory)),
            _PREMIS("statuteCitation", ground.citation),
            _PREMIS("statuteNote", f"{ground.layer}: {ground.summary}"),
        )
        return [_PREMIS("rightsBasis", "statute"), statute, *granted]
    return [
        _PREMIS("rightsBasis", "other"),
        _other(str(ground.basis), ground.layer, ground.citation),
        *granted,
    ]


def _licence(licence: Licence, layer: Layer) -> Element:
    return _PREMIS(
        "licenseInformation",
        _pair("licenseDocumentationIdentifier", "URI", licence.address or licence.spdx),
        _PREMIS("licenseTerms", str(licence)),
        _PREMIS("licenseNote", str(layer)),
    )


def _other(basis: str, layer: Layer | None = None, reference: str | None = None) -> Element:
    note = None if layer is None else _PREMIS("otherRightsNote", f"{layer}: {reference}")
    return _PREMIS("otherRightsInformation", _PREMIS("otherRightsBasis", basis), note)


def _rights_granted(stated: _Stated) -> Iterator[Element]:
    """Grant each act for each of its periods to all the classes that may do it then."""
    together: dict[tuple[Act, _Days], list[ActorClass]] = {}
    for (act, actor), run in stated.granted.items():
        for days in run:
            together.setdefault((act, days), []).append(actor)
    for (act, (first, last)), actors in together.items():
        everybody = len(actors) == len(ActorClass)
        yield _PREMIS(
            "rightsGranted",
            _PREMIS("act", str(act)),
            _PREMIS("restriction", f"only in {stated.territory}"),
            None if everybody else _PREMIS("restriction", f"only by {', '.join(actors)}"),
            _period("termOfGrant", first, last),
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
    return [_PREMIS("rightsBasis", "other"), _other(f"prohibition: {prohibition.kind}"), *forbidden]


def _period(name: str, first: date | None, last: date | None) -> Element | None:
    """Write a period in EDTF, where `..` is an open side."""
    if first is None and last is None:
        return None
    end = None if last is None else _PREMIS("endDate", last.isoformat())
    return _PREMIS(name, _PREMIS("startDate", ".." if first is None else first.isoformat()), end)
