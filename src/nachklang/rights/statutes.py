"""What the law itself permits: to the classes that a statute names, under what it asks for, and no more."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, date, timedelta

from nachklang.model.acts import ActorClass, Layer
from nachklang.model.mandates import Basis, CircumstanceKind, Mandate, Procedure, RightsSignature
from nachklang.rights.decision import Ground, MissingCode, MissingFact
from nachklang.rights.question import Question
from nachklang.rights.rules import Statute, TerritoryLaw
from nachklang.rights.wording import ACTORS, CIRCUMSTANCES, PROCEDURES, day, listed, one_line


def weigh_statutes(
    layer: Layer, question: Question, item: RightsSignature, law: TerritoryLaw
) -> list[Ground | MissingFact]:
    """Weigh every statute on file that permits the act to anybody in this layer."""
    weighed: list[Ground | MissingFact] = []
    for statute in law.statutes:
        if question.act in statute.acts and layer in statute.layers:
            weighed += _weigh(statute, layer, question, item, law)
    return weighed


def waiting_ends(statute: Statute, procedure: Procedure) -> date:
    """Return the first day on which the statute permits anything: the waiting months are over before it."""
    months = procedure.recorded_on.month - 1 + statute.waiting_months
    year, month = procedure.recorded_on.year + months // 12, months % 12 + 1
    if year > MAXYEAR:
        return date.max
    return date(year, month, min(procedure.recorded_on.day, monthrange(year, month)[1])) + timedelta(
        days=1 if statute.waiting_months else 0
    )


def _weigh(
    statute: Statute, layer: Layer, question: Question, item: RightsSignature, law: TerritoryLaw
) -> list[Ground | MissingFact]:
    on = question.on
    # Whom a statute does not help, nothing helps that could be recorded: the rest is not said.
    stranger = _actor_gap(statute, question.actor)
    if stranger:
        return [MissingFact(layer, code, f"the law ({statute.citation}) {text}") for code, text in stranger]
    gaps = [*_force_gap(statute, on), *_circumstance_gaps(statute, on, item)]
    recorded = _recorded(statute, layer, item, law)
    delays = [_procedure_gap(statute, procedure, on) for _, procedure in recorded]
    standing = [one for one, delay in zip(recorded, delays, strict=True) if delay is None]
    if statute.procedure is not None and not standing:
        gaps += [one for one in delays if one is not None] or [_no_procedure(statute.procedure)]
    if gaps:
        return [MissingFact(layer, code, f"the law ({statute.citation}) {text}") for code, text in gaps]
    if statute.procedure is None:
        return [_ground(statute, layer, item)]
    return [_ground_by(statute, item, mandate, procedure) for mandate, procedure in standing]


def _ground(statute: Statute, layer: Layer, item: RightsSignature) -> Ground:
    evidence = next((one.evidence for one in item.circumstances if one.kind in statute.requires), None)
    since = _since(statute, item)
    return Ground(
        layer, Basis.STATUTE, _summary(statute), _citation(statute), evidence, _known(since), statute.until
    )


def _ground_by(statute: Statute, item: RightsSignature, mandate: Mandate, procedure: Procedure) -> Ground:
    since = max(_since(statute, item), waiting_ends(statute, procedure))
    until = min(statute.until or date.max, procedure.ended_on or date.max)
    return Ground(
        mandate.layer,
        mandate.basis,
        f"{_summary(statute)} (record {one_line(procedure.reference)})",
        _citation(statute),
        mandate.evidence,
        since,
        None if until == date.max else until,
    )


def _summary(statute: Statute) -> str:
    return f"{statute.statement}; {statute.remuneration}" if statute.remuneration else statute.statement


def _citation(statute: Statute) -> str:
    return f"{statute.citation}, text in force since {day(statute.text_date)}"


def _known(since: date) -> date | None:
    return None if since == date.min else since


def _since(statute: Statute, item: RightsSignature) -> date:
    """Return the first day on which the statute stands with every circumstance that it asks for."""
    days = [
        min(one.since or date.min for one in item.circumstances if one.kind is kind)
        for kind in statute.requires
    ]
    return max([statute.since or date.min, *days])


def _recorded(
    statute: Statute, layer: Layer, item: RightsSignature, law: TerritoryLaw
) -> list[tuple[Mandate, Procedure]]:
    """List the procedures that are recorded for what the statute asks for, in this layer and territory."""
    return [
        (one, one.procedure)
        for one in item.mandates
        if one.procedure is not None
        and one.layer is layer
        and one.basis is statute.procedure
        and one.procedure.territory == law.territory
    ]


def _actor_gap(statute: Statute, actor: ActorClass) -> list[tuple[MissingCode, str]]:
    if actor in statute.beneficiaries:
        return []
    named = listed(sorted(ACTORS[one] for one in statute.beneficiaries))
    return [(MissingCode.STATUTE_ACTOR, f"helps {named}, and not {ACTORS[actor]}")]


def _force_gap(statute: Statute, on: date) -> list[tuple[MissingCode, str]]:
    if statute.since is not None and on < statute.since:
        return [(MissingCode.STATUTE_NOT_IN_FORCE, f"permits nothing before {day(statute.since)}")]
    if statute.until is not None and on > statute.until:
        return [(MissingCode.STATUTE_NOT_IN_FORCE, f"permits nothing after {day(statute.until)}")]
    return []


def _circumstance_gaps(
    statute: Statute, on: date, item: RightsSignature
) -> Iterator[tuple[MissingCode, str]]:
    for kind in sorted(statute.requires):
        days = [one.since or date.min for one in item.circumstances if one.kind is kind]
        if not days:
            yield (
                MissingCode.STATUTE_CIRCUMSTANCE,
                f"asks that {_circumstance(kind)}: record it where it is so",
            )
        elif min(days) > on:
            text = f"asks that {_circumstance(kind)}, which is so from {day(min(days))} on: wait until then"
            yield MissingCode.STATUTE_CIRCUMSTANCE, text


def _circumstance(kind: CircumstanceKind) -> str:
    return f"{CIRCUMSTANCES[kind]} ({kind})"


def _no_procedure(basis: Basis) -> tuple[MissingCode, str]:
    text = f"asks for {PROCEDURES[basis]} of this layer: go through it and record its public entry"
    return MissingCode.PROCEDURE_MISSING, text


def _procedure_gap(statute: Statute, procedure: Procedure, on: date) -> tuple[MissingCode, str] | None:
    record = one_line(procedure.reference)
    if procedure.ended_on is not None and on > procedure.ended_on:
        text = f"permits nothing by record {record} after {day(procedure.ended_on)}, when its procedure ended"
        return MissingCode.PROCEDURE_ENDED, text
    first = waiting_ends(statute, procedure)
    if on < first:
        text = f"asks to wait after record {record} was made public: it permits nothing before {day(first)}"
        return MissingCode.PROCEDURE_WAITING, text
    return None
