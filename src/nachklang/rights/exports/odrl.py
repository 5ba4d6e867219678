"""ODRL 2.2 in JSON-LD: what may be done with an item, as a policy of type Set.

https://www.w3.org/TR/odrl-model/. Every rule is atomic: one target, one action, at most one assignee
(none: everybody). It is written for others to read; the archive itself asks the engine.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from nachklang.model.acts import ActorClass
from nachklang.rights.exports.answers import Table
from nachklang.rights.exports.clauses import Clause, Condition, Verdict, clauses
from nachklang.rights.exports.vocabulary import (
    ACTIONS,
    COMMERCIAL,
    CONTEXT,
    DUTIES,
    PROFILE,
    action_entries,
    party,
    party_entries,
    place,
)


def odrl(table: Table) -> dict[str, Any]:
    """Write the policy of an item. Where a permission and a prohibition meet, the prohibition counts."""
    target = table.item.object_id
    policy: dict[str, Any] = {
        "@context": dict(CONTEXT),
        "@type": "Set",
        "uid": f"{target}#policy",
        "profile": PROFILE,
        "conflict": "prohibit",
    }
    found = clauses(table)
    for name, permitted in (("permission", True), ("prohibition", False)):
        meant = [one for one in found if (one.verdict is Verdict.PERMITTED) == permitted]
        if meant:
            policy[name] = [rule for clause in meant for rule in _rules(clause, target)]
    return policy


def profile() -> dict[str, Any]:
    """Write the archive profile: the actions and classes of actors that are ours."""
    about = {"@id": PROFILE, "dcterms:title": "Nachklang: acts of an archive for recorded music"}
    purpose = {
        "@id": COMMERCIAL,
        "@type": "RightOperand",
        "skos:prefLabel": "A purpose that is mainly commercial",
    }
    return {"@context": dict(CONTEXT), "@graph": [about, *action_entries(), *party_entries(), purpose]}


def _rules(clause: Clause, target: str) -> Iterator[dict[str, Any]]:
    actors: tuple[ActorClass | None, ...] = clause.actors or (None,)
    for actor in actors:
        rule: dict[str, Any] = {"target": target, "action": ACTIONS[clause.act]}
        if actor is not None:
            rule["assignee"] = party(actor)
        rule["constraint"] = list(_constraints(clause))
        duties = [{"action": DUTIES[one]} for one in clause.conditions if one in DUTIES]
        yield rule | ({"duty": duties} if duties else {})


def _constraints(clause: Clause) -> Iterator[dict[str, Any]]:
    places = [place(one) for one in clause.territories]
    if len(places) == 1:
        yield _constraint("spatial", "eq", places[0])
    else:
        yield _constraint("spatial", "isAnyOf", places)
    if clause.first is not None:
        yield _constraint("dateTime", "gteq", _day(clause.first))
    if clause.last is not None:
        yield _constraint("dateTime", "lteq", _day(clause.last))
    if Condition.NON_COMMERCIAL in clause.conditions:
        yield _constraint("purpose", "neq", {"@id": COMMERCIAL})


def _constraint(left: str, operator: str, right: Any) -> dict[str, Any]:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def _day(value: date) -> dict[str, str]:
    return {"@value": value.isoformat(), "@type": "xsd:date"}
