"""What an agreement permits: the acts, places, actors and days that it names, and nothing else.

Where one of two agreements is exclusive and the other one is somebody else's, both cannot be true: whoever
granted the second could not. Which of them could is not for software to say, so neither is a ground.
"""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import GRANTED, Agreement, Mandate
from nachklang.rights.decision import Ground, MissingCode, MissingFact
from nachklang.rights.question import Question
from nachklang.rights.wording import ACTORS, ACTS, day, listed, one_line


def weigh_agreement(
    question: Question, mandate: Mandate, agreement: Agreement
) -> Ground | tuple[MissingFact, ...]:
    """Give the ground, or every respect in which the agreement falls short. Both its days are inclusive."""
    gaps = [
        *_act_gap(question.act, agreement),
        *_territory_gap(question.territory, agreement),
        *_actor_gap(question.actor, agreement),
        *_date_gap(question.on, agreement),
    ]
    if gaps:
        return tuple(MissingFact(mandate.layer, code, text) for code, text in gaps)
    return Ground(
        mandate.layer,
        mandate.basis,
        f"{_named(agreement)} permits {ACTS[question.act]}{_validity(agreement)}",
        _named(agreement),
        mandate.evidence,
        agreement.valid_from,
        agreement.valid_to,
    )


def contradiction(layer: Layer, question: Question, mandates: Sequence[Mandate]) -> MissingFact | None:
    """Find two agreements of which one excludes the other, for this act, here and on this day."""
    standing = [
        one
        for one in mandates
        if one.basis in GRANTED and one.agreement and _reaches(one.agreement, question)
    ]
    for one, other in combinations((mandate.agreement for mandate in standing), 2):
        if one and other and one.excludes(other):
            text = (
                f"{_named(one)} and {_named(other)} contradict each other: one of them is exclusive, and the "
                f"other is not of its grantor; find out who may grant {ACTS[question.act]}, end the other"
            )
            return MissingFact(layer, MissingCode.AGREEMENTS_CONTRADICT, text)
    return None


def _reaches(agreement: Agreement, question: Question) -> bool:
    """Whether it permits the act here and now to anybody."""
    return not (
        _act_gap(question.act, agreement)
        or _territory_gap(question.territory, agreement)
        or _date_gap(question.on, agreement)
    )


def _named(agreement: Agreement) -> str:
    return f"agreement {one_line(agreement.reference)}"


def _validity(agreement: Agreement) -> str:
    since = f" from {day(agreement.valid_from)}" if agreement.valid_from else ""
    until = f" to the end of {day(agreement.valid_to)}" if agreement.valid_to else ""
    return since + until


def _act_gap(act: Act, agreement: Agreement) -> list[tuple[MissingCode, str]]:
    if act in agreement.acts:
        return []
    named = listed(sorted(agreement.acts)) if agreement.acts else "no act"
    text = f"{_named(agreement)} covers {named}: record an agreement whose acts name {act}"
    return [(MissingCode.AGREEMENT_ACT, text)]


def _territory_gap(territory: Territory, agreement: Agreement) -> list[tuple[MissingCode, str]]:
    if not agreement.territories or territory in agreement.territories:
        return []
    named = listed(sorted(str(one) for one in agreement.territories))
    text = f"{_named(agreement)} holds in {named} only: record an agreement that holds in {territory}"
    return [(MissingCode.AGREEMENT_TERRITORY, text)]


def _actor_gap(actor: ActorClass, agreement: Agreement) -> list[tuple[MissingCode, str]]:
    if not agreement.actors or actor in agreement.actors:
        return []
    named = listed(sorted(ACTORS[one] for one in agreement.actors))
    text = f"{_named(agreement)} serves {named} only: record an agreement that serves {ACTORS[actor]}"
    return [(MissingCode.AGREEMENT_ACTOR, text)]


def _date_gap(on: date, agreement: Agreement) -> list[tuple[MissingCode, str]]:
    if agreement.valid_from is not None and on < agreement.valid_from:
        text = f"{_named(agreement)} begins on {day(agreement.valid_from)}: wait, or record an earlier one"
        return [(MissingCode.AGREEMENT_NOT_YET_VALID, text)]
    if agreement.valid_to is not None and on > agreement.valid_to:
        text = f"{_named(agreement)} ended with {day(agreement.valid_to)}: record its renewal"
        return [(MissingCode.AGREEMENT_EXPIRED, text)]
    return []
