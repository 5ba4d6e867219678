"""Rights decisions. There is no peer: no engine that decides on copyright's layers and terms is at hand.

The limit is a look-up of decisions that were made before, which is what a cache could reach at best.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import cycle, islice, product
from pathlib import Path

from benchmarks.measuring import Case, Contestant, Result, Role, Scale, at_once, measure
from nachklang.archive.law_files import read_law
from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.licences import Licence
from nachklang.model.mandates import (
    Agreement,
    Author,
    Basis,
    Evidence,
    Mandate,
    Prohibition,
    RightsSignature,
    TermFacts,
)
from nachklang.rights import Decision, Law, decide

_DAY = date(2026, 11, 22)
_EVIDENCE = Evidence("deposit.toml", "deposit.toml, file 1", "as stated")
_OLD = TermFacts(
    recorded=PartialDate(1911),
    recording_published=PartialDate(1912),
    authors=(Author("Johann Sebastian Bach", 1750),),
    authors_complete=True,
    composition_published=PartialDate(1801),
)

Question = tuple[int, Act, Territory, ActorClass]
"""A signature by its number, and what is asked about it."""


def _licensed(spdx: str) -> tuple[Mandate, ...]:
    licence = Licence.parse(spdx)
    return tuple(Mandate(layer, Basis.LICENCE, _EVIDENCE, licence=licence) for layer in Layer)


def _agreed() -> tuple[Mandate, ...]:
    agreement = Agreement("A-1", frozenset({Act.PRESERVE, Act.DESCRIBE}), frozenset({Territory("DE")}))
    return tuple(Mandate(layer, Basis.AGREEMENT, _EVIDENCE, agreement=agreement) for layer in Layer)


_SIGNATURES = (
    RightsSignature(),
    RightsSignature(mandates=_licensed("CC0-1.0")),
    RightsSignature(mandates=_licensed("CC-BY-NC-4.0"), terms=_OLD),
    RightsSignature(mandates=_agreed()),
    RightsSignature(terms=_OLD),
    RightsSignature(
        mandates=_licensed("CC-BY-4.0"),
        prohibitions=(Prohibition("embargo", frozenset({Act.STREAM}), "until the premiere"),),
    ),
)


def run(scale: Scale, folder: Path) -> Iterator[Result]:
    """Measure decisions by themselves, and with the digest that the log takes. Needs no `folder`."""
    del folder
    law = read_law()
    questions = _questions(scale.of(20_000))
    made = {question: _decide(question, law) for question in questions}
    ours = Contestant("rights.decide", Role.OURS, at_once(lambda: _decide_all(questions, law)))
    digests = Contestant("rights.decide and digest", Role.OURS, at_once(lambda: _digest_all(questions, law)))
    limit = Contestant("look-up in a dict", Role.LIMIT, at_once(lambda: _look_up(questions, made)))
    note = "No peer: the limit is what a perfect cache could reach."
    for title, first in (("decisions", ours), ("decisions with their digests", digests)):
        yield measure(Case("rights", title, len(questions), "decisions", [first, limit], note), scale)


def _questions(count: int) -> list[Question]:
    """Ask for every act in three territories (law is on file for two) by two classes, again and again."""
    territories = [Territory(code) for code in ("DE", "US", "JP")]
    actors = (ActorClass.PUBLIC, ActorClass.COMMERCIAL_ARCHIVE)
    return list(islice(cycle(product(range(len(_SIGNATURES)), Act, territories, actors)), count))


def _decide(question: Question, law: Law) -> Decision:
    number, act, territory, actor = question
    return decide(act, territory, _DAY, actor, _SIGNATURES[number], law)


def _decide_all(questions: list[Question], law: Law) -> None:
    for question in questions:
        _ = _decide(question, law).permitted


def _digest_all(questions: list[Question], law: Law) -> None:
    for question in questions:
        _decide(question, law).digest()


def _look_up(questions: list[Question], made: Mapping[Question, Decision]) -> None:
    for question in questions:
        _ = made[question].permitted
