"""The table of labels, row by row: which label an item gets, by which row, and why."""

from dataclasses import replace

import pytest
from tests.factories import agreed, licensed
from tests.rights_cases import (
    DE,
    GB,
    LAW,
    OLD,
    PARTLY_OLD,
    PLACES,
    TODAY,
    US,
    both,
    forbidden,
    item_of,
    orphan,
    terms,
)

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import RightsSignature
from nachklang.rights.exports import label, labels, tabulate
from nachklang.rights.exports.labels import ROWS, Statement

LAYERS = (Layer.RECORDING, Layer.PERFORMANCE)
OPEN = agreed(Act.DOWNLOAD, Act.REDISTRIBUTE)
NOT_FOR_TRADE = frozenset(ActorClass) - {ActorClass.COMMERCIAL_ARCHIVE}
STUDY = agreed(Act.DOWNLOAD, actors=frozenset({ActorClass.RESEARCHER}))

CASES: dict[str, tuple[RightsSignature, Territory, str, str]] = {
    "nothing": (RightsSignature(), DE, "nothing-recorded", "CNE"),
    "nothing but a hold": (forbidden("hold", RightsSignature().terms), DE, "nothing-recorded", "CNE"),
    "one licence": (licensed("CC-BY-4.0"), DE, "one-licence", "CC-BY-4.0"),
    "a dedication": (licensed(), US, "one-licence", "CC0-1.0"),
    "a licence, and a free composition": (
        both(licensed("CC-BY-SA-3.0", LAYERS), facts=terms(2020, 1900)), DE, "one-licence", "CC-BY-SA-3.0"
    ),
    "a licence of two layers out of three": (
        both(licensed("CC-BY-4.0", LAYERS), facts=terms()), DE, "protected", "InC"
    ),
    "old, and a hold": (forbidden("hold"), DE, "free-and-forbidden-by-law", "NoC-OKLR"),
    "old, and a word of their own": (forbidden("privacy"), DE, "free-and-forbidden-by-law", "NoC-OKLR"),
    "old, and an agreement without trade": (
        both(agreed(Act.DOWNLOAD, Act.REDISTRIBUTE, actors=NOT_FOR_TRADE), facts=OLD),
        DE, "free-and-not-for-commerce", "NoC-NC",
    ),
    "old, and an agreement to listen": (
        both(agreed(Act.CONSULT), facts=OLD), DE, "free-by-term-and-bound-by-contract", "NoC-CR"
    ),
    "old, and an embargo": (forbidden("embargo"), DE, "free-by-term-and-bound-by-contract", "NoC-CR"),
    "old, and an agreement that gives all": (
        both(OPEN, facts=OLD), DE, "free-everywhere", "CC-PDM-1.0"
    ),
    "old": (RightsSignature(terms=OLD), DE, "free-everywhere", "CC-PDM-1.0"),
    "old in America": (RightsSignature(terms=PARTLY_OLD), US, "free-in-the-united-states", "NoC-US"),
    "old in Germany alone": (RightsSignature(terms=PARTLY_OLD), DE, "free-here-only", "NKC"),
    "an orphan in the union": (orphan(DE), DE, "orphan-in-the-union", "InC-OW-EU"),
    "an orphan elsewhere": (orphan(GB), GB, "orphan-elsewhere", "InC-RUU"),
    "an orphan of another country": (orphan(GB), DE, "protected", "InC"),
    "different licences, one without trade": (
        both(
            licensed("CC-BY-NC-4.0", (Layer.RECORDING,)),
            licensed("CC-BY-4.0", (Layer.PERFORMANCE, Layer.COMPOSITION)),
            facts=terms(),
        ), DE, "all-but-commerce", "InC-NC",
    ),
    "different licences": (
        both(
            licensed("CC-BY-SA-4.0", (Layer.RECORDING,)),
            licensed("CC-BY-4.0", (Layer.PERFORMANCE, Layer.COMPOSITION)),
            facts=terms(),
        ), DE, "protected", "InC",
    ),
    "researchers may have it": (both(STUDY, facts=terms()), DE, "study", "InC-EDU"),
    "authors who are perhaps not all": (
        RightsSignature(terms=terms(1900, 1900, complete=False)), DE, "authors-perhaps-not-all", "NKC"
    ),
    "a death that nobody knows": (
        RightsSignature(terms=terms(1900, None)), DE, "term-unknown", "UND"
    ),
    "a territory without a law": (RightsSignature(terms=OLD), Territory("JP"), "term-unknown", "UND"),
    "new": (RightsSignature(terms=terms()), DE, "protected", "InC"),
    "new, by agreement": (agreed(Act.STREAM), DE, "protected", "InC"),
}  # fmt: skip

SHORT = "old in Germany alone"
"""Needs a law by which Germany is the shorter one."""


@pytest.mark.parametrize("case", CASES)
def test_each_row_gives_its_label(case: str) -> None:
    rights, territory, row, name = CASES[case]
    law = LAW
    if case == SHORT:
        swapped = {DE: LAW.territories[US], US: LAW.territories[DE]}
        law = replace(LAW, territories={**LAW.territories, **swapped})
    found = label(tabulate(item_of(rights), (territory,), law), territory, TODAY)
    assert (found.row, found.name) == (row, name)
    assert found.reason == next(one.reason for one in ROWS if one.id == row)
    known = "http://rightsstatements.org/vocab/" if name in set(Statement) else "https://creativecommons.org/"
    assert found.address.startswith(known)


def test_every_row_and_every_statement_has_a_case() -> None:
    assert {row for _, _, row, _ in CASES.values()} == {row.id for row in ROWS}
    assert {name for *_, name in CASES.values()} >= set(Statement)
    assert len(Statement) == 12


def test_the_label_of_a_territory_is_its_own() -> None:
    found = labels(tabulate(item_of(RightsSignature(terms=PARTLY_OLD)), PLACES, LAW), TODAY)
    assert {one["territory"]: one["label"] for one in found["labels"]} == {
        "DE": "InC",
        "US": "NoC-US",
        "GB": "InC",
    }
    assert found["on"] == "2026-11-22"
