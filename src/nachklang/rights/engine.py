"""Decide: every authority is weighed for all days, a day picks what stands, prohibitions outrank them all.

What is permitted is found before anything is put into words: the layers of a decision, with their texts,
are made when somebody reads them.
"""

from datetime import date
from functools import partial

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import Prohibition, RightsSignature
from nachklang.rights.authorities import Authority, Weighed
from nachklang.rights.days import ALWAYS, NEVER, Days, between, holds
from nachklang.rights.decision import Decision, Ground, LayerDecision, MissingFact
from nachklang.rights.law import Law
from nachklang.rights.question import Use
from nachklang.rights.statutes import weigh_statutes
from nachklang.rights.terms import Term
from nachklang.rights.weighing import (
    no_law,
    statutes_for,
    term_of,
    weigh_all_statutes,
    weigh_mandates,
    weigh_term,
)

_LAYERS = tuple(Layer)
Terms = dict[tuple[Territory, Layer], Term | MissingFact]
"""The terms of one item that were computed already: they depend on no act and no actor."""


def decide(
    act: Act, territory: Territory, on: date, actor: ActorClass, item: RightsSignature, law: Law
) -> Decision:
    """Decide `act`; every layer needs a ground, any prohibition outranks them all.

    What is missing denies by name. The arguments are all that counts: equal arguments give
    equal decisions with equal digests.
    """
    use = Use(act, territory, actor)
    standing = tuple(one for one in item.prohibitions if holds(prohibited(one, use), on))
    permitted = not standing and all(_grounded(layer, use, on, item, law) for layer in _LAYERS)
    return Decision.told_later(
        use.on(on), standing, law.digest, permitted=permitted, tell=partial(_layers, use, on, item, law)
    )


def terms_of(item: RightsSignature, territory: Territory, law: Law) -> Terms:
    """Compute the terms of all layers in one territory; none where no law is on file."""
    here = law.territories.get(territory)
    return {} if here is None else {(territory, layer): term_of(layer, item, here) for layer in Layer}


def prohibited(prohibition: Prohibition, use: Use) -> Days:
    """Return the days on which it forbids this; both its days are inclusive, no territory means everywhere.

    One whose last day comes before its first stands on every day: somebody meant to forbid something.
    """
    if use.act not in prohibition.acts:
        return NEVER
    if prohibition.territories and use.territory not in prohibition.territories:
        return NEVER
    return between(prohibition.since, prohibition.until) or ALWAYS


def weigh(layer: Layer, use: Use, item: RightsSignature, law: Law, terms: Terms) -> list[Authority]:
    """Weigh the mandates, the statutes that may matter and the term of one layer, in the order of telling."""
    weighed = weigh_mandates(layer, use, item.mandates, law)
    here = law.territories.get(use.territory)
    if here is None:
        return [*weighed, no_law(layer, use)]
    term = terms.get((use.territory, layer))
    if term is None:
        term = terms[use.territory, layer] = term_of(layer, item, here)
    # What statutes lack is the first thing to be named only where nothing that is recorded says anything.
    statutes = statutes_for(layer, use, here, telling=not weighed)
    if statutes is not None:
        weighed.append(weigh_all_statutes(layer, use, item, statutes))
    return [*weighed, weigh_term(layer, use.act, term, here)]


def _grounded(layer: Layer, use: Use, on: date, item: RightsSignature, law: Law) -> bool:
    """Look for one ground on this day, what is found fastest first."""
    for authority in weigh_mandates(layer, use, item.mandates, law):
        if any(holds(days, on) for _, days in authority.grounds):
            return True
    here = law.territories.get(use.territory)
    if here is None:
        return False
    term = term_of(layer, item, here)
    if isinstance(term, Term) and term.free_from <= on:
        return True
    helping = statutes_for(layer, use, here, telling=False)
    return helping is not None and any(
        isinstance(one, Ground) for one in weigh_statutes(layer, use.on(on), item, helping)
    )


def _layers(use: Use, on: date, item: RightsSignature, law: Law) -> tuple[LayerDecision, ...]:
    return tuple(_settle(layer, _tell(layer, use, on, item, law)) for layer in Layer)


def _tell(layer: Layer, use: Use, on: date, item: RightsSignature, law: Law) -> Weighed:
    said = [one for authority in weigh_mandates(layer, use, item.mandates, law) for one in authority.tell(on)]
    here = law.territories.get(use.territory)
    if here is None:
        return [*said, *no_law(layer, use).tell(on)]
    term = weigh_term(layer, use.act, term_of(layer, item, here), here)
    return [*said, *weigh_statutes(layer, use.on(on), item, here), *term.tell(on)]


def _settle(layer: Layer, weighed: Weighed) -> LayerDecision:
    """Keep the grounds; what is missing for further ones matters only where there is none."""
    grounds = tuple(one for one in weighed if isinstance(one, Ground))
    missing = tuple(one for one in weighed if isinstance(one, MissingFact))
    return LayerDecision(layer, grounds, () if grounds else missing)
