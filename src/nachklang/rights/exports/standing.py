"""How an item stands in a territory on a day: what the rows of the table of labels look at."""

from dataclasses import dataclass, replace
from datetime import date

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.licences import Licence
from nachklang.model.mandates import GRANTED, Agreement, Basis, RightsSignature
from nachklang.rights.decision import Decision
from nachklang.rights.exports.answers import Table
from nachklang.rights.terms import Term, find_term


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an item's copyright in a territory on a day, and what may be done there."""

    table: Table
    territory: Territory
    on: date

    @property
    def rights(self) -> RightsSignature:
        """The facts that were recorded."""
        return self.table.item.rights

    def ask(self, act: Act, actor: ActorClass) -> Decision:
        """Return what the table holds about an act by a class."""
        return self.table.decision(act, self.territory, actor, self.on)

    def may(self, act: Act, actor: ActorClass) -> bool:
        """Whether a class of actors may do an act."""
        return self.ask(act, actor).permitted

    def free(self, layer: Layer, territory: Territory | None = None, *, complete: bool = False) -> bool:
        """Whether the term of a layer is over; with `complete`, if the authors named were all of them."""
        term = self._term(layer, territory or self.territory, complete=complete)
        return term is not None and term.free_from <= self.on

    def known(self, layer: Layer) -> bool:
        """Whether the term is known, or somebody holds a right by which a mandate was given."""
        mandated = any(one.layer is layer for one in self.rights.mandates)
        return mandated or self._term(layer, self.territory, complete=False) is not None

    def _term(self, layer: Layer, territory: Territory, *, complete: bool) -> Term | None:
        here = self.table.law.territories.get(territory)
        facts = self.rights.terms
        if complete and facts.authors:
            facts = replace(facts, authors_complete=True)
        found = None if here is None else find_term(here, layer, facts)
        return found if isinstance(found, Term) else None

    @property
    def all_free(self) -> bool:
        """Whether the term of every layer is over here."""
        return all(self.free(layer) for layer in Layer)

    @property
    def free_everywhere(self) -> bool:
        """Whether it is over in every territory on file."""
        return all(self.free(layer, one) for layer in Layer for one in self.table.law.territories)

    @property
    def licence(self) -> Licence | None:
        """The one Creative Commons licence of every layer that is not free, and of one at least."""
        found: set[Licence] = set()
        for layer in Layer:
            licences = {one.licence for one in self.rights.mandates if one.layer is layer and one.licence}
            given = {one for one in licences if one.elements or one.spdx == "CC0-1.0"}
            if not given and not self.free(layer):
                return None
            found |= given
        return found.pop() if len(found) == 1 else None

    @property
    def forbidden(self) -> frozenset[str]:
        """The kinds of the prohibitions that stand for anything that gives something out."""
        acts = (Act.CONSULT, Act.STREAM, Act.DOWNLOAD, Act.REDISTRIBUTE)
        decided = [self.ask(act, ActorClass.PUBLIC) for act in acts]
        return frozenset(one.kind for decision in decided for one in decision.prohibitions)

    @property
    def contract(self) -> Agreement | None:
        """An agreement about the recording that stands on the day, in the territory."""
        for mandate in self.rights.mandates:
            terms = mandate.agreement
            if terms is not None and mandate.layer is Layer.RECORDING and mandate.basis in GRANTED:
                begun = (terms.valid_from or date.min) <= self.on <= (terms.valid_to or date.max)
                if begun and (not terms.territories or self.territory in terms.territories):
                    return terms
        return None

    def rests_on(self, basis: Basis) -> bool:
        """Whether a ground of this basis stands for anything that any class may do."""
        decided = [self.ask(act, actor) for act in Act for actor in ActorClass]
        return any(
            ground.basis is basis for one in decided for layer in one.layers for ground in layer.grounds
        )
