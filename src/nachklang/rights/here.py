"""Who is asked about where nobody is named: the archive itself, by the classes that it declares.

Whoever does an act needs the ground for it. The archive preserves, lets people listen and streams: so these
it may do by what the law or an agreement permits one of its own classes, and the last two also by what
anybody may do. All other acts are done by visitors, and decided for the public.

What a commercial archive gives out it gives out commercially: a licence that bars that does not carry it,
and no class that it declares beside may lend it a statute for those who follow no commercial purpose.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeVar

from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.mandates import RightsSignature
from nachklang.rights.decision import Answering, Decision, first_permitted
from nachklang.rights.engine import decide
from nachklang.rights.law import Law
from nachklang.rights.question import OwnUse

_SHOWING = frozenset({Act.CONSULT, Act.STREAM})
"""What the archive does for those who listen."""

_Answer = TypeVar("_Answer", bound=Answering)


class Voice(NamedTuple):
    """A class whose answer counts; with `commercially`, without licences that bar commercial use."""

    actor: ActorClass
    commercially: bool = False

    def heard(self, item: RightsSignature) -> RightsSignature:
        """Return what the class is asked about."""
        return _without_non_commercial(item) if self.commercially else item


def decide_here(use: OwnUse, on: date, item: RightsSignature, law: Law) -> Decision:
    """Decide an act for the archive itself; a no is that of whom a statute or an agreement is meant for."""
    return chosen(
        use,
        item,
        law,
        lambda voice: decide(use.act, use.territory, on, voice.actor, voice.heard(item), law),
    )


def chosen(use: OwnUse, item: RightsSignature, law: Law, ask: Callable[[Voice], _Answer]) -> _Answer:
    """Choose one of the answers that `ask` gives, of one day or of many on which none of them changes."""
    if use.act is Act.PRESERVE:
        return first_permitted([ask(Voice(one)) for one in use.own])
    public = ask(Voice(ActorClass.PUBLIC))
    if use.act is Act.DESCRIBE:
        return public
    commercial = next((one for one in use.own if one.commercial), None)
    if public.permitted:
        if commercial is None or ask(Voice(ActorClass.PUBLIC, commercially=True)).permitted:
            return public
        return ask(Voice(commercial))
    if use.act not in _SHOWING:
        return public
    served, acting = _served(use.act, item), use.own if commercial is None else (commercial,)
    nearer = served | helped(use.act, use.territory, law)
    answers = [ask(Voice(one)) for one in acting if one in nearer]
    # An agreement that serves the public, but not today, is what can be mended: its words come first then.
    return first_permitted([public, *answers] if ActorClass.PUBLIC in served else answers or [public])


def helped(act: Act, where: Territory, law: Law) -> frozenset[ActorClass]:
    """Return the classes that a statute on file lets do the act there, on whatever days and conditions."""
    here = law.territories.get(where)
    statutes = () if here is None else here.statutes
    return frozenset(actor for one in statutes if act in one.acts for actor in one.beneficiaries)


def _served(act: Act, item: RightsSignature) -> frozenset[ActorClass]:
    """Return the classes that an agreement about the act names."""
    agreements = [one.agreement for one in item.mandates if one.agreement is not None]
    return frozenset(actor for one in agreements if act in one.acts for actor in one.actors)


def _without_non_commercial(rights: RightsSignature) -> RightsSignature:
    kept = tuple(one for one in rights.mandates if one.licence is None or "NC" not in one.licence.elements)
    return replace(rights, mandates=kept)
