"""Cedar decides the same questions by policies that were written from the facts, and agrees."""

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

from benchmarks.cedar import policies, request
from cedarpy import Decision, Entities, PolicySet, is_authorized
from tests.unit.rights.rights_cases import law_with_everything, random_day, random_signatures, random_uses
from tests.unit.rights.rights_samples import DE, LAW

from nachklang.model.dates import PartialDate
from nachklang.model.mandates import Author, Basis, Mandate, RightsSignature, TermFacts
from nachklang.rights import Law, decide

_ITEMS = 120
_NOTHING = Entities.from_json_str("[]")


def _law() -> Law:
    """Return Germany alone, with the statutes that the cases bring along."""
    own = {one.id for one in LAW.territories[DE].statutes}
    here = law_with_everything().territories[DE]
    statutes = tuple(one for one in here.statutes if one.id not in own)
    return replace(LAW, territories={DE: replace(here, statutes=statutes)})


def _told_plainly(item: RightsSignature, random: Random) -> RightsSignature:
    """Leave out what the policies do not know: mandates without sense, first editions, doubtful dates."""
    year = random.randrange(1900, 2020)
    terms = TermFacts(
        recorded=PartialDate(year),
        recording_published=random.choice([None, PartialDate(year)]),
        authors=tuple(
            Author("Ada", random.choice([None, *[random.randrange(1850, 1990)] * 9])) for _ in range(2)
        ),
        authors_complete=random.random() < 0.8,
    )
    terms = replace(terms, recording_unpublished=terms.recording_published is None and random.random() < 0.5)
    kept = tuple(one for one in item.mandates if _makes_sense(one))
    return replace(item, mandates=kept, terms=terms)


def _makes_sense(mandate: Mandate) -> bool:
    carried = (mandate.licence, mandate.agreement, mandate.procedure)
    if sum(one is not None for one in carried) != 1:
        return False
    if mandate.licence is not None:
        return mandate.basis is Basis.LICENCE
    if mandate.agreement is not None:
        return mandate.basis in {Basis.AGREEMENT, Basis.CONSENT, Basis.OWN_DEPOSIT}
    # A waiting time that ends beyond the calendar cannot be written down.
    return mandate.procedure is not None and mandate.procedure.recorded_on.year < 9000


def test_cedar_agrees_on_samples() -> None:
    random, law, found = Random(8), _law(), Counter[bool]()
    for item in random_signatures(random, _ITEMS):
        plain = _told_plainly(item, random)
        written = PolicySet.from_str(policies(plain, law.territories[DE].statutes))
        for use in random_uses(random, 5):
            for on in (random_day(random), date(2026, 11, 22)):
                asked = (use.act, use.territory, on, use.actor)
                theirs = is_authorized(request(*asked), written, _NOTHING)
                assert not theirs.diagnostics.errors
                ours = decide(*asked, plain, law)
                assert ours.permitted == (theirs.decision is Decision.Allow), (plain, asked)
                found[ours.permitted] += 1
    assert min(found[True], found[False]) > _ITEMS, "hardly anything was permitted, or all"
