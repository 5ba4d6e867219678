"""Clauses: equal answers put together, as far as others' vocabularies can tell them apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.licences import Licence
from nachklang.model.mandates import Basis, RightsSignature
from nachklang.rights.decision import Decision, Ground
from nachklang.rights.exports.answers import Answer, Table


class Verdict(StrEnum):
    """What a clause says of its act."""

    PERMITTED = "permitted"
    PROHIBITED = "prohibited"
    """A prohibition is recorded and stands."""
    RESERVED = "reserved"
    """No ground, for an act of machines. For want of a ground every act is a no; this one is said aloud."""


class Condition(StrEnum):
    """What a licence asks of whoever relies on it."""

    ATTRIBUTION = "attribution"
    NOTICE = "notice"
    """Keep the notices, and name the licence with its address."""
    SHARE_ALIKE = "share-alike"
    NON_COMMERCIAL = "non-commercial"


RESERVED_ACTS = (Act.MINE, Act.TRAIN)
"""The acts of machines, which are reserved aloud wherever nothing permits them."""

_BY_ELEMENT = {
    "BY": (Condition.ATTRIBUTION, Condition.NOTICE),
    "SA": (Condition.SHARE_ALIKE,),
    "NC": (Condition.NON_COMMERCIAL,),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One act, in some territories, by some classes (none named: by everybody), on the days of a period.

    `conditions` are in the order of their class. `because` holds the kinds of the prohibitions that
    stand; their reasons are words of other people and stay in the archive.
    """

    verdict: Verdict
    act: Act
    territories: tuple[Territory, ...]
    actors: tuple[ActorClass, ...]
    first: date | None
    last: date | None
    conditions: tuple[Condition, ...] = ()
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    verdict: Verdict
    conditions: tuple[Condition, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spell:
    said: _Said
    act: Act
    first: date | None
    last: date | None


def clauses(table: Table) -> tuple[Clause, ...]:
    """Say the table in as few clauses as it takes, in the order of acts, days and verdicts."""
    who: dict[_Spell, dict[Territory, list[ActorClass]]] = {}
    for spell, territory, actor in _spells(table):
        who.setdefault(spell, {}).setdefault(territory, []).append(actor)
    found = [clause for spell, places in who.items() for clause in _together(spell, places)]
    return tuple(sorted(found, key=_place))


def licence_of(ground: Ground, rights: RightsSignature) -> Licence | None:
    """Return the licence that a ground rests on, or None where it rests on something else."""
    if ground.basis is not Basis.LICENCE:
        return None
    known = [one.licence for one in rights.mandates if one.licence is not None and one.layer is ground.layer]
    return next((one for one in known if ground.citation.startswith(f"{one.address},")), None)


def conditions_of(decision: Decision, rights: RightsSignature) -> tuple[Condition, ...]:
    """Collect what the grounds of a yes ask for; in each layer the ground that asks least counts."""
    asked: set[Condition] = set()
    for layer in decision.layers:
        asked |= min((_asked(ground, rights) for ground in layer.grounds), key=len)
    return tuple(one for one in Condition if one in asked)


def _asked(ground: Ground, rights: RightsSignature) -> set[Condition]:
    licence = licence_of(ground, rights)
    elements = licence.elements if licence is not None else frozenset()
    return {condition for element in elements for condition in _BY_ELEMENT.get(element, ())}


def _spells(table: Table) -> Iterator[tuple[_Spell, Territory, ActorClass]]:
    """Yield what is said, and for how long: answers that differ in their grounds may say the same."""

    def asked(answer: Answer) -> tuple[Act, Territory, ActorClass]:
        return answer.decision.act, answer.decision.territory, answer.decision.actor

    for (act, territory, actor), answers in groupby(table.answers, asked):
        for said, run in groupby(answers, lambda one: _said(one.decision, table.item.rights)):
            days = list(run)
            if said is not None:
                yield _Spell(said, act, days[0].first, days[-1].last), territory, actor


def _said(decision: Decision, rights: RightsSignature) -> _Said | None:
    if decision.prohibitions:
        kinds = tuple(sorted({one.kind for one in decision.prohibitions}))
        return _Said(Verdict.PROHIBITED, (), kinds)
    if decision.permitted:
        return _Said(Verdict.PERMITTED, conditions_of(decision, rights), ())
    return _Said(Verdict.RESERVED, (), ()) if decision.act in RESERVED_ACTS else None


def _together(spell: _Spell, places: dict[Territory, list[ActorClass]]) -> Iterator[Clause]:
    """Put territories together in which the same classes are meant."""
    alike: dict[tuple[ActorClass, ...], list[Territory]] = {}
    for territory, actors in places.items():
        named = () if len(actors) == len(ActorClass) else tuple(actors)
        alike.setdefault(named, []).append(territory)
    said = spell.said
    for named, territories in alike.items():
        yield Clause(
            said.verdict, spell.act, tuple(sorted(territories)), named,
            spell.first, spell.last, said.conditions, said.because,
        )  # fmt: skip


def _place(clause: Clause) -> tuple[object, ...]:
    acts, actors = list(Act), list(ActorClass)
    return (
        acts.index(clause.act),
        clause.first or date.min,
        clause.verdict,
        clause.territories,
        [actors.index(one) for one in clause.actors],
        clause.conditions,
    )
