"""The law that ships with the package, and signatures of every kind to decide on."""

from datetime import date
from importlib.resources import files

from hypothesis import strategies as st

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

LAW_TEXTS = {
    file.name: file.read_text("utf-8")
    for file in files("nachklang.rights").joinpath("law").iterdir()
    if file.name.endswith(".toml")
}
LAW = Law.parse(LAW_TEXTS)
DE, US, JP = Territory("DE"), Territory("US"), Territory("JP")
CA, AQ = Territory("CA"), Territory("AQ")
"""Of AQ no law is on file."""
TODAY = date(2026, 11, 22)
EVIDENCE = Evidence("deposit.toml", "deposit.toml, file 1", "as it stands there")


def licence(layer: Layer, spdx: str) -> Mandate:
    """Return a licence of one layer."""
    return Mandate(layer, Basis.LICENCE, EVIDENCE, licence=Licence(spdx))


def agreement(layer: Layer, terms: Agreement) -> Mandate:
    """Return an agreement about one layer."""
    return Mandate(layer, Basis.AGREEMENT, EVIDENCE, agreement=terms)


def licensed(spdx: str) -> RightsSignature:
    """Return a signature with one licence for all layers."""
    return RightsSignature(tuple(licence(layer, spdx) for layer in Layer))


def agreed(terms: Agreement) -> RightsSignature:
    """Return a signature with one agreement about all layers."""
    return RightsSignature(tuple(agreement(layer, terms) for layer in Layer))


def decided(
    item: RightsSignature,
    act: Act = Act.STREAM,
    territory: Territory = DE,
    on: date = TODAY,
    actor: ActorClass = ActorClass.PUBLIC,
) -> Decision:
    """Decide by the law that ships with the package."""
    return decide(act, territory, on, actor, item, LAW)


def codes(decision: Decision) -> dict[Layer, list[str]]:
    """Return the codes of what is missing, by layer."""
    return {one.layer: [str(fact.code) for fact in one.missing] for one in decision.layers}


ACTS = st.sampled_from(Act)
ACTORS = st.sampled_from(ActorClass)
LAYERS = st.sampled_from(Layer)
TERRITORIES = st.sampled_from([DE, US, JP, AQ])
DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))
YEARS = st.integers(1850, 2030)


def agreements() -> st.SearchStrategy[Agreement]:
    """Return agreements about some acts, here and there, for some, for a while."""
    return st.builds(
        Agreement,
        st.just("A-1"),
        st.frozensets(ACTS),
        st.frozensets(TERRITORIES, max_size=2),
        st.frozensets(ACTORS, max_size=3),
        st.none() | DAYS,
        st.none() | DAYS,
    )


def mandates() -> st.SearchStrategy[Mandate]:
    """Return licences, agreements, and mandates that carry neither or both."""
    spdx = st.sampled_from(
        ["CC0-1.0", "CC-BY-4.0", "CC-BY-NC-ND-3.0", "CC-BY-SA-2.0-DE", "CC-PDM-1.0", "MIT", "CC-PDDC"]
    )
    return st.one_of(
        st.builds(licence, LAYERS, spdx),
        st.builds(agreement, LAYERS, agreements()),
        st.builds(Mandate, LAYERS, st.sampled_from(Basis), st.just(EVIDENCE)),
        st.builds(
            Mandate, LAYERS, st.sampled_from(Basis), st.just(EVIDENCE), spdx.map(Licence), agreements()
        ),
    )


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Return years, months and days that matter to the law on file."""
    return st.one_of(
        st.builds(PartialDate, YEARS),
        st.builds(PartialDate, YEARS, st.integers(1, 12)),
        DAYS.map(lambda day: PartialDate(day.year, day.month, day.day)),
    )


def facts() -> st.SearchStrategy[TermFacts]:
    """Return facts with gaps and contradictions."""
    authors = st.lists(st.builds(Author, st.just("Ada Klang"), st.none() | YEARS), max_size=3)
    return st.builds(
        TermFacts,
        recorded=st.none() | partial_dates(),
        recording_published=st.none() | partial_dates(),
        recording_unpublished=st.booleans(),
        authors=authors.map(tuple),
        authors_complete=st.booleans(),
        composition_published=st.none() | partial_dates(),
    )


def prohibitions() -> st.SearchStrategy[Prohibition]:
    """Return prohibitions of some acts, here and there, for a while."""
    return st.builds(
        Prohibition,
        st.just("hold"),
        st.frozensets(ACTS),
        st.just("a claim is being heard"),
        st.frozensets(TERRITORIES, max_size=2),
        st.none() | DAYS,
        st.none() | DAYS,
    )


def signatures() -> st.SearchStrategy[RightsSignature]:
    """Return signatures in which everything may occur; often enough every layer has a ground."""
    base = st.sampled_from([(), licensed("CC0-1.0").mandates, licensed("CC-BY-NC-4.0").mandates])
    more = st.lists(mandates(), max_size=3).map(tuple)
    holds = st.just(()) | st.lists(prohibitions(), max_size=2).map(tuple)
    return st.builds(
        lambda base, more, terms, holds: RightsSignature((*base, *more), terms, holds),
        base,
        more,
        facts(),
        holds,
    )


def questions() -> st.SearchStrategy[tuple[Act, Territory, date, ActorClass]]:
    """Return what `decide` is asked about an item."""
    return st.tuples(ACTS, TERRITORIES, DAYS, ACTORS)
