"""Items of every kind for exports of rights, decided by a small law that stays as it is."""

from datetime import date

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.dates import PartialDate
from nachklang.model.items import Item
from nachklang.model.mandates import (
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
from nachklang.rights import Law
from tests.factories import a_full_signature, agreed, an_item, licensed

DE, US, GB = Territory("DE"), Territory("US"), Territory("GB")
TODAY = date(2026, 11, 22)
EVIDENCE = Evidence("deposit.toml", "deposit.toml, file 1", "as it stands there")

_LAYER = """
[{layer}]
otherwise = "nothing on file covers these facts"
[[{layer}.rule]]
id = "{place}-{layer}"
statement = "{statement}"
citation = "Test Act § {number}"
text_date = 2020-01-01
start = "{start}"
published = ["yes", "no", "unknown"]
years = {years}
[[{layer}.rule.example]]
says = "An example"
facts = {facts}
free_from = {free}
"""
_RECORDED = '{ recorded = "1930" }'
_AUTHORS = '{ authors = [{ name = "A", died = 1930 }], authors_complete = true }'
_STATUTE = """
[[statute]]
id = "{id}"
statement = "{statement}"
citation = "Test Act § {number}"
text_date = 2020-01-01
beneficiaries = ["{actor}"]
acts = ["{act}"]
{asks}
since = 2020-01-01
[[statute.example]]
says = "An example"
act = "{act}"
actor = "{actor}"
on = 2026-01-01
{example}
"""


def _rule(place: str, layer: str, number: int, years: int) -> str:
    """Return a layer that is protected for some years after the last death or the recording."""
    composed = layer == "composition"
    return _LAYER.format(
        place=place,
        layer=layer,
        number=number,
        years=years,
        start="last-author-death" if composed else "recorded",
        statement=f"protected for {years} years",
        facts=_AUTHORS if composed else _RECORDED,
        free=f"{1930 + years + 1}-01-01",
    )


def _law(code: str, name: str, years: tuple[int, int, int]) -> str:
    statutes = _STATUTE.format(
        id=f"{code.lower()}-keep",
        statement="heritage institutions may copy what they hold, to preserve it",
        number=10,
        actor="sound-heritage-body",
        act="preserve",
        asks='requires = ["in-collection"]',
        example='circumstances = ["in-collection"]\npermitted = true',
    ) + _STATUTE.format(
        id=f"{code.lower()}-orphan",
        statement="orphan works may be shown after a diligent search",
        number=11,
        actor="cultural-heritage-institution",
        act="stream",
        asks='procedure = "orphan"\nwaiting_months = 1',
        example="recorded_on = 2025-01-01\npermitted = true",
    )
    layers = zip(("recording", "composition", "performance"), years, strict=True)
    rules = "".join(
        _rule(code.lower(), layer, number, span) for number, (layer, span) in enumerate(layers, 1)
    )
    return f'territory = "{code}"\nname = "{name}"\n{statutes}{rules}'


LAW = Law.parse(
    {
        "de.toml": _law("DE", "Germany", (70, 70, 70)),
        "gb.toml": _law("GB", "Britain", (70, 70, 70)),
        "us.toml": _law("US", "America", (50, 50, 50)),
    }
)
"""Alike in two territories, and shorter in a third; what is here protects nobody's real rights."""

PLACES = (DE, US, GB)


def terms(recorded: int = 2020, died: int | None = 2000, *, complete: bool = True) -> TermFacts:
    """Return facts of one author."""
    return TermFacts(
        recorded=PartialDate(recorded), authors=(Author("Ada Klang", died),), authors_complete=complete
    )


OLD = terms(1900, 1900)
PARTLY_OLD = terms(1966, 1966)
"""Free in America from 2017 on, and elsewhere from 2037."""


def orphan(territory: Territory) -> RightsSignature:
    """Return a work whose holders were looked for in a territory, and found years later."""
    procedure = Procedure("OW-1", territory, date(2025, 1, 1), date(2031, 1, 31))
    found = [Mandate(one, Basis.ORPHAN, EVIDENCE, procedure=procedure) for one in Layer]
    return RightsSignature(tuple(found), terms())


def forbidden(kind: str, facts: TermFacts = OLD) -> RightsSignature:
    """Return something old of which no copy may be given out."""
    held = Prohibition(kind, frozenset({Act.DOWNLOAD}), "A. Mustermann asked for it")
    return RightsSignature(terms=facts, prohibitions=(held,))


def both(*signatures: RightsSignature, facts: TermFacts) -> RightsSignature:
    """Put the mandates of signatures together over some facts."""
    return RightsSignature(tuple(one for signature in signatures for one in signature.mandates), facts)


def in_collection(facts: TermFacts) -> RightsSignature:
    """Return what an institution holds, and nothing permits but a statute."""
    held = Circumstance(CircumstanceKind.IN_COLLECTION, EVIDENCE, date(2021, 5, 1))
    return RightsSignature(terms=facts, circumstances=(held,))


CASES: dict[str, RightsSignature] = {
    "by": licensed("CC-BY-4.0"),
    "by-nc-sa": licensed("CC-BY-NC-SA-4.0"),
    "free-later": in_collection(PARTLY_OLD),
    "agreement-and-embargo": a_full_signature(),
    "research": agreed(
        Act.DESCRIBE,
        Act.DOWNLOAD,
        Act.MINE,
        actors=frozenset({ActorClass.RESEARCHER}),
        valid_to=date(2030, 6, 30),
    ),
    "orphan": orphan(DE),
    "nothing-recorded": RightsSignature(),
}


def item_of(rights: RightsSignature) -> Item:
    """Return an item with these rights; only they differ."""
    return an_item(object_id="urn:uuid:1b4e28ba-2fa1-5d1c-883f-b9a761bde3fb", rights=rights)
