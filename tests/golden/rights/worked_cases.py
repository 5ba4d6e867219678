"""Worked legal examples as data: an item, an act, a territory, a day and an actor, and what follows.

In `cases/*.toml` an `[item.NAME]` holds the facts and mandates, and a `[[case]]` asks about it. For each
layer it gives `BASIS: words of the citation`, or `missing: CODE`; `every_layer` says the same of all three.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.licences import Licence
from nachklang.model.mandates import (
    Agreement,
    Author,
    Basis,
    Circumstance,
    CircumstanceKind,
    Evidence,
    Mandate,
    Procedure,
    Prohibition,
    RightsSignature,
    TermFacts,
)

CASES_FOLDER = Path(__file__).parent / "cases"
EVIDENCE = Evidence("worked example", "a worked example", "as it says")

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One question with its answer. `expected` holds what a layer rests on, or what it lacks."""

    name: str
    says: str
    item: RightsSignature
    act: Act
    territory: Territory
    on: date
    actor: ActorClass
    permitted: bool
    expected: Mapping[Layer, str]
    prohibited: str | None


def read_cases() -> Iterator[Case]:
    """Read all cases, file by file."""
    for file in sorted(CASES_FOLDER.glob("*.toml")):
        document = tomllib.loads(file.read_text("utf-8"))
        items = {name: _item(table) for name, table in document.pop("item").items()}
        for number, row in enumerate(document.pop("case"), start=1):
            yield _case(f"{file.stem}-{number}", row, items)
        assert not document, f"{file.name}: what is {document}?"


def _case(name: str, row: dict[str, Any], items: Mapping[str, RightsSignature]) -> Case:
    every = row.pop("every_layer", None)
    case = Case(
        name=name,
        says=row.pop("says"),
        item=items[row.pop("item")],
        act=Act(row.pop("act")),
        territory=Territory.parse(row.pop("territory")),
        on=row.pop("on"),
        actor=ActorClass(row.pop("actor")),
        permitted={"yes": True, "no": False}[row.pop("answer")],
        expected={layer: every or row.pop(layer) for layer in Layer},
        prohibited=row.pop("prohibited", None),
    )
    assert not row, f"{name}: what is {row}?"
    return case


def _item(table: dict[str, Any]) -> RightsSignature:
    assert table.pop("says")
    everywhere = table.pop("licence", None)
    licences = dict.fromkeys(Layer, everywhere) if everywhere else table.pop("licences", {})
    item = RightsSignature(
        mandates=(
            *(_licence(Layer(layer), spdx) for layer, spdx in licences.items()),
            *(one for row in table.pop("agreements", []) for one in _agreement(row)),
            *(one for row in table.pop("procedures", []) for one in _procedure(row)),
        ),
        terms=_facts(table.pop("facts", {})),
        prohibitions=tuple(_prohibition(row) for row in table.pop("prohibitions", [])),
        circumstances=tuple(_circumstance(row) for row in table.pop("circumstances", [])),
    )
    assert not table, f"what is {table}?"
    return item


def _licence(layer: Layer, spdx: str) -> Mandate:
    return Mandate(layer, Basis.LICENCE, EVIDENCE, licence=Licence.parse(spdx))


def _agreement(row: dict[str, Any]) -> Iterator[Mandate]:
    layers = [Layer(one) for one in row.pop("layers", Layer)]
    basis = Basis(row.pop("basis", "agreement"))
    acts = frozenset(Act(one) for one in row.pop("acts"))
    territories = frozenset(Territory.parse(one) for one in row.pop("territories", []))
    actors = frozenset(ActorClass(one) for one in row.pop("actors", []))
    terms = Agreement(row.pop("reference"), acts, territories, actors, **row)
    for layer in layers:
        yield Mandate(layer, basis, EVIDENCE, agreement=terms)


def _procedure(row: dict[str, Any]) -> Iterator[Mandate]:
    layers = [Layer(one) for one in row.pop("layers", Layer)]
    basis, territory = Basis(row.pop("basis")), Territory.parse(row.pop("territory"))
    for layer in layers:
        yield Mandate(layer, basis, EVIDENCE, procedure=Procedure("R-1", territory, **row))


def _facts(row: dict[str, Any]) -> TermFacts:
    for key in {"recorded", "recording_published", "composition_published"} & set(row):
        row[key] = PartialDate.parse(row[key])
    authors = tuple(Author(**one) for one in row.pop("authors", []))
    return TermFacts(**row, authors=authors)


def _prohibition(row: dict[str, Any]) -> Prohibition:
    acts = frozenset(Act(one) for one in row.pop("acts"))
    territories = frozenset(Territory.parse(one) for one in row.pop("territories", []))
    return Prohibition(row.pop("kind"), acts, row.pop("reason"), territories, **row)


def _circumstance(row: str | Table) -> Circumstance:
    if isinstance(row, str):
        return Circumstance(CircumstanceKind(row), EVIDENCE)
    return Circumstance(CircumstanceKind(row["kind"]), EVIDENCE, row["since"])
