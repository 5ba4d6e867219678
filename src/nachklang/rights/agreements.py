"""What an agreement permits: the acts, places, actors and days that it names, and nothing else.

Where one of two agreements is exclusive and the other one is somebody else's, both cannot be true: whoever
granted the second could not. Which of them could is not for software to say, so neither is a ground.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import combinations

from nachklang.model.acts import Layer
from nachklang.model.mandates import GRANTED, Agreement, Mandate
from nachklang.rights.authorities import Authority, Weighed
from nachklang.rights.days import ALWAYS, NEVER, Days, between, holds, joined, shared
from nachklang.rights.decision import Ground, MissingCode, MissingFact
from nachklang.rights.question import Use
from nachklang.rights.wording import ACTORS, ACTS, day, listed, one_line


def weigh_agreement(use: Use, mandate: Mandate, agreement: Agreement) -> Authority:
    """Weigh an agreement; both its days are inclusive. In words it names all in which it falls short."""
    tell = partial(_tell, use, mandate, agreement)
    gap = next(_gaps(use, agreement), None)
    if gap is not None:
        return Authority((), ((gap, ALWAYS),), tell)
    return Authority(((mandate.basis, _valid(agreement)),), _early_or_late(agreement), tell)


def contradictions(layer: Layer, use: Use, mandates: Sequence[Mandate]) -> tuple[Days, Authority] | None:
    """Find on which days two agreements stand of which one excludes the other, for this act and here."""
    agreements = [one.agreement for one in mandates if one.basis in GRANTED and one.agreement is not None]
    if not any(one.exclusive for one in agreements):
        return None
    reaching = [(one, _reach(use, one)) for one in agreements]
    pairs = [
        (shared(days, others), one, other)
        for (one, days), (other, others) in combinations(reaching, 2)
        if one.excludes(other)
    ]
    days = joined(shared_days for shared_days, _, _ in pairs)
    if days == NEVER:
        return None

    def tell(on: date) -> Weighed:
        named = next(((one, other) for held, one, other in pairs if holds(held, on)), None)
        return () if named is None else (_contradiction(layer, use, *named),)

    return days, Authority((), ((MissingCode.AGREEMENTS_CONTRADICT, days),), tell)


def _contradiction(layer: Layer, use: Use, one: Agreement, other: Agreement) -> MissingFact:
    text = (
        f"{_named(one)} and {_named(other)} contradict each other: one of them is exclusive, and the "
        f"other is not of its grantor; find out who may grant {ACTS[use.act]}, end the other"
    )
    return MissingFact(layer, MissingCode.AGREEMENTS_CONTRADICT, text)


def _reach(use: Use, agreement: Agreement) -> Days:
    """Return the days on which it permits the act here to anybody."""
    if any(gap is not MissingCode.AGREEMENT_ACTOR for gap in _gaps(use, agreement)):
        return NEVER
    return _valid(agreement)


def _valid(agreement: Agreement) -> Days:
    return between(agreement.valid_from, agreement.valid_to)


def _gaps(use: Use, agreement: Agreement) -> Iterator[MissingCode]:
    """Say in what it falls short on every day."""
    if use.act not in agreement.acts:
        yield MissingCode.AGREEMENT_ACT
    if agreement.territories and use.territory not in agreement.territories:
        yield MissingCode.AGREEMENT_TERRITORY
    if agreement.actors and use.actor not in agreement.actors:
        yield MissingCode.AGREEMENT_ACTOR


def _early_or_late(agreement: Agreement) -> tuple[tuple[MissingCode, Days], ...]:
    """Say in what it falls short before its first day, and else after its last."""
    since, until = agreement.valid_from, agreement.valid_to
    if until is not None and since is not None and until < since:
        until = since - timedelta(days=1)
    found: list[tuple[MissingCode, Days]] = []
    if since is not None and since > date.min:
        found.append((MissingCode.AGREEMENT_NOT_YET_VALID, between(None, since - timedelta(days=1))))
    if until is not None and until < date.max:
        found.append((MissingCode.AGREEMENT_EXPIRED, between(until + timedelta(days=1), None)))
    return tuple(found)


def _tell(use: Use, mandate: Mandate, agreement: Agreement, on: date) -> Weighed:
    gaps = [*_gaps(use, agreement), *(code for code, held in _early_or_late(agreement) if holds(held, on))]
    if gaps:
        return [MissingFact(mandate.layer, code, _TEXTS[code](use, agreement)) for code in gaps]
    ground = Ground(
        mandate.layer,
        mandate.basis,
        f"{_named(agreement)} permits {ACTS[use.act]}{_validity(agreement)}",
        _named(agreement),
        mandate.evidence,
        agreement.valid_from,
        agreement.valid_to,
    )
    return (ground,)


def _named(agreement: Agreement) -> str:
    return f"agreement {one_line(agreement.reference)}"


def _validity(agreement: Agreement) -> str:
    since = f" from {day(agreement.valid_from)}" if agreement.valid_from else ""
    until = f" to the end of {day(agreement.valid_to)}" if agreement.valid_to else ""
    return since + until


def _act_text(use: Use, agreement: Agreement) -> str:
    named = listed(sorted(agreement.acts)) if agreement.acts else "no act"
    return f"{_named(agreement)} covers {named}: record an agreement whose acts name {use.act}"


def _territory_text(use: Use, agreement: Agreement) -> str:
    named = listed(sorted(str(one) for one in agreement.territories))
    return f"{_named(agreement)} holds in {named} only: record an agreement that holds in {use.territory}"


def _actor_text(use: Use, agreement: Agreement) -> str:
    named = listed(sorted(ACTORS[one] for one in agreement.actors))
    return f"{_named(agreement)} serves {named} only: record an agreement that serves {ACTORS[use.actor]}"


def _early_text(_: Use, agreement: Agreement) -> str:
    begins = day(agreement.valid_from or date.min)
    return f"{_named(agreement)} begins on {begins}: wait, or record an earlier one"


def _late_text(_: Use, agreement: Agreement) -> str:
    return f"{_named(agreement)} ended with {day(agreement.valid_to or date.max)}: record its renewal"


_TEXTS: Mapping[MissingCode, Callable[[Use, Agreement], str]] = {
    MissingCode.AGREEMENT_ACT: _act_text,
    MissingCode.AGREEMENT_TERRITORY: _territory_text,
    MissingCode.AGREEMENT_ACTOR: _actor_text,
    MissingCode.AGREEMENT_NOT_YET_VALID: _early_text,
    MissingCode.AGREEMENT_EXPIRED: _late_text,
}
