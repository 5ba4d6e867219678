"""Runs the worked examples of a law file: what each says against what the rules make of it."""

from collections.abc import Iterator
from dataclasses import replace

from nachklang.model.acts import Layer
from nachklang.model.mandates import Basis, Circumstance, Evidence, Mandate, Procedure, RightsSignature
from nachklang.rights.decision import Ground
from nachklang.rights.question import Question
from nachklang.rights.rules import Example, Statute, StatuteExample, TermRule, TerritoryLaw
from nachklang.rights.statutes import weigh_statutes
from nachklang.rights.terms import Term, find_term

_EVIDENCE = Evidence("example", "the worked example", "as it says")


def wrong_examples(law: TerritoryLaw) -> Iterator[str]:
    """Yield a sentence for each worked example that the rules do not bear out; nothing where all hold."""
    for layer, rules in law.layers.items():
        for rule in rules.rules:
            for example in rule.examples:
                yield from _term_fault(law, layer, rule, example)
    for statute in law.statutes:
        for one in statute.examples:
            yield from _statute_fault(law, statute, one)


def _term_fault(law: TerritoryLaw, layer: Layer, rule: TermRule, example: Example) -> Iterator[str]:
    """Hold the example against the whole layer: another rule may give a longer term, and then counts."""
    outcome = find_term(law, layer, example.facts)
    if isinstance(outcome, Term):
        found = f"{outcome.free_from} by {outcome.rule.id}"
    else:
        found = f"{outcome.code} missing"
    expected = f"{example.missing} missing" if example.missing else f"{example.free_from} by {rule.id}"
    if found != expected:
        yield f"{layer} rule {rule.id!a}, example {example.says!a}: expected {expected}, found {found}"


def _statute_fault(law: TerritoryLaw, statute: Statute, example: StatuteExample) -> Iterator[str]:
    alone = replace(law, statutes=(statute,))
    question = Question(example.act, law.territory, example.on, example.actor)
    item = _signature(law, statute, example)
    for layer in sorted(statute.layers):
        weighed = weigh_statutes(layer, question, item, alone)
        missing = sorted({str(one.code) for one in weighed if not isinstance(one, Ground)})
        right = not missing if example.missing is None else example.missing in missing
        if not weighed or not right:
            found = " and ".join(missing) or ("permitted" if weighed else "nothing said of this act")
            expected = example.missing or "permitted"
            yield (
                f"statute {statute.id!a}, example {example.says!a}, {layer}: "
                f"expected {expected}, found {found}"
            )


def _signature(law: TerritoryLaw, statute: Statute, example: StatuteExample) -> RightsSignature:
    circumstances = tuple(Circumstance(one, _EVIDENCE) for one in sorted(example.circumstances))
    if example.recorded_on is None:
        return RightsSignature(circumstances=circumstances)
    procedure = Procedure("the example's record", law.territory, example.recorded_on)
    mandates = tuple(
        Mandate(layer, statute.procedure or Basis.ORPHAN, _EVIDENCE, procedure=procedure) for layer in Layer
    )
    return RightsSignature(mandates, circumstances=circumstances)
