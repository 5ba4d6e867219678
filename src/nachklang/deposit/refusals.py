"""Why a file may not be kept, short enough to be read in a list."""

from collections.abc import Iterator

from nachklang.rights import Decision, MissingFact


def refusal_code(decision: Decision) -> str:
    """Return the code to report: of the prohibition, or of the first fact that is missing."""
    if decision.prohibitions:
        return "prohibited"
    return next((fact.code for layer in decision.layers for fact in layer.missing), "not-permitted")


def refusal_reason(decision: Decision, notes: tuple[str, ...]) -> str:
    """Say what is missing, each fact once with the layers that lack it, then what could not be used."""
    if decision.prohibitions:
        return " ".join(decision.reasons())
    return " ".join((*_missing(decision), *(f"({note})" for note in notes)))


def _missing(decision: Decision) -> Iterator[str]:
    """Yield one sentence for each missing fact that is the same but for the layer's name."""
    grouped: dict[str, list[MissingFact]] = {}
    for decided in decision.layers:
        for fact in () if decided.permitted else decided.mendable:
            grouped.setdefault(_without_layer(fact), []).append(fact)
    for facts in grouped.values():
        layers = [str(fact.layer) for fact in facts if fact.layer is not None]
        text = facts[0].text
        if len(layers) > 1:
            text = text.replace(f"for the {facts[0].layer}", "for them", 1)
        yield f"{_listed(layers)}: {text} ({facts[0].code})."


def _without_layer(fact: MissingFact) -> str:
    return fact.text.replace(f"for the {fact.layer}", "for the layer", 1)


def _listed(words: list[str]) -> str:
    joined = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return joined.capitalize()
