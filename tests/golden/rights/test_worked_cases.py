"""Two hundred worked legal examples and more: each is a question that a lawyer could ask, and its answer."""

from importlib.resources import files

import pytest
from tests.golden.rights.worked_cases import Case, read_cases

from nachklang.model.acts import Act, ActorClass, Layer
from nachklang.model.mandates import Basis
from nachklang.rights import Decision, Law, LayerDecision, decide

LAW = Law.parse(
    {
        file.name: file.read_text("utf-8")
        for file in files("nachklang.rights").joinpath("law").iterdir()
        if file.name.endswith(".toml")
    }
)
CASES = list(read_cases())


def _decided(case: Case) -> Decision:
    return decide(case.act, case.territory, case.on, case.actor, case.item, LAW)


def _as_expected(layer: LayerDecision, expected: str) -> bool:
    """Whether a ground of that basis has these words in its citation; or the code is among the missing."""
    kind, words = expected.split(": ", 1)
    if kind == "missing":
        return words in [fact.code for fact in layer.missing]
    return any(ground.basis == kind and words in ground.citation for ground in layer.grounds)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_worked_example(case: Case) -> None:
    decision = _decided(case)
    assert decision.permitted == case.permitted, case.says
    for layer in decision.layers:
        told = [ground.sentence() for ground in layer.grounds] or [one.sentence() for one in layer.missing]
        assert _as_expected(layer, case.expected[layer.layer]), (case.says, told)
    kinds = [standing.kind for standing in decision.prohibitions]
    assert kinds == ([] if case.prohibited is None else [case.prohibited])


def test_there_are_two_hundred_cases_and_a_third_of_them_are_denials() -> None:
    denials = [case for case in CASES if not case.permitted]
    assert len(CASES) >= 200
    assert len(CASES) / 3 <= len(denials) <= 2 * len(CASES) / 3


def test_the_cases_cover_every_territory_act_actor_layer_and_basis() -> None:
    assert {case.territory for case in CASES} > set(LAW.territories)
    assert {case.act for case in CASES} == set(Act)
    assert {case.actor for case in CASES} == set(ActorClass)
    bases = {expected.split(": ")[0] for case in CASES for expected in case.expected.values()}
    assert bases == {*Basis, "missing"}


def test_the_cases_cover_every_statute_and_every_rule() -> None:
    """By the citations that the decisions name, as the cases expect them."""
    cited: set[tuple[str, Layer]] = set()
    for case in CASES:
        for layer in _decided(case).layers:
            cited |= {(ground.citation.split(", text in force")[0], layer.layer) for ground in layer.grounds}
    for law in LAW.territories.values():
        for layer_name, rules in law.layers.items():
            assert {(rule.citation, layer_name) for rule in rules.rules} <= cited, law.territory
        for statute in law.statutes:
            assert {(statute.citation, layer) for layer in statute.layers} <= cited, statute.id


def test_no_two_cases_ask_the_same() -> None:
    asked = [(case.item, case.act, case.territory, case.on, case.actor) for case in CASES]
    assert len(asked) == len({repr(one) for one in asked})
