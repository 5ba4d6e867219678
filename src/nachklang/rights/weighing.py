"""Weighs what is recorded for one layer, and what the law of the territory says, for all days at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from nachklang.model.acts import Act, Layer
from nachklang.model.mandates import (
    GRANTED,
    PROCEDURES,
    Basis,
    Mandate,
    Procedure,
    RightsSignature,
    TermFacts,
)
from nachklang.rights import wording
from nachklang.rights.agreements import contradictions, weigh_agreement
from nachklang.rights.authorities import Authority, Weighed, lacking
from nachklang.rights.days import ALWAYS, NEVER, Days, between, turns
from nachklang.rights.decision import Ground, MissingCode, MissingFact
from nachklang.rights.law import Law
from nachklang.rights.licences import weigh_licence
from nachklang.rights.question import Use
from nachklang.rights.rules import Statute, TerritoryLaw
from nachklang.rights.statutes import waiting_ends, weigh_statutes
from nachklang.rights.terms import Term, find_term
from nachklang.rights.wording import ACTS, day, one_line

_REMEMBERED: dict[tuple[int, int, Layer], tuple[TermFacts, TerritoryLaw, Term | MissingFact]] = {}
_MOST_REMEMBERED = 3_000


def weigh_mandates(layer: Layer, use: Use, mandates: Sequence[Mandate], law: Law) -> list[Authority]:
    """Weigh what is recorded for a layer; agreements that contradict each other say nothing meanwhile."""
    mandates = [mandate for mandate in mandates if mandate.layer is layer]
    if not mandates:
        text = f"no licence and no agreement is recorded for the {layer}: record one with its evidence"
        return [lacking(MissingFact(layer, MissingCode.NO_GROUND, text), ALWAYS)]
    disputed = contradictions(layer, use, mandates) if len(mandates) > 1 else None
    days = NEVER if disputed is None else disputed[0]
    weighed = [] if disputed is None else [disputed[1]]
    for mandate in mandates:
        authority = _weigh_mandate(use, mandate, law)
        if authority is not None:
            weighed.append(authority.silent_on(days) if mandate.basis in GRANTED else authority)
    return weighed


def _weigh_mandate(use: Use, mandate: Mandate, law: Law) -> Authority | None:
    """Weigh one mandate; what does not carry exactly what its basis says grounds nothing."""
    carried = [one for one in (mandate.licence, mandate.agreement, mandate.procedure) if one is not None]
    if len(carried) == 1 and mandate.basis is Basis.LICENCE and mandate.licence is not None:
        return weigh_licence(use, mandate, mandate.licence)
    if len(carried) == 1 and mandate.basis in GRANTED and mandate.agreement is not None:
        return weigh_agreement(use, mandate, mandate.agreement)
    if len(carried) == 1 and mandate.basis in PROCEDURES and mandate.procedure is not None:
        return _weigh_procedure(use, mandate, mandate.procedure, law)
    text = (
        f"the mandate in {one_line(mandate.evidence.source)} says {mandate.basis} and does not carry exactly "
        "that: record one licence, one agreement or one procedure (the law and the term are computed)"
    )
    return lacking(MissingFact(mandate.layer, MissingCode.MANDATE_INCOMPLETE, text), ALWAYS)


def _weigh_procedure(use: Use, mandate: Mandate, procedure: Procedure, law: Law) -> Authority | None:
    """Leave it to the statute that asks for the procedure; where none is on file, say so."""
    here = law.territories.get(use.territory)
    statutes = here.statutes if here is not None and procedure.territory == use.territory else ()
    if any(use.act in one.acts and one.procedure is mandate.basis for one in statutes):
        return None
    text = (
        f"{wording.PROCEDURES[mandate.basis]}, recorded for {procedure.territory}, permits "
        f"{ACTS[use.act]} in {use.territory} by no law on file: record a mandate that does"
    )
    return lacking(MissingFact(mandate.layer, MissingCode.PROCEDURE_WITHOUT_LAW, text), ALWAYS)


def no_law(layer: Layer, use: Use) -> Authority:
    """Say that no law is on file for the territory."""
    text = (
        f"no law is on file for {use.territory}, so no term of protection can be computed there: "
        f"record a licence or an agreement, or add the law of {use.territory}"
    )
    return lacking(MissingFact(layer, MissingCode.NO_LAW, text), ALWAYS)


def statutes_for(layer: Layer, use: Use, here: TerritoryLaw, *, telling: bool) -> TerritoryLaw | None:
    """Leave of the law only the statutes about this act; None where there are none.

    Unless somebody wants to be told what they ask for, those are left out that do not help this class of
    actor: none of them can be a ground.
    """
    chosen = tuple(
        one
        for one in here.statutes
        if use.act in one.acts and layer in one.layers and (telling or use.actor in one.beneficiaries)
    )
    return replace(here, statutes=chosen) if chosen else None


def weigh_all_statutes(layer: Layer, use: Use, item: RightsSignature, here: TerritoryLaw) -> Authority:
    """Weigh the statutes on each day on which what they say may change: it stands until the next one.

    These days are those that the statutes and the item's circumstances and procedures name.
    """

    def tell(on: date) -> Weighed:
        return weigh_statutes(layer, use.on(on), item, here)

    grounds: list[tuple[Basis, Days]] = []
    lacks: list[tuple[MissingCode, Days]] = []
    for begin, end in turns(_dated(item, here)):
        said = tell(date.fromordinal(begin))
        grounds += [(one.basis, ((begin, end),)) for one in said if isinstance(one, Ground)]
        lacks += [(one.code, ((begin, end),)) for one in said if isinstance(one, MissingFact)][:1]
    return Authority(tuple(grounds), tuple(lacks), tell)


def _dated(item: RightsSignature, here: TerritoryLaw) -> Iterator[Days]:
    for circumstance in item.circumstances:
        yield between(circumstance.since, None)
    asked = {one.procedure for one in here.statutes}
    procedures = [one.procedure for one in item.mandates if one.basis in asked and one.procedure is not None]
    for procedure in procedures:
        yield between(None, procedure.ended_on)
    for statute in here.statutes:
        yield between(statute.since, None)
        yield between(None, statute.until)
        yield from (_waited(statute, one) for one in procedures if statute.procedure is not None)


def _waited(statute: Statute, procedure: Procedure) -> Days:
    return between(waiting_ends(statute, procedure), None)


def weigh_term(layer: Layer, act: Act, term: Term | MissingFact, here: TerritoryLaw) -> Authority:
    """Weigh the term of protection: by its end every act is free, as no right is left to forbid one."""
    if isinstance(term, MissingFact):
        text = f"no public domain in {here.name} can be shown: {term.text}"
        return lacking(MissingFact(layer, term.code, text), ALWAYS)
    free = between(term.free_from, None)
    protected = between(None, term.free_from - timedelta(days=1)) if term.free_from > date.min else NEVER
    lacks = ((MissingCode.STILL_PROTECTED, protected),)
    return Authority(((Basis.PUBLIC_DOMAIN, free),), lacks, partial(_tell_term, layer, act, term, here))


def term_of(layer: Layer, item: RightsSignature, here: TerritoryLaw) -> Term | MissingFact:
    """Compute the term of a layer from the item's facts.

    A page asks eight acts of one item, so the terms of the facts asked about last are remembered: by their
    identity, for what is remembered keeps them alive.
    """
    key = (id(item.terms), id(here), layer)
    known = _REMEMBERED.get(key)
    if known is not None:
        return known[2]
    term = find_term(here, layer, item.terms)
    if len(_REMEMBERED) >= _MOST_REMEMBERED:
        _REMEMBERED.clear()
    _REMEMBERED[key] = (item.terms, here, term)
    return term


def _tell_term(layer: Layer, act: Act, term: Term, here: TerritoryLaw, on: date) -> Weighed:
    return (_ended(layer, term, here) if term.free_from <= on else _running(layer, act, term, here),)


def _ended(layer: Layer, term: Term, law: TerritoryLaw) -> Ground:
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
