"""A decision as text for people: the answer first, then each layer with its citations."""

import textwrap

from nachklang.rights import wording
from nachklang.rights.decision import Decision, Ground, LayerDecision, MissingFact, prohibition_sentence

_WIDTH = 96


def explain(decision: Decision) -> str:
    """Write the decision out, layer by layer. Lines are at most 96 wide, but addresses are never broken."""
    lines = _paragraph(_answer(decision), "")
    for standing in decision.prohibitions:
        lines += ["", *_paragraph(prohibition_sentence(decision.act, standing), "")]
    for layer in decision.layers:
        lines += ["", *_layer(layer)]
    lines += ["", *_paragraph(_footing(decision), "")]
    return "\n".join(lines) + "\n"


def _answer(decision: Decision) -> str:
    verdict = "Yes: permitted" if decision.permitted else "No: not permitted"
    return (
        f"{verdict} — {wording.ACTS[decision.act]} ({decision.act}) in {decision.territory} "
        f"on {wording.day(decision.on)} by {wording.ACTORS[decision.actor]}."
    )


def _footing(decision: Decision) -> str:
    return (
        f"Decided by the facts recorded and the law on file (digest {decision.law}). "
        "This is not legal advice."
    )


def _layer(layer: LayerDecision) -> list[str]:
    lines = [f"{wording.capital(layer.layer)}: {'yes' if layer.permitted else 'no'}"]
    for ground in layer.grounds:
        lines += _ground(ground)
    for fact in layer.missing:
        lines += _missing(fact)
    return lines


def _ground(ground: Ground) -> list[str]:
    lines = _paragraph(f"{wording.capital(ground.summary)}.", "  ")
    lines += _paragraph(f"Basis: {ground.basis}. Source: {ground.citation}.", "    ")
    if ground.evidence is not None:
        lines += _paragraph(f"Evidence: {wording.evidence_line(ground.evidence)}.", "    ")
    return lines


def _missing(fact: MissingFact) -> list[str]:
    return _paragraph(f"Missing ({fact.code}): {fact.text}.", "  ")


def _paragraph(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
