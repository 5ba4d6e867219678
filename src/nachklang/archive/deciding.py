"""For whom an act is decided where nobody is named."""

from collections.abc import Callable
from dataclasses import replace

from nachklang.model.acts import Act, ActorClass
from nachklang.model.mandates import RightsSignature
from nachklang.rights import Decision, first_permitted

Ask = Callable[[ActorClass, RightsSignature], Decision]


def decide_here(act: Act, rights: RightsSignature, own: tuple[ActorClass, ...], ask: Ask) -> Decision:
    """Decide preserving for the archive, in the first of its classes that may, all else for the public.

    Who listens is the public, but who lets them is the archive: a licence that bars commercial use does
    not carry what a commercial archive gives out. Describing gives out nothing.
    """
    if act is Act.PRESERVE:
        return first_permitted([ask(one, rights) for one in own])
    public = ask(ActorClass.PUBLIC, rights)
    commercial = next((one for one in own if one.commercial), None)
    if act is Act.DESCRIBE or commercial is None or not public.permitted:
        return public
    if ask(ActorClass.PUBLIC, _without_non_commercial(rights)).permitted:
        return public
    return ask(commercial, rights)


def _without_non_commercial(rights: RightsSignature) -> RightsSignature:
    kept = tuple(one for one in rights.mandates if one.licence is None or "NC" not in one.licence.elements)
    return replace(rights, mandates=kept)
