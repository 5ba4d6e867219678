"""Decide: weigh every mandate and every term, layer by layer, and let prohibitions outrank them all."""

from datetime import date, timedelta

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import (
    GRANTED,
    PROCEDURES,
    Basis,
    Mandate,
    Procedure,
    Prohibition,
    RightsSignature,
    TermFacts,
)
from nachklang.rights import wording
from nachklang.rights.agreements import contradiction, weigh_agreement
from nachklang.rights.decision import Decision, Ground, LayerDecision, MissingCode, MissingFact
from nachklang.rights.law import Law
from nachklang.rights.licences import weigh_licence
from nachklang.rights.question import Question
from nachklang.rights.rules import TerritoryLaw
from nachklang.rights.statutes import weigh_statutes
from nachklang.rights.terms import Term, find_term
from nachklang.rights.wording import ACTS, day, one_line


def decide(
    act: Act, territory: Territory, on: date, actor: ActorClass, item: RightsSignature, law: Law
) -> Decision:
    """Decide `act`; every layer needs a ground, any prohibition outranks them all.

    What is missing denies by name. The arguments are all that counts: equal arguments give
    equal decisions with equal digests.
    """
    question = Question(act, territory, on, actor)
    standing = tuple(one for one in item.prohibitions if _in_force(one, question))
    layers = tuple(
        _settle(
            layer, [*_weigh_mandates(layer, question, item, law), *_weigh_law(layer, question, item, law)]
        )
        for layer in Layer
    )
    return Decision(act, territory, on, actor, layers, standing, law.digest)


def _in_force(prohibition: Prohibition, question: Question) -> bool:
    """Both days are inclusive; an open side never ends, no territory means everywhere.

    One whose last day comes before its first stands on every day: somebody meant to forbid something.
    """
    here = not prohibition.territories or question.territory in prohibition.territories
    if prohibition.since and prohibition.until and prohibition.until < prohibition.since:
        return question.act in prohibition.acts and here
    begun = prohibition.since is None or prohibition.since <= question.on
    ended = prohibition.until is not None and prohibition.until < question.on
    return question.act in prohibition.acts and begun and not ended and here


def _settle(layer: Layer, weighed: list[Ground | MissingFact]) -> LayerDecision:
    """Keep the grounds; what is missing for further ones matters only where there is none."""
    grounds = tuple(one for one in weighed if isinstance(one, Ground))
    missing = tuple(one for one in weighed if isinstance(one, MissingFact))
    return LayerDecision(layer, grounds, () if grounds else missing)


def _weigh(layer: Layer, question: Question, item: RightsSignature, law: Law) -> list[Ground | MissingFact]:
    return [*_weigh_mandates(layer, question, item, law), *_weigh_law(layer, question, item, law)]


def _weigh_mandates(
    layer: Layer, question: Question, item: RightsSignature, law: Law
) -> list[Ground | MissingFact]:
    mandates = [mandate for mandate in item.mandates if mandate.layer is layer]
    if not mandates:
        text = f"no licence and no agreement is recorded for the {layer}: record one with its evidence"
        return [MissingFact(layer, MissingCode.NO_GROUND, text)]
    disputed = contradiction(layer, question, mandates)
    weighed: list[Ground | MissingFact] = [disputed] if disputed is not None else []
    for mandate in mandates:
        if disputed is None or mandate.basis not in GRANTED:
            weighed += _weigh_mandate(question, mandate, law)
    return weighed


def _weigh_mandate(question: Question, mandate: Mandate, law: Law) -> list[Ground | MissingFact]:
    """Weigh one mandate; what does not carry exactly what its basis says grounds nothing."""
    carried = [one for one in (mandate.licence, mandate.agreement, mandate.procedure) if one is not None]
    if len(carried) == 1 and mandate.basis is Basis.LICENCE and mandate.licence is not None:
        return [weigh_licence(question.act, question.actor, mandate, mandate.licence)]
    if len(carried) == 1 and mandate.basis in GRANTED and mandate.agreement is not None:
        outcome = weigh_agreement(question, mandate, mandate.agreement)
        return [outcome] if isinstance(outcome, Ground) else list(outcome)
    if len(carried) == 1 and mandate.basis in PROCEDURES and mandate.procedure is not None:
        return _weigh_procedure(question, mandate, mandate.procedure, law)
    text = (
        f"the mandate in {one_line(mandate.evidence.source)} says {mandate.basis} and does not carry exactly "
        "that: record one licence, one agreement or one procedure (the law and the term are computed)"
    )
    return [MissingFact(mandate.layer, MissingCode.MANDATE_INCOMPLETE, text)]


def _weigh_procedure(
    question: Question, mandate: Mandate, procedure: Procedure, law: Law
) -> list[Ground | MissingFact]:
    """Leave it to the statute that asks for the procedure; where none is on file, say so."""
    here = law.territories.get(question.territory)
    statutes = here.statutes if here is not None and procedure.territory == question.territory else ()
    if any(question.act in one.acts and one.procedure is mandate.basis for one in statutes):
        return []
    text = (
        f"{wording.PROCEDURES[mandate.basis]}, recorded for {procedure.territory}, permits "
        f"{ACTS[question.act]} in {question.territory} by no law on file: record a mandate that does"
    )
    return [MissingFact(mandate.layer, MissingCode.PROCEDURE_WITHOUT_LAW, text)]


def _weigh_law(
    layer: Layer, question: Question, item: RightsSignature, law: Law
) -> list[Ground | MissingFact]:
    """Weigh what the territory's own law says: its statutes, then the term of protection."""
    here = law.territories.get(question.territory)
    if here is not None:
        return [*weigh_statutes(layer, question, item, here), _weigh_term(layer, question, item.terms, here)]
    text = (
        f"no law is on file for {question.territory}, so no term of protection can be computed there: "
        f"record a licence or an agreement, or add the law of {question.territory}"
    )
    return [MissingFact(layer, MissingCode.NO_LAW, text)]


def _weigh_term(
    layer: Layer, question: Question, facts: TermFacts, here: TerritoryLaw
) -> Ground | MissingFact:
    term = find_term(here, layer, facts)
    if isinstance(term, MissingFact):
        text = f"no public domain in {here.name} can be shown: {term.text}"
        return MissingFact(layer, term.code, text)
    if term.free_from <= question.on:
        return _ended(layer, term, here)
    return _running(layer, question.act, term, here)


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
