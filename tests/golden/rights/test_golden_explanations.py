"""What `explain` and `reasons` say, word for word. A changed text is a change that people will read."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

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
from nachklang.rights import Decision, Law, decide, explain

HERE = Path(__file__).parent
LAW_FILES = files("nachklang.rights").joinpath("law")
LAW = Law.parse({name: LAW_FILES.joinpath(name).read_text("utf-8") for name in ("de.toml", "us.toml")})
DE, US, JP = Territory("DE"), Territory("US"), Territory("JP")
TODAY = date(2026, 11, 22)
PUBLIC = ActorClass.PUBLIC

BACH = TermFacts(
    recorded=PartialDate(2026, 11),
    authors=(Author("Johann Sebastian Bach", 1750),),
    authors_complete=True,
    composition_published=PartialDate(1801),
)
SHELLAC = TermFacts(
    recorded=PartialDate(1927, 5),
    recording_published=PartialDate(1928),
    authors=(Author("Kurt Weill", 1950), Author("Bertolt Brecht", 1956)),
    authors_complete=True,
    composition_published=PartialDate(1928),
)


def _licence(layer: Layer, spdx: str) -> Mandate:
    evidence = Evidence("deposit.toml", "deposit.toml, file 1, rights", f'licence = "{spdx}"')
    return Mandate(layer, Basis.LICENCE, evidence, licence=Licence(spdx))


def _agreement(layer: Layer) -> Mandate:
    terms = Agreement(
        reference="A-1",
        acts=frozenset({Act.PRESERVE, Act.DESCRIBE, Act.CONSULT}),
        territories=frozenset({DE}),
        valid_from=date(2026, 1, 1),
        valid_to=date(2036, 12, 31),
    )
    evidence = Evidence("deposit.toml", "agreement.txt", "On the premises only.\nSigned: A. Klang")
    return Mandate(layer, Basis.AGREEMENT, evidence, agreement=terms)


NON_COMMERCIAL = RightsSignature(
    (_licence(Layer.RECORDING, "CC-BY-NC-4.0"), _licence(Layer.PERFORMANCE, "CC-BY-NC-4.0")), BACH
)
ON_THE_PREMISES = RightsSignature((_agreement(Layer.RECORDING), _agreement(Layer.PERFORMANCE)), BACH)
EMBARGO = Prohibition(
    "embargo",
    frozenset({Act.STREAM, Act.DOWNLOAD}),
    "the band asked for it",
    since=TODAY,
    until=date(2027, 1, 1),
)

CASES: dict[str, tuple[RightsSignature, Act, Territory, ActorClass]] = {
    "stream-by-the-public": (NON_COMMERCIAL, Act.STREAM, DE, PUBLIC),
    "stream-by-a-commercial-archive": (NON_COMMERCIAL, Act.STREAM, DE, ActorClass.COMMERCIAL_ARCHIVE),
    "train": (NON_COMMERCIAL, Act.TRAIN, US, PUBLIC),
    "consult-by-agreement": (ON_THE_PREMISES, Act.CONSULT, DE, ActorClass.RESEARCHER),
    "stream-beyond-the-agreement": (ON_THE_PREMISES, Act.STREAM, JP, PUBLIC),
    "embargo": (replace(NON_COMMERCIAL, prohibitions=(EMBARGO,)), Act.STREAM, DE, PUBLIC),
    "shellac-in-germany": (RightsSignature(terms=SHELLAC), Act.STREAM, DE, PUBLIC),
    "shellac-in-the-united-states": (RightsSignature(terms=SHELLAC), Act.STREAM, US, PUBLIC),
    "nothing-known": (RightsSignature(), Act.PRESERVE, DE, ActorClass.CULTURAL_HERITAGE_INSTITUTION),
}


def _told(decision: Decision) -> str:
    reasons = "\n".join(f"- {reason}" for reason in decision.reasons())
    return f"{explain(decision)}\nReasons:\n{reasons}\n"


@pytest.mark.parametrize("name", CASES)
def test_the_text_is_as_it_was_agreed(name: str) -> None:
    item, act, territory, actor = CASES[name]
    decision = replace(decide(act, territory, TODAY, actor, item, LAW), law="0" * 64)
    assert _told(decision) == (HERE / f"{name}.txt").read_text("utf-8")


def test_every_agreed_text_has_its_case() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == set(CASES)
