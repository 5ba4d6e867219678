"""Signatures in which everything occurs, made fast from a seed, and a law that asks for everything."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from tests.unit.rights.rights_samples import DE, EVIDENCE, JP, LAW, US

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.licences import Licence
from nachklang.model.mandates import (
    GRANTED,
    PROCEDURES,
    Agreement,
    Author,
    Basis,
    Circumstance,
    CircumstanceKind,
    Mandate,
    Procedure,
    Prohibition,
    RightsSignature,
    TermFacts,
)
from nachklang.rights import Law, Statute
from nachklang.rights.question import Use

_T = TypeVar("_T")
_LICENCES = ("CC0-1.0", "CC-BY-4.0", "CC-BY-NC-ND-3.0", "CC-BY-SA-2.0-DE", "CC-PDM-1.0", "MIT", "CC-PDDC")
_WITHOUT_LAW = Territory("BR")
_EDGES = (date.min, date.max, date(2026, 2, 28), date(2024, 2, 29))


def law_with_everything() -> Law:
    """Return the law on file with statutes beside it that wait, end, begin and ask for circumstances."""
    here = LAW.territories[DE]
    plain = replace(
        here.statutes[0],
        beneficiaries=frozenset(ActorClass) - {ActorClass.PUBLIC},
        acts=frozenset({Act.PRESERVE, Act.CONSULT, Act.MINE}),
        layers=frozenset(Layer),
        requires=frozenset({CircumstanceKind.LAWFUL_ACCESS}),
        procedure=None,
        waiting_months=0,
        since=date(2021, 6, 7),
        until=date(2040, 5, 31),
    )
    statutes = (*here.statutes, replace(plain, id="for-a-while"), *_by_procedure(plain))
    return replace(LAW, territories={**LAW.territories, DE: replace(here, statutes=statutes)})


def _by_procedure(plain: Statute) -> Iterator[Statute]:
    for basis, months, since in ((Basis.OUT_OF_COMMERCE, 6, date(2021, 6, 7)), (Basis.ORPHAN, 0, None)):
        yield replace(
            plain,
            id=f"by-{basis}",
            acts=frozenset({Act.STREAM, Act.DOWNLOAD, Act.PRESERVE}),
            requires=frozenset({CircumstanceKind.IN_COLLECTION} if months else ()),
            procedure=basis,
            waiting_months=months,
            since=since,
            until=None,
        )


def random_uses(random: Random, count: int) -> list[Use]:
    """Return different uses, about one in a hundred of them all."""
    chosen: dict[Use, None] = {}
    while len(chosen) < count:
        act, actor = random.choice(list(Act)), random.choice(list(ActorClass))
        chosen[Use(act, random.choice([DE, DE, US, JP, _WITHOUT_LAW]), actor)] = None
    return list(chosen)


def random_day(random: Random) -> date:
    """Return a day near today most often, and at the very edges of the calendar sometimes."""
    if random.random() < 0.05:
        return random.choice(_EDGES)
    if random.random() < 0.3:
        return date(random.randrange(1900, 2150), 1, 1) - timedelta(days=random.randrange(2))
    return date(2015, 1, 1) + timedelta(days=random.randrange(9_000))


def random_signatures(random: Random, count: int) -> list[RightsSignature]:
    """Return signatures; in about every second one all layers have an authority that may be a ground."""
    return [_signature(random) for _ in range(count)]


def _signature(random: Random) -> RightsSignature:
    mandates: list[Mandate] = []
    if random.random() < 0.6:
        granted = _mandate(random)
        mandates += [replace(granted, layer=layer) for layer in Layer]
    mandates += [_mandate(random) for _ in range(random.choice((0, 0, 1, 2, 4)))]
    random.shuffle(mandates)
    holds = tuple(_prohibition(random) for _ in range(random.choice((0, 0, 0, 1, 2))))
    facts = tuple(
        Circumstance(random.choice(list(CircumstanceKind)), EVIDENCE, _maybe_day(random))
        for _ in range(random.choice((0, 1, 3)))
    )
    return RightsSignature(tuple(mandates), _terms(random), holds, facts)


def _mandate(random: Random) -> Mandate:
    basis, layer = random.choice(list(Basis)), random.choice(list(Layer))
    if random.random() < 0.05:
        return Mandate(layer, basis, EVIDENCE, Licence("CC0-1.0"), _agreement(random))
    if basis in GRANTED or random.random() < 0.1:
        return Mandate(layer, basis, EVIDENCE, agreement=_agreement(random))
    if basis in PROCEDURES:
        territory = random.choice([DE, DE, DE, US])
        ended = _maybe_day(random) if random.random() < 0.4 else None
        procedure = Procedure(_name(random), territory, random_day(random), ended)
        return Mandate(layer, basis, EVIDENCE, procedure=procedure)
    return Mandate(layer, Basis.LICENCE, EVIDENCE, licence=Licence(random.choice(_LICENCES)))


def _agreement(random: Random) -> Agreement:
    return Agreement(
        _name(random),
        frozenset(_some(random, list(Act), 1, 8)),
        frozenset(_some(random, [DE, US, JP], 0, 2)) if random.random() < 0.4 else frozenset(),
        frozenset(_some(random, list(ActorClass), 1, 4)) if random.random() < 0.3 else frozenset(),
        _maybe_day(random),
        _maybe_day(random),
        exclusive=random.random() < 0.3,
        grantor=random.choice([None, "Ada", "Bea"]),
    )


def _prohibition(random: Random) -> Prohibition:
    return Prohibition(
        random.choice(["hold", "embargo"]),
        frozenset(_some(random, list(Act), 1, 4)),
        _name(random),
        frozenset(_some(random, [DE, US, JP], 0, 2)),
        _maybe_day(random),
        _maybe_day(random),
    )


def _terms(random: Random) -> TermFacts:
    return TermFacts(
        recorded=_partial(random),
        recording_published=_partial(random),
        recording_unpublished=random.random() < 0.2,
        authors=tuple(
            Author(_name(random), random.choice([None, *[random.randrange(1850, 2000)] * 7]))
            for _ in range(random.choice((0, 1, 1, 3)))
        ),
        authors_complete=random.random() < 0.9,
        composition_published=_partial(random),
    )


def _partial(random: Random) -> PartialDate | None:
    year = random.choice([random.randrange(1850, 2030), 1922, 1962, 1963, 1972])
    return random.choice(
        [None, PartialDate(year), PartialDate(year), PartialDate(year, 2), PartialDate(year, 2, 15)]
    )


def _maybe_day(random: Random) -> date | None:
    return None if random.random() < 0.4 else random_day(random)


def _name(random: Random) -> str:
    return f"N-{random.randrange(4)}"


def _some(random: Random, several: Sequence[_T], least: int, most: int) -> list[_T]:
    return random.sample(several, random.randint(least, min(most, len(several))))
