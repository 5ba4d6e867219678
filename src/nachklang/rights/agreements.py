"""What an agreement permits: the acts, places, actors and days that it names, and nothing else."""

from datetime import date

from nachklang.model.acts import Act, ActorClass, Territory
from nachklang.model.mandates import Agreement, Basis, Mandate
from nachklang.rights.decision import Ground, MissingCode, MissingFact
from nachklang.rights.wording import ACTORS, ACTS, day, listed, one_line


def weigh_agreement(
    act: Act, territory: Territory, on: date, actor: ActorClass, mandate: Mandate, agreement: Agreement
) -> Ground | tuple[MissingFact, ...]:
    """Give the ground, or every respect in which the agreement falls short. Both its days are inclusive."""
    gaps = [
        *_act_gap(act, agreement),
        *_territory_gap(territory, agreement),
        *_actor_gap(actor, agreement),
        *_date_gap(on, agreement),
    ]
    if gaps:
        return tuple(MissingFact(mandate.layer, code, text) for code, text in gaps)
    return Ground(
        mandate.layer,
        Basis.AGREEMENT,
        f"{_named(agreement)} permits {ACTS[act]}{_validity(agreement)}",
        _named(agreement),
        mandate.evidence,
        agreement.valid_from,
        agreement.valid_to,
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
