"""Rights decisions, one by one and of very many items at once; the latter at full size: `rights_many`.

No engine that decides on copyright's layers and terms is at hand. Cedar, which decides by policies, is a peer
where the law is Germany's: its policies are written beforehand, one item's a set, with the terms
in them computed, so that it is spared what our engine does each time. The limit is a look-up of decisions
that were made before, which is what a cache could reach at best.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import cycle, islice, product
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from cedarpy import Decision as Verdict
from cedarpy import Entities, PolicySet, is_authorized

from benchmarks import cedar
from benchmarks.measuring import Case, Contestant, Result, Role, Scale, at_once, measure
from benchmarks.rights_world import signatures, write_items
from nachklang.archive import read_law
from nachklang.catalogue import EngineSettings
from nachklang.catalogue.permissions import open_permissions
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
from nachklang.rights.compiling import table_of, uses_of

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
    """Measure decisions by themselves, with the digest for the log, beside Cedar, and by the million."""
    law = read_law()
    questions = _questions(scale.of(20_000))
    made = {question: _decide(question, law) for question in questions}
    ours = Contestant("rights.decide", Role.OURS, at_once(lambda: _decide_all(questions, law)))
    digests = Contestant("rights.decide and digest", Role.OURS, at_once(lambda: _digest_all(questions, law)))
    limit = Contestant("look-up in a dict", Role.LIMIT, at_once(lambda: _look_up(questions, made)))
    note = "No peer: the limit is what a perfect cache could reach."
    for title, first in (("decisions", ours), ("decisions with their digests", digests)):
        yield measure(Case("rights", title, len(questions), "decisions", [first, limit], note), scale)
    yield measure(_beside_cedar(questions, law), scale)
    yield measure(_of_many(scale.of(16_000_000), scale.of(40_000), law, folder), scale.slow)


def _beside_cedar(questions: list[Question], law: Law) -> Case:
    """Ask the same of Cedar, of policies that it has read before and of their text."""
    germany = Territory("DE")
    asked = [one for one in questions if one[2] == germany]
    texts = [cedar.policies(one, law.territories[germany].statutes) for one in _SIGNATURES]
    read, nothing = [PolicySet.from_str(text) for text in texts], Entities.from_json_str("[]")
    requests = [(number, cedar.request(act, where, _DAY, actor)) for number, act, where, actor in asked]

    def ask(policies: Sequence[str | PolicySet]) -> list[bool]:
        answers = (is_authorized(request, policies[number], nothing) for number, request in requests)
        return [answer.decision is Verdict.Allow for answer in answers]

    assert ask(read) == [_decide(one, law).permitted for one in asked]
    contestants = [
        Contestant("rights.decide", Role.OURS, at_once(lambda: _decide_all(asked, law))),
        Contestant("cedarpy, policies read before", Role.PEER, at_once(lambda: ask(read))),
        Contestant("cedarpy, policies as text", Role.PEER, at_once(lambda: ask(texts))),
    ]
    note = "Cedar's policies hold the terms computed; ours starts from the facts."
    return Case("rights", "decisions beside Cedar", len(asked), "decisions", contestants, note)


def _of_many(items: int, distinct: int, law: Law, folder: Path) -> Case:
    """Compile signatures in this process and count the items' answers; the limit counts signatures alone."""
    made = signatures(distinct)
    paths = write_items(folder / "items", items, distinct)
    uses = uses_of([Act.STREAM], [Territory("DE")], [ActorClass.PUBLIC])
    settings = EngineSettings.of_machine(threads=2)

    def ours() -> None:
        pq.write_table(table_of(made, uses, law), folder / "intervals.parquet")
        with open_permissions(settings, folder, paths) as room:
            room.answers(room.intervals([folder / "intervals.parquet"]), _DAY)

    def limit() -> None:
        listed = ", ".join(f"'{path}'" for path in paths)
        sql = f"select signature, count(*) from read_parquet([{listed}]) group by signature"  # noqa: S608
        with duckdb.connect(config={"threads": 2}) as connection:
            connection.execute(sql).fetchall()

    contestants = [
        Contestant("compile, join, count", Role.OURS, at_once(ours)),
        Contestant("DuckDB counts signatures", Role.LIMIT, at_once(limit)),
    ]
    note = f"{distinct:,} distinct signatures, compiled each time; see benchmarks.rights_world."
    return Case("rights", "items decided at once", items, "items", contestants, note)


def _questions(count: int) -> list[Question]:
    """Ask for every act in three territories (law is on file for each) by two classes, again and again."""
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
