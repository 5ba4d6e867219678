"""Exports of rights by the judgement of others: RDF and SHACL, and the schema of PREMIS."""

import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree
from pyshacl import validate
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from tests.conformance.xml_schemas import faults
from tests.factories import items
from tests.rights_cases import CASES, DE, LAW, PLACES, TODAY, US, item_of

from nachklang.model.acts import Act, ActorClass
from nachklang.rights.exports import (
    Reservation,
    Table,
    Verdict,
    clauses,
    odrl,
    premis,
    profile,
    tabulate,
    tdm_policy,
)
from nachklang.rights.exports.vocabulary import ACTIONS, CONTEXT

ODRL = Namespace("http://www.w3.org/ns/odrl/2/")
SHAPES = Path(__file__).parent / "schemas" / "odrl.shacl.ttl"
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*:DeprecationWarning:rdflib", "ignore:.*:DeprecationWarning:pyshacl"
)
Broken = Callable[[dict[str, Any]], object]


@cache
def table_of(name: str) -> Table:
    return tabulate(item_of(CASES[name]), PLACES, LAW)


def read(document: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(document), format="json-ld")


def judged(policy: dict[str, Any]) -> tuple[bool, str]:
    conforms, _, text = validate(
        read(policy) + read(profile()), shacl_graph=Graph().parse(SHAPES), advanced=False, inference="none"
    )
    return bool(conforms), str(text)


@pytest.mark.parametrize("name", CASES)
def test_policies_are_right_by_the_shapes(name: str) -> None:
    conforms, text = judged(odrl(table_of(name)))
    assert conforms, text


@pytest.mark.parametrize("name", CASES)
def test_policies_read_back_as_what_was_said(name: str) -> None:
    table = table_of(name)
    graph, found = read(odrl(table)), clauses(table)
    (policy,) = graph.subjects(RDF.type, ODRL.Set)
    assert graph.value(policy, ODRL.uid) == URIRef(f"{table.item.object_id}#policy")
    for predicate, permitted in ((ODRL.permission, True), (ODRL.prohibition, False)):
        meant = [one for one in found if (one.verdict is Verdict.PERMITTED) == permitted]
        rules = list(graph.objects(policy, predicate))
        assert len(rules) == sum(len(one.actors) or 1 for one in meant)
        assert {str(graph.value(rule, ODRL.action)) for rule in rules} == {
            expanded(ACTIONS[one.act]) for one in meant
        }


def expanded(name: str) -> str:
    prefix, colon, local = name.rpartition(":")
    return f"{CONTEXT[prefix] if colon else ODRL}{local}"


def test_every_act_and_every_class_has_a_name_of_its_own() -> None:
    assert len({expanded(name) for name in ACTIONS.values()}) == len(Act)
    graph = read(profile())
    assert len(set(graph.subjects(RDF.type, ODRL.PartyCollection))) == len(ActorClass)
    for action in graph.subjects(RDF.type, ODRL.Action):
        assert str(graph.value(action, ODRL.includedIn)).startswith(str(ODRL))


def test_a_document_needs_no_other_one_to_be_read() -> None:
    assert isinstance(odrl(table_of("by"))["@context"], dict)


BREAKS: dict[str, Broken] = {
    "no uid": lambda policy: policy.pop("uid"),
    "two types": lambda policy: policy.update({"@type": ["Set", "Agreement"]}),
    "no rules": lambda policy: (policy.pop("permission"), policy.pop("prohibition")),
    "two targets": lambda policy: policy["permission"][0].update(target=["urn:a:1", "urn:a:2"]),
    "no target": lambda policy: policy["permission"][0].pop("target"),
    "two actions": lambda policy: policy["permission"][0].update(action=["use", "play"]),
    "an action that nobody defined": lambda policy: policy["permission"][0].update(action="tdm:listen"),
    "an unknown operator": lambda policy: policy["permission"][0]["constraint"][0].update(operator="like"),
    "a day without its type": lambda policy: policy["permission"][0].update(
        constraint=[{"leftOperand": "dateTime", "operator": "lt", "rightOperand": "2026"}]
    ),
    "an unknown class": lambda policy: policy["permission"][0].update(assignee="nachklang:nobody"),
    "a prohibition with a duty": lambda policy: policy["prohibition"][0].update(duty=[{"action": "use"}]),
    "a duty without an action": lambda policy: policy["permission"][0].update(duty=[{"target": "urn:a:1"}]),
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_the_shapes_see_what_is_wrong(broken: Broken) -> None:
    policy = deepcopy(odrl(tabulate(item_of(CASES["by"]), (DE,), LAW)))
    broken(policy)
    assert not judged(policy)[0]


@pytest.mark.parametrize("reservation", [Reservation.ALL, Reservation.TRAINING])
def test_a_policy_of_tdmrep_is_an_offer_of_its_profile(reservation: Reservation) -> None:
    """The context that the report names is on the web; ours has the same names for the same words."""
    policy = tdm_policy(reservation, uid="https://a.example/p.json", site="https://a.example/", name="Archiv")
    conforms, text = judged(policy | {"@context": dict(CONTEXT)})
    assert conforms, text
    assert policy["@type"] == "Offer"
    assert policy["profile"] == "http://www.w3.org/ns/tdmrep"
    assert {one["action"] for one in policy["permission"]} == {"tdm:mine"}
    assert "prohibition" not in policy


def test_the_order_of_a_policy_means_nothing() -> None:
    policy = odrl(table_of("by"))
    turned = policy | {"permission": policy["permission"][::-1]}
    assert isomorphic(read(policy), read(turned))


@given(items())
@settings(max_examples=25, deadline=None)
def test_premis_is_right_by_its_schema_whatever_is_described(item: Any) -> None:
    assert faults(premis(tabulate(item, (DE, US), LAW), TODAY)) == []


@pytest.mark.parametrize("name", CASES)
def test_premis_is_right_by_its_schema_for_every_kind_of_ground(name: str) -> None:
    document = premis(table_of(name), TODAY)
    assert faults(document) == []
    bases = set(etree.fromstring(document).xpath("//*[local-name() = 'rightsBasis']/text()"))
    wanted = {"by": "license", "free-later": "statute", "orphan": "statute", "research": "other"}
    assert {"copyright", wanted.get(name, "copyright")} <= bases
