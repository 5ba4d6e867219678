"""One item's rights as policies of Cedar: written from the facts, by other code than that which decides here.

A request names act, territory, actor and day in its context; the one `permit` asks for a ground in each of
the three layers, and each prohibition is a `forbid`. Known are licences, agreements (also those that
contradict each other), procedures, and of the law Germany's terms for published and unpublished recordings
and for compositions by known authors, with the statutes that are named to `policies`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations

from nachklang.model.acts import Act, ActorClass, Layer, Territory
from nachklang.model.mandates import Agreement, Mandate, Prohibition, RightsSignature, TermFacts
from nachklang.rights import Statute

_GERMANY = "DE"
_ALWAYS, _NEVER = "true", "false"


def request(act: Act, territory: Territory, on: date, actor: ActorClass) -> dict[str, object]:
    """Return the question as a request."""
    context = {"act": act.value, "territory": territory.code, "actor": actor.value, "day": _number(on)}
    return {"principal": 'Who::"any"', "action": 'Do::"it"', "resource": 'What::"item"', "context": context}


def policies(item: RightsSignature, statutes: Sequence[Statute] = ()) -> str:
    """Write the policies of an item; `statutes` are Germany's."""
    layers = " && ".join(f"({_any(_grounds(layer, item, statutes))})" for layer in Layer)
    forbidding = [
        f"forbid (principal, action, resource) when {{ {_forbids(one)} }};" for one in item.prohibitions
    ]
    return "\n".join([f"permit (principal, action, resource) when {{ {layers} }};", *forbidding])


def _grounds(layer: Layer, item: RightsSignature, statutes: Sequence[Statute]) -> Iterator[str]:
    mandates = [one for one in item.mandates if one.layer is layer]
    agreements = [one.agreement for one in mandates if one.agreement is not None]
    disputed = _any(
        f"({_reaches(one)}) && ({_reaches(other)})"
        for one, other in combinations(agreements, 2)
        if (one.exclusive or other.exclusive)
        and one.reference != other.reference
        and (one.grantor is None or one.grantor != other.grantor)
    )
    for mandate in mandates:
        if mandate.licence is not None:
            yield _licence(mandate.licence.spdx)
        if mandate.agreement is not None:
            serves = _among("actor", mandate.agreement.actors)
            yield f"({_reaches(mandate.agreement)}) && {serves} && !({disputed})"
    yield f'context.territory == "{_GERMANY}" && context.day >= {_free_from(layer, item.terms)}'
    for statute in statutes:
        if layer in statute.layers:
            yield from _statute(statute, mandates, item)


def _licence(spdx: str) -> str:
    if spdx.startswith("CC0"):
        return _ALWAYS
    if not spdx.startswith("CC-BY"):
        return _NEVER
    commercial = ' && context.actor != "commercial-archive"' if "-NC" in spdx else ""
    return f'context.act != "train"{commercial}'


def _reaches(agreement: Agreement) -> str:
    acts = _among("act", agreement.acts) if agreement.acts else _NEVER
    where = _among("territory", agreement.territories)
    return f"{acts} && {where} && {_days(agreement.valid_from, agreement.valid_to)}"


def _statute(statute: Statute, mandates: Iterable[Mandate], item: RightsSignature) -> Iterator[str]:
    asks = [
        f'context.territory == "{_GERMANY}"',
        _among("act", statute.acts),
        _among("actor", statute.beneficiaries),
        _days(statute.since, statute.until),
        *(
            _any(_days(one.since, None) for one in item.circumstances if one.kind is kind)
            for kind in statute.requires
        ),
    ]
    always = " && ".join(f"({one})" for one in asks)
    if statute.procedure is None:
        yield always
    for mandate in mandates:
        procedure = mandate.procedure
        if (
            procedure is not None
            and mandate.basis is statute.procedure
            and procedure.territory.code == _GERMANY
        ):
            waited = _months_after(procedure.recorded_on, statute.waiting_months)
            begins = waited + timedelta(days=1) if statute.waiting_months else waited
            yield f"{always} && {_days(begins, procedure.ended_on)}"


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or the last one that this month has."""
    later = day.replace(day=1)
    for _ in range(months):
        later = (later + timedelta(days=31)).replace(day=1)
    following = (later + timedelta(days=31)).replace(day=1)
    return min(later + timedelta(days=day.day - 1), following - timedelta(days=1))


def _free_from(layer: Layer, terms: TermFacts) -> int:
    """Return the first free day in Germany as a number, or one beyond all days."""
    if layer is Layer.COMPOSITION:
        deaths = [author.died for author in terms.authors]
        known = [died for died in deaths if died is not None]
        return (
            _january(max(known) + 71) if terms.authors_complete and known == deaths != [] else _number(None)
        )
    if terms.recording_published is not None:
        year = terms.recording_published.year
        return _january(2013 if year <= 1962 else year + 71)
    if terms.recording_unpublished and terms.recorded is not None:
        return _january(terms.recorded.year + 51)
    return _number(None)


def _forbids(one: Prohibition) -> str:
    senseless = one.since is not None and one.until is not None and one.until < one.since
    days = _ALWAYS if senseless else _days(one.since, one.until)
    return f"{_among('act', one.acts)} && {_among('territory', one.territories)} && {days}"


def _among(name: str, values: Iterable[object]) -> str:
    listed = ", ".join(sorted(f'"{value}"' for value in values))
    return f"[{listed}].contains(context.{name})" if listed else _ALWAYS


def _days(first: date | None, last: date | None) -> str:
    since = f"context.day >= {_number(first)}" if first else _ALWAYS
    return f"{since} && context.day <= {_number(last)}"


def _any(conditions: Iterable[str]) -> str:
    return " || ".join(f"({one})" for one in conditions) or _NEVER


def _january(year: int) -> int:
    return year * 10_000 + 101


def _number(day: date | None) -> int:
    return 99_991_232 if day is None else day.year * 10_000 + day.month * 100 + day.day
