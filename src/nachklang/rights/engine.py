"""Decide: weigh every mandate and every term, layer by layer, and let prohibitions outrank them all."""

from datetime import date, timedelta

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import Basis, Mandate, Prohibition, RightsSignature, TermFacts
from nachklang.rights.agreements import weigh_agreement
from nachklang.rights.decision import Decision, Ground, LayerDecision, MissingCode, MissingFact
from nachklang.rights.law import Law
from nachklang.rights.licences import weigh_licence
from nachklang.rights.rules import TerritoryLaw
from nachklang.rights.terms import Term, find_term
from nachklang.rights.wording import ACTS, day, one_line


def decide(
    act: Act, territory: Territory, on: date, actor: ActorClass, item: RightsSignature, law: Law
) -> Decision:
    """Decide `act`; every layer needs a ground, any prohibition outranks them all.

    What is missing denies by name. The arguments are all that counts: equal arguments give
    equal decisions with equal digests.
    """
    standing = tuple(one for one in item.prohibitions if _in_force(one, act, territory, on))
    layers = tuple(
        _settle(
            layer,
            [
                *_weigh_mandates(layer, act, territory, on, actor, item),
                _weigh_term(layer, act, territory, on, item.terms, law),
            ],
        )
        for layer in Layer
    )
    return Decision(act, territory, on, actor, layers, standing, law.digest)


def _in_force(prohibition: Prohibition, act: Act, territory: Territory, on: date) -> bool:
    """Both days are inclusive; an open side never ends, no territory means everywhere.

    One whose last day comes before its first stands on every day: somebody meant to forbid something.
    """
    here = not prohibition.territories or territory in prohibition.territories
    if prohibition.since and prohibition.until and prohibition.until < prohibition.since:
        return act in prohibition.acts and here
    begun = prohibition.since is None or prohibition.since <= on
    ended = prohibition.until is not None and prohibition.until < on
    return act in prohibition.acts and begun and not ended and here


def _settle(layer: Layer, weighed: list[Ground | MissingFact]) -> LayerDecision:
    """Keep the grounds; what is missing for further ones matters only where there is none."""
    grounds = tuple(one for one in weighed if isinstance(one, Ground))
    missing = tuple(one for one in weighed if isinstance(one, MissingFact))
    return LayerDecision(layer, grounds, () if grounds else missing)


def _weigh_mandates(
    layer: Layer, act: Act, territory: Territory, on: date, actor: ActorClass, item: RightsSignature
) -> list[Ground | MissingFact]:
    mandates = [mandate for mandate in item.mandates if mandate.layer is layer]
    if not mandates:
        text = f"no licence and no agreement is recorded for the {layer}: record one with its evidence"
        return [MissingFact(layer, MissingCode.NO_GROUND, text)]
    weighed: list[Ground | MissingFact] = []
    for mandate in mandates:
        weighed += _weigh_mandate(act, territory, on, actor, mandate)
    return weighed


def _weigh_mandate(
    act: Act, territory: Territory, on: date, actor: ActorClass, mandate: Mandate
) -> list[Ground | MissingFact]:
    """Weigh one mandate; what is neither a plain licence nor a plain agreement grounds nothing."""
    if mandate.basis is Basis.LICENCE and mandate.licence is not None and mandate.agreement is None:
        return [weigh_licence(act, actor, mandate, mandate.licence)]
    if mandate.basis is Basis.AGREEMENT and mandate.agreement is not None and mandate.licence is None:
        outcome = weigh_agreement(act, territory, on, actor, mandate, mandate.agreement)
        return [outcome] if isinstance(outcome, Ground) else list(outcome)
    text = (
        f"the mandate in {one_line(mandate.evidence.source)} says {mandate.basis} and does not carry exactly "
        "that: record either a licence or an agreement (other bases are not decided upon by this version)"
    )
    return [MissingFact(mandate.layer, MissingCode.MANDATE_INCOMPLETE, text)]


def _weigh_term(
    layer: Layer, act: Act, territory: Territory, on: date, facts: TermFacts, law: Law
) -> Ground | MissingFact:
    here = law.territories.get(territory)
    if here is None:
        text = (
            f"no law is on file for {territory}, so no term of protection can be computed there: "
            f"record a licence or an agreement, or add the law of {territory}"
        )
        return MissingFact(layer, MissingCode.NO_LAW, text)
    term = find_term(here, layer, facts)
    if isinstance(term, MissingFact):
        text = f"no public domain in {here.name} can be shown: {term.text}"
        return MissingFact(layer, term.code, text)
    return _ended(layer, term, here) if term.free_from <= on else _running(layer, act, term, here)


def _ended(layer: Layer, term: Term, law: TerritoryLaw) -> Ground:
    """By its term every act is free, since there is no right left that could forbid one."""
    summary = (
        f"in the public domain in {law.name} from {day(term.free_from)} on, {_because(layer, term, law)}"
    )
    return Ground(layer, Basis.PUBLIC_DOMAIN, summary, _citation(term), None, term.free_from, None)


def _running(layer: Layer, act: Act, term: Term, law: TerritoryLaw) -> MissingFact:
    last = day(term.free_from - timedelta(days=1))
    text = (
        f"protected in {law.name} to the end of {last}, {_because(layer, term, law)} [{_citation(term)}]: "
        f"until then record a licence or an agreement that permits {ACTS[act]}"
    )
    return MissingFact(layer, MissingCode.STILL_PROTECTED, text)


def _because(layer: Layer, term: Term, law: TerritoryLaw) -> str:
    """Say the rule and the facts; where the layer follows another one, say that and why."""
    note = law.layers[layer].note
    return f"because {term.rule.statement} ({term.facts}){f'; {note}' if note else ''}"


def _citation(term: Term) -> str:
    return f"{term.rule.citation}, text in force since {day(term.rule.text_date)}"
